"""Draws every picture of the demo restaurant: flat, geometric, one palette, one light from the upper left."""

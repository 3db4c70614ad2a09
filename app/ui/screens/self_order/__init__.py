"""Choosing: welcome, menu, extras, and the order as it grows."""

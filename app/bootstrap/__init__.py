"""Pairs ports with adapters: the one room that knows which database, which providers and which clock are real."""

"""Orders and bills: fill, cut, show."""

"""The rules of ordering, paying and loyalty: plain Python, no I/O, no clock, no framework."""

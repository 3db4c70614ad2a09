"""The parts of a house, wired one after the other: each leans on those named before it."""

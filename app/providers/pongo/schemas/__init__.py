"""Bodies of the Hey Pongo API; the names on the wire come from one module."""

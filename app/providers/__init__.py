"""Clients of the services outside: each operation is a value, one module sends them."""

"""The hub's own HTTP: Flet mounted, health and metrics beside it."""

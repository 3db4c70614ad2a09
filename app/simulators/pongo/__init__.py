"""A working copy of Hey Pongo's partner API, with its back office, for development and tests."""

from app.simulators.pongo.application import create_pongo_app
from app.simulators.pongo.backend import PongoBackend

__all__ = ["PongoBackend", "create_pongo_app"]

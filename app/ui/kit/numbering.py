"""Keeps the controls of a restarted process apart from those that its clients still remember."""

import itertools

from flet.controls.id_counter import ControlId


def number_controls_from(start: int) -> None:
    """Let this process number its controls from a place of its own.

    Flet 1.0.5 counts from 3 in every process. A client that outlives a restart of the hub takes the new session's
    services for the old ones with the same numbers, and what they are asked is never answered.
    """
    ControlId._counter = itertools.count(start)

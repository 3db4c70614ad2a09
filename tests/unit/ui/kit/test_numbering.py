"""Controls of a restarted process never carry the numbers that its clients remember."""

import flet as ft

from app.ui.ids import first_control_number
from app.ui.kit import number_controls_from


def test_controls_are_numbered_on_from_the_given_place() -> None:
    start = first_control_number()
    number_controls_from(start)

    assert [start, start + 1] == [ft.Text("a")._i, ft.Text("b")._i]


def test_two_processes_begin_at_different_places_beyond_those_that_flet_keeps() -> None:
    places = {first_control_number() for _ in range(100)}

    assert len(places) > 90
    assert min(places) > 2

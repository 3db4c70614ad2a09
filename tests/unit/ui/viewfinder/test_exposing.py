"""A camera is darkened step by step while a screen outshines the room, and is as bright as usual afterwards."""

from datetime import UTC, datetime, timedelta

from app.ports.viewfinder import Hint, Look, Quad
from app.ui.viewfinder.exposing import DARKEST, Exposing

START = datetime(2026, 11, 22, tzinfo=UTC)
SEEN = Quad(corners=((0.4, 0.3), (0.6, 0.3), (0.6, 0.7), (0.4, 0.7)), read=False)
GLARING = Look(quads=(SEEN,), hint=Hint.TOO_BRIGHT)
STILL = Look(quads=(SEEN,), hint=Hint.HOLD_STILL)


def told(*looks: Look, apart: float) -> list[int]:
    """What the camera is told for these pictures, so many seconds apart."""
    exposing = Exposing()
    return [
        exposing.darker
        for number, look in enumerate(looks)
        if exposing.changed_by(look, START + timedelta(seconds=apart * number))
    ]


def test_a_camera_has_time_to_follow_before_it_is_darkened_again() -> None:
    assert [1] == told(*[GLARING] * 4, apart=0.125)
    assert [1, 2] == told(*[GLARING] * 6, apart=0.125)


def test_darkening_has_an_end() -> None:
    assert [1, 2, 3, DARKEST] == told(*[GLARING] * 20, apart=0.5)


def test_a_code_that_is_still_in_sight_keeps_the_exposure_that_it_needed() -> None:
    assert [1] == told(GLARING, *[STILL] * 20, apart=1)


def test_after_three_seconds_without_a_code_the_camera_is_as_bright_as_usual() -> None:
    assert [1] == told(GLARING, Look(), Look(), apart=1)
    assert [1, 0] == told(GLARING, Look(), Look(), Look(), Look(), apart=1)

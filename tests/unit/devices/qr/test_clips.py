"""What is measured on clips: every wrong text counts, and a damaged code has none in any frame."""

import math

import numpy as np

from support import qr_scenes
from support.qr_peers import Gray
from support.qr_watching import RATE, Watched, watch_clip

FRAMES: list[Gray] = [np.full((2, 2), number, np.uint8) for number in range(4)]


def watched(*texts: list[str]) -> Watched:
    """What comes of a clip in which these texts are read, frame after frame; the right one is `right`."""
    return watch_clip(lambda gray: texts[gray[0, 0]], FRAMES, "right")


def test_wrong_texts_count_before_the_right_one_beside_it_and_after_it() -> None:
    found = watched(["wrong"], [], ["right", "wrong"], ["wrong"])

    assert 3 == found.false
    assert math.isfinite(found.wait)


def test_the_right_text_is_no_wrong_one() -> None:
    assert 0 == watched([], ["right"], ["right"], []).false


def test_a_clip_with_a_wrong_text_alone_is_not_read() -> None:
    assert Watched(wait=math.inf, false=len(FRAMES)) == watched(*[["wrong"]] * len(FRAMES))


def test_a_damaged_clip_shows_one_code_in_a_hand_that_shakes_and_has_no_text() -> None:
    first, second = qr_scenes.damaged_clip(1, 0, seconds=2 / RATE, rate=RATE)
    apart = np.abs(first.corners - second.corners).max()

    assert ((), ()) == (first.texts, second.texts)
    assert first.modules == second.modules
    assert 0 < apart < first.conditions.size

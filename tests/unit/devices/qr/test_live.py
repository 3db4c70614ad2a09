"""Over several frames of a camera more is read than on any one of them, within a time budget."""

from collections.abc import Callable
from itertools import count

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr.candidates import Candidate
from app.devices.qr.frame import Frame
from app.devices.qr.live import AWAKE, OTHERWISE, LiveDecoder
from app.devices.qr.steps import CHEAP, Step
from app.devices.qr_decoder import decode
from app.ports.viewfinder import Hint
from support import qr_codes

Gray = npt.NDArray[np.uint8]
EMPTY = np.full((240, 320), 200, np.uint8)
DARK = qr_codes.modules()


class Spy:
    """A step that counts its calls and gives what it is told."""

    def __init__(self, name: str, found: Callable[[], list[Candidate]] = list) -> None:
        self.calls = 0
        self.found = found
        self.step = Step(name=name, run=self)

    def __call__(self, frame: Frame) -> list[Candidate]:
        self.calls += 1
        return self.found()


def reading() -> list[Candidate]:
    return [Candidate(text="read")]


def located() -> list[Candidate]:
    return [Candidate(match=0.9)]


def stopped() -> float:
    """A clock that stands still: no step ever costs anything."""
    return 0.0


def test_all_steps_see_every_frame_while_there_is_something_like_a_code() -> None:
    cheap, first, second = Spy("cheap", located), Spy("first"), Spy("second")
    live = LiveDecoder(cheap=[cheap.step], expensive=[first.step, second.step], timer=stopped)
    for _ in range(6):
        live.look(EMPTY)

    assert (cheap.calls, first.calls, second.calls) == (6, 6, 6)


def test_frames_without_anything_like_a_code_get_expensive_steps_now_and_then() -> None:
    expensive = Spy("expensive")
    live = LiveDecoder(cheap=[], expensive=[expensive.step], timer=stopped)
    for _ in range(100):
        live.look(EMPTY)

    assert expensive.calls == pytest.approx(100 * OTHERWISE, abs=1)


def test_what_resembled_a_code_once_is_looked_for_in_the_next_frames() -> None:
    seen = iter([located(), *([[]] * 99)])
    expensive = Spy("expensive", lambda: next(seen))
    live = LiveDecoder(cheap=[], expensive=[expensive.step], timer=stopped)
    for _ in range(AWAKE):
        live.look(EMPTY)

    assert expensive.calls == AWAKE


def test_the_step_that_read_last_comes_first_again() -> None:
    closer, blind, seeing = Spy("closer"), Spy("blind"), Spy("seeing", reading)
    cheap = Spy("cheap", located)
    live = LiveDecoder(cheap=[cheap.step], expensive=[closer.step, blind.step, seeing.step], timer=stopped)
    texts = [live.look(EMPTY).texts for _ in range(5)]

    assert texts == [["read"]] * 5
    assert (blind.calls, seeing.calls) == (1, 5)


def test_an_expensive_step_waits_when_the_cheap_ones_used_up_the_time() -> None:
    ticks = count(0, 1)
    expensive = Spy("expensive")
    cheap = Spy("cheap", located)
    live = LiveDecoder(cheap=[cheap.step], expensive=[expensive.step], budget=0.5, timer=lambda: float(next(ticks)))
    live.look(EMPTY)  # starts with a turn due
    live.look(EMPTY)

    assert expensive.calls == 1


def test_a_second_code_in_view_is_read_too_and_a_text_is_outlined_once() -> None:
    other = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"
    picture = np.hstack([qr_codes.picture(DARK), qr_codes.picture(qr_codes.modules(other))])
    look = LiveDecoder().look(picture)

    assert set(look.texts) == {qr_codes.TEXT, other}
    assert [quad.read for quad in look.quads] == [True, True]


def test_beside_what_a_cheap_step_reads_one_closer_look_is_for_a_second_code() -> None:
    closer, dearer = Spy("closer", lambda: [Candidate(text="second")]), Spy("dearer")
    live = LiveDecoder(cheap=[Spy("cheap", reading).step], expensive=[closer.step, dearer.step])

    assert live.look(EMPTY).texts == ["read", "second"]
    assert (closer.calls, dearer.calls) == (1, 0)


def test_beside_what_a_dear_step_reads_the_closer_look_is_taken_unless_it_was() -> None:
    closer, dearer = Spy("closer"), Spy("dearer", reading)
    live = LiveDecoder(cheap=[Spy("cheap").step], expensive=[closer.step, dearer.step], timer=stopped)
    live.look(EMPTY)
    closer.found = lambda: [Candidate(text="second")]
    tried_first, closer.calls = closer.calls, 0
    looks = [live.look(EMPTY).texts for _ in range(8)]

    assert tried_first == 1, "it is not taken twice on one frame"
    assert ["read", "second"] in looks
    assert dearer.calls >= closer.calls > 0


def test_a_closer_look_that_fails_leaves_what_was_read() -> None:
    def fails() -> list[Candidate]:
        raise cv2.error("of a strange picture")

    live = LiveDecoder(cheap=[Spy("cheap", reading).step], expensive=[Spy("closer", fails).step])

    assert live.look(EMPTY).texts == ["read"]


def test_a_second_code_that_only_a_dear_step_reads_is_read_beside_the_first() -> None:
    other = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"
    blurred = cv2.GaussianBlur(qr_codes.picture(qr_codes.modules(other), module=4), (0, 0), 1.6)
    both = np.hstack([qr_codes.picture(DARK), blurred])

    assert set(LiveDecoder(cheap=CHEAP).look(both).texts) == {qr_codes.TEXT, other}
    assert LiveDecoder(cheap=CHEAP, expensive=()).look(both).texts == [qr_codes.TEXT], "it is hard for the others"


def noisy(seed: int) -> Gray:
    """A code of three pixels a module, moved a little, under noise that hides it from a single look."""
    rng = np.random.default_rng(seed)
    at = (int(60 + rng.integers(-6, 7)), int(80 + rng.integers(-6, 7)))
    clean = cv2.GaussianBlur(qr_codes.picture(DARK, module=3, shape=(320, 400), at=at), (0, 0), 1.3)
    return np.asarray(np.clip(clean * 0.5 + 50 + rng.normal(0, 30, clean.shape), 0, 255), np.uint8)


def test_frames_that_cannot_be_read_alone_are_read_together() -> None:
    frames = [noisy(seed) for seed in range(8)]
    alone = [decode(frame) for frame in frames]
    live = LiveDecoder(timer=stopped)
    together = [text for frame in frames for text in live.look(frame).texts]

    assert alone == [[]] * len(frames)
    assert set(together) == {qr_codes.TEXT}


def test_a_look_outlines_the_code_in_parts_of_the_picture() -> None:
    look = LiveDecoder(cheap=CHEAP).look(qr_codes.picture(DARK))
    expected = qr_codes.corners(DARK) / [640, 480]

    assert look.texts == [qr_codes.TEXT]
    assert np.allclose(look.quads[0].corners, expected, atol=0.02)
    assert look.hint is None


def test_a_code_that_is_only_located_has_an_outline_and_a_hint() -> None:
    rng = np.random.default_rng(1)
    spoiled = DARK.copy()
    spoiled[9:, 9:] = rng.random(spoiled[9:, 9:].shape) < 0.5
    look = LiveDecoder(timer=stopped).look(qr_codes.picture(spoiled))

    assert look.texts == []
    assert [quad.read for quad in look.quads] == [False]
    assert look.hint is Hint.HOLD_STILL


@pytest.mark.parametrize("image", [np.zeros((0, 0)), np.zeros((1, 1), np.uint8), np.array("x"), np.zeros((9, 9, 2))])
def test_arrays_that_are_no_picture_show_nothing(image: npt.NDArray[np.generic]) -> None:
    look = LiveDecoder().look(image)

    assert (look.texts, look.quads, look.hint) == ([], (), None)


def test_a_step_that_raises_shows_nothing() -> None:
    def failing(frame: Frame) -> list[Candidate]:
        raise ValueError("no such array")

    live = LiveDecoder(cheap=[Step(name="failing", run=failing)])

    assert live.look(EMPTY).texts == []

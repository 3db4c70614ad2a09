"""Each step alone reads a plain code and finds nothing in an empty picture."""

import numpy as np
import pytest

from app.devices.qr.frame import Frame
from app.devices.qr.steps import BASE, CHEAP, EXPENSIVE, ZXING, Step
from support import qr_codes

INVERTING = ZXING[1]
ALL = (*ZXING, *BASE)
PICTURE = qr_codes.picture(qr_codes.modules())


@pytest.mark.parametrize("step", [step for step in ALL if step is not INVERTING], ids=lambda step: step.name)
def test_a_step_reads_a_plain_code_and_knows_where_it_is(step: Step) -> None:
    read = [candidate for candidate in step(Frame(PICTURE)) if candidate.text]
    corners = read[0].corners()

    assert {candidate.text for candidate in read} == {qr_codes.TEXT}
    assert corners is not None
    assert np.allclose(corners.mean(axis=0), qr_codes.corners(qr_codes.modules()).mean(axis=0), atol=12)


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.name)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_step_finds_nothing_in_an_empty_picture(step: Step, level: int) -> None:
    assert step(Frame(np.full((240, 320), level, np.uint8))) == []


@pytest.mark.parametrize("step", [INVERTING, CHEAP[0], *EXPENSIVE[:-1]], ids=lambda step: step.name)
def test_dark_mode_is_read_like_any_other(step: Step) -> None:
    read = {candidate.text for candidate in step(Frame(255 - PICTURE)) if candidate.text}

    assert read == {qr_codes.TEXT}


def test_a_code_that_an_engine_read_is_not_searched_for_again() -> None:
    frame = Frame(PICTURE)
    steps = (ZXING[0], CHEAP[0])

    assert [[qr_codes.TEXT], []] == [[candidate.text for candidate in step(frame)] for step in steps]


def test_a_mirrored_picture_is_read() -> None:
    read = {candidate.text for candidate in CHEAP[0](Frame(np.ascontiguousarray(PICTURE[:, ::-1]))) if candidate.text}

    assert read == {qr_codes.TEXT}


@pytest.mark.parametrize("version", [7, 14, 25])
def test_large_codes_are_read_at_their_own_size(version: int) -> None:
    gray = qr_codes.picture(qr_codes.modules(version=version), module=4, shape=(640, 640), at=(60, 60))
    read = {candidate.text for candidate in EXPENSIVE[0](Frame(gray)) if candidate.text}

    assert read == {qr_codes.TEXT}


def test_two_codes_in_one_picture_are_both_read() -> None:
    other = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"
    left, right = PICTURE, qr_codes.picture(qr_codes.modules(other))
    read = {c.text for c in EXPENSIVE[0](Frame(np.hstack([left, right]))) if c.text}

    assert read == {qr_codes.TEXT, other}


def test_a_grid_that_cannot_be_read_is_looked_at_once_a_frame() -> None:
    spoiled = qr_codes.modules()
    spoiled[9:, 9:] ^= np.random.default_rng(1).random(spoiled[9:, 9:].shape) < 0.5
    frame = Frame(qr_codes.picture(spoiled))
    first, second = EXPENSIVE[0](frame), EXPENSIVE[0](frame)

    assert {candidate.text for candidate in first} == {""}
    assert second == []

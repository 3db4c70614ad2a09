"""Tracks add up frames of the same code, follow it when it moves, and forget it when it is gone."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr.candidates import Candidate
from app.devices.qr.frame import Frame
from app.devices.qr.grid_reader import read_grid
from app.devices.qr.grids import Grid, fit
from app.devices.qr.tracking import GLIMPSE, PATIENCE, SEEN, Tracker
from support import qr_codes

DARK = qr_codes.modules()
SIZE = len(DARK)
FRAME = Frame(qr_codes.picture(DARK))


def located(seed: int, dark: npt.NDArray[np.bool_] = DARK, noise: float = 1.0) -> Candidate:
    """A code at its place, sampled so badly that it cannot be read."""
    square = np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], np.float64)
    transform = fit(square, qr_codes.corners(DARK))

    assert transform is not None
    grid = Grid(size=SIZE, transform=transform, dark=True, modules=square, pixels=square)
    rng = np.random.default_rng(seed)
    soft = np.clip(qr_codes.soft(dark) + rng.normal(0, noise, dark.shape), -1, 1).astype(np.float32)
    return Candidate(grid=grid, match=0.8, soft=soft)


def test_bad_frames_add_up_to_a_reading() -> None:
    tracker = Tracker()
    read: list[str] = []
    for seed in range(8):
        candidate = located(seed)

        assert candidate.soft is not None
        assert read_grid(candidate.soft, deep=True) is None
        tracker.revisit(Frame(np.full((480, 640), 225, np.uint8)))
        read += [found.text for found in tracker.add(FRAME, [candidate])]

    assert set(read) == {qr_codes.TEXT}


def test_the_same_frame_counts_once() -> None:
    tracker = Tracker()
    tracker.revisit(FRAME)

    assert [tracker.add(FRAME, [located(seed)]) for seed in range(8)] == [[]] * 8


def test_another_code_in_the_same_place_is_not_mixed_in() -> None:
    other = qr_codes.modules("https://qr.vipps.no/28/2/01/031/4755555555?v=1")
    tracker = Tracker()
    for seed, dark in enumerate([DARK, other, DARK, other]):
        tracker.revisit(Frame(np.full((480, 640), 225, np.uint8)))
        tracker.add(FRAME, [located(seed, dark, noise=0.4)])

    assert len(tracker.revisit(FRAME)) == 2


def test_a_code_is_looked_for_where_it_moved() -> None:
    tracker = Tracker()
    tracker.revisit(FRAME)
    tracker.add(FRAME, [located(0)])
    found = tracker.revisit(Frame(qr_codes.picture(DARK, at=(141, 128))))

    assert [candidate.text for candidate in found] == [qr_codes.TEXT]


@pytest.mark.parametrize(("seen", "patience"), [(1, GLIMPSE), (2, PATIENCE)], ids=["once", "twice"])
def test_a_code_that_stays_away_is_forgotten(seen: int, patience: int) -> None:
    empty = Frame(np.full((480, 640), 225, np.uint8))
    found = []
    for away in (patience - 1, patience):
        tracker = Tracker()
        for seed in range(seen):
            tracker.revisit(empty)
            tracker.add(FRAME, [located(seed)])
        for _ in range(away):
            tracker.revisit(empty)
        found.append([candidate.text for candidate in tracker.revisit(FRAME)])

    assert found == [[qr_codes.TEXT], []]


def test_clutter_is_not_followed() -> None:
    tracker = Tracker()
    tracker.revisit(FRAME)
    tracker.add(FRAME, [replace(located(0), match=SEEN)])

    assert tracker.revisit(FRAME) == []

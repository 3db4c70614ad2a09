"""Finder patterns are found in every way, arranged to the right grid, and the grid moves to where it fits."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr import arrange, grids
from app.devices.qr.components import by_components
from app.devices.qr.finders import Finder, local_threshold
from app.devices.qr.fine_fit import agreement, fine_fit
from app.devices.qr.grids import Grid
from app.devices.qr.templates import by_template
from support import qr_codes

Gray = npt.NDArray[np.uint8]

DARK = qr_codes.modules()
SIZE = len(DARK)
TRUE = qr_codes.corners(DARK)
PICTURE = qr_codes.picture(DARK)


def thresholded(find: Callable[[Gray], list[Finder]]) -> Callable[[Gray], list[Finder]]:
    return lambda gray: find(local_threshold(gray))


WAYS = {"parts": thresholded(by_components), "templates": by_template}


def grid_at(corners: npt.NDArray[np.float64], *, dark: bool = True) -> Grid:
    square = np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], np.float64)
    transform = grids.fit(square, corners)

    assert transform is not None
    return Grid(size=SIZE, transform=transform, dark=dark, modules=square, pixels=corners)


def off(grid: Grid) -> float:
    """Largest distance of a corner from the truth, in modules of 5 pixels."""
    return float(np.hypot(*(grid.corners() - TRUE).T).max() / 5)


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_the_three_finder_patterns_are_found(way: str, inverted: bool) -> None:
    found = WAYS[way](255 - PICTURE if inverted else PICTURE)
    corner, far = 3.5 * 5, (SIZE - 3.5) * 5
    expected = TRUE[0] + np.array([[corner, corner], [far, corner], [corner, far]])
    places = np.array([[f.x, f.y] for f in found if f.dark is not inverted])

    assert [bool(np.hypot(*(places - place).T).min() < 5) for place in expected] == [True] * 3


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_picture_has_no_finder_patterns(way: str) -> None:
    assert WAYS[way](np.full((200, 300), 128, np.uint8)) == []


@pytest.mark.parametrize("degrees", [0, 17, 90, 200])
def test_finder_patterns_are_arranged_to_the_grid_that_was_drawn(degrees: float) -> None:
    gray = qr_codes.turned(PICTURE, degrees)
    found = list(arrange.grids(WAYS["parts"](gray), gray.shape))
    middle = cv2.getRotationMatrix2D((320, 240), degrees, 1) @ np.r_[TRUE.mean(axis=0), 1]
    near = [g for g in found if g.size == SIZE and np.hypot(*(g.corners().mean(axis=0) - middle)) < 15]

    assert near


def test_sizes_are_tried_where_the_finder_patterns_do_not_tell() -> None:
    found = arrange.by_trial(PICTURE, by_template(PICTURE))

    assert found[0].size == SIZE
    assert off(found[0]) < 1.5


@pytest.mark.parametrize("seed", range(5))
def test_a_misplaced_grid_moves_to_where_it_fits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start = grid_at(TRUE + rng.uniform(-6, 6, (4, 2)))
    fitted = fine_fit(PICTURE, start)

    assert off(fitted) < min(0.5, off(start))


def test_agreement_is_high_at_the_right_place_and_low_elsewhere() -> None:
    right, wrong = grid_at(TRUE), grid_at(TRUE + 31)
    scores = agreement(PICTURE, SIZE, np.stack([right.transform, wrong.transform]), dark=True)

    assert scores[0] > 0.85
    assert abs(scores[1]) < 0.4


def test_the_alignment_pattern_pulls_the_far_corner_into_place() -> None:
    start = grid_at(TRUE)
    far = TRUE.copy()
    far[2] += 9
    tilted = grid_at(far)
    twelve = np.array([[x, y] for x in (0, 7, SIZE - 7) for y in (0, 7, SIZE - 7)][:-1], np.float64)
    tilted = Grid(
        size=SIZE,
        transform=tilted.transform,
        dark=True,
        modules=twelve,
        pixels=grids.project(start.transform, twelve),
    )

    assert off(grids.with_alignment(PICTURE, tilted)) < 0.5 < off(tilted)


def test_a_grid_in_an_enlarged_and_moved_picture_moves_along() -> None:
    grid = grid_at(TRUE)

    assert np.allclose(grid.scaled(2).moved(10, -5).corners(), TRUE * 2 + [10, -5])
    assert grids.distance(grid, grid.moved(5, 0)) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    "corners",
    [
        TRUE[[0, 2, 1, 3]],
        TRUE + 2000,
        TRUE * 0.01 + 100,
        np.full((4, 2), np.nan),
    ],
    ids=["crossed", "outside", "tiny", "nowhere"],
)
def test_impossible_grids_are_not_plausible(corners: npt.NDArray[np.float64]) -> None:
    grid = grid_at(TRUE)
    square = np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], np.float32)
    transform = cv2.getPerspectiveTransform(square, np.nan_to_num(corners).astype(np.float32)).astype(np.float64)
    bad = Grid(size=SIZE, transform=transform, dark=True, modules=grid.modules, pixels=corners)

    assert grids.is_plausible(grid, PICTURE.shape)
    assert not grids.is_plausible(bad, PICTURE.shape)

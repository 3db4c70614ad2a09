"""Grids from two finder patterns, where a finger, glare or a crack hides the third."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import cv2
import numpy as np

from app.devices.qr.arrange import in_order, near_sizes
from app.devices.qr.finders import Finder
from app.devices.qr.fine_fit import agreement
from app.devices.qr.grids import Grid, Points, fit, is_plausible
from app.devices.qr.pixels import Gray

LARGEST = 57
"""Modules a side of the largest code that is tried: version 10."""

PAIRS_TRIED = 8

LEAST_AGREEMENT = 0.3
"""Agreement of the known modules from which a grid is kept; the hidden finder pattern speaks against it."""

Corner = tuple[int, int]
"""Which finder pattern: column and row, 0 for left or top, 1 for right or bottom."""

BESIDE: tuple[tuple[Corner, Corner], ...] = (((0, 0), (1, 0)), ((1, 0), (0, 0)), ((0, 0), (0, 1)), ((0, 1), (0, 0)))
ACROSS: tuple[tuple[Corner, Corner], ...] = (((1, 0), (0, 1)), ((0, 1), (1, 0)))


def by_pairs(gray: Gray, finders: Sequence[Finder], most: int = 2) -> list[Grid]:
    """The grids that fit best of all that two finder patterns with known corners allow; `gray` is where they are.

    Two squares give eight pairs of points, enough for a homography for each guess which two of the three they are.
    """
    smooth = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.8), np.uint8)
    scored = [
        (float(agreement(smooth, grid.size, grid.transform[None], dark=grid.dark)[0]), grid)
        for a, b in _likely_pairs(finders)
        for grid in _guesses(a, b)
        if is_plausible(grid, gray.shape)
    ]
    scored.sort(key=lambda s: -s[0])
    return [grid for score, grid in scored[:most] if score > LEAST_AGREEMENT]


def _likely_pairs(finders: Sequence[Finder]) -> list[tuple[Finder, Finder]]:
    """Pairs of like colour and size at a distance that a code may have, the most alike first."""
    pairs = []
    for a, b in combinations([f for f in finders if f.corners is not None], 2):
        apart, ratio = float(np.hypot(a.x - b.x, a.y - b.y)), max(a.side, b.side) / min(a.side, b.side)
        module = (a.side + b.side) / 14
        if a.dark == b.dark and ratio < 1.5 and 13 * module < apart < 1.42 * (LARGEST - 6) * module:
            pairs.append((ratio, (a, b)))
    return [pair for _, pair in sorted(pairs, key=lambda p: p[0])[:PAIRS_TRIED]]


def _guesses(a: Finder, b: Finder) -> Iterable[Grid]:
    """Every place and size of a code that has its finder patterns there."""
    if a.corners is None or b.corners is None:
        return
    start, end = np.array([a.x, a.y]), np.array([b.x, b.y])
    apart = float(np.hypot(*(end - start)))
    module = (a.side + b.side) / 14
    slant = _slant(np.asarray(a.corners, np.float64), end - start)
    beside, across = slant < 25, slant > 20
    for corners, factor in ((BESIDE if beside else (), 1.0), (ACROSS if across else (), np.sqrt(0.5))):
        for size in near_sizes(apart * factor / module + 7):
            if size > LARGEST:
                continue
            for first, second in corners:
                grid = _grid((a, b), (first, second), size)
                if grid is not None:
                    yield grid


def _slant(corners: Points, along: Points) -> float:
    """Degrees between a direction and the nearest edge of a square: 0 beside each other, 45 across."""
    edges = np.roll(corners, -1, axis=0) - corners
    cosine = np.abs(edges @ along) / (np.hypot(*edges.T) * np.hypot(*along) + 1e-9)
    return float(np.degrees(np.arccos(np.clip(cosine.max(), 0, 1))))


def _grid(pair: tuple[Finder, Finder], places: tuple[Corner, Corner], size: int) -> Grid | None:
    """The grid when the two are these finder patterns of a code that is not mirrored."""
    centres = [np.array([f.x, f.y]) for f in pair]
    step = np.array(places[1]) - np.array(places[0])
    along = (centres[1] - centres[0]) / np.hypot(*(centres[1] - centres[0]))
    # axes (right, down) in the picture such that `step` of the code points along the pair; never mirrored
    turn = np.arctan2(along[1], along[0]) - np.arctan2(step[1], step[0])
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    modules, pixels = [], []
    square = np.array([[0, 0], [7, 0], [7, 7], [0, 7]], np.float64)
    for finder, place, centre in zip(pair, places, centres, strict=True):
        ordered = None if finder.corners is None else in_order(finder.corners, centre, axes)
        if ordered is None:
            return None
        modules.append(square + np.array(place) * (size - 7))
        pixels.append(ordered)
    there, here = np.concatenate(modules), np.concatenate(pixels)
    transform = fit(there, here)
    if transform is None:
        return None
    return Grid(size=size, transform=transform, dark=pair[0].dark, modules=there, pixels=here)

"""What would help to read a code that is located but not read."""

import cv2
import numpy as np

from app.devices.qr.candidates import Candidate
from app.devices.qr.grids import Grid
from app.devices.qr.pixels import Gray
from app.ports.viewfinder import Hint

SMALL_MODULE = 2.5
"""Pixels: below this side of a module blur and noise take over."""

STRONG_TILT = 1.45
"""Longer by shorter of two opposite sides, or of both diagonals, above which a code is too tilted."""

GLARING = 0.5
"""Share of a code's pixels at full brightness; half of the modules are light, so a good picture has less."""


def hint_for(gray: Gray, candidate: Candidate) -> Hint:
    """The likeliest reason why a located code cannot be read, in the order in which a guest can mend them."""
    grid = candidate.grid
    if grid is None:
        return Hint.HOLD_STILL
    if _glaring(gray, grid) > GLARING:
        return Hint.TOO_BRIGHT
    if _tilt(grid) > STRONG_TILT:
        return Hint.TILT_LESS
    return Hint.CLOSER if grid.module_side() < SMALL_MODULE else Hint.HOLD_STILL


def _glaring(gray: Gray, grid: Grid) -> float:
    n = grid.size
    to_square = np.asarray(grid.transform @ np.diag([n / 64, n / 64, 1.0]), np.float64)
    front = cv2.warpPerspective(gray, to_square, (64, 64), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return float(np.count_nonzero(front >= 250)) / front.size


def _tilt(grid: Grid) -> float:
    corners = grid.corners()
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    diagonals = np.hypot(*(corners[2:] - corners[:2]).T)
    pairs = ((sides[0], sides[2]), (sides[1], sides[3]), (sides[0], sides[1]), tuple(diagonals))
    return float(max(max(pair) / max(min(pair), 1e-6) for pair in pairs))

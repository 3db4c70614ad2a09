"""Move a grid until the modules whose colour is known lie on pixels of that colour."""

import functools
from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr import standard
from app.devices.qr.grids import Grid, Matrix, Points, is_plausible
from app.devices.qr.pixels import Gray

STEPS = (0.6, 0.35, 0.2, 0.1)
"""How far a corner is moved in one turn, in modules."""

TURNS = 3
"""Turns for each step size."""

SURE = 0.5
"""Soft value from which a module of a prior counts as known."""

FINE = 4
"""Pixels a module of the flattened copy."""

AROUND = 5
"""Modules around the code in the flattened copy: how far it may be off."""


def fine_fit(gray: Gray, grid: Grid, prior: npt.NDArray[np.float32] | None = None) -> Grid:
    """The grid after moving its four corners to where the known modules fit best.

    Hill climbing on the mean gray of the modules that should be light less that of those that should be dark (finder,
    timing and alignment patterns), on a flattened copy; all moves of one turn are sampled in one pass. With a `prior`,
    soft values of the same code from earlier frames, its sure modules count as known.
    """
    points, signs = _known_points(grid.size) if prior is None else _sure_points(prior)
    zoom = np.array([[1 / FINE, 0, -AROUND], [0, 1 / FINE, -AROUND], [0, 0, 1]])
    side = (grid.size + 2 * AROUND) * FINE
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    flat = cv2.warpPerspective(gray, grid.transform @ zoom, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    flat = cv2.GaussianBlur(flat, (0, 0), 0.3 * FINE)
    corners = (np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * grid.size + AROUND) * float(FINE)
    for step in STEPS:
        for _ in range(TURNS):
            moved = _moved(corners, step * FINE)
            matrices = np.stack([_through(grid.size, candidate) for candidate in moved])
            scores = _scores(np.asarray(flat, np.uint8), matrices, points, signs if grid.dark else -signs)
            if np.argmax(scores) == 0:
                break
            corners = _combined(corners, moved, scores)
    better = replace(grid, transform=grid.transform @ zoom @ _through(grid.size, corners))
    return better if is_plausible(better, gray.shape) else grid


def agreement(
    gray: Gray, size: int, matrices: npt.NDArray[np.float64], *, dark: bool, every: int = 1
) -> npt.NDArray[np.float64]:
    """How well the known modules fit for each of `(k, 3, 3)` matrices: a correlation, -1 to 1, about 0 by chance.

    Looks at one of `every` so many known modules.
    """
    points, signs = _known_points(size, every)
    seen = _seen(gray, matrices, points)
    contrast = -np.einsum("kp,p->k", seen, signs if dark else -signs)
    return np.asarray(contrast / (2 * seen.std(axis=1) + 4), np.float64)


def _combined(corners: Points, moved: Points, scores: npt.NDArray[np.float64]) -> Points:
    """Every corner takes the better of its moves where that move alone is a gain; steps of one turn are summed."""
    out = corners.copy()
    gains = scores[1:] - scores[0]
    for corner in range(4):
        for axis in range(2):
            k = 4 * corner + 2 * axis
            better = k + int(gains[k + 1] > gains[k])
            if gains[better] > 0:
                out[corner, axis] = corners[corner, axis] + 0.7 * (
                    moved[better + 1, corner, axis] - corners[corner, axis]
                )
    return out


def _moved(corners: Points, step: float) -> Points:
    """`(17, 4, 2)`: the corners as they are, and with each coordinate moved back and forth."""
    out = np.repeat(corners[None], 17, axis=0)
    for corner in range(4):
        for axis in range(2):
            out[1 + 4 * corner + 2 * axis, corner, axis] -= step
            out[2 + 4 * corner + 2 * axis, corner, axis] += step
    return out


def _through(size: int, corners: Points) -> Matrix:
    square = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(square, corners.astype(np.float32)), np.float64)


def _scores(
    gray: Gray, matrices: npt.NDArray[np.float64], points: Points, signs: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    """For each matrix: mean gray of the modules that should be light less that of those that should be dark."""
    return np.asarray(-np.einsum("kp,p->k", _seen(gray, matrices, points), signs), np.float64)


def _seen(gray: Gray, matrices: npt.NDArray[np.float64], points: Points) -> npt.NDArray[np.float32]:
    """`(k, points)`: the gray value at each point through each matrix."""
    through = np.c_[points, np.ones(len(points))] @ matrices.transpose(0, 2, 1)
    at = (through[..., :2] / through[..., 2:]).astype(np.float32) - np.float32(0.5)
    x, y = np.ascontiguousarray(at[..., 0]), np.ascontiguousarray(at[..., 1])
    return np.asarray(cv2.remap(gray, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _sure_points(prior: npt.NDArray[np.float32]) -> tuple[Points, npt.NDArray[np.float32]]:
    """The same as `_known_points` with every module that the prior is sure about."""
    known = standard.layout(len(prior)).known
    return _weighted(np.where(known != 0, known, np.where(np.abs(prior) > SURE, np.sign(prior), 0)))


@functools.lru_cache(maxsize=64)
def _known_points(size: int, every: int = 1) -> tuple[Points, npt.NDArray[np.float32]]:
    """Centres of the known modules, and 1 (dark) or -1 (light) weighted so that both colours count alike."""
    known = standard.layout(size).known.copy()
    if every > 1:
        at = np.flatnonzero(known)
        known.ravel()[np.delete(at, slice(None, None, every))] = 0
    return _weighted(known)


def _weighted(known: npt.NDArray[np.generic]) -> tuple[Points, npt.NDArray[np.float32]]:
    rows, columns = np.nonzero(known)
    signs = known[rows, columns].astype(np.float32)
    weights = np.where(signs > 0, 1 / np.count_nonzero(signs > 0), 1 / np.count_nonzero(signs < 0))
    return np.stack([columns + 0.5, rows + 0.5], axis=1), (signs * weights).astype(np.float32)

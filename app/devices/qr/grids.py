"""Where a code lies in a picture: its size in modules and the way from modules to pixels."""

import functools
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.pixels import Gray

Matrix = npt.NDArray[np.float64]
"""`(3, 3)` homography from module coordinates (x, y; a module is 1 wide) to picture pixels."""

Points = npt.NDArray[np.float64]
"""`(k, 2)` x and y."""

_ALIGNMENT = np.array([[0, 0, 0, 0, 0], [0, 1, 1, 1, 0], [0, 1, 0, 1, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 0]], np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A located code. `modules` and `pixels` are the pairs of points that the homography was fitted to."""

    size: int
    transform: Matrix
    dark: bool
    modules: Points
    pixels: Points

    def corners(self) -> Points:
        """`(4, 2)` pixels: top left, top right, bottom right, bottom left, as the code itself is read."""
        n = self.size
        return project(self.transform, np.array([[0, 0], [n, 0], [n, n], [0, n]], np.float64))

    def module_side(self) -> float:
        """Mean side of a module in pixels."""
        return float(np.sqrt(abs(cv2.contourArea(self.corners().astype(np.float32)))) / self.size)

    def moved(self, x: float, y: float) -> "Grid":
        """The same code in a picture that has `x` more pixels on the left and `y` more at the top."""
        by = np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)
        return replace(self, transform=by @ self.transform, pixels=self.pixels + np.array([x, y]))

    def scaled(self, factor: float) -> "Grid":
        """The same code in a picture `factor` times as large."""
        by = np.diag([factor, factor, 1.0])
        return replace(self, transform=by @ self.transform, pixels=self.pixels * factor)


def resized(grid: Grid, size: int) -> Grid | None:
    """The same finder patterns as those of a code of another size; None when that cannot be fitted."""
    modules = np.where(grid.modules > grid.size / 2, grid.modules + (size - grid.size), grid.modules)
    transform = fit(modules, grid.pixels)
    return None if transform is None else replace(grid, size=size, transform=transform, modules=modules)


def project(transform: Matrix, points: Points) -> Points:
    """Points through a homography."""
    through = points @ transform[:, :2].T + transform[:, 2]
    return np.asarray(through[:, :2] / through[:, 2:], np.float64)


def distance(a: Grid, b: Grid) -> float:
    """How far two grids lie apart: the largest distance of two corners, in modules."""
    return float(np.hypot(*(a.corners() - b.corners()).T).max() / (a.module_side() + 1e-6))


def is_plausible(grid: Grid, shape: tuple[int, ...]) -> bool:
    """Convex, not degenerate, at least a pixel a module, and mostly inside a picture of `shape`."""
    corners = grid.corners()
    if not np.isfinite(corners).all():
        return False
    height, width = shape[:2]
    middle = corners.mean(axis=0)
    inside = 0 <= middle[0] < width and 0 <= middle[1] < height
    slack = 0.35 * float(np.ptp(corners, axis=0).max())
    within = (corners > -slack).all() and (corners < (width + slack, height + slack)).all()
    return bool(
        inside and within and cv2.isContourConvex(corners.astype(np.float32)[:, None]) and grid.module_side() > 0.9
    )


def fit(modules: Points, pixels: Points) -> Matrix | None:
    """The homography that takes module points to pixels, least squares over four or more pairs."""
    try:
        matrix, _ = cv2.findHomography(modules, pixels, 0)
    except cv2.error:
        return None
    return None if matrix is None else np.asarray(matrix, np.float64)


def with_alignment(gray: Gray, grid: Grid) -> Grid:
    """The grid fitted again with the bottom right alignment pattern, where it is found near its place."""
    if grid.size < 25:
        return grid
    found = _alignment_near(gray, grid, grid.size - 6.5, reach=5 + grid.size // 12)
    if found is None:
        return grid
    centre = np.full((4, 2), grid.size - 6.5)  # four times: it weighs as much as a finder pattern
    modules = np.concatenate([grid.modules, centre])
    pixels = np.concatenate([grid.pixels, np.repeat(project(grid.transform, found[None]), 4, axis=0)])
    transform = fit(modules, pixels)
    if transform is None:
        return grid
    better = replace(grid, transform=transform, modules=modules, pixels=pixels)
    return better if is_plausible(better, gray.shape) else grid


def _alignment_near(gray: Gray, grid: Grid, centre: float, reach: float) -> Points | None:
    """The centre of the alignment pattern in module coordinates, searched `reach` modules around `centre`."""
    fine = 4
    start = centre - reach - 2.5
    side = int((2 * reach + 5) * fine)
    zoom = np.array([[1 / fine, 0, start], [0, 1 / fine, start], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    patch = cv2.warpPerspective(gray, grid.transform @ zoom, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    match = cv2.matchTemplate(patch, _alignment_pattern(fine, dark=grid.dark), cv2.TM_CCOEFF_NORMED)
    match = match - 0.012 / fine * _away(match.shape[0])  # the expected place is the likelier one
    _, best, _, at = cv2.minMaxLoc(match)
    if best < 0.55:
        return None
    return np.array([at[0] / fine + 2.5 + start, at[1] / fine + 2.5 + start])


@functools.lru_cache(maxsize=8)
def _alignment_pattern(fine: int, *, dark: bool) -> Gray:
    """The alignment pattern at `fine` pixels a module, a little blurred, as a camera sees it."""
    pattern = cv2.resize(_ALIGNMENT * 255, (5 * fine, 5 * fine), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.GaussianBlur(pattern if dark else 255 - pattern, (0, 0), fine * 0.3), np.uint8)


@functools.lru_cache(maxsize=64)
def _away(side: int) -> npt.NDArray[np.float32]:
    """`(side, side)`: how far each pixel lies from the middle."""
    across = np.arange(side, dtype=np.float32) - (side - 1) / 2
    return np.asarray(np.hypot(across[:, None], across), np.float32)

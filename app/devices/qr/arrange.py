"""From finder patterns to grids: which three belong together, which is the corner, how many modules lie between."""

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.finders import Finder
from app.devices.qr.fine_fit import agreement
from app.devices.qr.grids import Grid, Points, fit, is_plausible
from app.devices.qr.pixels import Gray
from app.devices.qr.standard import LARGEST, SMALLEST

Triple = tuple[Finder, Finder, Finder]
"""Top left, top right, bottom left, as the code itself is read."""

LARGEST_TRIED = 57
"""Modules a side: version 10 holds 174 letters at level M, more than any personal code."""

FINDERS_TRIED = 9
"""Finder patterns of either colour whose triples are tried, the best first."""

TRIPLES_TRIED = 60

SPARSE = 4
"""Of so many known modules one is compared first, for all triples and sizes."""

COMPARED = 12
"""Grids of either colour that are compared in full."""

LEAST_AGREEMENT = 0.27
"""Agreement of the known modules from which a grid is kept."""


def _never(_x: float, _y: float) -> bool:
    return False


def grids(
    finders: Sequence[Finder], shape: tuple[int, ...], most: int = 3, is_read: Callable[[float, float], bool] = _never
) -> Iterator[Grid]:
    """The likeliest grids for the finder patterns of one picture of `shape`, best first, each made when asked for.

    What lies around a point that `is_read` says belongs to a code that was read already is left out.
    """
    for dark in (True, False):
        for triple in triples([f for f in finders if f.dark == dark], most):
            middle = (triple[1].x + triple[2].x) / 2, (triple[1].y + triple[2].y) / 2
            made = _from_corners(triple)
            while not is_read(*middle) and (grid := next(made, None)) is not None:
                if is_plausible(grid, shape):
                    yield grid


def triples(finders: Sequence[Finder], most: int = 3, keep: int = 20) -> list[Triple]:
    """The best triples by likeness of size and nearness to a right angle with equal legs, best first.

    Of more than `keep` finder patterns the largest are looked at.
    """
    if len(finders) < 3:
        return []
    chosen = sorted(finders, key=lambda f: -f.side)[:keep]
    places = np.array([(f.x, f.y) for f in chosen])
    sides = np.array([f.side for f in chosen])
    index = np.arange(len(chosen))
    t, a, b = (k.ravel() for k in np.meshgrid(index, index, index, indexing="ij"))
    real = (a < b) & (t != a) & (t != b)
    t, a, b = t[real], a[real], b[real]
    three = np.stack([sides[t], sides[a], sides[b]])
    ratio, module = three.max(0) / three.min(0), three.mean(0) / 7
    u, v = places[a] - places[t], places[b] - places[t]
    long_u, long_v = np.hypot(*u.T) + 1e-9, np.hypot(*v.T) + 1e-9
    across = np.hypot(*(places[a] - places[b]).T)
    cosine = np.abs((u * v).sum(1)) / (long_u * long_v)
    shorter, longer = np.minimum(long_u, long_v), np.maximum(long_u, long_v)
    fits = (ratio < 2.2) & (across >= longer * 0.98) & (shorter > 10 * module) & (longer < 180 * module)
    good = np.flatnonzero(fits & (longer < 3.2 * shorter) & (cosine < 0.72))
    cost = cosine[good] + np.abs(np.log(long_u[good] / long_v[good])) + 1.5 * (ratio[good] - 1)
    out: list[Triple] = []
    for k in good[np.argsort(cost, kind="stable")[:most]]:
        right, left = int(a[k]), int(b[k])
        if u[k, 0] * v[k, 1] - u[k, 1] * v[k, 0] < 0:
            right, left = left, right
        out.append((chosen[int(t[k])], chosen[right], chosen[left]))
    return out


def by_trial(gray: Gray, finders: Sequence[Finder], most: int = 3) -> list[Grid]:
    """Grids for finder patterns whose size is uncertain: every size of code up to `LARGEST_TRIED` is compared.

    Compared is how well the known modules fit the gray values of `gray`, the picture in which the finders were found.
    """
    scored: list[tuple[float, Grid]] = []
    smooth = np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.8), np.uint8)
    for dark in (True, False):
        tried = triples([f for f in finders if f.dark == dark][:FINDERS_TRIED], TRIPLES_TRIED)
        for triple, size in _likeliest(smooth, tried, dark=dark):
            grid = _parallelogram(triple, size)
            scored.append((float(agreement(smooth, size, grid.transform[None], dark=dark)[0]), grid))
    scored.sort(key=lambda s: -s[0])
    return [grid for score, grid in scored[:most] if score > LEAST_AGREEMENT and is_plausible(grid, gray.shape)]


def _likeliest(gray: Gray, tried: Sequence[Triple], *, dark: bool) -> list[tuple[Triple, int]]:
    """The triples and sizes whose known modules agree best with the picture, by a sample of these."""
    if not tried:
        return []
    sizes = list(range(SMALLEST, LARGEST_TRIED + 1, 4))
    places = np.array([[(f.x, f.y) for f in triple] for triple in tried])
    scores = np.stack([agreement(gray, n, _spanned(places, n), dark=dark, every=SPARSE) for n in sizes])
    best = np.argsort(-scores, axis=None, kind="stable")[:COMPARED]
    return [(tried[int(k) % len(tried)], sizes[int(k) // len(tried)]) for k in best]


def _spanned(places: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """`(k, 3, 3)`: for each three finder patterns of `(k, 3, 2)` the parallelogram of `size` modules that they span."""
    out = np.zeros((len(places), 3, 3))
    out[:, :2, 0] = (places[:, 1] - places[:, 0]) / (size - 7)
    out[:, :2, 1] = (places[:, 2] - places[:, 0]) / (size - 7)
    out[:, :2, 2] = places[:, 0] - 3.5 * (out[:, :2, 0] + out[:, :2, 1])
    out[:, 2, 2] = 1
    return out


def _parallelogram(triple: Triple, size: int) -> Grid:
    pixels = np.array([(f.x, f.y) for f in triple])
    modules = np.array([[3.5, 3.5], [size - 3.5, 3.5], [3.5, size - 3.5]])
    transform = np.asarray(_spanned(pixels[None], size)[0], np.float64)
    return Grid(size=size, transform=transform, dark=triple[0].dark, modules=modules, pixels=pixels)


def _from_corners(triple: Triple) -> Iterator[Grid]:
    """Homographies from the twelve corners of three finder patterns."""
    centres = [np.array([f.x, f.y]) for f in triple]
    right, down = centres[1] - centres[0], centres[2] - centres[0]
    axes = np.stack([right / np.hypot(*right), down / np.hypot(*down)], axis=1)
    squares = [in_order(f.corners, c, axes) for f, c in zip(triple, centres, strict=True) if f.corners is not None]
    if any(square is None for square in squares):
        return
    found = np.array(squares, np.float64)
    wide = np.hypot(*(found[:, 1] - found[:, 0]).T) + np.hypot(*(found[:, 2] - found[:, 3]).T)
    high = np.hypot(*(found[:, 3] - found[:, 0]).T) + np.hypot(*(found[:, 2] - found[:, 1]).T)
    across, along = (wide[0] + wide[1]) / 28, (high[0] + high[2]) / 28
    for size in near_sizes(float(np.hypot(*right) / across + np.hypot(*down) / along) / 2 + 7):
        square = np.array([[0, 0], [7, 0], [7, 7], [0, 7]], np.float64)
        modules = np.concatenate([square, square + np.array([size - 7, 0]), square + np.array([0, size - 7])])
        pixels = found.reshape(12, 2)
        transform = fit(modules, pixels)
        if transform is not None:
            yield Grid(size=size, transform=transform, dark=triple[0].dark, modules=modules, pixels=pixels)


def in_order(corners: npt.NDArray[np.float32], centre: Points, axes: Points) -> Points | None:
    """Corners in the order top left, top right, bottom right, bottom left of the code, or None when two coincide."""
    (a, b), (c, d) = axes.tolist()
    across, down = (corners - centre).T / (a * d - b * c)  # by hand: inverting it costs more than all the rest here
    x, y = d * across - b * down, a * down - c * across
    order = [int(np.argmax(k)) for k in (-x - y, x - y, x + y, y - x)]
    return np.asarray(corners[order], np.float64) if len(set(order)) == 4 else None


def near_sizes(estimate: float) -> list[int]:
    """The sizes of codes near an estimate in modules, the nearest first; large ones are estimated less exactly."""
    below = int(np.floor((estimate - 17) / 4)) * 4 + 17
    reach = max(4.0, 0.05 * estimate)
    near = [size for size in range(below - 8, below + 13, 4) if abs(size - estimate) <= reach]
    return [size for size in sorted(near, key=lambda n: abs(n - estimate)) if SMALLEST <= size <= LARGEST]

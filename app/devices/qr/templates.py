"""Finder patterns by their look from afar: dark, light ring, dark ring; for codes too blurred to have contours."""

import functools

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.finders import Finder
from app.devices.qr.pixels import Gray

PER_MODULE = 1.33
"""Pixels a module of the template; the picture is shrunk or enlarged until a finder pattern has that size."""

MODULES = (1.9, 2.7, 3.8, 5.3, 7.5)
"""Sides of a module, in pixels of the picture, that are tried; the template tolerates a third more or less."""

LEAST = 0.5
"""Correlation from which a place counts."""

Places = npt.NDArray[np.float64]
"""`(k, 4)`: x, y, module, correlation."""


def by_template(gray: Gray, most: int = 8) -> list[Finder]:
    """The best places for finder patterns of all sizes and both colours; positions in pixels of `gray`, best first.

    Their size is uncertain: a finder pattern also resembles one of half its size.
    """
    dark, light = [], []
    small = gray
    for module in MODULES:
        scale = PER_MODULE / module
        size = (round(gray.shape[1] * scale), round(gray.shape[0] * scale))
        if min(size) < 2 * len(_template()):
            break
        small = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_AREA), np.uint8)
        match = cv2.matchTemplate(small, _template(), cv2.TM_CCOEFF_NORMED).astype(np.float32)
        match[~_is_busy(small, match.shape)] = 0  # noise of plain areas
        dark.append(_peaks(match, module, most))
        light.append(_peaks(-match, module, most))
    if not dark:
        return []
    return [
        Finder(x=float(x), y=float(y), side=float(7 * module), dark=is_dark)
        for places, is_dark in ((dark, True), (light, False))
        for x, y, module, _ in _unique(np.concatenate(places))
    ]


def _peaks(match: npt.NDArray[np.float32], module: float, most: int) -> Places:
    high = cv2.dilate(match, np.ones((7, 7), np.uint8))
    rows, columns = np.nonzero((match >= high) & (match > LEAST))
    values = match[rows, columns]
    best = np.argsort(-values, kind="stable")[:most]
    scale, middle = module / PER_MODULE, len(_template()) / 2
    x, y = (columns[best] + middle) * scale, (rows[best] + middle) * scale
    return np.stack([x, y, np.full(len(best), module), values[best]], axis=1)


def _is_busy(gray: Gray, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Where the window under the template has some contrast: 12 gray levels between its darkest and its lightest."""
    kernel = np.ones((len(_template()) // 2,) * 2, np.uint8)
    spread = cv2.subtract(cv2.dilate(gray, kernel), cv2.erode(gray, kernel))
    first = len(_template()) // 2
    return np.asarray(spread[first : first + shape[0], first : first + shape[1]] > 12)


def _unique(places: Places) -> Places:
    """Of places that overlap the best match only, best first."""
    places = places[np.argsort(-places[:, 3], kind="stable")]
    apart = np.hypot(places[:, None, 0] - places[None, :, 0], places[:, None, 1] - places[None, :, 1])
    close = apart < 2.8 * np.maximum(places[:, None, 2], places[None, :, 2])
    kept: list[int] = []
    for k in range(len(places)):
        if not close[k, kept].any():
            kept.append(k)
    return places[kept]


@functools.cache
def _template() -> Gray:
    """The finder pattern with a module of surroundings, averaged over all turns and blurred."""
    fine = 8
    side = 9 * fine
    y, x = np.mgrid[:side, :side] / fine - 4.5 + 0.5 / fine
    ring = np.maximum(np.abs(x), np.abs(y))
    square = np.where((ring < 1.5) | ((ring > 2.5) & (ring < 3.5)), 0, 255).astype(np.uint8)
    total = np.zeros((side, side), np.float32)
    for turn in range(0, 90, 6):
        matrix = cv2.getRotationMatrix2D((side / 2 - 0.5, side / 2 - 0.5), turn, 1)
        total += cv2.warpAffine(square, matrix, (side, side), borderValue=(255, 255, 255))
    blurred = cv2.GaussianBlur(total / 15, (0, 0), 0.5 * fine)
    small = cv2.resize(blurred, (round(9 * PER_MODULE),) * 2, interpolation=cv2.INTER_AREA)
    return np.asarray(small.round(), np.uint8)

"""Finder patterns by their parts: an eye and the ring right around it, found without a tree of contours."""

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.finders import Finder, square_of
from app.devices.qr.pixels import Gray

Labels = npt.NDArray[np.integer]

Parts = npt.NDArray[np.float64]
"""`(k, 7)`, one row a connected part: x and y of its centroid, then left, top, width, height, area."""

SMALLEST_EYE = 3
"""Pixels: the least width and height of an eye."""


def by_components(binary: Gray, most: int = 20) -> list[Finder]:
    """Finder patterns of a black and white image.

    The outer ring is not asked for, so a pattern that runs into its surroundings is found too; the corners of the
    outer square are those of the inner ring (5 modules), carried outward to 7.
    """
    dark_labels, dark = _parts(cv2.bitwise_not(binary))
    light_labels, light = _parts(binary)
    return [
        *_eyes_in_rings(dark, light, light_labels, dark=True, most=most),
        *_eyes_in_rings(light, dark, dark_labels, dark=False, most=most),
    ]


def _parts(mask: npt.NDArray[np.generic]) -> tuple[Labels, Parts]:
    _, labels, stats, centres = cv2.connectedComponentsWithStatsWithAlgorithm(
        mask.astype(np.uint8, copy=False),
        8,
        cv2.CV_32S,
        cv2.CCL_BBDT,  # a tenth quicker here than the default
    )
    return np.asarray(labels, np.int32), np.concatenate([centres, stats], axis=1)


def _eyes_in_rings(eyes: Parts, rings: Parts, labels: Labels, *, dark: bool, most: int) -> list[Finder]:
    eyes = eyes[1:]
    x, y, left, top, width, height, area = eyes.T
    full = (np.minimum(width, height) >= SMALLEST_EYE) & (np.maximum(width, height) < 5 * np.minimum(width, height))
    eyes = eyes[full & (area > 0.4 * width * height)]
    x, y, left, top, width, height, area = eyes.T
    around = _labels_at(labels, np.stack([left - 1, left + width, x, x]), np.stack([y, y, top - 1, top + height]))
    around.sort(axis=0)
    ring = around[1]
    same = (ring > 0) & (ring == around[2]) & ((ring == around[0]) | (ring == around[3]))
    its = rings[ring]
    wide, high, heavy = its[:, 4] / width, its[:, 5] / height, its[:, 6] / area
    away = np.hypot(its[:, 0] - x, its[:, 1] - y) / np.maximum(width, height)
    fits = (
        same & (away < 0.35) & (wide > 1.2) & (wide < 2.6) & (high > 1.2) & (high < 2.6) & (heavy > 0.6) & (heavy < 4)
    )
    cost = away * 4 + np.abs(wide - 5 / 3) + np.abs(high - 5 / 3) + 0.3 * np.abs(heavy - 16 / 9)
    good = np.flatnonzero(fits)
    finders = (
        _finder(labels, int(ring[k]), its[k], (float(x[k]), float(y[k])), dark=dark)
        for k in good[np.argsort(cost[good], kind="stable")[:most]]
    )
    return [finder for finder in finders if finder is not None]


def _labels_at(labels: Labels, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> Labels:
    """The labels at some points; 0 outside the picture."""
    height, width = labels.shape
    column, row = np.round(x).astype(int), np.round(y).astype(int)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    return np.where(inside, labels[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)], 0)


def _finder(
    labels: Labels, ring: int, part: npt.NDArray[np.float64], eye: tuple[float, float], *, dark: bool
) -> Finder | None:
    left, top, width, height = (int(v) for v in part[2:6])
    window = np.asarray(labels[top : top + height, left : left + width] == ring, np.uint8)
    framed = cv2.copyMakeBorder(window, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    contours, _ = cv2.findContours(framed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(contours, key=cv2.contourArea)
    area = cv2.contourArea(outline)
    if area < 9:
        return None
    corners = square_of(outline) + np.array([left - 1, top - 1], np.float32)
    side = float(np.sqrt(area)) + 1  # an outline runs through the middle of its border pixels
    middle = corners.mean(axis=0)
    outward = (corners - middle) * (7 / 5 * side / (side - 1)) + middle
    return Finder(x=eye[0], y=eye[1], side=side * 7 / 5, dark=dark, corners=outward.astype(np.float32))

"""What a finder pattern is, and what the ways to find one share."""

from dataclasses import dataclass

import cv2
import cv2.typing
import numpy as np
import numpy.typing as npt

from app.devices.qr.pixels import Gray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Finder:
    """One finder pattern; positions and lengths in pixels of the copy it was found in."""

    x: float
    y: float
    side: float
    """Side of the outer square."""
    dark: bool
    """True when its ring is darker than its surroundings."""
    corners: npt.NDArray[np.float32] | None = None
    """`(4, 2)` corners of the outer square, in no particular order; None when only its centre is known."""


def local_threshold(gray: Gray, block: int = 0, offset: int = 4) -> Gray:
    """255 where a pixel is lighter than its neighbourhood's mean less `offset`; `block` is the window in pixels."""
    side = block or max(25, (min(gray.shape) // 14) | 1)
    mean = cv2.boxFilter(gray, -1, (side, side), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.compare(gray, cv2.subtract(mean, np.full(1, offset)), cv2.CMP_GT), np.uint8)


def square_of(contour: cv2.typing.MatLike) -> npt.NDArray[np.float32]:
    """Four corners of a square seen in perspective."""
    hull = cv2.convexHull(contour)
    around = cv2.arcLength(hull, closed=True)
    for slack in (0.04, 0.06, 0.08, 0.1, 0.13):
        corners = cv2.approxPolyDP(hull, slack * around, closed=True)
        if len(corners) == 4:
            return corners[:, 0].astype(np.float32)
    return cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float32)

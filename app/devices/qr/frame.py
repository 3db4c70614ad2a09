"""One picture to be read, with everything that several steps would otherwise compute twice."""

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.grids import Grid, Points, distance
from app.devices.qr.pixels import Gray


class Frame:
    """A grayscale picture, its shrunk copies, the grids that were already looked at, and where codes were read.

    Lives while one picture is being read; not to be shared between threads.
    """

    def __init__(self, gray: Gray) -> None:
        self.gray = gray
        self.looked_at: list[Grid] = []
        self.fitted: list[Grid] = []  # where a close look ended, in vain; another from nearby would end there too
        self._read: list[npt.NDArray[np.float32]] = []
        self._copies: dict[int, Gray] = {}

    @property
    def longest(self) -> int:
        """Longest side in pixels."""
        return int(max(self.gray.shape))

    def shrunk(self, side: int) -> tuple[Gray, float]:
        """A copy whose longest side is at most `side` pixels, and its scale (copy pixels per picture pixel)."""
        if side >= self.longest:
            return self.gray, 1.0
        if side not in self._copies:
            larger = [k for k in self._copies if side * 1.5 < k]
            source = self._copies[min(larger)] if larger else self.gray
            height, width = self.gray.shape
            shape = (max(1, round(width * side / self.longest)), max(1, round(height * side / self.longest)))
            self._copies[side] = np.asarray(cv2.resize(source, shape, interpolation=cv2.INTER_AREA), np.uint8)
        return self._copies[side], side / self.longest

    def is_new(self, grid: Grid) -> bool:
        """True the first time that a grid of this size is seen at this place, within a third of a module."""
        if any(g.size == grid.size and g.dark == grid.dark and distance(g, grid) < 0.33 for g in self.looked_at):
            return False
        self.looked_at.append(grid)
        return True

    def note_read(self, outline: Points) -> None:
        """Remember the `(4, 2)` corners, in pixels, of a code that was read."""
        self._read.append(outline.astype(np.float32))

    def is_read(self, x: float, y: float) -> bool:
        """True when a point, in pixels, lies inside a code that was read already."""
        return any(cv2.pointPolygonTest(outline, (x, y), measureDist=False) >= 0 for outline in self._read)

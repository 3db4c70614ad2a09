"""Follow codes that are located but not read, and add up what their frames show until it can be read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from app.devices.qr import standard
from app.devices.qr.candidates import Candidate, look_where
from app.devices.qr.frame import Frame
from app.devices.qr.grid_reader import Soft, read_grid
from app.devices.qr.grids import Grid
from app.devices.qr.pixels import Gray

PATIENCE = 6
"""Frames after which a code that is not seen any more is forgotten."""

GLIMPSE = 2
"""The same for what was seen in a single frame: clutter, most of the time."""

MEMORY = 12.0
"""Weight that an average holds at most, in perfect frames; older ones fade."""

SEEN = 0.75
"""Share of right known modules up to which what is seen is clutter."""

MOST = 3
"""Codes that are followed at the same time."""

STRANGER = 0.05
"""Correlation of two frames' data modules below which they are taken for two different codes."""

COARSE = 1.2
"""Pixels a module, or up to twice as many, of the copies in which a code is searched for in the next frame."""


@dataclass(slots=True, kw_only=True)
class _Track:
    """One code: the weighted sum of its frames before the current one, and the current one."""

    grid: Grid
    latest: Soft
    match: float
    seen_in: int
    patch: Gray
    total: Soft
    weight: float = 0.0

    @property
    def patience(self) -> int:
        """Frames that the code may stay unseen."""
        return PATIENCE if self.weight else GLIMPSE

    def average(self) -> Soft:
        """Soft values over all frames, the better ones weighing more."""
        weight = _weight(self.match)
        return np.asarray((self.total + weight * self.latest) / (self.weight + weight), np.float32)

    def settle(self) -> None:
        """The current frame becomes one of those before."""
        weight = _weight(self.match)
        fade = min(1.0, MEMORY / (self.weight + weight))
        self.total = np.asarray((self.total + weight * self.latest) * fade, np.float32)
        self.weight = (self.weight + weight) * fade


class Tracker:
    """The codes that one camera sees and that are not read yet."""

    def __init__(self) -> None:
        self._tracks: list[_Track] = []
        self._now = 0

    def forget(self) -> None:
        """Start anew, for instance because a code was read."""
        self._tracks.clear()

    def revisit(self, frame: Frame) -> list[Candidate]:
        """Begin a new frame: look where the codes should be now."""
        self._now += 1
        self._tracks = [track for track in self._tracks if self._now - track.seen_in <= track.patience]
        looks = [look_where(frame, _moved(track, frame), track.average()) for track in self._tracks]
        return [look for look in looks if look.text or look.match > SEEN]

    def add(self, frame: Frame, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Take in what was located in this frame; the readings that the averages give now."""
        read = []
        for candidate in candidates:
            if candidate.text or candidate.soft is None or candidate.grid is None or candidate.match <= SEEN:
                continue
            track = self._take(frame, candidate.grid, candidate.soft, candidate.match)
            reading = read_grid(track.average(), deep=True) if track.weight else None
            if reading is not None:
                read.append(Candidate(text=reading.text, grid=candidate.grid, match=candidate.match))
        return read

    def _take(self, frame: Frame, grid: Grid, soft: Soft, match: float) -> _Track:
        """The track that a located code belongs to, a new one if need be, with the code in it."""
        for track in self._tracks:
            if _belongs(track, grid, soft):
                if track.seen_in < self._now:
                    track.settle()
                elif match <= track.match:
                    return track
                track.grid, track.latest, track.match, track.seen_in = grid, soft, match, self._now
                track.patch = _patch(frame, grid)
                return track
        new = _Track(
            grid=grid,
            latest=soft,
            match=match,
            seen_in=self._now,
            patch=_patch(frame, grid),
            total=np.zeros_like(soft),
        )
        self._tracks = sorted([new, *self._tracks], key=lambda t: -t.match)[:MOST]
        return new


def _weight(match: float) -> float:
    """How much a frame counts: nothing at chance level, 1 when all known modules are right."""
    return max(0.05, 2 * match - 1) ** 2


def _belongs(track: _Track, grid: Grid, soft: Soft) -> bool:
    if track.grid.size != grid.size or track.grid.dark != grid.dark:
        return False
    apart = float(np.hypot(*(track.grid.corners().mean(axis=0) - grid.corners().mean(axis=0))))
    if apart > 0.5 * grid.size * max(grid.module_side(), track.grid.module_side()):
        return False
    data = standard.layout(grid.size).known == 0
    alike = np.corrcoef(track.average()[data], soft[data])[0, 1]
    return bool(alike > STRANGER)


def _moved(track: _Track, frame: Frame) -> Grid:
    """Where the code of a track should be in the next frame: its surroundings are searched for nearby."""
    small, scale, left, top, right, bottom = _window(frame, track.grid)
    height, width = track.patch.shape
    reach = max(width, height) // 2
    first_x, first_y = max(0, left - reach), max(0, top - reach)
    area = small[first_y : bottom + reach, first_x : right + reach]
    if area.shape[0] < height or area.shape[1] < width or min(height, width) < 4:
        return track.grid
    match = cv2.matchTemplate(area, track.patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, at = cv2.minMaxLoc(match)
    if best < 0.3:
        return track.grid
    return track.grid.moved((first_x + at[0] - left) / scale, (first_y + at[1] - top) / scale)


def _patch(frame: Frame, grid: Grid) -> Gray:
    small, _, left, top, right, bottom = _window(frame, grid)
    return small[top:bottom, left:right].copy()


def _window(frame: Frame, grid: Grid) -> tuple[Gray, float, int, int, int, int]:
    """A coarse copy of the frame, its scale, and the box around the code in it: left, top, right, bottom."""
    halvings = max(0, math.floor(math.log2(max(grid.module_side(), 0.5) / COARSE)))
    small, scale = frame.shrunk(max(64, frame.longest >> halvings))
    corners = grid.corners() * scale
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int), (small.shape[1], small.shape[0]))
    return small, scale, int(left), int(top), int(right), int(bottom)

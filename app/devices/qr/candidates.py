"""What a step finds: a grid with or without its text; and how a grid is read."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.devices.qr import sampling
from app.devices.qr.fine_fit import fine_fit
from app.devices.qr.frame import Frame
from app.devices.qr.grid_reader import Soft, known_match, read_grid, size_told
from app.devices.qr.grids import Grid, Points, distance, resized, with_alignment
from app.devices.qr.pixels import Gray

CONCEIVABLE = 0.6
"""Share of right finder, timing and alignment modules from which a grid is looked at (chance alone gives 0.5)."""

CERTAIN = 0.85
"""Share from which it surely is a code."""

LIKELY = 0.7
"""Share from which it is read as it was found, without moving it first."""

CLOSELY = 3
"""Unread grids of one step that are looked at closely."""

SAME = 1.0
"""Modules between two grids that a close look would bring together."""

FINEST = 10
"""Pixels a module above which a smaller copy is sampled: it is the same code with less noise."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A code that was read (`text` is set) or only located (`grid` is set), or both."""

    text: str = ""
    grid: Grid | None = None
    match: float = 1.0
    """Share of the known modules that have the right colour."""
    soft: Soft | None = None
    """What was sampled from a grid that was looked at closely."""
    outline: Points | None = None
    """`(4, 2)` corners in pixels where an engine read the text without a grid of ours."""

    def corners(self) -> Points | None:
        """`(4, 2)` corners in pixels, if they are known."""
        return self.outline if self.grid is None else self.grid.corners()


def read_all(frame: Frame, grids: Iterable[Grid]) -> list[Candidate]:
    """Look at every grid that is new to the frame, quickly at all and then closely at the likeliest of the unread.

    Those that do not look like a code are left out.
    """
    out: list[Candidate] = []
    unread: list[_Seen] = []
    for grid in grids:
        if frame.is_read(*_middle(grid)) or not frame.is_new(grid):
            continue
        for look in _looks_at(frame, grid):
            if look.text:
                out.append(Candidate(text=look.text, grid=look.found(), match=look.match))
                frame.note_read(look.found().corners())
            else:
                unread.append(look)
    for look in sorted(unread, key=lambda look: -look.match)[:CLOSELY]:
        found = look.found()
        if frame.is_read(*_middle(found)) or any(
            g.size == found.size and distance(g, found) < SAME for g in frame.fitted
        ):
            continue
        candidate = _closely(look)
        out.append(candidate)
        if candidate.grid is not None and candidate.text:
            frame.note_read(candidate.grid.corners())
        if candidate.grid is not None and candidate.match > CERTAIN:
            frame.fitted.append(candidate.grid)
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Seen:
    """A grid in the copy of the picture that suits it, `scale` times as large as the picture."""

    gray: Gray
    scale: float
    grid: Grid
    match: float
    text: str
    size_told: int | None = None

    def found(self) -> Grid:
        """The grid in the picture itself."""
        return self.grid.scaled(1 / self.scale)


def look_where(frame: Frame, grid: Grid, prior: Soft) -> Candidate:
    """Look closely where a code is thought to be now; `prior` is what earlier frames showed of it."""
    gray, scale = _handy(frame, grid)
    return _closely(_Seen(gray=gray, scale=scale, grid=grid.scaled(scale), match=0.0, text=""), prior)


def _looks_at(frame: Frame, grid: Grid) -> list[_Seen]:
    """A look at a grid and, where its version bits tell another size, at the grid of that size."""
    seen = _look_at(frame, grid)
    if seen is None:
        return []
    if seen.text or seen.size_told in (None, grid.size):
        return [seen]
    other = resized(grid, seen.size_told)
    again = _look_at(frame, other) if other is not None and frame.is_new(other) else None
    return [seen] if again is None else [again, seen]


def _look_at(frame: Frame, grid: Grid) -> _Seen | None:
    """Sample one grid as it was found and read it where its known modules are mostly right."""
    gray, scale, placed = _placed(frame, grid)
    means = sampling.module_means(_front(gray, placed), grid.size)
    local, plain = sampling.against_local(means), sampling.against_global(means)
    match = max(known_match(local), known_match(plain))
    if match < CONCEIVABLE:
        return None
    reading = (read_grid(local) or read_grid(plain)) if match > LIKELY else None
    if reading is None and match > CERTAIN:
        reading = read_grid(np.ascontiguousarray(local.T))  # a mirrored picture: rows and columns change places
    return _Seen(
        gray=gray,
        scale=scale,
        grid=placed,
        match=match,
        text=reading.text if reading else "",
        size_told=size_told(plain),
    )


def _closely(seen: _Seen, prior: Soft | None = None) -> Candidate:
    """Move the grid to where it fits best, undo the blur, and read with the unsure codewords given up."""
    placed = fine_fit(seen.gray, seen.grid, prior)
    soft = sampling.equalised(_front(seen.gray, placed), placed.size, prior=prior)
    match = known_match(soft)
    reading = read_grid(soft, deep=match > LIKELY)
    found = placed.scaled(1 / seen.scale)
    return Candidate(text=reading.text if reading else "", grid=found, match=match, soft=soft)


def _middle(grid: Grid) -> tuple[float, float]:
    x, y = grid.corners().mean(axis=0)
    return float(x), float(y)


def _placed(frame: Frame, grid: Grid) -> tuple[Gray, float, Grid]:
    """A handy copy of the picture, its scale, and the grid in it with the alignment pattern taken into account."""
    gray, scale = _handy(frame, grid)
    return gray, scale, with_alignment(gray, grid.scaled(scale))


def _handy(frame: Frame, grid: Grid) -> tuple[Gray, float]:
    """A copy of the picture in which a module is at most `FINEST` pixels wide, and its scale."""
    scale = 1.0
    while grid.module_side() * scale > FINEST:
        scale /= 2
    return frame.shrunk(round(frame.longest * scale))


def _front(gray: Gray, grid: Grid) -> Gray:
    """The code seen from the front, dark on light."""
    flat = sampling.flatten(gray, grid.transform, grid.size)
    return flat if grid.dark else np.asarray(255 - flat, np.uint8)

"""Finder patterns by their cross-section: runs of 1 : 1 : 3 : 1 : 1 along rows and columns (survives a broken ring)."""

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr.finders import Finder
from app.devices.qr.pixels import Gray

CELL = 3
"""Pixels a side of the cells in which crossings are counted."""

Runs = npt.NDArray[np.float32]
"""`(k, 4)`: x and y of the middle, width of a module, and 1 where the middle is light."""


def by_runs(binary: Gray, most: int = 16) -> list[Finder]:
    """Places where a horizontal and a vertical run of like size and colour cross, best supported first."""
    level, upright = _runs(binary), _runs(np.ascontiguousarray(binary.T))[:, [1, 0, 2, 3]]
    if not len(level) or not len(upright):
        return []
    found: list[tuple[int, Finder]] = []
    for light in (0.0, 1.0):
        rows, columns = level[level[:, 3] == light], upright[upright[:, 3] == light]
        if len(rows) > 1 and len(columns) > 1:
            _add_crossings(found, rows, columns, binary.shape, most)
    found.sort(key=lambda counted: -counted[0])
    return [finder for _, finder in found[:most]]


def _runs(binary: Gray) -> Runs:
    height, width = binary.shape
    light = binary > 127
    edges = np.ones((height, width + 1), bool)
    edges[:, 1:width] = light[:, 1:] != light[:, :-1]
    rows, columns = np.nonzero(edges)
    if len(columns) < 7:
        return np.zeros((0, 4), np.float32)
    lengths = np.diff(columns).astype(np.float32)  # negative from the end of a row to the start of the next
    parts = [lengths[k : len(lengths) - 4 + k] for k in range(5)]
    whole = sum(parts[1:], parts[0])
    module = whole / 7
    fits = (rows[:-5] == rows[5:]) & (whole >= 7) & (np.abs(parts[2] - 3 * module) < 2.25 * module)
    for part in (parts[0], parts[1], parts[3], parts[4]):
        fits &= np.abs(part - module) < 0.62 * module
    at = np.flatnonzero(fits)
    middle = columns[at] + parts[0][at] + parts[1][at] + parts[2][at] / 2
    colour = light[rows[at], np.minimum(columns[at], width - 1)]
    return np.stack([middle, rows[at] + 0.5, module[at], colour], axis=1).astype(np.float32)


def _add_crossings(
    found: list[tuple[int, Finder]], rows: Runs, columns: Runs, shape: tuple[int, ...], most: int
) -> None:
    cells = (shape[0] // CELL + 2, shape[1] // CELL + 2)
    row_count, row_module = _counted(rows, cells)
    column_count, column_module = _counted(columns, cells)
    both = (row_count > 0.15) & (column_count > 0.15)
    both &= (row_module < 2.2 * column_module) & (column_module < 2.2 * row_module)
    labels, named, _, centres = cv2.connectedComponentsWithStats(both.astype(np.uint8))
    strength = np.bincount(named.ravel(), (np.minimum(row_count, column_count) * both).ravel(), minlength=labels)
    strength[0] = 0
    modules = np.bincount(named.ravel(), row_module.ravel(), minlength=labels) / np.bincount(named.ravel())
    for label in np.argsort(-strength)[:most]:
        if strength[label] <= 0:
            break
        x, y = (centres[label] + 0.5) * CELL
        counted = _crossing(rows, columns, x, y, float(modules[label]))
        if counted is not None and not any(_is_same(counted[1], other) for _, other in found):
            found.append(counted)


def _counted(runs: Runs, cells: tuple[int, int]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How many runs lie in and around each cell, and their mean module."""
    index = (runs[:, 1] / CELL).astype(int) * cells[1] + (runs[:, 0] / CELL).astype(int)
    many = cells[0] * cells[1]
    count = np.bincount(index, minlength=many).reshape(cells).astype(np.float32)
    total = np.bincount(index, runs[:, 2], minlength=many).reshape(cells).astype(np.float32)
    near = np.asarray(cv2.blur(count, (3, 3)), np.float32)
    return near, np.asarray(cv2.blur(total, (3, 3)) / np.maximum(near, 1e-6), np.float32)


def _crossing(rows: Runs, columns: Runs, x: float, y: float, module: float) -> tuple[int, Finder] | None:
    reach = max(1.3 * module, 2.0)
    along = rows[
        (np.abs(rows[:, 0] - x) < reach)
        & (np.abs(rows[:, 1] - y) < 2 * reach)
        & (np.abs(rows[:, 2] - module) < 0.5 * module)
    ]
    down = columns[(np.abs(columns[:, 0] - x) < 2 * reach) & (np.abs(columns[:, 1] - y) < reach)]
    if len(along) < 2 or len(down) < 2:
        return None
    across = (float(np.median(along[:, 2])), float(np.median(down[:, 2])))
    finder = Finder(
        x=float(np.median(along[:, 0])),
        y=float(np.median(down[:, 1])),
        side=3.5 * sum(across),
        dark=bool(along[0, 3] < 0.5),
        across=across,
    )
    return len(along) + len(down), finder


def _is_same(a: Finder, b: Finder) -> bool:
    return bool(np.hypot(a.x - b.x, a.y - b.y) < a.side * 0.43)

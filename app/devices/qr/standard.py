"""The QR code standard as arrays: where everything stands in a code of each size.

Source of all tables and positions: ISO/IEC 18004:2015. Coordinates are `[row, column]` in modules.
"""

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SMALLEST, LARGEST = 21, 177
"""Modules a side of version 1 and of version 40."""

LEVELS = "LMQH"

# Table 9, one text a level, versions 1 to 40: error correction codewords a block, and number of blocks.
_CHECKS = {
    "L": "7 10 15 20 26 18 20 24 30 18 20 24 26 30 22 24 28 30 28 28 "
    "28 28 30 30 26 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "M": "10 16 26 18 24 16 18 22 22 26 30 22 22 24 24 28 28 26 26 26 "
    "26 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28 28",
    "Q": "13 22 18 26 18 24 18 22 20 24 28 26 24 20 30 24 28 28 26 30 "
    "28 30 30 30 30 28 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
    "H": "17 28 22 16 22 28 26 26 24 28 24 28 22 24 24 30 28 28 26 28 "
    "30 24 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30",
}
_BLOCKS = {
    "L": "1 1 1 1 1 2 2 2 2 4 4 4 4 4 6 6 6 6 7 8 8 9 9 10 12 12 12 13 14 15 16 17 18 19 19 20 21 22 24 25",
    "M": "1 1 1 2 2 4 4 4 5 5 5 8 9 9 10 10 11 13 14 16 17 17 18 20 21 23 25 26 28 29 31 33 35 37 38 40 43 45 47 49",
    "Q": "1 1 2 2 4 4 6 6 8 8 8 10 12 16 12 17 16 18 21 20 23 23 25 27 29 34 34 35 38 40 43 45 48 51 53 56 59 62 65 68",
    "H": "1 1 2 4 4 4 5 6 8 8 11 11 16 16 18 16 19 21 25 25 "
    "25 34 30 32 35 37 40 42 45 48 51 54 57 60 63 66 70 74 77 81",
}

Modules = npt.NDArray[np.bool_]
"""`(n, n)`, True where a module is dark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What stands where in a code of `size` modules a side."""

    size: int
    version: int
    known: npt.NDArray[np.int8]
    """`(n, n)`: 1 dark, -1 light, 0 for modules that differ from code to code."""
    path: npt.NDArray[np.intp]
    """`(codewords, 8)` flat indices of the bits of all codewords in reading order, most significant first."""
    format_places: npt.NDArray[np.intp]
    """`(2, 15)` flat indices of the two copies of the format bits, bit 14 first."""
    version_places: npt.NDArray[np.intp]
    """`(2, 18)` flat indices of the two copies of the version bits, bit 17 first; `(2, 0)` below version 7."""
    alignment: npt.NDArray[np.float64]
    """`(k, 2)` centres x, y of the alignment patterns, in modules (a module's centre is at .5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One error correction block: indices into the codewords in reading order, the data first."""

    places: npt.NDArray[np.intp]
    checks: int


def version_of(size: int) -> int:
    """Version (1 to 40) of a code of `size` modules a side."""
    return (size - 17) // 4


@functools.lru_cache(maxsize=64)
def layout(size: int) -> Layout:
    """The layout of a code of `size` modules a side (21, 25, ... 177)."""
    version = version_of(size)
    known = np.zeros((size, size), np.int8)
    centres = _alignment_centres(version)
    for row, column in centres:
        known[row - 2 : row + 3, column - 2 : column + 3] = _rings(5)
    timing = np.where(np.arange(size) % 2 == 0, 1, -1)
    known[6, 8 : size - 8] = known[8 : size - 8, 6] = timing[8 : size - 8]
    for rows, columns in ((0, 0), (0, size - 8), (size - 8, 0)):
        known[rows : rows + 8, columns : columns + 8] = -1
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        known[row : row + 7, column : column + 7] = _rings(7)
    known[size - 8, 8] = 1
    formats, versions = _format_places(size), _version_places(size)
    reserved = known != 0
    reserved.flat[formats.ravel()] = True
    reserved.flat[versions.ravel()] = True
    return Layout(
        size=size,
        version=version,
        known=known,
        path=_path(reserved),
        format_places=formats,
        version_places=versions,
        alignment=np.array([(column + 0.5, row + 0.5) for row, column in centres], np.float64).reshape(-1, 2),
    )


@functools.lru_cache(maxsize=160)
def blocks(version: int, level: str) -> tuple[Block, ...]:
    """How the codewords of a code are dealt out to its blocks (7.6: interleaved, shorter blocks first)."""
    checks = int(_CHECKS[level].split()[version - 1])
    count = int(_BLOCKS[level].split()[version - 1])
    total = len(layout(17 + 4 * version).path)
    data = total - checks * count
    short, longer = data // count, data % count
    places: list[list[int]] = [[] for _ in range(count)]
    at = 0
    for row in range(short + 1):
        for block in range(count if row < short else 0):
            places[block].append(at)
            at += 1
        if row == short:
            for block in range(count - longer, count):
                places[block].append(at)
                at += 1
    for _ in range(checks):
        for block in range(count):
            places[block].append(at)
            at += 1
    return tuple(Block(places=np.array(p, np.intp), checks=checks) for p in places)


@functools.lru_cache(maxsize=400)
def mask(size: int, number: int) -> Modules:
    """The data mask `number` (0 to 7, table 10) as `(n, n)` booleans: True inverts the module."""
    i, j = np.mgrid[:size, :size]
    rules = (
        (i + j) % 2,
        i % 2,
        j % 3,
        (i + j) % 3,
        (i // 2 + j // 3) % 2,
        i * j % 2 + i * j % 3,
        (i * j % 2 + i * j % 3) % 2,
        ((i + j) % 2 + i * j % 3) % 2,
    )
    return np.asarray(rules[number] == 0)


@functools.cache
def format_words() -> npt.NDArray[np.int8]:
    """`(32, 15)` of 1 and -1: the format bits for each of the 32 values, BCH(15, 5), already masked (annex C)."""
    words = [((value << 10) | _remainder(value << 10, 0b10100110111, 10)) ^ 0b101010000010010 for value in range(32)]
    return _signs(words, 15)


@functools.cache
def version_words() -> npt.NDArray[np.int8]:
    """`(34, 18)` of 1 and -1: the version bits of versions 7 to 40, BCH(18, 6) (annex D)."""
    return _signs([(v << 12) | _remainder(v << 12, 0b1111100100101, 12) for v in range(7, 41)], 18)


def level_and_mask(value: int) -> tuple[str, int]:
    """Error correction level and mask number of a format value (0 to 31)."""
    return "MLHQ"[value >> 3], value & 7


def _remainder(value: int, generator: int, degree: int) -> int:
    while value.bit_length() > degree:
        value ^= generator << (value.bit_length() - degree - 1)
    return value


def _signs(words: list[int], bits: int) -> npt.NDArray[np.int8]:
    return np.array([[1 if word >> bit & 1 else -1 for bit in range(bits - 1, -1, -1)] for word in words], np.int8)


def _rings(side: int) -> npt.NDArray[np.int8]:
    """A pattern of concentric squares: 7 for the finder, 5 for the alignment pattern."""
    y, x = np.mgrid[:side, :side] - side // 2
    ring = np.maximum(np.abs(y), np.abs(x))
    light = 2 if side == 7 else 1
    return np.where(ring == light, -1, 1).astype(np.int8)


def _alignment_centres(version: int) -> list[tuple[int, int]]:
    """Rows and columns of the centres (annex E), without the three that would lie on finder patterns."""
    if version == 1:
        return []
    count, last = version // 7 + 2, 4 * version + 10
    step = 26 if version == 32 else (version * 4 + count * 2 + 1) // (2 * count - 2) * 2
    lines = [6, *sorted(last - step * k for k in range(count - 1))]
    corners = {(6, 6), (6, last), (last, 6)}
    return [(row, column) for row in lines for column in lines if (row, column) not in corners]


def _format_places(size: int) -> npt.NDArray[np.intp]:
    first = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - k, 8) for k in range(7)] + [(8, size - 8 + k) for k in range(8)]
    return np.array([[r * size + c for r, c in copy] for copy in (first, second)], np.intp)


def _version_places(size: int) -> npt.NDArray[np.intp]:
    if version_of(size) < 7:
        return np.zeros((2, 0), np.intp)
    cells = [(k // 3, size - 11 + k % 3) for k in range(17, -1, -1)]
    return np.array([[r * size + c for r, c in cells], [c * size + r for r, c in cells]], np.intp)


def _path(reserved: Modules) -> npt.NDArray[np.intp]:
    """Two columns at a time from the right, up and down in turn, past column 6 (7.7.3)."""
    size = len(reserved)
    edges = [*range(size - 1, 6, -2), 5, 3, 1]
    order: list[int] = []
    upward = True
    for right in edges:
        rows = range(size - 1, -1, -1) if upward else range(size)
        order += [r * size + c for r in rows for c in (right, right - 1) if not reserved[r, c]]
        upward = not upward
    whole = len(order) // 8 * 8
    return np.array(order[:whole], np.intp).reshape(-1, 8)

"""Reed-Solomon error correction over GF(256), with erasures, as QR codes use it (ISO/IEC 18004:2015, annex A and B)."""

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codewords = npt.NDArray[np.uint8]

_FIELD = 0x11D
"""x^8 + x^4 + x^3 + x^2 + 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A word that satisfies all checks, and how many of its codewords had to be changed."""

    word: Codewords
    changed: int


def correct(word: Codewords, checks: int, erased: tuple[int, ...] = ()) -> Corrected | None:
    """The word with its errors mended, or None when there are more than the checks can mend.

    `word` holds the data and then `checks` check codewords; `erased` are positions known to be unreliable. Up to
    `(checks - len(erased)) // 2` other errors are mended (Berlekamp-Massey, Chien search, Forney's formula).
    """
    syndromes = _syndromes(word, checks)
    if not syndromes.any():
        return Corrected(word=word, changed=0)
    size = len(word)
    if len(erased) > checks:
        return None
    start = [1]
    for position in erased:
        start = _times(start, [1, _exp(size - 1 - position)])
    locator = _locator(syndromes.tolist(), start, len(erased))
    if len(locator) - 1 > len(erased) + (checks - len(erased)) // 2:
        return None
    positions = _roots(locator, size)
    if len(positions) != len(locator) - 1:
        return None
    mended = word.copy()
    for position, value in zip(positions, _values(syndromes.tolist(), locator, positions, size), strict=True):
        mended[position] ^= value
    if _syndromes(mended, checks).any():
        return None
    return Corrected(word=mended, changed=int(np.count_nonzero(mended != word)))


def chance_of_misreading(size: int, checks: int, erased: int, mended: int) -> float:
    """Upper bound of the chance that random codewords, `erased` of them given up, are mended in so few others.

    Counts the words within reach: `sum of C(n - e, i) * 255^i for i <= t, * 256^-(checks - e)`, t the others mended.
    """
    words = sum(math.comb(size - erased, count) * 255.0**count for count in range(mended + 1))
    return min(1.0, words / 256.0 ** (checks - erased))


@functools.cache
def _tables() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    powers, logs, value = np.zeros(510, np.uint8), np.zeros(256, np.int64), 1
    for exponent in range(255):
        powers[exponent] = powers[exponent + 255] = value
        logs[value] = exponent
        value = value << 1 ^ (_FIELD if value & 0x80 else 0)
    return powers, logs


_POWERS, _LOGS = _tables()
_POWER: list[int] = _POWERS.tolist()
_LOG: list[int] = _LOGS.tolist()


def _exp(exponent: int) -> int:
    return _POWER[exponent % 255]


def _multiply(a: int, b: int) -> int:
    return _POWER[_LOG[a] + _LOG[b]] if a and b else 0


def _divide(a: int, b: int) -> int:
    return _POWER[_LOG[a] + 255 - _LOG[b]] if a else 0


def _times(a: list[int], b: list[int]) -> list[int]:
    """Product of two polynomials, lowest power first."""
    out = [0] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] ^= _multiply(x, y)
    return out


@functools.lru_cache(maxsize=256)
def _exponents(size: int, checks: int) -> npt.NDArray[np.int64]:
    return np.asarray(np.arange(checks)[:, None] * np.arange(size - 1, -1, -1)[None, :] % 255, np.int64)


def _syndromes(word: Codewords, checks: int) -> npt.NDArray[np.uint8]:
    terms = _POWERS[_LOGS[word][None, :] + _exponents(len(word), checks)]
    terms[:, word == 0] = 0
    return np.asarray(np.bitwise_xor.reduce(terms, axis=1), np.uint8)


def _locator(syndromes: list[int], start: list[int], erased: int) -> list[int]:
    """Berlekamp-Massey, begun with the erasures' own locator (Blahut, Theory and Practice of Error Control Codes)."""
    current, previous = list(start), list(start)
    length, gap, last = erased, 1, 1
    for step in range(erased, len(syndromes)):
        discrepancy = 0
        for i in range(min(len(current), step + 1)):
            a, b = current[i], syndromes[step - i]
            if a and b:
                discrepancy ^= _POWER[_LOG[a] + _LOG[b]]
        if discrepancy == 0:
            gap += 1
            continue
        scale = _divide(discrepancy, last)
        shifted = [0] * gap + [_multiply(scale, b) for b in previous]
        longer = [0] * max(len(current), len(shifted))
        for i, value in enumerate(current):
            longer[i] = value
        for i, value in enumerate(shifted):
            longer[i] ^= value
        if 2 * length <= step + erased:
            previous, last, gap, length = current, discrepancy, 1, step + erased + 1 - length
        else:
            gap += 1
        current = longer
    while current and current[-1] == 0:
        current.pop()
    return current


def _roots(locator: list[int], size: int) -> list[int]:
    """Positions whose locator value is a root (Chien search over all positions at once)."""
    exponents = -np.arange(size - 1, -1, -1) % 255
    total = np.zeros(size, np.uint8)
    for power, coefficient in enumerate(locator):
        if coefficient:
            total ^= _POWERS[(_LOG[coefficient] + exponents * power) % 255]
    return [int(p) for p in np.flatnonzero(total == 0)]


def _values(syndromes: list[int], locator: list[int], positions: list[int], size: int) -> list[int]:
    """What to add at each position (Forney's formula for a code whose first root is 1)."""
    evaluator = _times(syndromes, locator)[: len(syndromes)]
    slope = [value if power % 2 else 0 for power, value in enumerate(locator)][1:]
    out = []
    for position in positions:
        x = _exp(size - 1 - position)
        inverse = _divide(1, x)
        out.append(_multiply(x, _divide(_at(evaluator, inverse), _at(slope, inverse) or 1)))
    return out


def _at(polynomial: list[int], x: int) -> int:
    total = 0
    for coefficient in reversed(polynomial):
        total = _multiply(total, x) ^ coefficient
    return total

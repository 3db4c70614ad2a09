"""From a grid of soft module values to the text: format, unmasking, codewords, error correction, segments."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.devices.qr import reed_solomon, segments, standard

Soft = npt.NDArray[np.float32]
"""`(n, n)`: how dark each module is, -1 (surely light) to 1 (surely dark); the sign is the hard decision."""

LARGEST_CHANCE = 1e-9
"""Chance of misreading a single block that is still accepted once codewords were erased."""

RIVAL = 0.75
"""Share of the best format word's correlation from which the second best is tried too."""

GIVEN_UP = (0.25, 0.5, 0.7, 0.85)
"""Shares of the check codewords that are given up, one after the other."""

STEEP = 5.0
"""Log odds of a soft value of 1; by that the trust in a codeword is the logarithm of its chance to be right."""

FEWEST_FORMAT = 0.45
"""Correlation (0 to 1) of the format bits with the best of the 32 words below which a grid is not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text read from a grid."""

    text: str
    changed: float
    """Share of all modules that the error correction had to turn over."""


def known_match(soft: Soft) -> float:
    """Share (0 to 1) of the finder, timing and alignment modules that have the right colour."""
    known = standard.layout(len(soft)).known
    right = np.count_nonzero(np.sign(soft) == known)
    return float(right / np.count_nonzero(known))


def size_told(soft: Soft) -> int | None:
    """The size that the version bits of a code from version 7 on tell, where both copies make it out; else None.

    The bits stand beside finder patterns, so they are right even in a grid of a wrong size.
    """
    places = standard.layout(len(soft)).version_places
    if places.shape[1] == 0:
        return None
    scores = np.sign(soft.ravel()[places]) @ standard.version_words().T
    best = scores.argmax(axis=1)
    return 17 + 4 * (7 + int(best[0])) if best[0] == best[1] and scores.max(axis=1).min() >= 12 else None


def read_grid(soft: Soft, *, deep: bool = False) -> Reading | None:
    """The text in a grid, or None. With `deep` the least reliable codewords are given up in growing numbers.

    Giving up is generalised minimum distance decoding (Forney, 1966): an erased codeword costs one check codeword, a
    wrong one two. What is read so counts only where a misreading is inconceivable.
    """
    size = len(soft)
    values = _format_values(soft)
    for value in values if deep else values[:1]:
        level, number = standard.level_and_mask(value)
        flipped = np.where(standard.mask(size, number), -soft, soft).astype(np.float32)
        bits = flipped.ravel()[standard.layout(size).path]
        reading = _read_bits(bits, standard.version_of(size), level, deep=deep)
        if reading is not None:
            return reading
    return None


def _format_values(soft: Soft) -> list[int]:
    """The best format values, best first: correlation of both copies together with all 32 words."""
    bits = np.sign(soft.ravel()[standard.layout(len(soft)).format_places])
    scores = bits @ standard.format_words().T
    best = np.maximum(scores.max(axis=0), scores.sum(axis=0) / 2) / 15
    order = np.argsort(-best, kind="stable")[:2]
    return [int(k) for k in order if best[k] >= max(FEWEST_FORMAT, RIVAL * best[order[0]])]


def _read_bits(bits: Soft, version: int, level: str, *, deep: bool) -> Reading | None:
    words = np.packbits(bits > 0, axis=1)[:, 0]
    trust = -np.log1p(np.exp(-STEEP * np.abs(bits))).sum(axis=1)
    data: list[int] = []
    turned, erasures = 0, 0
    for block in standard.blocks(version, level):
        word = words[block.places]
        found = _mend(word, trust[block.places], block.checks, deep=deep)
        if found is None:
            return None
        mended, erased = found
        erasures += erased
        turned += int(np.unpackbits(mended.word ^ word).sum())
        data += mended.word[: -block.checks].tolist()
    content = segments.content(data, version)
    if content is None or (erasures and not content.padded):
        return None
    return Reading(text=content.text, changed=turned / bits.size)


def _mend(
    word: reed_solomon.Codewords, trust: npt.NDArray[np.float32], checks: int, *, deep: bool
) -> tuple[reed_solomon.Corrected, int] | None:
    """The mended block and how many of its codewords had to be given up for it."""
    mended = reed_solomon.correct(word, checks)
    if mended is not None or not deep:
        return None if mended is None else (mended, 0)
    order = np.argsort(trust, kind="stable")
    for share in GIVEN_UP:
        given_up = order[: int(checks * share)]
        mended = reed_solomon.correct(word, checks, tuple(given_up.tolist()))
        if mended is None:
            continue
        others = mended.changed - int(np.count_nonzero(mended.word[given_up] != word[given_up]))
        if reed_solomon.chance_of_misreading(len(word), checks, len(given_up), others) <= LARGEST_CHANCE:
            return mended, len(given_up)
    return None

"""Errors up to half the checks are mended, erasures up to all of them, and more is refused."""

import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr import reed_solomon, standard
from support.qr_codes import modules

CHECKS = 26
WORDS = npt.NDArray[np.uint8]


@pytest.fixture
def word() -> WORDS:
    """The one block of a version 3 code at level M: 44 data codewords and 26 checks."""
    dark = modules("A1", ecc="M", version=3)
    soft = np.where(dark, 1, -1)
    layout = standard.layout(len(dark))
    scores = soft.ravel()[layout.format_places[0]] @ standard.format_words().T
    _, number = standard.level_and_mask(int(scores.argmax()))
    return np.packbits((dark ^ standard.mask(len(dark), number)).ravel()[layout.path], axis=1)[:, 0]


def spoiled(word: WORDS, count: int, seed: int = 0) -> tuple[WORDS, tuple[int, ...]]:
    rng = np.random.default_rng(seed)
    places = rng.choice(len(word), count, replace=False)
    out = word.copy()
    out[places] ^= rng.integers(1, 256, count).astype(np.uint8)
    return out, tuple(int(p) for p in places)


@pytest.mark.parametrize("errors", [0, 1, 5, CHECKS // 2])
def test_errors_up_to_half_the_checks_are_mended(word: WORDS, errors: int) -> None:
    mended = reed_solomon.correct(spoiled(word, errors)[0], CHECKS)

    assert mended is not None
    assert (mended.word.tolist(), mended.changed) == (word.tolist(), errors)


@pytest.mark.parametrize("erased", [1, 10, CHECKS])
def test_erased_codewords_cost_one_check_each(word: WORDS, erased: int) -> None:
    broken, places = spoiled(word, erased)
    mended = reed_solomon.correct(broken, CHECKS, places)

    assert mended is not None
    assert mended.word.tolist() == word.tolist()


def test_erasures_and_errors_share_the_checks(word: WORDS) -> None:
    broken, places = spoiled(word, 18)
    mended = reed_solomon.correct(broken, CHECKS, places[:10])  # 10 erased, 8 unknown: 10 + 2 * 8 = 26

    assert mended is not None
    assert mended.word.tolist() == word.tolist()


@pytest.mark.parametrize("seed", range(20))
def test_too_many_errors_are_refused(word: WORDS, seed: int) -> None:
    assert reed_solomon.correct(spoiled(word, 25, seed)[0], CHECKS) is None


def test_more_erasures_than_checks_are_refused(word: WORDS) -> None:
    broken, places = spoiled(word, CHECKS + 1)

    assert reed_solomon.correct(broken, CHECKS, places) is None


def test_giving_up_codewords_makes_a_misreading_likelier() -> None:
    chances = [reed_solomon.chance_of_misreading(44, 16, erased, 0) for erased in range(0, 17, 4)]

    assert chances == sorted(chances)
    assert chances[-1] == 1.0


def test_mending_more_makes_a_misreading_likelier() -> None:
    chances = [reed_solomon.chance_of_misreading(44, 16, 4, mended) for mended in range(7)]

    assert chances == sorted(chances)
    assert chances[0] == 256.0**-12

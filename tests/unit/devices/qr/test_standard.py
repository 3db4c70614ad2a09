"""The layout of every version agrees with codes made by another library."""

import numpy as np
import pytest

from app.devices.qr import standard
from support.qr_codes import modules, soft

SIZES = range(standard.SMALLEST, standard.LARGEST + 1, 4)


@pytest.mark.parametrize("version", [1, 2, 6, 7, 14, 21, 32, 40])
def test_known_modules_have_the_colour_that_the_standard_gives_them(version: int) -> None:
    code = soft(modules("A1", version=version))
    layout = standard.layout(len(code))
    known = layout.known != 0

    assert np.array_equal(code[known], layout.known[known])


@pytest.mark.parametrize("level", list(standard.LEVELS))
def test_both_copies_of_the_format_name_level_and_mask(level: str) -> None:
    code = soft(modules("A1", ecc=level, version=3))
    scores = code.ravel()[standard.layout(len(code)).format_places] @ standard.format_words().T

    assert {standard.level_and_mask(int(k))[0] for k in scores.argmax(axis=1)} == {level}
    assert scores.max(axis=1).tolist() == [15, 15]


@pytest.mark.parametrize("version", [7, 23, 40])
def test_both_copies_of_the_version_name_it(version: int) -> None:
    code = soft(modules("A1", version=version))
    scores = code.ravel()[standard.layout(len(code)).version_places] @ standard.version_words().T

    assert (scores.argmax(axis=1) + 7).tolist() == [version, version]


def test_every_codeword_belongs_to_exactly_one_block() -> None:
    for size in SIZES:
        for level in standard.LEVELS:
            blocks = standard.blocks(standard.version_of(size), level)
            places = np.concatenate([block.places for block in blocks])

            assert np.array_equal(np.sort(places), np.arange(len(standard.layout(size).path)))


def test_the_path_visits_no_module_twice_and_none_that_is_known() -> None:
    for size in SIZES:
        layout = standard.layout(size)
        path = layout.path.ravel()

        assert len(np.unique(path)) == len(path)
        assert not layout.known.ravel()[path].any()

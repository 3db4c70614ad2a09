"""A grid of soft values is read, through damage as far as its error correction goes, and never misread."""

import numpy as np
import pytest

from app.devices.qr import standard
from app.devices.qr.grid_reader import known_match, read_grid, size_told
from support.qr_codes import TEXT, modules, soft


@pytest.mark.parametrize("ecc", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("version", [4, 7, 10, 27])
def test_a_clean_grid_of_any_level_is_read(ecc: str, version: int) -> None:
    size = max(version, 7) if ecc == "H" else version
    reading = read_grid(soft(modules(TEXT, ecc, size)))

    assert reading is not None
    assert (reading.text, reading.changed) == (TEXT, 0.0)


def test_a_few_wrong_modules_are_mended() -> None:
    grid = soft(modules(TEXT, "Q"))
    rng = np.random.default_rng(3)
    rows, columns = rng.integers(9, len(grid) - 9, (2, 12))
    grid[rows, columns] *= -1
    reading = read_grid(grid)

    assert reading is not None
    assert reading.text == TEXT


def test_modules_known_to_be_unsure_are_given_up_when_asked() -> None:
    """More wrong codewords (17 a block) than half the checks (14), but they are marked as unsure."""
    grid = soft(modules(TEXT, "H"))
    layout = standard.layout(len(grid))
    blocks = len(standard.blocks(layout.version, "H"))
    grid.ravel()[layout.path[: 17 * blocks]] *= -0.01
    shallow, deep = read_grid(grid), read_grid(grid, deep=True)

    assert (shallow, deep.text if deep else "") == (None, TEXT)


@pytest.mark.parametrize("seed", range(30))
def test_random_modules_around_finder_patterns_are_never_read(seed: int) -> None:
    rng = np.random.default_rng(seed)
    grid = soft(modules(TEXT, "L"))
    noise = rng.uniform(-1, 1, grid.shape).astype(np.float32)
    noise[:9, :9], noise[:9, -8:], noise[-8:, :9] = grid[:9, :9], grid[:9, -8:], grid[-8:, :9]

    assert read_grid(noise, deep=True) is None


@pytest.mark.parametrize(("version", "size"), [(3, None), (7, 45), (23, 109)])
def test_the_size_is_told_from_version_seven_on(version: int, size: int | None) -> None:
    assert size_told(soft(modules("A1", version=version))) == size


def test_version_bits_that_disagree_tell_nothing() -> None:
    grid = soft(modules("A1", version=9))
    grid[:6, -11:-8] *= -1

    assert size_told(grid) is None


def test_known_modules_match_fully_in_a_code_and_by_half_in_noise() -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, (33, 33)).astype(np.float32)

    assert known_match(soft(modules())) == 1.0
    assert known_match(noise) == pytest.approx(0.5, abs=0.1)

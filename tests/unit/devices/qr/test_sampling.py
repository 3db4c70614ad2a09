"""Module values are sampled with the right sign, and the equaliser undoes blur that plain sampling cannot."""

import cv2
import numpy as np
import pytest

from app.devices.qr import sampling
from app.devices.qr.grid_reader import read_grid
from app.devices.qr.grids import Matrix, fit
from support import qr_codes

DARK = qr_codes.modules()
SIZE = len(DARK)


def transform() -> Matrix:
    square = np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], np.float64)
    found = fit(square, qr_codes.corners(DARK))

    assert found is not None
    return found


def test_every_way_of_sampling_gives_back_the_modules() -> None:
    flat = sampling.flatten(qr_codes.picture(DARK), transform(), SIZE)
    means = sampling.module_means(flat, SIZE)
    for soft in (sampling.against_local(means), sampling.against_global(means), sampling.equalised(flat, SIZE)):
        assert np.array_equal(soft > 0, DARK)


@pytest.mark.parametrize("upward", [False, True])
def test_the_equaliser_reads_what_motion_has_smeared(upward: bool) -> None:
    """Nine pixels along a diagonal: 2.5 modules."""
    kernel = np.eye(9, dtype=np.float32)[:: -1 if upward else 1] / 9
    blurred = np.asarray(cv2.filter2D(qr_codes.picture(DARK), -1, kernel), np.uint8)
    flat = sampling.flatten(blurred, transform(), SIZE)
    plain = read_grid(sampling.against_local(sampling.module_means(flat, SIZE), 0.0))
    undone = read_grid(sampling.equalised(flat, SIZE))

    assert (plain, undone.text if undone else "") == (None, qr_codes.TEXT)


def test_soft_values_stay_within_their_range() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (480, 640)).astype(np.uint8)
    flat = sampling.flatten(noise, transform(), SIZE)
    soft = sampling.equalised(flat, SIZE)

    assert np.abs(soft).max() <= 1

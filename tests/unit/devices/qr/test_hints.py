"""The hint names what a guest can mend first."""

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr.candidates import Candidate
from app.devices.qr.grids import Grid, fit
from app.devices.qr.hints import hint_for
from app.ports.viewfinder import Hint
from support import qr_codes

DARK = qr_codes.modules()
SIZE = len(DARK)
UPRIGHT = qr_codes.corners(DARK)
TILTED = np.array([[150, 120], [315, 190], [315, 230], [150, 285]], np.float64)


def candidate(corners: npt.NDArray[np.float64]) -> Candidate:
    square = np.array([[0, 0], [SIZE, 0], [SIZE, SIZE], [0, SIZE]], np.float64)
    transform = fit(square, corners)

    assert transform is not None
    return Candidate(grid=Grid(size=SIZE, transform=transform, dark=True, modules=square, pixels=corners))


@pytest.mark.parametrize(
    ("corners", "brighter", "expected"),
    [
        (UPRIGHT, 0, Hint.HOLD_STILL),
        (UPRIGHT, 240, Hint.TOO_BRIGHT),
        (UPRIGHT * 0.3, 0, Hint.CLOSER),
        (TILTED, 0, Hint.TILT_LESS),
    ],
)
def test_the_hint_for(corners: npt.NDArray[np.float64], brighter: int, expected: Hint) -> None:
    gray = np.asarray(cv2.add(qr_codes.picture(DARK), np.full((480, 640), brighter, np.uint8)), np.uint8)

    assert hint_for(gray, candidate(corners)) is expected

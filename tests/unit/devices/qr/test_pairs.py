"""Two finder patterns are enough when the third is hidden."""

import numpy as np
import numpy.typing as npt
import pytest

from app.devices.qr import arrange
from app.devices.qr.components import by_components
from app.devices.qr.finders import local_threshold
from app.devices.qr.frame import Frame
from app.devices.qr.grids import distance
from app.devices.qr.pairs import by_pairs
from app.devices.qr.steps import EXPENSIVE
from support import qr_codes

DARK = qr_codes.modules(ecc="H")
SIZE = len(DARK)


def covered(corner: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """The code with a gray thumb on the finder pattern at a row and column."""
    gray = qr_codes.picture(DARK, module=4)
    top, left = 120 + corner[0] * 4, 150 + corner[1] * 4
    gray[top : top + 24, left : left + 24] = 120
    return gray


@pytest.mark.parametrize("degrees", [0, 30])
@pytest.mark.parametrize("corner", [(0, 0), (0, SIZE - 6), (SIZE - 6, 0)])
def test_the_grid_is_found_whichever_finder_pattern_is_hidden(corner: tuple[int, int], degrees: float) -> None:
    gray = qr_codes.turned(covered(corner), degrees)
    finders = by_components(local_threshold(gray))
    whole = qr_codes.turned(qr_codes.picture(DARK, module=4), degrees)
    true = next(arrange.grids(by_components(local_threshold(whole)), gray.shape))

    assert min(distance(grid, true) for grid in by_pairs(gray, finders)) < 3.0


@pytest.mark.parametrize("corner", [(0, 0), (0, SIZE - 6), (SIZE - 6, 0)])
def test_a_code_with_a_hidden_finder_pattern_is_read(corner: tuple[int, int]) -> None:
    texts = {candidate.text for candidate in EXPENSIVE[0](Frame(covered(corner)))}

    assert qr_codes.TEXT in texts

"""`decode` takes any array, reads what is in it with the first step that can, and never raises."""

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import structlog

from app.devices.qr import engines
from app.devices.qr.candidates import Candidate
from app.devices.qr.frame import Frame
from app.devices.qr.steps import CHEAP, EXPENSIVE, Step
from app.devices.qr_decoder import decode
from support import qr_codes

ENGINES = ("zxingcpp", "pyzbar", "pyzbar.pyzbar")
PICTURE = qr_codes.picture(qr_codes.modules())


@pytest.mark.parametrize(
    "image",
    [
        PICTURE,
        np.repeat(PICTURE[..., None], 3, axis=2),
        np.repeat(PICTURE[..., None], 4, axis=2),
        PICTURE[..., None],
        PICTURE.astype(np.float64),
        PICTURE / 255,
        PICTURE.astype(np.uint16) * 257,
        PICTURE > 127,
        np.asfortranarray(PICTURE),
        np.repeat(PICTURE, 2, axis=1)[:, ::2],
        PICTURE[::-1][::-1],
    ],
    ids=["gray", "bgr", "bgra", "channel", "float", "unit", "16 bit", "bool", "fortran", "strided", "flipped"],
)
def test_a_code_is_read_whatever_the_kind_of_array(image: npt.NDArray[np.generic]) -> None:
    assert decode(image) == [qr_codes.TEXT]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 0), np.uint8),
        np.zeros((0, 5, 3), np.uint8),
        np.zeros((1, 1), np.uint8),
        np.zeros((1, 40_000), np.uint8),
        np.zeros((5,), np.uint8),
        np.zeros((3, 3, 7), np.uint8),
        np.zeros((2, 2, 2, 2), np.uint8),
        np.full((30, 30), np.nan),
        np.full((30, 30), np.inf),
        np.zeros((30, 30), np.complex64),
        np.array("text"),
        np.array([[object()]]),
        np.zeros((9, 9), "datetime64[s]"),
    ],
    ids=str,
)
def test_what_is_no_picture_reads_as_nothing(image: npt.NDArray[np.generic]) -> None:
    assert decode(image) == []


def test_a_huge_picture_is_shrunk_first() -> None:
    assert decode(np.full((9000, 9000), 128, np.uint8), steps=[]) == []


def test_the_first_step_that_reads_ends_the_search_and_a_text_comes_once() -> None:
    steps = [
        Step(name="blind", run=lambda frame: [Candidate()]),
        Step(name="seeing", run=lambda frame: [Candidate(text="a"), Candidate(text="b"), Candidate(text="a")]),
        Step(name="later", run=lambda frame: [Candidate(text="c")]),
    ]

    assert decode(PICTURE, steps) == ["a", "b"]


def test_a_step_that_raises_reads_nothing() -> None:
    def failing(frame: Frame) -> list[Candidate]:
        raise IndexError("outside")

    assert decode(PICTURE, [Step(name="failing", run=failing)]) == []


def test_neither_ready_made_engine_is_needed() -> None:
    assert decode(PICTURE, [CHEAP[0], *EXPENSIVE]) == [qr_codes.TEXT]


@pytest.fixture
def no_engines() -> Iterator[None]:
    """The process as on a device that has neither zxing-cpp nor pyzbar."""
    modules: dict[str, Any] = sys.modules
    before = {name: modules.get(name) for name in ENGINES}
    for name in ENGINES:
        modules[name] = None  # makes an import fail
    _forget_engines()
    yield
    for name, module in before.items():
        modules[name] = module
        if module is None:
            del modules[name]
    _forget_engines()


def _forget_engines() -> None:
    engines._zxing_engine.cache_clear()
    engines._zbar_engine.cache_clear()


@pytest.mark.usefixtures("no_engines")
def test_a_missing_engine_is_named_once_in_the_log_and_reads_nothing() -> None:
    with structlog.testing.capture_logs() as records:
        found = [*engines.zxing(PICTURE), *engines.zbar(PICTURE), *engines.zxing(PICTURE), *engines.zbar(PICTURE)]
    missing = [record["engine"].split()[0] for record in records if record["event"] == "qr_engine_missing"]

    assert (found, missing) == ([], ["zxing-cpp", "pyzbar"])
    assert engines.available() == {"zxing": False, "zbar": False}

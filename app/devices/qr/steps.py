"""The steps of reading a picture, cheap ones first; each takes a frame and gives what it found there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from app.devices.qr import arrange, engines
from app.devices.qr.candidates import Candidate, read_all
from app.devices.qr.components import by_components
from app.devices.qr.finders import Finder, local_threshold
from app.devices.qr.frame import Frame
from app.devices.qr.pairs import by_pairs
from app.devices.qr.pixels import Gray
from app.devices.qr.templates import by_template

Find = Callable[[Gray], list[Finder]]
Prepare = Callable[[Gray], Gray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A way to find codes in a frame; calling it gives the candidates, read ones and only located ones."""

    name: str
    run: Callable[[Frame], list[Candidate]]

    def __call__(self, frame: Frame) -> list[Candidate]:
        return self.run(frame)


def engine(name: str, read: Callable[[Gray], list[engines.Found]], side: int, prepare: Prepare) -> Step:
    """A whole-picture engine on a copy of at most `side` pixels."""

    def run(frame: Frame) -> list[Candidate]:
        gray, scale = frame.shrunk(side)
        found = [Candidate(text=f.text, outline=np.array(f.corners) / scale) for f in read(prepare(gray))]
        for candidate in found:
            if candidate.outline is not None:
                frame.note_read(candidate.outline)
        return found

    return Step(name=name, run=run)


def locate(name: str, find: Find, side: int, binarise: Prepare, *, pairs: bool = False) -> Step:
    """Finder patterns of a black and white copy of at most `side` pixels, arranged to grids and read.

    With `pairs`, two finder patterns are enough where three give nothing.
    """

    def run(frame: Frame) -> list[Candidate]:
        gray, scale = frame.shrunk(side)
        finders = find(binarise(gray))
        likely = arrange.grids(finders, gray.shape, is_read=lambda x, y: frame.is_read(x / scale, y / scale))
        found = read_all(frame, (grid.scaled(1 / scale) for grid in likely))
        if pairs and not frame.fitted and not any(candidate.text for candidate in found):
            found += read_all(frame, [grid.scaled(1 / scale) for grid in by_pairs(gray, finders)])
        return found

    return Step(name=name, run=run)


def _run_templates(frame: Frame) -> list[Candidate]:
    gray, scale = frame.shrunk(1280)
    return read_all(frame, [grid.scaled(1 / scale) for grid in arrange.by_trial(gray, by_template(gray))])


def _same(gray: Gray) -> Gray:
    return gray


def _inverted(gray: Gray) -> Gray:
    return np.asarray(cv2.bitwise_not(gray), np.uint8)


def _smooth(gray: Gray) -> Gray:
    return local_threshold(np.asarray(cv2.GaussianBlur(gray, (0, 0), 0.7), np.uint8), offset=6)


def _sharp(block: int = 0) -> Prepare:
    """Unsharp masking of a slightly smoothed copy, then a threshold: to locate with, never to sample from."""

    def binarise(gray: Gray) -> Gray:
        soft = cv2.GaussianBlur(gray, (0, 0), 0.7)
        blurred = cv2.GaussianBlur(soft, (0, 0), 2.5)
        return local_threshold(np.asarray(cv2.addWeighted(soft, 3, blurred, -2, 0), np.uint8), block=block)

    return binarise


def _black_and_white(gray: Gray) -> Gray:
    return np.asarray(cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 51, 8), np.uint8)


def _smooth_black_and_white(gray: Gray) -> Gray:
    soft = cv2.GaussianBlur(gray, (0, 0), 1.2)
    method = cv2.ADAPTIVE_THRESH_MEAN_C
    return np.asarray(cv2.adaptiveThreshold(soft, 255, method, cv2.THRESH_BINARY, 71, 5), np.uint8)


TROUBLE = (cv2.error, ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)
"""What a step may raise on an array that nobody thought of."""

ZXING: Sequence[Step] = (
    engine("zxing small", engines.zxing, 640, _same),
    engine("zxing small light on dark", engines.zxing, 640, _inverted),
    engine("zxing", engines.zxing, 1280, _same),
)
"""The cheapest of all, where zxing-cpp is installed: about 0.7, 0.7 and 2.5 ms for a picture of 1280 x 720."""

CHEAP: Sequence[Step] = (
    locate("parts small", by_components, 640, _smooth),
    engine("zbar", engines.zbar, 640, _black_and_white),
)
"""Together about as dear as zbar on a full frame."""

EXPENSIVE: Sequence[Step] = (
    locate("parts", by_components, 900, _sharp(), pairs=True),
    locate("parts wide", by_components, 1280, _sharp(block=151), pairs=True),
    Step(name="templates", run=_run_templates),
    engine("zbar large", engines.zbar, 1280, _smooth_black_and_white),
)
"""Each about as dear as the cheap ones together or more: a few at a time on a camera's frames, all on a photo."""

BASE: Sequence[Step] = (*CHEAP, *EXPENSIVE)
"""For a photo, without zxing-cpp: whatever may read it, cheap steps first."""

FULL: Sequence[Step] = (*ZXING, CHEAP[0], *EXPENSIVE)
"""For a photo, with zxing-cpp: zbar reads nothing in a small copy that zxing-cpp does not."""

LIVE_FULL: Sequence[Step] = (ZXING[2], ZXING[1], CHEAP[0])
"""For every frame of a camera, with zxing-cpp."""

IN_TURN: Sequence[Step] = (EXPENSIVE[0], EXPENSIVE[2], EXPENSIVE[1])
"""What a camera's frames get in turn: an engine that failed on them before reads nothing more in them."""


def thorough() -> Sequence[Step]:
    """Everything for one photo, with what this machine has."""
    return FULL if engines.available()["zxing"] else BASE


def quick() -> Sequence[Step]:
    """What every frame of a camera gets: an engine, zxing-cpp where there is one, and the small search for parts."""
    return LIVE_FULL if engines.available()["zxing"] else CHEAP

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
        return [Candidate(text=f.text, outline=np.array(f.corners) / scale) for f in read(prepare(gray))]

    return Step(name=name, run=run)


def locate(name: str, find: Find, side: int, prepare: Prepare, block: int = 0, *, pairs: bool = False) -> Step:
    """Finder patterns of a thresholded copy of at most `side` pixels, arranged to grids and read.

    With `pairs`, two finder patterns are enough where three give nothing.
    """

    def run(frame: Frame) -> list[Candidate]:
        gray, scale = frame.shrunk(side)
        binary = local_threshold(prepare(gray), block=block)
        finders = find(binary)
        found = read_all(frame, [grid.scaled(1 / scale) for grid in arrange.grids(finders, gray.shape)])
        if pairs and not frame.fitted and not any(candidate.text for candidate in found):
            found += read_all(frame, [grid.scaled(1 / scale) for grid in by_pairs(gray, finders)])
        return found

    return Step(name=name, run=run)


def _run_templates(frame: Frame) -> list[Candidate]:
    gray, scale = frame.shrunk(1280)
    return read_all(frame, [grid.scaled(1 / scale) for grid in arrange.by_trial(gray, by_template(gray))])


def _smooth(sigma: float) -> Prepare:
    return lambda gray: np.asarray(cv2.GaussianBlur(gray, (0, 0), sigma), np.uint8)


def _sharp(before: float, sigma: float, amount: float) -> Prepare:
    """Unsharp masking of a slightly smoothed copy: to locate with, never to sample from."""

    def prepare(gray: Gray) -> Gray:
        soft = cv2.GaussianBlur(gray, (0, 0), before)
        blurred = cv2.GaussianBlur(soft, (0, 0), sigma)
        return np.asarray(cv2.addWeighted(soft, 1 + amount, blurred, -amount, 0), np.uint8)

    return prepare


def _black_and_white(gray: Gray) -> Gray:
    return np.asarray(cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 51, 5), np.uint8)


def _smooth_black_and_white(gray: Gray) -> Gray:
    soft = cv2.GaussianBlur(gray, (0, 0), 1.2)
    method = cv2.ADAPTIVE_THRESH_MEAN_C
    return np.asarray(cv2.adaptiveThreshold(soft, 255, method, cv2.THRESH_BINARY, 71, 5), np.uint8)


TROUBLE = (cv2.error, ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)
"""What a step may raise on an array that nobody thought of."""

ZXING = engine("zxing", engines.zxing, 1280, lambda gray: gray)
UPRIGHT = engine("zxing upright", engines.zxing_upright, 1280, lambda gray: gray)

CHEAP: Sequence[Step] = (
    engine("zbar", engines.zbar, 640, _black_and_white),
    locate("parts small", by_components, 640, _smooth(0.7)),
)
"""Together about as dear as one engine on a full frame: for every frame of a camera."""


def quick() -> Sequence[Step]:
    """What every frame of a camera gets: an engine, zxing-cpp where there is one, and the small search for parts."""
    return (UPRIGHT, CHEAP[1]) if engines.available()["zxing"] else CHEAP


EXPENSIVE: Sequence[Step] = (
    locate("parts", by_components, 900, _sharp(0.7, 2.5, 2.0), pairs=True),
    locate("parts wide", by_components, 1280, _sharp(0.7, 2.5, 2.0), block=151, pairs=True),
    Step(name="templates", run=_run_templates),
    engine("zbar large", engines.zbar, 1280, _smooth_black_and_white),
)
"""Each about as dear as the cheap ones together or more: a few at a time on a camera's frames, all on a photo."""

IN_TURN: Sequence[Step] = (EXPENSIVE[0], EXPENSIVE[2], EXPENSIVE[1])
"""What a camera's frames get in turn: an engine that failed on them before reads nothing more in them."""

"""Read every QR code of an image: fast engines first, then everything else that can be tried."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import structlog

from app.devices.qr.frame import Frame
from app.devices.qr.pixels import to_gray
from app.devices.qr.steps import TROUBLE, Step, thorough

log = structlog.get_logger()


def decode(image: npt.NDArray[np.generic], steps: Iterable[Step] | None = None) -> list[str]:
    """The texts found in an image, best first; empty when nothing is read. Never raises, whatever the array.

    `image` is uint8, `(height, width)` grayscale or `(height, width, 3)` BGR; other arrays are converted where that
    makes sense and read as empty where it does not. The first step that reads anything ends the search; by default all
    steps of this machine are tried, cheap ones first.
    """
    try:
        with np.errstate(all="ignore"):
            gray = to_gray(image)
            name, texts = ("", []) if gray is None else _first(Frame(gray), thorough() if steps is None else steps)
    except TROUBLE as problem:
        log.debug("qr_decode_failed", reason=type(problem).__name__)
        return []
    log.debug("qr_decoded", found=len(texts), step=name)
    return texts


def _first(frame: Frame, steps: Iterable[Step]) -> tuple[str, list[str]]:
    for step in steps:
        texts = [candidate.text for candidate in step(frame) if candidate.text]
        if texts:
            return step.name, list(dict.fromkeys(texts))
    return "", []

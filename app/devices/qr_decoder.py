"""Read every QR code of an image: fast engines first, then everything else that can be tried."""

import cv2
import numpy as np
import numpy.typing as npt
import structlog

from app.devices.qr import engines
from app.devices.qr.pixels import to_gray

log = structlog.get_logger()


def decode(image: npt.NDArray[np.generic]) -> list[str]:
    """The texts found in an image, best first; empty when nothing is read. Never raises, whatever the array.

    `image` is uint8, `(height, width)` grayscale or `(height, width, 3)` BGR; other arrays are converted where that
    makes sense and read as empty where it does not.
    """
    try:
        gray = to_gray(image)
        texts = [] if gray is None else engines.zxing(gray) or engines.zbar(gray)
    except (cv2.error, ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as problem:
        log.debug("qr_decode_failed", reason=type(problem).__name__)
        return []
    log.debug("qr_decoded", found=len(texts), shape=np.shape(image))
    return list(dict.fromkeys(texts))

"""Turning whatever array a caller has into the one kind of image the decoder works on."""

import cv2
import numpy as np
import numpy.typing as npt

cv2.setNumThreads(1)  # each tablet's pictures are read on one thread, so that a tablet takes one core at most

Gray = npt.NDArray[np.uint8]
"""`(height, width)` uint8 grayscale."""

MAX_SIDE = 8192
"""Longest side, in pixels, that is looked at in full; larger images are shrunk first."""

_COLOUR_CHANNELS = {3: cv2.COLOR_BGR2GRAY, 4: cv2.COLOR_BGRA2GRAY}


def to_gray(image: npt.NDArray[np.generic]) -> Gray | None:
    """The image as contiguous grayscale, or None when it has no pixels or no readable shape.

    Takes `(h, w)`, `(h, w, 1)`, `(h, w, 3)` BGR and `(h, w, 4)` BGRA. Floats are taken as 0..1 when nothing exceeds 1,
    as 0..255 otherwise; 16-bit integers are scaled down.
    """
    array = np.asarray(image)
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or array.size == 0 or array.dtype.kind not in "buifc":
        return None
    if array.ndim == 3 and array.shape[2] not in _COLOUR_CHANNELS:
        return None
    pixels = np.ascontiguousarray(_shrunk(_as_bytes(array)))
    if pixels.ndim == 3:
        pixels = cv2.cvtColor(pixels, _COLOUR_CHANNELS[pixels.shape[2]]).astype(np.uint8, copy=False)
    return pixels


def _as_bytes(array: npt.NDArray[np.generic]) -> npt.NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return array.astype(np.uint8, copy=False)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    with np.errstate(all="ignore"):  # too large for float32 becomes infinite
        values = np.nan_to_num(np.real(array).astype(np.float32), nan=0.0, posinf=255.0, neginf=0.0)
    if np.issubdtype(array.dtype, np.integer):
        scale = 1 / 257 if array.dtype == np.uint16 else 1.0
    else:
        scale = 255.0 if float(values.max()) <= 1.0 else 1.0
    return np.asarray(np.clip(values * scale, 0, 255), np.uint8)


def _shrunk(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    step = -(-max(pixels.shape[:2]) // MAX_SIDE)
    return pixels[::step, ::step] if step > 1 else pixels

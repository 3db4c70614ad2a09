"""Small, clean QR codes as arrays, made by another library than the one under test."""

import cv2
import numpy as np
import numpy.typing as npt
import segno

TEXT = "https://qr.vipps.no/28/2/01/031/4791234567?v=1"


def modules(text: str = TEXT, ecc: str = "M", version: int | None = None) -> npt.NDArray[np.bool_]:
    """`(n, n)`, True where dark."""
    code = segno.make(text, error=ecc, version=version, micro=False, boost_error=False)
    return np.array([list(row) for row in code.matrix], np.uint8) > 0


def soft(dark: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Sure soft values: 1 dark, -1 light."""
    return np.where(dark, 1, -1).astype(np.float32)


def picture(
    dark: npt.NDArray[np.bool_], module: int = 5, shape: tuple[int, int] = (480, 640), at: tuple[int, int] = (120, 150)
) -> npt.NDArray[np.uint8]:
    """A gray picture of `shape` with the code upright, its top left corner at row and column `at`."""
    out = np.full(shape, 225, np.uint8)
    code = np.where(np.kron(dark, np.ones((module, module), bool)), 30, 225)
    out[at[0] : at[0] + len(code), at[1] : at[1] + len(code)] = code
    return out


def corners(dark: npt.NDArray[np.bool_], module: int = 5, at: tuple[int, int] = (120, 150)) -> npt.NDArray[np.float64]:
    """Where `picture` puts the corners: `(4, 2)` x and y."""
    side = len(dark) * module
    top, left = at
    return np.array([[left, top], [left + side, top], [left + side, top + side], [left, top + side]], np.float64)


def turned(gray: npt.NDArray[np.uint8], degrees: float) -> npt.NDArray[np.uint8]:
    """The picture turned about its middle."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(gray, matrix, (width, height), borderValue=(225,)), np.uint8)

"""From pixels and a located grid to soft module values."""

import cv2
import numpy as np
import numpy.typing as npt

from app.devices.qr import standard
from app.devices.qr.grid_reader import Soft
from app.devices.qr.grids import Matrix
from app.devices.qr.pixels import Gray

PER_MODULE = 6
"""Pixels a module in a flattened code."""

MARGIN = 4
"""Modules of surroundings kept on each side of a flattened code."""

SURE = 0.4
"""Soft value from which the equaliser learns from its own decision."""

TAPS = 3
"""Samples a module that the equaliser sees."""


def flatten(gray: Gray, transform: Matrix, size: int) -> Gray:
    """The code seen from the front: `PER_MODULE` pixels a module, `MARGIN` modules around it."""
    side = (size + 2 * MARGIN) * PER_MODULE
    scale = np.array([[1 / PER_MODULE, 0, -MARGIN], [0, 1 / PER_MODULE, -MARGIN], [0, 0, 1]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(
        cv2.warpPerspective(gray, transform @ scale, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE),
        np.uint8,
    )


def module_means(flat: Gray, size: int) -> npt.NDArray[np.float32]:
    """`(n, n)` mean gray of the middle half of every module of a flattened code."""
    smooth = cv2.blur(flat, (PER_MODULE // 2, PER_MODULE // 2))
    at = ((np.arange(size) + MARGIN + 0.5) * PER_MODULE).astype(int)
    return np.asarray(smooth[np.ix_(at, at)], np.float32)


def against_local(means: npt.NDArray[np.float32], sharpen: float = 1.0, window: int = 9) -> Soft:
    """Soft values against the middle between the local extremes; `sharpen` undoes blur between neighbours."""
    sharp = _sharpened(means, sharpen)
    small = cv2.blur(sharp, (2, 2))
    kernel = np.ones((window, window), np.uint8)
    low, high = cv2.erode(small, kernel), cv2.dilate(small, kernel)
    middle = cv2.blur((low + high) / 2, (window, window))
    contrast = cv2.blur((high - low) / 2, (window, window))
    return np.asarray(np.clip((middle - sharp) / np.maximum(contrast, 1), -1, 1), np.float32)


def against_global(means: npt.NDArray[np.float32], sharpen: float = 0.0) -> Soft:
    """Soft values against one threshold for the whole code (Otsu, 1979)."""
    sharp = np.clip(_sharpened(means, sharpen), 0, 255)
    threshold = cv2.threshold(sharp.astype(np.uint8), 0, 255, cv2.THRESH_OTSU)[0] + 0.5
    spread = max(float(np.abs(sharp - threshold).mean()), 1.0)
    return np.asarray(np.clip((threshold - sharp) / (2 * spread), -1, 1), np.float32)


def _sharpened(means: npt.NDArray[np.float32], amount: float) -> npt.NDArray[np.float32]:
    if not amount:
        return means
    ring = np.array([[0.5, 1, 0.5], [1, 0, 1], [0.5, 1, 0.5]], np.float32)
    around = cv2.filter2D(means, -1, ring / ring.sum(), borderType=cv2.BORDER_REFLECT)
    return np.asarray(means + amount * (means - around), np.float32)


def equalised(flat: Gray, size: int, rounds: int = 1, prior: Soft | None = None) -> Soft:
    """Soft values from a linear equaliser that learns the blur from the modules whose colour is known.

    A least-squares filter over 7x7 samples (2.3 modules) is fitted so that finder, timing and alignment modules come
    out as 1 and -1, then again with its own surest decisions added (decision-directed equalisation, Lucky 1966). It
    undoes defocus, motion in any direction and small misplacements alike. A `prior`, soft values of the same code from
    earlier frames, is learned from too.
    """
    samples, trust = _normalised_samples(flat, size)
    known = standard.layout(size).known.ravel().astype(np.float32)
    soft = known if prior is None else np.where(known != 0, known, prior.ravel()).astype(np.float32)
    for _ in range(rounds + 1):
        sure = (known != 0) | (np.abs(soft) > SURE)
        target = np.where(known != 0, known, np.sign(soft)).astype(np.float32)
        weight = np.where(known != 0, 1.0, np.where(sure, 0.7, 0.0)).astype(np.float32)
        soft = _fitted(samples, target, weight)
    return np.asarray(np.clip(soft, -1, 1).reshape(size, size) * trust, np.float32)


def _normalised_samples(flat: Gray, size: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """`(n * n, 50)`: around each module 7x7 samples of the locally normalised code, and a constant.

    And `(n, n)`: how far to trust each module, less where there is little contrast around it (glare, a finger).
    """
    side = (size + 2 * MARGIN) * TAPS
    image = cv2.resize(flat, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    window, narrow = (9 * TAPS, 9 * TAPS), (5 * TAPS, 5 * TAPS)
    mean = cv2.blur(image, window)
    spread = np.sqrt(np.maximum(cv2.blur(image * image, window) - mean * mean, 9.0))
    level = (mean - image) / spread
    reach = 3
    views = np.lib.stride_tricks.sliding_window_view(level, (2 * reach + 1, 2 * reach + 1))
    at = (np.arange(size) + MARGIN) * TAPS + TAPS // 2 - reach
    taken = views[np.ix_(at, at)].reshape(size * size, -1)
    around = cv2.blur(image, narrow)
    contrast = np.sqrt(np.maximum(cv2.blur(image * image, narrow) - around * around, 0))[np.ix_(at + reach, at + reach)]
    trust = np.clip(contrast / (0.6 * np.median(contrast) + 1e-6), 0.02, 1)
    return np.concatenate([taken, np.ones((size * size, 1), np.float32)], axis=1), np.asarray(trust, np.float32)


def _fitted(
    samples: npt.NDArray[np.float32], target: npt.NDArray[np.float32], weight: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    used = weight > 0
    weighted = samples[used] * weight[used, None]
    gram = _product(weighted, samples[used], turned=True)
    gram[np.diag_indices_from(gram)] += 0.02 * weight.sum()
    _, taps = cv2.solve(gram, _product(weighted, target[used, None], turned=True), flags=cv2.DECOMP_CHOLESKY)
    return _product(samples, np.asarray(taps, np.float32))[:, 0]


def _product(
    a: npt.NDArray[np.float32], b: npt.NDArray[np.float32], *, turned: bool = False
) -> npt.NDArray[np.float32]:
    """The product of two matrices, the first one `turned` or not, by OpenCV: numpy's would wake a thread a core."""
    nothing = np.empty((0, 0), np.float32)
    return np.asarray(cv2.gemm(a, b, 1, nothing, 0, flags=cv2.GEMM_1_T if turned else 0), np.float32)

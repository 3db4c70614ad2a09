"""Pictures from a webcam or a video file through OpenCV: for desktops, previews and tests."""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import cv2
import numpy as np
import numpy.typing as npt
import structlog

from app.ports.code_scanner import CameraError, CameraTrouble, Detail

log = structlog.get_logger()

Done = TypeVar("Done")

LONG_SIDE, SHORT_SIDE = 1280, 720
"""Pixels a webcam is asked for; it may give another size."""

QUALITY = {Detail.SMALL: 70, Detail.LARGE: 80}
"""Of the JPEG, by the size that is wanted: a slow way to the screen gets smaller pictures in both respects."""

MANUAL_V4L, MANUAL_LOG = 1.0, 0.25
"""``CAP_PROP_AUTO_EXPOSURE`` for a fixed exposure: of Video4Linux, and of the drivers that count in powers of two."""

Opens = Callable[[int | Path], cv2.VideoCapture]


class OpenCvFrames:
    """Frames of ``cv2.VideoCapture``: a webcam by its number, or a video by its path, which starts again at its end.

    The capture is used on one thread of its own, because drivers want that and because a webcam may block for seconds.
    A webcam that was lost is found again by calling :meth:`open` again. OpenCV tells of no torch and of no range of a
    zoom, so that neither is offered; which webcam is used is its number.
    """

    def __init__(self, source: int | Path, opens: Opens | None = None) -> None:
        """Take what opens a capture; by default OpenCV itself."""
        self._source = source
        self._opens = opens or _capture
        self._detail = Detail.LARGE
        self._usual: _Exposure | None = None
        self._capture: cv2.VideoCapture | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frames")

    async def open(self) -> None:
        await self._run(self._open)

    async def frame(self) -> bytes:
        return await self._run(self._frame)

    async def close(self) -> None:
        await self._run(self._release)

    async def use(self, detail: Detail) -> None:
        self._detail = detail

    async def expose(self, darker: int) -> None:
        await self._run(lambda: self._expose(darker))

    async def _run(self, work: Callable[[], Done]) -> Done:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _open(self) -> None:
        self._release()
        if isinstance(self._source, Path) and not self._source.is_file():
            raise CameraError(CameraTrouble.ABSENT, f"no such file: {self._source}")
        capture = self._opens(self._source)
        if not capture.isOpened():
            capture.release()
            raise CameraError(_why_closed(self._source), f"cannot open {self._source}")
        if isinstance(self._source, int):
            capture.set(cv2.CAP_PROP_FRAME_WIDTH, LONG_SIDE)
            capture.set(cv2.CAP_PROP_FRAME_HEIGHT, SHORT_SIDE)
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture = capture
        log.info("camera_opened", kind="webcam" if isinstance(self._source, int) else "file")

    def _frame(self) -> bytes:
        if self._capture is None:
            raise CameraError(CameraTrouble.FAILED, "not open")
        got, picture = self._capture.read()
        if not got and isinstance(self._source, Path):  # the end: start again
            self._open()
            got, picture = self._capture.read()
        if not got:
            self._release()
            raise CameraError(_why_lost(self._source), f"no picture from {self._source}")
        detail = self._detail
        small = _at_most(np.asarray(picture, np.uint8), detail)
        return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, QUALITY[detail]])[1].tobytes()

    def _expose(self, darker: int) -> None:
        """A webcam that has no exposure to set answers 0, and is left alone."""
        if self._capture is None or not isinstance(self._source, int):
            return
        if self._usual is None:
            self._usual = _Exposure.of(self._capture)
        if self._usual.value != 0:
            self._usual.set(self._capture, darker)

    def _release(self) -> None:
        if self._capture is not None:
            if self._usual is not None and self._usual.value != 0:  # drivers keep it for whoever comes next
                self._usual.set(self._capture, 0)
            self._usual = None
            self._capture.release()
            self._capture = None


@dataclass(frozen=True, slots=True)
class _Exposure:
    """How a webcam exposed before it was told otherwise.

    Drivers count in two ways: Video4Linux in units of 100 us (above 0), Windows' drivers in powers of two of a second
    (below 0).
    """

    automatic: float
    value: float

    @classmethod
    def of(cls, capture: cv2.VideoCapture) -> Self:
        return cls(capture.get(cv2.CAP_PROP_AUTO_EXPOSURE), capture.get(cv2.CAP_PROP_EXPOSURE))

    def set(self, capture: cv2.VideoCapture, darker: int) -> None:
        """So many half stops less than before; 0 gives the driver back what it had."""
        log_scale = self.value < 0
        if darker == 0:
            capture.set(cv2.CAP_PROP_EXPOSURE, self.value)
            capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, self.automatic)
            return
        capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL_LOG if log_scale else MANUAL_V4L)
        less = self.value - darker / 2 if log_scale else max(1.0, round(self.value * 0.5 ** (darker / 2)))
        capture.set(cv2.CAP_PROP_EXPOSURE, less)


def _at_most(picture: npt.NDArray[np.uint8], detail: Detail) -> npt.NDArray[np.uint8]:
    """The `(height, width, 3)` picture, made smaller where its short side is longer than wanted."""
    height, width = picture.shape[:2]
    scale = detail / min(height, width)
    if detail is Detail.LARGE or scale >= 1:
        return picture
    size = round(width * scale), round(height * scale)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _capture(source: int | Path) -> cv2.VideoCapture:
    return cv2.VideoCapture(source) if isinstance(source, int) else cv2.VideoCapture(str(source))


def _why_closed(source: int | Path) -> CameraTrouble:
    """Linux tells the causes apart by the device file; elsewhere a webcam that does not open counts as absent."""
    if isinstance(source, Path):
        return CameraTrouble.FAILED
    if not sys.platform.startswith("linux"):
        return CameraTrouble.ABSENT
    device = Path(f"/dev/video{source}")
    if not device.exists():
        return CameraTrouble.ABSENT
    return CameraTrouble.BUSY if os.access(device, os.R_OK | os.W_OK) else CameraTrouble.DENIED


def _why_lost(source: int | Path) -> CameraTrouble:
    """An open webcam that stops: unplugged, or still there and then it is something else."""
    if isinstance(source, int) and sys.platform.startswith("linux") and not Path(f"/dev/video{source}").exists():
        return CameraTrouble.ABSENT
    return CameraTrouble.FAILED

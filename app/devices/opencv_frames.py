"""Pictures from a webcam or a video file through OpenCV: for desktops, previews and tests."""

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import cv2
import structlog

from app.ports.code_scanner import CameraError, CameraTrouble

log = structlog.get_logger()

Done = TypeVar("Done")

LONG_SIDE, SHORT_SIDE = 1280, 720
"""Pixels a webcam is asked for; it may give another size."""

JPEG_QUALITY = 80


class OpenCvFrames:
    """Frames of ``cv2.VideoCapture``: a webcam by its number, or a video by its path, which starts again at its end.

    The capture is used on one thread of its own, because drivers want that and because a webcam may block for seconds.
    A webcam that was lost is found again by calling :meth:`open` again.
    """

    def __init__(self, source: int | Path) -> None:
        self._source = source
        self._capture: cv2.VideoCapture | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="frames")

    async def open(self) -> None:
        await self._run(self._open)

    async def frame(self) -> bytes:
        return await self._run(self._frame)

    async def close(self) -> None:
        await self._run(self._release)

    async def _run(self, work: Callable[[], Done]) -> Done:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _open(self) -> None:
        self._release()
        if isinstance(self._source, Path) and not self._source.is_file():
            raise CameraError(CameraTrouble.ABSENT, f"no such file: {self._source}")
        capture = _capture(self._source)
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
        return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()

    def _release(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None


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

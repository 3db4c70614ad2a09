"""Read the codes of camera frames off the event loop, one frame at a time; a late frame is dropped, never queued."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt
import structlog

from app.devices.qr.live import LiveDecoder
from app.ports.viewfinder import Look

log = structlog.get_logger()

SWITCH = 0.0005
"""Seconds after which a decoding thread lets the event loop in; Python's own 5 ms would be felt on every tablet."""

_CORES = threading.BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))
"""All readers of the process together leave one core to the event loop."""

Looking = Callable[[npt.NDArray[np.uint8]], Look]


class ThreadedCodeReader:
    """Decodes encoded frames (JPEG or PNG) of one camera on one worker thread of its own: at most one core a tablet.

    OpenCV and the engines release the interpreter while they work, so the event loop goes on. While a frame is being
    read every other frame is answered at once, with nothing.
    """

    def __init__(self, look: Looking | None = None) -> None:
        """Take what turns a grayscale image into a look; by default a live decoder, which remembers the last frames."""
        self._look = look or LiveDecoder().look
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH))
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="code-reader")
        self._busy = False

    async def look(self, picture: bytes, *, mirrored: bool = False) -> Look | None:
        """Texts, outlines and a hint for one encoded picture; None when the reader is busy with another.

        A `mirrored` picture is turned round first, so that the outlines fit what lies before the camera.
        """
        if self._busy:
            log.debug("frame_dropped", size=len(picture))
            return None
        self._busy = True
        work = self._worker.submit(self._decoded, picture, mirrored=mirrored)
        work.add_done_callback(self._free)  # not a `finally`: a cancelled caller leaves the worker still reading
        return await asyncio.wrap_future(work)

    def close(self) -> None:
        """Stop the worker; a frame that is being read is finished first, in the background."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> Self:
        """Use as a context that closes the reader."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the reader."""
        self.close()

    def _free(self, _: Future[Look]) -> None:
        self._busy = False

    def _decoded(self, picture: bytes, *, mirrored: bool) -> Look:
        with _CORES:
            image = decode_image(picture)
            if image is None:
                return Look()
            look = self._look(np.ascontiguousarray(image[:, ::-1]) if mirrored else image)
        return replace(look, aspect=image.shape[1] / image.shape[0])


def decode_image(frame: bytes) -> npt.NDArray[np.uint8] | None:
    """The `(height, width)` uint8 grayscale picture in an encoded frame; None when it is truncated or no picture."""
    try:
        image = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_GRAYSCALE) if frame else None
    except cv2.error:
        image = None
    if image is None:
        log.debug("frame_not_an_image", size=len(frame))
        return None
    return np.asarray(image, np.uint8)

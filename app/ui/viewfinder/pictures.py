"""Where a viewfinder's pictures come from: the tablet's own camera, or any frame source, painted."""

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Final, Protocol, TypeVar

import flet as ft
import flet_camera as fc

from app.ports.clock import Clock
from app.ports.code_scanner import CameraError, CameraTrouble, FrameSource

T = TypeVar("T")

PROMPT_PATIENCE: Final = 60.0
"""Seconds: the guest may be reading the browser's question."""
PICTURE_PATIENCE: Final = 8.0
PAINT_EVERY: Final = 0.1


class Pictures(FrameSource, Protocol):
    """A frame source that also shows what it sees. `control` must be on the page before :meth:`open`."""

    @property
    def control(self) -> ft.Control:
        """The live picture, the same instance for its whole life."""
        ...


class CameraPictures:
    """The camera of a browser, an Android or an iOS device.

    In a browser each frame is a picture taken; on devices the newest of a stream. One call at a time, each with an end.
    """

    def __init__(self) -> None:
        self._newest: asyncio.Queue[bytes] = asyncio.Queue(1)
        self._streaming = False
        self._calling = asyncio.Lock()
        self._control = fc.Camera(expand=True, on_stream_image=self._arrived)

    @property
    def control(self) -> ft.Control:
        return self._control  # type: ignore[no-any-return]

    async def open(self) -> None:
        cameras = await self._call(self._control.get_available_cameras(), PROMPT_PATIENCE)
        if not cameras:
            raise CameraError(CameraTrouble.ABSENT)
        facing = [each for each in cameras if each.lens_direction == fc.CameraLensDirection.FRONT]
        page = self._control.page
        android = page.platform == ft.PagePlatform.ANDROID and not page.web
        opening = self._control.initialize(
            (facing or cameras)[0],
            fc.ResolutionPreset.HIGH,
            enable_audio=False,
            image_format_group=fc.ImageFormatGroup.JPEG if android else None,
        )
        await self._call(opening, PROMPT_PATIENCE)
        if not page.web and await self._call(self._control.supports_image_streaming()):
            await self._call(self._control.start_image_stream())
            self._streaming = True

    async def frame(self) -> bytes:
        if self._streaming:
            return await self._within(self._newest.get(), PICTURE_PATIENCE)
        picture = await self._call(self._control.take_picture())
        if not isinstance(picture, bytes):
            raise CameraError(CameraTrouble.FAILED, "no picture")
        return picture

    async def close(self) -> None:
        if self._streaming:
            self._streaming = False
            with contextlib.suppress(CameraError):
                await self._call(self._control.stop_image_stream(), 2)

    def _arrived(self, event: fc.CameraImageEvent) -> None:
        with contextlib.suppress(asyncio.QueueEmpty):
            self._newest.get_nowait()
        self._newest.put_nowait(event.bytes)

    async def _call(self, call: Awaitable[T], patience: float = PICTURE_PATIENCE) -> T:
        async with self._calling:
            return await self._within(call, patience)

    async def _within(self, call: Awaitable[T], patience: float) -> T:
        try:
            return await asyncio.wait_for(call, patience)
        except TimeoutError:
            raise CameraError(CameraTrouble.FAILED, "the camera does not answer") from None
        except RuntimeError as error:
            raise CameraError(camera_trouble(str(error)), str(error)) from error


class PaintedPictures:
    """Any frame source, painted by this process: a webcam on a desktop, a video in a preview."""

    def __init__(self, frames: FrameSource, clock: Clock) -> None:
        self._frames = frames
        self._clock = clock
        self._painting: asyncio.Task[None] | None = None
        self._paint_at = clock.now()
        self._control = ft.RawImage(expand=True, fit=ft.BoxFit.COVER, ready_timeout=2, ack_timeout=2)

    @property
    def control(self) -> ft.Control:
        return self._control

    async def open(self) -> None:
        await self._frames.open()

    async def frame(self) -> bytes:
        picture = await self._frames.frame()
        if self._painting is None or self._painting.done():
            self._painting = asyncio.create_task(self._paint(picture))
        return picture

    async def close(self) -> None:
        if self._painting is not None:
            self._painting.cancel()
        await self._frames.close()

    async def _paint(self, picture: bytes) -> None:
        with contextlib.suppress(TimeoutError, RuntimeError, AttributeError):  # not on the page yet, or no more
            await self._control.render_encoded(picture)
            await self._clock.sleep(PAINT_EVERY)


_SIGNS: Final = (
    ("null check operator", CameraTrouble.INSECURE),  # the browser hides the camera outside https and localhost
    ("permission", CameraTrouble.DENIED),
    ("denied", CameraTrouble.DENIED),
    ("notallowed", CameraTrouble.DENIED),
    ("notfound", CameraTrouble.ABSENT),
    ("no camera", CameraTrouble.ABSENT),
    ("not found", CameraTrouble.ABSENT),
    ("notreadable", CameraTrouble.BUSY),
    ("in use", CameraTrouble.BUSY),
    ("missing metadata", CameraTrouble.BUSY),
)


def camera_trouble(message: str) -> CameraTrouble:
    """What a client's message about its camera means; the clients send words, no codes."""
    lowered = message.lower()
    return next((trouble for sign, trouble in _SIGNS if sign in lowered), CameraTrouble.FAILED)

"""Pictures of any frame source, painted by this process: a webcam on a desktop, a video in a preview."""

import asyncio
import contextlib
from typing import Final

import flet as ft

from app.ports.clock import Clock
from app.ports.code_scanner import Detail, FrameSource
from app.ui.viewfinder.lens import Abilities, Turned

PAINT_EVERY: Final = 0.1
"""Seconds; the eye is content with fewer pictures than the reader."""


class PaintedPictures:
    """Any frame source, painted by this process: a webcam on a desktop, a video in a preview."""

    mirrored = False
    abilities = Abilities()

    def __init__(self, frames: FrameSource, clock: Clock, *, mirror: bool = False) -> None:
        """`mirror`: the guest sees the pictures as in a mirror."""
        self.turned = Turned(preview=mirror)
        self._frames = frames
        self._clock = clock
        self._painting: asyncio.Task[None] | None = None
        self._paint_at = clock.now()
        self._image = ft.RawImage(expand=True, fit=ft.BoxFit.COVER, ready_timeout=2, ack_timeout=2)
        self._control = ft.Stack(
            [self._image],
            fit=ft.StackFit.EXPAND,
            expand=True,
            scale=ft.Scale(scale_x=-1, scale_y=1) if mirror else None,
        )

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

    async def use(self, detail: Detail) -> None:
        await self._frames.use(detail)

    async def expose(self, darker: int) -> None:
        await self._frames.expose(darker)

    async def light(self, *, on: bool) -> None:
        """No torch."""

    async def zoom(self, factor: float) -> None:
        """No zoom."""

    async def _paint(self, picture: bytes) -> None:
        with contextlib.suppress(TimeoutError, RuntimeError, AttributeError):  # not on the page yet, or no more
            await self._image.render_encoded(picture)
            await self._clock.sleep(PAINT_EVERY)

"""Which pictures a viewfinder shows: the tablet's own camera where its client has one, else those of this machine."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Final

import flet as ft

from app.ports.clock import Clock
from app.ports.code_scanner import CameraError, CameraTrouble, Detail
from app.ui.context import Devices
from app.ui.viewfinder.lens import Lens
from app.ui.viewfinder.painted import PaintedPictures
from app.ui.viewfinder.pictures import CameraPictures, Pictures

WITH_CAMERA: Final = frozenset({ft.PagePlatform.ANDROID, ft.PagePlatform.IOS})
"""Besides every browser: Flet's camera knows no other client."""


def pictures_for(page: ft.Page, devices: Devices, clock: Clock, wanted: Callable[[], Awaitable[Lens]]) -> Pictures:
    """What the settings name; else the client's camera; else this machine's webcam for a client on this machine."""
    if devices.frames is not None:
        return PaintedPictures(devices.frames(), clock, mirror=devices.mirror)
    if page.web or page.platform in WITH_CAMERA:
        return CameraPictures(wanted)
    if devices.webcam is not None and _is_here(page):
        return PaintedPictures(devices.webcam(), clock, mirror=True)
    return PaintedPictures(_None(), clock)


def _is_here(page: ft.Page) -> bool:
    """Whoever sits elsewhere must not see through this machine's webcam."""
    try:
        return not page.client_ip or ip_address(page.client_ip).is_loopback
    except ValueError:
        return False


class _None:
    """A client that has no camera for us."""

    async def open(self) -> None:
        raise CameraError(CameraTrouble.ABSENT)

    async def frame(self) -> bytes:
        raise CameraError(CameraTrouble.ABSENT)

    async def close(self) -> None:
        """Nothing was opened."""

    async def use(self, detail: Detail) -> None:
        """No pictures of any size."""

    async def expose(self, darker: int) -> None:
        """Nothing to expose."""

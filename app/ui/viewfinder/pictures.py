"""Where a viewfinder's pictures come from: the tablet's own camera, in a browser or on a device."""

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, TypeVar

import flet as ft
import flet_camera as fc

from app.ports.code_scanner import CameraError, CameraTrouble, Detail
from app.ui.viewfinder.lens import Abilities, Facing, Lens, Turned, after, best, turned
from app.ui.viewfinder.scanning import Camera

T = TypeVar("T")

PROMPT_PATIENCE: Final = 60.0
"""Seconds: the guest may be reading the browser's question."""
PICTURE_PATIENCE: Final = 8.0

EXPOSURE_STEP: Final = 0.5
"""Stops; smaller steps would help too late."""

_NUMBERS: Final = itertools.count()

UNABLE: Final = "notsupported"
GONE: Final = "must be added to the page"
REFUSED: Final = object()


PROBE_PATIENCE: Final = 2.0
_PRESETS: Final = {Detail.SMALL: fc.ResolutionPreset.MEDIUM, Detail.LARGE: fc.ResolutionPreset.HIGH}


class Pictures(Camera, Protocol):
    """A camera that also shows what it sees. `control` must be on the page before :meth:`open`."""

    @property
    def control(self) -> ft.Control:
        """The live picture, the same instance for its whole life."""
        ...

    @property
    def turned(self) -> Turned:
        """Whether pictures and preview are mirror images."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What the open camera can do."""
        ...

    async def light(self, *, on: bool) -> None:
        """Switch the torch. Never raises."""
        ...

    async def zoom(self, factor: float) -> None:
        """Show less, larger. Never raises."""
        ...


class CameraPictures:
    """The camera of a browser, an Android or an iOS device.

    In a browser each frame is a picture taken; on devices the newest of a stream. One call at a time, each with an end.
    """

    def __init__(self, wanted: Callable[[], Awaitable[Lens]]) -> None:
        """`wanted` says which camera to use; the most similar one is taken where it is not there."""
        self._wanted = wanted
        self._newest: asyncio.Queue[bytes] = asyncio.Queue(1)
        self._streaming = False
        self._fault = ""
        self._description: fc.CameraDescription | None = None
        self._lit = False
        self._zoom = 1.0
        self._exposure = 0.0
        self._calling = asyncio.Lock()
        self._turned = Turned()
        self._abilities = Abilities()
        # the key: without it a client that drew nothing meanwhile (a hidden page) gives the new camera the old one's
        # place, and the new one's calls are lost
        self._control = fc.Camera(
            key=f"camera-{next(_NUMBERS)}", expand=True, on_stream_image=self._arrived, on_state_change=self._changed
        )

    @property
    def control(self) -> ft.Control:
        return self._control  # type: ignore[no-any-return]

    @property
    def lens(self) -> Lens:
        """The open camera."""
        return Lens() if self._description is None else _lens(self._description)

    @property
    def mirrored(self) -> bool:
        return self._turned.pictures

    @property
    def turned(self) -> Turned:
        return self._turned

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    async def open(self) -> None:
        first = self._description is None  # later nobody is asked any more
        cameras = await self._call(
            self._control.get_available_cameras(), PROMPT_PATIENCE if first else PICTURE_PATIENCE
        )
        if not cameras:
            raise CameraError(CameraTrouble.ABSENT)
        offered = _offered(cameras)
        lens = best(list(offered), await self._wanted())
        self._description = offered[lens]
        page = self._control.page
        android = page.platform == ft.PagePlatform.ANDROID
        self._turned = turned(lens.facing, browser=page.web, android=android)
        self._exposure = 0.0
        await self._start(Detail.LARGE)
        self._abilities = await self._probed(another=after(list(offered), lens))

    async def use(self, detail: Detail) -> None:
        await self.close()
        await self._start(detail)

    async def light(self, *, on: bool) -> None:
        self._lit = on
        await self._tried(self._control.set_flash_mode(fc.FlashMode.TORCH if on else fc.FlashMode.OFF))

    async def zoom(self, factor: float) -> None:
        self._zoom = min(factor, self._abilities.zoom)
        await self._tried(self._control.set_zoom_level(self._zoom))

    async def expose(self, darker: int) -> None:
        if self._abilities.exposure is not None:
            lowest, step = self._abilities.exposure
            offset = max(lowest, -darker * max(step, EXPOSURE_STEP))
            if offset != self._exposure:
                self._exposure = offset
                await self._tried(self._control.set_exposure_offset(offset))

    async def _start(self, detail: Detail) -> None:
        page = self._control.page
        android = page.platform == ft.PagePlatform.ANDROID and not page.web
        self._fault = ""
        opening = self._control.initialize(
            self._description,
            _PRESETS[detail],
            enable_audio=False,
            image_format_group=fc.ImageFormatGroup.JPEG if android else None,
        )
        await self._call(opening, PROMPT_PATIENCE)
        if not page.web and await self._call(self._control.supports_image_streaming()):
            await self._call(self._control.start_image_stream())
            self._streaming = True
        await self._as_before()

    async def _as_before(self) -> None:
        """A camera that was opened anew has forgotten its light, zoom and exposure; the screen still shows them."""
        if self._lit:
            await self._tried(self._control.set_flash_mode(fc.FlashMode.TORCH))
        if self._zoom > 1:
            await self._tried(self._control.set_zoom_level(self._zoom))
        if self._exposure:
            await self._tried(self._control.set_exposure_offset(self._exposure))

    async def _probed(self, *, another: Lens | None) -> Abilities:
        """Ask for each ability; what is refused is not there."""
        camera = self._control
        away = self.lens.facing is Facing.AWAY
        mode = fc.FlashMode.TORCH if self._lit else fc.FlashMode.OFF
        torch = away and await self._tried(camera.set_flash_mode(mode)) is not REFUSED
        zoom = await self._tried(camera.get_max_zoom_level())
        lowest = await self._tried(camera.get_min_exposure_offset())
        step = await self._tried(camera.get_exposure_offset_step_size()) if _number(lowest) else None
        exposure = (_number(lowest), _number(step)) if _number(lowest) < 0 else None
        return Abilities(another=another, torch=torch, zoom=max(_number(zoom), 1.0), exposure=exposure)

    async def _tried(self, call: Awaitable[object]) -> object:
        try:
            return await self._call(call, PROBE_PATIENCE)
        except CameraError:
            return REFUSED

    def _changed(self, event: fc.CameraStateEvent) -> None:
        """A camera that was unplugged or taken away may go on giving its last picture: only this tells.

        A browser reports what a camera cannot do as an error of its state too.
        """
        words = event.error_description or "the camera stopped"
        if event.has_error and UNABLE not in words.lower():
            self._fault = words

    async def frame(self) -> bytes:
        if self._streaming and not self._fault:
            return await self._within(self._newest.get(), PICTURE_PATIENCE)
        if self._fault:
            raise CameraError(camera_trouble(self._fault), self._fault)
        picture = await self._call(self._control.take_picture())
        if not isinstance(picture, bytes) or not picture:  # empty: the page's script saw the camera go
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
            async with asyncio.timeout(patience):  # unlike `wait_for` of Python 3.11 it never swallows a cancellation
                return await call
        except TimeoutError:
            raise CameraError(CameraTrouble.FAILED, "the camera does not answer") from None
        except RuntimeError as error:
            if GONE in str(error):
                raise asyncio.CancelledError from error  # the screen is left, and nobody waits any more
            raise CameraError(camera_trouble(str(error)), str(error)) from error


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


def _offered(cameras: Sequence[fc.CameraDescription]) -> dict[Lens, fc.CameraDescription]:
    """The cameras to choose from: the first one built in on either side, and every one on a cable.

    Tablets and phones have several on their back; which of these is no question for a guest.
    """
    offered: dict[Lens, fc.CameraDescription] = {}
    sides: set[fc.CameraLensDirection] = set()
    for camera in cameras:
        if camera.lens_direction not in sides:
            offered.setdefault(_lens(camera), camera)
        if camera.lens_direction != fc.CameraLensDirection.EXTERNAL:
            sides.add(camera.lens_direction)
    return offered


def _lens(camera: fc.CameraDescription) -> Lens:
    away = camera.lens_direction == fc.CameraLensDirection.BACK
    return Lens(facing=Facing.AWAY if away else Facing.GUEST, name=camera.name)


def _number(found: object) -> float:
    return float(found) if isinstance(found, int | float) else 0.0

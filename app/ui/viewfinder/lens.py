"""Which of a tablet's cameras looks at the guest, and how its pictures and its preview are turned."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import flet as ft
import structlog

log = structlog.get_logger()

KEY: Final = "taffel.camera"
PATIENCE: Final = 5.0


class Facing(StrEnum):
    """Which way a camera looks. A webcam on a cable counts as one that looks at the guest."""

    GUEST = "guest"
    AWAY = "away"

    @property
    def other(self) -> "Facing":
        """The other way."""
        return Facing.AWAY if self is Facing.GUEST else Facing.GUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Whether pictures, and what the preview shows, are mirror images."""

    pictures: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What an open camera can do. `zoom`: its strongest; 1 is none."""

    another: bool = False
    torch: bool = False
    zoom: float = 1.0
    exposure: tuple[float, float] | None = None
    """Lowest offset and size of a step, where the exposure can be set."""


def turned(facing: Facing, *, browser: bool, android: bool) -> Turned:
    """Browsers and iOS mirror both of a camera that looks at the guest, Android the preview alone.

    As the client's camera plug-ins are known to do (camera_web, camera_avfoundation, camera_android_camerax); only the
    web was tried.
    """
    if facing is Facing.AWAY:
        return Turned()
    return Turned(pictures=browser or not android, preview=True)


async def remembered(memory: ft.SharedPreferences) -> Facing:
    """The way chosen on this tablet before; towards the guest when nothing was."""
    try:
        found = await asyncio.wait_for(memory.get(KEY), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.info("camera_not_remembered", kind=type(error).__name__)
        found = None
    return Facing.AWAY if found == Facing.AWAY else Facing.GUEST


async def remember(memory: ft.SharedPreferences, facing: Facing) -> None:
    """Keep the choice for the next guest; a tablet that forgets is no reason to stop."""
    try:
        await asyncio.wait_for(memory.set(KEY, facing.value), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.info("camera_not_remembered", kind=type(error).__name__)

"""Which of a tablet's cameras looks at the guest, and how its pictures and its preview are turned."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import flet as ft
import structlog

log = structlog.get_logger()

KEY: Final = "taffel.camera"
BETWEEN: Final = ":"
PATIENCE: Final = 5.0


class Facing(StrEnum):
    """Which way a camera looks. A webcam on a cable counts as one that looks at the guest."""

    GUEST = "guest"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """One camera of a tablet; the name tells apart several that look the same way, as webcams do."""

    facing: Facing = Facing.GUEST
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Whether pictures, and what the preview shows, are mirror images."""

    pictures: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What an open camera can do. `zoom`: its strongest; 1 is none."""

    another: Lens | None = None
    """The camera that a tap leads to."""
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


def best(cameras: Sequence[Lens], wanted: Lens) -> Lens:
    """The camera that is wanted; else one that looks that way; else the first. ``cameras`` must not be empty."""
    alike = [each for each in cameras if each.facing is wanted.facing]
    return wanted if wanted in cameras else next(iter(alike), cameras[0])


def after(cameras: Sequence[Lens], now: Lens) -> Lens | None:
    """The camera that a tap leads to, round and round; None where there is no other."""
    others = [each for each in cameras if each != now]
    if not others:
        return None
    return cameras[(cameras.index(now) + 1) % len(cameras)] if now in cameras else others[0]


async def remembered(memory: ft.SharedPreferences) -> Lens:
    """The camera chosen on this tablet before; one that looks at the guest when none was."""
    try:
        found = await asyncio.wait_for(memory.get(KEY), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.info("camera_not_remembered", kind=type(error).__name__)
        found = None
    facing, _, name = str(found or "").partition(BETWEEN)
    return Lens(facing=Facing.AWAY if facing == Facing.AWAY else Facing.GUEST, name=name)


async def remember(memory: ft.SharedPreferences, lens: Lens) -> None:
    """Keep the choice for the next guest; a tablet that forgets is no reason to stop."""
    try:
        await asyncio.wait_for(memory.set(KEY, f"{lens.facing}{BETWEEN}{lens.name}"), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.info("camera_not_remembered", kind=type(error).__name__)

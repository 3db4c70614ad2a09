"""The sound of a guest who was recognised: one short chime on the tablet, or none where the restaurant wants quiet."""

import asyncio
from typing import Final, Protocol

import flet as ft
import flet_audio as fa
import structlog

log = structlog.get_logger()

SOUND: Final = "sounds/found.wav"
VOLUME: Final = 0.6
PATIENCE: Final = 2.0
"""Seconds; a sound that comes later means nothing any more."""


class Chime(Protocol):
    """What is heard when a code was taken."""

    async def ring(self) -> None:
        """Sound once. Never raises: a tablet that is mute is no reason to stop."""
        ...


class Quiet:
    """Nothing is heard."""

    async def ring(self) -> None:
        """Nothing."""


class TabletChime:
    """The tablet's own loudspeaker; the sound is loaded beforehand and lies among the assets."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._audio = fa.Audio(src=SOUND, volume=VOLUME, release_mode=fa.ReleaseMode.STOP)

    async def ring(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._audio.play()
        except (RuntimeError, TimeoutError) as error:
            log.info("chime_not_heard", kind=type(error).__name__)


def chime(page: ft.Page, *, wanted: bool) -> Chime:
    """The chime of one session; desktop clients come without a player."""
    able = page.web or page.platform in {ft.PagePlatform.ANDROID, ft.PagePlatform.IOS}
    return TabletChime() if wanted and able else Quiet()

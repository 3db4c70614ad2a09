"""The watch at the camera: newest picture in, each code told once, late pictures never queued."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from app.ports.clock import Clock
from app.ports.code_scanner import CameraError, CameraTrouble, CodeReader, FrameSource

log = structlog.get_logger()

BETWEEN_PICTURES: Final = 0.125
"""Seconds; eight pictures a second are enough for a code held up by hand."""

HINT_AFTER: Final = timedelta(seconds=4)
FORGOTTEN_AFTER: Final = timedelta(seconds=3)
"""A code that was out of sight so long counts as new when it comes back."""


@dataclass(frozen=True, slots=True)
class Starting:
    """The camera is asked for; the browser may be asking the guest."""


@dataclass(frozen=True, slots=True)
class Looking:
    """No code in sight; `long` once a hint would help."""

    long: bool = False


@dataclass(frozen=True, slots=True)
class Checking:
    """A code was found and is being looked up."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A code was found and is no guest; `words` say what it is."""

    words: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The guest is known: the watch is over."""


@dataclass(frozen=True, slots=True)
class Dark:
    """No pictures come."""

    trouble: CameraTrouble


Sight = Starting | Looking | Checking | Refused | Accepted | Dark


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a code turned out to be. `again_after`: seconds after which it may be told once more while held up."""

    accepted: bool = False
    words: str = ""
    again_after: float | None = None


OnCode = Callable[[str], Awaitable[Verdict | None]]
"""Judges a code; `None` means not now, tell it again."""


class Watch:
    """One watch: opens the camera, looks until a code is accepted or the pictures end, and gives the camera back."""

    def __init__(
        self,
        *,
        frames: FrameSource,
        reader: CodeReader,
        clock: Clock,
        on_code: OnCode,
        tell: Callable[[Sight], None],
        until_visible: Callable[[], Awaitable[None]],
    ) -> None:
        self._frames = frames
        self._reader = reader
        self._clock = clock
        self._on_code = on_code
        self._tell = tell
        self._until_visible = until_visible
        self._last_code = ""
        self._last_seen: datetime | None = None
        self._again_at: datetime | None = None
        self._looking_since = clock.now()
        self._told: Sight | None = None

    async def run(self) -> None:
        """Watch until a code is accepted, the camera fails for good, or the task is cancelled."""
        self._say(Starting())
        try:
            await self._frames.open()
            self._looking_since = self._clock.now()
            while not await self._look():
                pass
        except CameraError as error:
            log.info("camera_dark", trouble=error.trouble)
            self._say(Dark(error.trouble))
        finally:
            self._reader.close()
            await self._frames.close()

    async def _look(self) -> bool:
        """Take and judge one picture; true once the watch is over."""
        await self._until_visible()
        begun = self._clock.now()
        for text in await self._reader.read(await self._picture()):
            if self._is_news(text) and await self._judged(text):
                return True
        self._idle()
        spent = (self._clock.now() - begun).total_seconds()
        await self._clock.sleep(max(BETWEEN_PICTURES - spent, 0))
        return False

    async def _picture(self) -> bytes:
        """The newest picture; a camera that stopped (another app, a sleeping tablet) is opened once more."""
        try:
            return await self._frames.frame()
        except CameraError as error:
            log.info("camera_reopened", trouble=error.trouble)
            await self._frames.close()
            await self._frames.open()
            return await self._frames.frame()

    def _is_news(self, text: str) -> bool:
        now = self._clock.now()
        in_sight = self._last_seen is not None and now - self._last_seen < FORGOTTEN_AFTER
        known = text == self._last_code and in_sight
        if known:
            self._last_seen = now
        return not known or (self._again_at is not None and now >= self._again_at)

    async def _judged(self, text: str) -> bool:
        self._say(Checking())
        verdict = await self._on_code(text)
        if verdict is None:
            return False
        if verdict.accepted:
            self._say(Accepted())
            return True
        now = self._clock.now()
        self._last_code, self._last_seen = text, now
        self._again_at = None if verdict.again_after is None else now + timedelta(seconds=verdict.again_after)
        self._looking_since = now
        self._say(Refused(verdict.words))
        return False

    def _idle(self) -> None:
        """Nothing new in sight: leave what was said long enough to be read, then look on, and help after a while."""
        now = self._clock.now()
        if isinstance(self._told, Refused) and self._last_seen and now - self._last_seen < FORGOTTEN_AFTER:
            return
        self._say(Looking(long=now - self._looking_since >= HINT_AFTER))

    def _say(self, sight: Sight) -> None:
        if sight != self._told:
            self._told = sight
            self._tell(sight)

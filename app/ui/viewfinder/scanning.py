"""The watch at the camera: newest picture in, each code told once, late pictures never queued, lost cameras retried."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from app.domain.scan import TwoPeople, chosen
from app.ports.clock import Clock
from app.ports.code_scanner import CameraError, CameraTrouble, CodeReader, FrameSource
from app.ports.viewfinder import Hint, Look
from app.ui.viewfinder.exposing import Exposing
from app.ui.viewfinder.outline import Outline, outline_of
from app.ui.viewfinder.pacing import Load

log = structlog.get_logger()

RETRIES: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before a lost camera is asked for again; the last one from then on."""

STEADY: Final = timedelta(seconds=1)
"""Words about a code that is seen and not read stay so long, whatever single pictures show."""

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
class Located:
    """A code is in sight and cannot be read yet; `hint` says what would help."""

    hint: Hint
    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """Codes of different persons are in sight; nothing is done with either."""


@dataclass(frozen=True, slots=True)
class Checking:
    """A code was found and is being looked up."""

    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A code was found and is no guest; `words` say what it is."""

    words: str
    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The guest is known: the watch is over."""

    outline: Outline | None = None


@dataclass(frozen=True, slots=True)
class Dark:
    """No pictures come; the camera is asked for again now and then."""

    trouble: CameraTrouble


Sight = Starting | Looking | Located | Several | Checking | Refused | Accepted | Dark


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a code turned out to be. `again_after`: seconds after which it may be told once more while held up."""

    accepted: bool = False
    words: str = ""
    again_after: float | None = None


OnCode = Callable[[str], Awaitable[Verdict | None]]
"""Judges a code; `None` means not now, tell it again."""


class Camera(FrameSource, Protocol):
    """Where the pictures come from."""

    @property
    def mirrored(self) -> bool:
        """Whether the pictures are mirror images."""
        ...


class Watch:
    """One watch: opens the camera, looks until a code is accepted, asks again for a lost camera, and gives it back."""

    def __init__(
        self,
        *,
        frames: Camera,
        reader: CodeReader,
        clock: Clock,
        hosts: frozenset[str],
        on_code: OnCode,
        tell: Callable[[Sight], None],
        until_visible: Callable[[], Awaitable[None]],
    ) -> None:
        self.aspect: float | None = None
        """Width by height of the pictures, once there was one."""
        self._frames = frames
        self._reader = reader
        self._clock = clock
        self._hosts = hosts
        self._on_code = on_code
        self._tell = tell
        self._until_visible = until_visible
        self._load = Load()
        self._exposing = Exposing()
        self._last_code = ""
        self._last_seen: datetime | None = None
        self._again_at: datetime | None = None
        self._looking_since = clock.now()
        self._said_at = clock.now()
        self._told: Sight | None = None
        self._lost = 0

    async def run(self) -> None:
        """Watch until a code is accepted or the task is cancelled; an insecure address will never have a camera."""
        self._say(Starting())
        try:
            while (trouble := await self._watched()) is not None and trouble is not CameraTrouble.INSECURE:
                await self._clock.sleep(RETRIES[min(self._lost, len(RETRIES)) - 1])
                await self._until_visible()
        finally:
            self._reader.close()
            await self._frames.close()

    async def _watched(self) -> CameraTrouble | None:
        """Look until a code is accepted; or why there are no pictures any more."""
        try:
            await self._frames.open()
            self._looking_since = self._clock.now()
            self._exposing = Exposing()
            while not await self._look():
                pass
        except CameraError as error:
            log.info("camera_dark", trouble=error.trouble, lost=self._lost, detail=str(error))
            self._lost += 1
            self._say(Dark(error.trouble))
            await self._frames.close()
            return error.trouble
        return None

    async def _look(self) -> bool:
        """Take and judge one picture; true once the watch is over."""
        await self._until_visible()
        begun = self._clock.now()
        picture = await self._picture()
        arrived = self._clock.now()
        look = await self._reader.look(picture, mirrored=self._frames.mirrored)
        if look is not None and await self._is_over(look):
            return True
        if look is not None and self._exposing.changed_by(look, self._clock.now()):
            await self._frames.expose(self._exposing.darker)
        await self._pace(begun, arrived)
        return False

    async def _picture(self) -> bytes:
        """The newest picture; a camera that stopped (another app, a sleeping tablet) is opened once more."""
        try:
            picture = await self._frames.frame()
        except CameraError as error:
            log.info("camera_reopened", trouble=error.trouble)
            await self._frames.close()
            await self._frames.open()
            picture = await self._frames.frame()
        self._lost = 0
        return picture

    async def _pace(self, begun: datetime, arrived: datetime) -> None:
        now = self._clock.now()
        before = self._load.detail
        self._load = self._load.after((arrived - begun).total_seconds(), (now - arrived).total_seconds())
        if self._load.detail is not before:
            log.info("camera_detail", detail=int(self._load.detail))
            await self._frames.use(self._load.detail)
        await self._clock.sleep(max(self._load.period - (self._clock.now() - begun).total_seconds(), 0))

    async def _is_over(self, look: Look) -> bool:
        self.aspect = look.aspect or self.aspect
        outline = outline_of(look)
        found = chosen(look.texts, self._hosts)
        if isinstance(found, TwoPeople):
            self._say(Several())
        elif found is not None and self._is_news(found):
            return await self._judged(found, outline)
        elif found is not None and isinstance(self._told, Refused):
            self._say(replace(self._told, outline=outline))
        else:
            self._idle(look.hint, outline)
        return False

    def _is_news(self, text: str) -> bool:
        now = self._clock.now()
        in_sight = self._last_seen is not None and now - self._last_seen < FORGOTTEN_AFTER
        known = text == self._last_code and in_sight
        if known:
            self._last_seen = now
        return not known or (self._again_at is not None and now >= self._again_at)

    async def _judged(self, text: str, outline: Outline | None) -> bool:
        self._say(Checking(outline))
        verdict = await self._on_code(text)
        if verdict is None:
            return False
        if verdict.accepted:
            self._say(Accepted(outline))
            return True
        now = self._clock.now()
        self._last_code, self._last_seen = text, now
        self._again_at = None if verdict.again_after is None else now + timedelta(seconds=verdict.again_after)
        self._looking_since = now
        self._say(Refused(verdict.words, outline))
        return False

    def _idle(self, hint: Hint | None, outline: Outline | None) -> None:
        """Nothing new was read: leave what was said long enough to be understood, then look on, and help."""
        now = self._clock.now()
        if isinstance(self._told, Refused) and self._last_seen and now - self._last_seen < FORGOTTEN_AFTER:
            self._say(replace(self._told, outline=None))
        elif isinstance(self._told, Located | Several) and now - self._said_at < STEADY:
            if isinstance(self._told, Located) and outline is not None:
                self._say(replace(self._told, outline=outline))
        elif hint is not None:
            self._say(Located(hint, outline))
        else:
            self._say(Looking(long=now - self._looking_since >= HINT_AFTER))

    def _say(self, sight: Sight) -> None:
        if sight == self._told:
            return
        if not _same_words(sight, self._told):
            self._said_at = self._clock.now()
        self._told = sight
        self._tell(sight)


def _same_words(sight: Sight, other: Sight | None) -> bool:
    return isinstance(sight, Located) and isinstance(other, Located) and sight.hint is other.hint

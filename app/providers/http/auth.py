"""Bearer tokens: one that was given, or one that is fetched, kept, and renewed early, once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.ports.clock import Clock

MARGIN = timedelta(seconds=60)
"""How long before its end a token is renewed, so that none runs out on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A bearer token and when to stop using it."""

    text: str = field(repr=False)
    expires_at: datetime


class TokenSource(Protocol):
    """Where the sender gets tokens from."""

    async def token(self) -> str:
        """A token that should work; raises :mod:`app.ports.errors`."""
        ...

    async def refused(self, token: str) -> bool:
        """This token was refused: forget it. Whether asking again may give another one."""
        ...


class StaticToken:
    """One token from the settings."""

    def __init__(self, text: str) -> None:
        self._text = text

    async def token(self) -> str:
        return self._text

    async def refused(self, token: str) -> bool:
        return False


class CachedToken:
    """Fetches a token when there is none or its end is near; many callers at once cause one fetch."""

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._kept: Token | None = None

    async def token(self) -> str:
        async with self._lock:
            if self._kept is None or self._kept.expires_at - MARGIN <= self._clock.now():
                self._kept = await self._fetch()
            return self._kept.text

    async def refused(self, token: str) -> bool:
        """Forgets it unless a newer one is kept already."""
        if self._kept is not None and self._kept.text == token:
            self._kept = None
        return True

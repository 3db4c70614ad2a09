"""Tells open pages that something changed, by server-sent events."""

import asyncio
from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.routing import Route


class LiveFeed:
    """One stream of "changed" events; a page reads the state again when it hears one.

    Events carry no data but a growing number, so a slow page that misses some loses nothing.
    """

    def __init__(self) -> None:
        self._version = 0
        self._closed = False
        self._listeners: set[asyncio.Event] = set()

    def changed(self) -> None:
        """Tell every open page; to be called on the event loop the feed is served from."""
        self._version += 1
        self._wake()

    def close(self) -> None:
        """End all open streams, so that a server can stop at once."""
        self._closed = True
        self._wake()

    def route(self) -> Route:
        """Return the route `GET /_sim/events`."""
        return Route("/_sim/events", self._endpoint)

    async def versions(self) -> AsyncIterator[int]:
        """Yield the current version now and the newest one after every change, until closed."""
        bell = asyncio.Event()
        self._listeners.add(bell)
        try:
            while not self._closed:
                bell.clear()
                yield self._version
                await bell.wait()
        finally:
            self._listeners.discard(bell)

    async def _endpoint(self, _request: Request) -> EventSourceResponse:
        return EventSourceResponse(self._events())

    async def _events(self) -> AsyncIterator[ServerSentEvent]:
        async for version in self.versions():
            yield ServerSentEvent(event="changed", data=str(version))

    def _wake(self) -> None:
        for bell in self._listeners:
            bell.set()

"""Carries deliveries out in the background of the event loop, whenever simulated time says so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeVar

from app.simulators.clock import SimClock
from app.simulators.deliveries.letter import Book, Letter
from app.simulators.deliveries.post import PostFailed, post

Post = Callable[[Letter, float], Awaitable[int]]
Tick = Callable[[], datetime | None]
D = TypeVar("D")


class Courier(Generic[D]):
    """Sends what is due, and lets simulated time pass for everything else (`tick` returns when it wants to be next).

    It looks again when the clock is put forward, when somebody rings, and when the next thing is due.
    """

    def __init__(self, book: Book[D], clock: SimClock, tick: Tick, send: Post = post) -> None:
        self._book = book
        self._clock = clock
        self._tick = tick
        self._send = send
        self._bell = asyncio.Event()
        clock.on_advance(self.ring)

    def ring(self) -> None:
        """Look again now; to be called on the event loop the courier runs in."""
        self._bell.set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry out deliveries while the block runs."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as on_their_way:
            while True:
                self._bell.clear()
                next_tick = self._tick()
                for delivery in self._book.take_due():
                    on_their_way.create_task(self._attempt(delivery))
                await self._rest_until(_earlier(next_tick, self._book.next_due_at()))

    async def _attempt(self, delivery: D) -> None:
        letter = self._book.letter(delivery)
        if letter is None:
            return
        try:
            status = await self._send(letter, self._book.answer_seconds)
        except PostFailed as failure:
            self._book.settle(delivery, error=str(failure))
        else:
            self._book.settle(delivery, status=status)
        self.ring()

    async def _rest_until(self, at: datetime | None) -> None:
        standing_still = at is None or self._clock.is_frozen
        seconds = None if at is None or standing_still else max(0.0, (at - self._clock.now()).total_seconds())
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._bell.wait()


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)

"""Time and chance that a test holds in its hand."""

import asyncio
import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from app.domain.ids import LineId, MessageId, OrderId

START = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


async def settle(rounds: int = 50) -> None:
    """Let every task that can go on do so."""
    for _ in range(rounds):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], rounds: int = 200_000) -> None:
    """Let tasks and worker threads go on until ``condition`` holds; fails when it never does."""
    for _ in range(rounds):
        if condition():
            return
        await asyncio.sleep(0)
    msg = "the condition never came true"
    raise AssertionError(msg)


class FakeClock:
    """A clock that stands still until it is advanced; sleepers wake in the order of their time."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self._numbers = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wake = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._numbers), wake))
        await wake

    def set_back(self, seconds: float) -> None:
        """Somebody, or the network's time, sets the clock back; who sleeps sleeps as long as before."""
        back = timedelta(seconds=seconds)
        self._now -= back
        self._sleepers = [(at - back, number, wake) for at, number, wake in self._sleepers]

    @property
    def sleeping(self) -> int:
        """How many tasks wait for time to pass."""
        return sum(not wake.done() for _, _, wake in self._sleepers)

    @property
    def next_wake(self) -> datetime | None:
        """When the first of them wakes, or ``None``."""
        return min((at for at, _, wake in self._sleepers if not wake.done()), default=None)

    async def advance(self, seconds: float) -> None:
        """Let so much time pass, waking each sleeper at its own moment and letting it run before going on."""
        end = self._now + timedelta(seconds=seconds)
        await settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, wake = heapq.heappop(self._sleepers)
            self._now = max(self._now, at)
            if not wake.done():
                wake.set_result(None)
            await settle()
        self._now = end
        await settle()


class FakeChance:
    """Names in counting order, such as ``order00001``, and the same spread every time."""

    def __init__(self, spread: float = 0.0) -> None:
        self._orders, self._lines, self._messages = count(1), count(1), count(1)
        self._bindings, self._nonces = count(1), count(1)
        self._spread = spread

    def order_id(self) -> OrderId:
        return OrderId(f"order{next(self._orders):05}")

    def line_id(self) -> LineId:
        return LineId(f"line{next(self._lines):05}")

    def message_id(self) -> MessageId:
        return MessageId(f"message{next(self._messages):05}")

    def binding_message(self) -> str:
        return f"4MZ-CQ{next(self._bindings)}"

    def nonce(self) -> str:
        return f"nonce{next(self._nonces):05}"

    def spread(self) -> float:
        return self._spread

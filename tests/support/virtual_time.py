"""An event loop in which waiting costs no time: it jumps to the moment at which somebody wakes, always in one order."""

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

from support.clocks import START

T = TypeVar("T")


class Stuck(AssertionError):
    """Everybody waits for somebody else: nothing will ever happen again."""


class _Jumping(selectors.DefaultSelector):
    """Selects nothing, and lets the time pass that it was told to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            msg = "nobody will ever wake again"
            raise Stuck(msg)
        self.passed += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Single-threaded: no sockets, no worker threads, no signals."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed


class VirtualClock:
    """Implements the clock port on the loop's own time."""

    def now(self) -> datetime:
        return START + timedelta(seconds=round(asyncio.get_running_loop().time(), 6))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0))


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time; the same program makes the same steps in the same order, every time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)

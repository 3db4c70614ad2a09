"""Ports seen by a process that may die: around every call and after every commit, at a step of one's choice.

Nothing lists the places: whatever a service calls on a port is a step, so new calls are covered when they are written.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Reading, Storage, Work
from support.memory_storage import Crash


class Life:
    """Counts steps; the process dies at step ``dies_at`` and does nothing any more from then on."""

    def __init__(self, dies_at: int | None = None) -> None:
        self.steps: list[str] = []
        self.over = asyncio.Event()
        self._dies_at = dies_at

    def step(self, name: str) -> None:
        """One more place at which the process may die."""
        self.check()
        self.steps.append(name)
        if len(self.steps) == self._dies_at:
            self.over.set()
        self.check()

    def check(self) -> None:
        """The dead do nothing."""
        if self.over.is_set():
            raise Crash


class _Mortal:
    """A provider; every asynchronous call is two steps: before it is sent, and after it was answered."""

    def __init__(self, port: object, name: str, life: Life) -> None:
        self._port, self._name, self._life = port, name, life

    def __getattr__(self, call: str) -> Callable[..., Any]:
        method = getattr(self._port, call)
        if not inspect.iscoroutinefunction(method):
            return cast("Callable[..., Any]", method)

        async def mortal(*arguments: Any, **named: Any) -> Any:
            self._life.step(f"before {self._name}.{call}")
            try:
                answer = await method(*arguments, **named)
            except Exception:
                self._life.step(f"after {self._name}.{call}")
                raise
            self._life.step(f"after {self._name}.{call}")
            return answer

        return mortal


class _MortalWork:
    def __init__(self, work: Work, life: Life) -> None:
        self._work, self._life = work, life

    def __getattr__(self, repository: str) -> Any:
        return getattr(self._work, repository)

    async def commit(self) -> None:
        self._life.check()
        await self._work.commit()
        self._life.step("after commit")


class _MortalStorage:
    def __init__(self, storage: Storage, life: Life) -> None:
        self._storage, self._life = storage, life

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        self._life.check()
        async with self._storage.work() as work:
            yield cast("Work", _MortalWork(work, self._life))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        self._life.check()
        async with self._storage.reading() as reading:
            yield reading


def mortal_payments(provider: PaymentProvider, life: Life) -> PaymentProvider:
    """The provider as the mortal process sees it."""
    return cast("PaymentProvider", _Mortal(provider, "payments", life))


def mortal_loyalty(loyalty: LoyaltyProgram, life: Life) -> LoyaltyProgram:
    """The programme as the mortal process sees it."""
    return cast("LoyaltyProgram", _Mortal(loyalty, "loyalty", life))


def mortal_storage(storage: Storage, life: Life) -> Storage:
    """The database as the mortal process sees it: what was committed stays."""
    return cast("Storage", _MortalStorage(storage, life))

"""A worker keeps its own pace while it succeeds, and tries again ever more rarely while it fails."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from app.services.basics.repeating import repeat
from support.fakes import START

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Resting:
    """A clock that keeps how long was slept."""

    def __init__(self) -> None:
        self.rests: list[float] = []

    def now(self) -> datetime:
        return START

    async def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)


async def test_after_a_failure_it_waits_twice_as_long_each_time_and_begins_anew_after_a_success() -> None:
    outcomes: Iterator[timedelta | None] = iter([None, None, None, DAY, None])
    clock = Resting()

    async def work() -> timedelta | None:
        try:
            return next(outcomes)
        except StopIteration:
            raise asyncio.CancelledError from None

    with pytest.raises(asyncio.CancelledError):
        await repeat(clock, work, first=MINUTE, longest=3 * MINUTE)

    assert [60, 120, 180, 24 * 3600, 60] == clock.rests

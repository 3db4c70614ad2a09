"""The small things that services lean on: changes, background work, the bell, the store."""

import asyncio

import pytest

from app.domain.ids import OrderId
from app.ports.errors import StaleWrite
from app.services.basics.background import Background
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.transactions import TRIES, retried
from support.fakes import FakeClock, settle

ORDER = OrderId("order00001")
OTHER = OrderId("order00002")


def test_only_listeners_of_the_order_are_told_and_none_after_leaving() -> None:
    changes, heard = Changes(), list[str]()
    leave = changes.subscribe(ORDER, lambda: heard.append("mine"))
    changes.subscribe(OTHER, lambda: heard.append("other"))
    changes.tell(ORDER)
    leave()
    leave()
    changes.tell(ORDER)

    assert heard == ["mine"]


def test_a_listener_that_raises_does_not_keep_others_from_hearing() -> None:
    changes, heard = Changes(), list[str]()

    def broken() -> None:
        raise RuntimeError("broken screen")

    changes.subscribe(ORDER, broken)
    changes.subscribe(ORDER, lambda: heard.append("heard"))
    changes.tell(ORDER)

    assert heard == ["heard"]


async def test_background_work_that_fails_ends_alone() -> None:
    background, ended = Background(), list[str]()

    async def fails() -> None:
        raise RuntimeError("broken work")

    background.spawn(fails(), "fails", lambda: ended.append("ended"))
    await settle()
    await background.close()

    assert ended == ["ended"]


async def test_closing_cancels_what_still_runs() -> None:
    background, cancelled = Background(), asyncio.Event()

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    background.spawn(waits(), "waits")
    await settle()
    await background.close()

    assert cancelled.is_set()


async def test_a_bell_rung_early_is_heard_at_the_next_wait() -> None:
    bell, clock = Bell(), FakeClock()
    bell.ring()
    await bell.wait(clock, 3600)

    assert clock.sleeping == 0


async def test_a_sleeper_wakes_by_time_when_no_bell_rings() -> None:
    bell, clock = Bell(), FakeClock()
    waiting = asyncio.create_task(bell.wait(clock, 30))
    await clock.advance(29)
    early = waiting.done()
    await clock.advance(2)

    assert (early, waiting.done()) == (False, True)


async def test_losing_a_race_is_tried_again_a_few_times_only() -> None:
    tries = list[int]()

    async def always_late() -> None:
        tries.append(1)
        raise StaleWrite("somebody was quicker")

    with pytest.raises(StaleWrite):
        await retried(always_late)

    assert len(tries) == TRIES

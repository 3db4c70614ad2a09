"""A sleeping worker wakes when it is rung, and ends when it is told to."""

import asyncio
import contextlib

from app.services.basics.bell import Bell
from support.clocks import FakeClock, settle


async def test_a_worker_that_is_cancelled_while_it_wakes_up_ends() -> None:
    for rounds in range(8):
        bell, clock = Bell(), FakeClock()

        async def works(bell: Bell, clock: FakeClock) -> None:
            while True:
                await bell.wait(clock, 30.0)

        worker = asyncio.create_task(works(bell, clock))
        await settle()
        bell.ring()
        await settle(rounds)
        worker.cancel()
        await settle()
        ended = worker.done()
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker

        assert ended, rounds

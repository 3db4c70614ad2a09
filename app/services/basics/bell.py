"""A bell that wakes a sleeping worker: rung after a commit, heard at most once."""

import asyncio

from app.ports.clock import Clock


class Bell:
    """One sleeper, many ringers, all on one event loop."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the sleeper, now or at its next :meth:`wait`."""
        self._rung.set()

    async def wait(self, clock: Clock, seconds: float) -> None:
        """Come back when the bell rings or after so many seconds, whichever is first."""
        ring = asyncio.create_task(self._rung.wait())
        sleep = asyncio.create_task(clock.sleep(seconds))
        try:
            await asyncio.wait({ring, sleep}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ring.cancel()
            sleep.cancel()
        await asyncio.gather(ring, sleep, return_exceptions=True)
        self._rung.clear()

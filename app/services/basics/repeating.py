"""What a worker does again and again: at its own pace while it succeeds, sooner but ever more rarely while it fails."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from app.ports.clock import Clock


async def repeat(
    clock: Clock, work: Callable[[], Awaitable[timedelta | None]], *, first: timedelta, longest: timedelta
) -> None:
    """Until cancelled: do the work, then rest as long as it says.

    ``None`` says that it failed: it is tried again after ``first``, and after each further failure twice as late, up
    to ``longest``.
    """
    wait = first
    while True:
        rest = await work()
        if rest is None:
            rest, wait = wait, min(wait * 2, longest)
        else:
            wait = first
        await clock.sleep(rest.total_seconds())

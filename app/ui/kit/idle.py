"""Notice that nobody touches the screen any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import flet as ft

from app.ports.clock import Clock
from app.ui.kit.lasting import use_task
from app.ui.kit.live import connected

AWAY: Final = 0.25
"""Seconds between two looks whether a browser that is away has come back."""


@dataclass(slots=True)
class _Last:
    touch: datetime
    ask: Callable[[], None]


def use_idle(clock: Clock, after: timedelta, on_idle: Callable[[], None], *, active: bool) -> Callable[[], None]:
    """Hook: while ``active``, call ``on_idle`` once nothing was touched for so long; returns what a touch calls.

    A browser that is away then is waited for: nothing can be shown to it, and it comes back to the old screen.
    """
    page = ft.context.page
    last = ft.use_memo(lambda: _Last(clock.now(), on_idle), [])
    last.ask = on_idle

    def touched() -> None:
        last.touch = clock.now()

    async def wait() -> None:
        touched()
        while (left := (last.touch + after - clock.now()).total_seconds()) > 0:
            await clock.sleep(left)
        while not connected(page):
            await clock.sleep(AWAY)
        last.ask()

    use_task(wait, [], active=active)
    return touched

"""Notice that nobody touches the screen any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import flet as ft

from app.ports.clock import Clock
from app.ui.kit.lasting import use_task
from app.ui.kit.live import is_connected

AWAY: Final = 5.0
"""Seconds between two looks whether a browser that was away is back; nothing can be shown to it meanwhile."""


@dataclass(slots=True)
class _Last:
    touch: datetime
    ask: Callable[[], None]


@dataclass(slots=True, eq=False)
class Stay:
    """How long a screen that makes way by itself stays: ``after`` the last touch."""

    clock: Clock
    after: timedelta
    until: datetime

    def touched(self) -> None:
        """Somebody is there: the time begins anew."""
        self.until = self.clock.now() + self.after


def use_stay(clock: Clock, after: timedelta, begins: object) -> tuple[Stay, Callable[[], None]]:
    """Hook: a stay that begins with each new value of ``begins``, and what a touch calls, which serves all of them."""
    stay = ft.use_memo(lambda: Stay(clock, after, clock.now() + after), [begins])
    now = ft.use_memo(lambda: [stay], [])
    now[0] = stay

    def touched() -> None:
        now[0].touched()

    return stay, touched


def use_idle(clock: Clock, after: timedelta, on_idle: Callable[[], None], *, active: bool) -> Callable[[], None]:
    """Hook: while ``active``, call ``on_idle`` once nothing was touched for so long; returns what a touch calls."""
    page = ft.context.page
    last = ft.use_memo(lambda: _Last(clock.now(), on_idle), [])
    last.ask = on_idle

    def touched() -> None:
        last.touch = clock.now()

    async def wait() -> None:
        touched()
        while (left := (last.touch + after - clock.now()).total_seconds()) > 0 or not is_connected(page):
            await clock.sleep(left if left > 0 else AWAY)
        last.ask()

    use_task(wait, [], active=active)
    return touched

"""Pieces that change each second: only they are drawn anew, the screen around them rests."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import flet as ft

from app.ports.clock import Clock
from app.ui import identifiers
from app.ui.components.text import Colour, figures
from app.ui.components.time_ring import time_ring
from app.ui.kit import Stay, component, use_task, use_ui
from app.ui.theme import Size

TICK = 1.0


@component
def TimeLeft(
    clock: Clock, until: datetime, of: timedelta, on_end: Callable[[], Awaitable[None]] | None = None
) -> ft.Control:
    """A ring that empties towards `until`; `on_end` is called once, when it has."""
    texts = use_ui().texts
    seconds = _use_seconds_until(clock, lambda: until, on_end or _nothing, until)
    return time_ring(seconds, int(of.total_seconds()), texts)


@component
def LeavingSoon(clock: Clock, stay: Stay, on_end: Callable[[], Awaitable[None]], colour: Colour) -> ft.Control:
    """The countdown back to the start, in words; a touch begins it anew, `on_end` is called once, at its end."""
    texts = use_ui().texts
    seconds = _use_seconds_until(clock, lambda: stay.until, on_end, stay)
    words = texts.t("Back to the start in {time}", time=texts.minutes(seconds))
    return ft.Semantics(identifier=identifiers.PAID_COUNTDOWN, content=figures(words, size=Size.BODY, colour=colour))


def _use_seconds_until(
    clock: Clock, until: Callable[[], datetime], on_end: Callable[[], Awaitable[None]], begins: object
) -> int:
    """Hook: the whole seconds left, counted anew with each new `begins`; stops with the component and the session."""
    left, set_left = ft.use_state(_left(clock, until()))

    async def count() -> None:
        while (now_left := _left(clock, until())) > 0:
            set_left(now_left)
            await clock.sleep(TICK)
        set_left(0)
        await on_end()

    use_task(count, [begins])
    return left


def _left(clock: Clock, until: datetime) -> int:
    return max(0, round((until - clock.now()).total_seconds()))


async def _nothing() -> None:
    return

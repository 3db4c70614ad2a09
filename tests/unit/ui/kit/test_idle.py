"""Nobody there is noticed after a while without a touch, also by a tablet whose browser was away meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import flet as ft

from app.ui.identifiers import ident
from app.ui.kit import UiContext, UiState, component, supervise, use_idle, wire
from support.fakes import FakeClock
from support.flet_inproc import App, Main

MINUTE = timedelta(minutes=1)


def watched(clock: FakeClock, on_idle: Callable[[], None]) -> Main:
    """A screen with one button, left after a minute."""

    @component
    def screen() -> ft.Control:
        touched = use_idle(clock, MINUTE, on_idle, active=True)
        return ident("touch", ft.Button("Touch", on_click=touched))

    def main(page: ft.Page) -> None:
        state = UiState()
        wire(page, state)
        page.render(lambda: UiContext(state, screen))
        supervise(page)

    return main


async def test_a_minute_after_the_last_touch_nobody_is_there() -> None:
    clock, left = FakeClock(), list[str]()
    async with App(watched(clock, lambda: left.append("left"))) as app:
        await clock.advance(50)
        await app.tap("touch")
        await clock.advance(50)

        assert [] == left

        await clock.advance(11)

        assert ["left"] == left


async def test_a_browser_that_was_away_is_left_once_it_is_back() -> None:
    clock, left = FakeClock(), list[str]()
    async with App(watched(clock, lambda: left.append("left"))) as app:
        await app.disconnect()
        await clock.advance(300)

        assert [] == left

        await app.reconnect()
        await clock.advance(6)

        assert ["left"] == left

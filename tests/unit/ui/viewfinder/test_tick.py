"""The tick on the picture says that a code was taken, and nothing else makes it show."""

import flet as ft
import pytest

from app.ports.code_scanner import CameraTrouble
from app.ports.viewfinder import Hint
from app.ui.components import viewfinder
from app.ui.viewfinder.outline import Outline
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Located,
    Looking,
    Refused,
    Several,
    Sight,
    Starting,
)
from app.ui.viewfinder.words import seeing
from support.flet_inproc import App
from support.inproc_tablet import MIDDLE

UNREAD, READ = Outline(corners=MIDDLE, read=False), Outline(corners=MIDDLE, read=True)


async def tick_shown(sight: Sight) -> bool:
    """Whether the tick is seen: it lies there always, as a disc in a container that is clear or not."""
    glass = viewfinder.Glass(view=ft.Container(), width=320, height=320)

    def main(page: ft.Page) -> None:
        page.add(viewfinder.viewfinder_frame(glass, "Look here", size=320, seeing=seeing(sight)))

    async with App(main) as app:
        (tick,) = [each for each in app.all(ft.Container) if _is_around_a_tick(each)]
        return {0.0: False, 1.0: True}[tick.opacity]


def _is_around_a_tick(control: ft.Container) -> bool:
    disc = control.content
    icon = disc.content if isinstance(disc, ft.Container) else None
    return isinstance(icon, ft.Icon) and icon.icon == ft.Icons.CHECK_ROUNDED


@pytest.mark.parametrize("sight", [Checking(READ), Accepted(READ), Accepted(None)])
async def test_the_tick_shows_when_a_code_was_taken(sight: Sight) -> None:
    assert await tick_shown(sight)


@pytest.mark.parametrize(
    "sight",
    [
        Starting(),
        Looking(),
        Looking(long=True),
        Located(Hint.CLOSER, UNREAD),
        Several(),
        Refused("not a Vipps code", READ),
        Dark(CameraTrouble.BUSY),
    ],
)
async def test_the_tick_is_not_seen_before_and_not_for_a_code_that_is_refused(sight: Sight) -> None:
    assert not await tick_shown(sight)

"""Points: the glow colour means them and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from app.ui import kit
from app.ui.components.text import STRONG, caption, figures, muted
from app.ui.identifiers import POINTS_ESTIMATE, live
from app.ui.texts import Texts
from app.ui.theme import Corner, Font, Role, Size, Space

COUNT_STEPS = 14
COUNT_PAUSE = 0.045

Pause = Callable[[float], Awaitable[None]]


def points_chip(words: str, *, below: str = "", centred: bool = False, identifier: str = POINTS_ESTIMATE) -> ft.Control:
    """`+47 points` on glow, and beneath it a word such as *estimate*; never larger than the price."""
    across = ft.CrossAxisAlignment.CENTER if centred else ft.CrossAxisAlignment.START
    chip = ft.Container(
        ft.Row(
            [
                ft.Icon(ft.Icons.STAR_ROUNDED, size=Size.BODY, color=Role.ON_GLOW_SOFT),
                ft.Text(words, size=Size.BODY, weight=STRONG, color=Role.ON_GLOW_SOFT, font_family=Font.FIGURES),
            ],
            spacing=Space.TIGHT,
            tight=True,
        ),
        bgcolor=Role.GLOW_SOFT,
        border_radius=Corner.ROUND,
        padding=ft.Padding.symmetric(horizontal=Space.SNUG, vertical=6),
    )
    lines: list[ft.Control] = [chip, *([caption(below)] if below else [])]
    column = ft.Column(lines, spacing=Space.HAIR, tight=True, horizontal_alignment=across)
    return live(identifier, column)


def balance_ring(balance: int, texts: Texts, *, goal: int | None = None, size: int = 176) -> ft.Control:
    """The balance as a ring towards the next reward; without a goal the ring is whole."""
    share = 1.0 if not goal else min(balance / goal, 1.0)
    rest = max((goal or 0) - balance, 0)
    beneath = texts.n("{count} more to the next reward", "{count} more to the next reward", rest) if rest else ""
    ring = ft.Semantics(
        exclude_semantics=True,
        content=ft.ProgressRing(
            value=share,
            width=size,
            height=size,
            stroke_width=10,
            color=Role.GLOW,
            bgcolor=Role.LINE,
            stroke_cap=ft.StrokeCap.ROUND,
        ),
    )
    number = ft.Column(
        [
            ft.Text(texts.number(balance), size=Size.LARGE, font_family=Font.DISPLAY, color=Role.INK),
            muted(texts.n("point", "points", balance)),
        ],
        spacing=0,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    circle = ft.Stack([ring, ft.Container(number, width=size, height=size, alignment=ft.Alignment.CENTER)])
    return ft.Column(
        [ft.Container(circle, width=size, height=size), muted(beneath, visible=bool(beneath))],
        spacing=Space.SNUG,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


@kit.component
def counting_up(
    number: int,
    write: Callable[[int], str],
    *,
    size: int = Size.LARGE,
    colour: ft.Colors = Role.INK,
    moving: bool = True,
    pause: Pause = asyncio.sleep,
) -> ft.Control:
    """A number that climbs to its value once it is shown, slower towards the end; still when not moving."""
    shown, set_shown = ft.use_state(0 if moving else number)

    async def climb() -> None:
        for step in range(1, COUNT_STEPS + 1):
            await pause(COUNT_PAUSE)
            set_shown(round(number * (1 - (1 - step / COUNT_STEPS) ** 3)))

    ft.use_effect(climb if moving else _nothing, [number, moving], cleanup=lambda: None)
    text = figures(write(shown if moving else number), size=size, strong=True, colour=colour)
    return ft.Semantics(label=write(number), exclude_semantics=True, content=text)


async def _nothing() -> None:
    return

"""What to do, as 1-2-3 with small drawings."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.ui.components.picture import drawing
from app.ui.components.text import STRONG, body
from app.ui.theme import Corner, Font, Role, Size, Space

SHOW_CODE = "/pictures/step_code.png"
HOLD_UP = "/pictures/step_hold.png"
DONE = "/pictures/step_tick.png"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do; `drawing` is a path below the assets."""

    words: str
    drawing: str | None = None


def steps(each: Sequence[Step], *, current: int | None = None) -> ft.Control:
    """The steps below each other; the current one is strong, without one all are."""
    rows = [_row(number, step, strong=current in {None, number}) for number, step in enumerate(each, start=1)]
    return ft.Column(rows, spacing=Space.NORMAL)


def _row(number: int, step: Step, *, strong: bool) -> ft.Control:
    mark = ft.Container(
        ft.Text(str(number), size=Size.BODY, weight=STRONG, font_family=Font.FIGURES, color=Role.ON_ACCENT_SOFT),
        width=Space.ROOMY,
        height=Space.ROOMY,
        bgcolor=Role.ACCENT_SOFT,
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
    )
    picture: list[ft.Control] = [drawing(step.drawing, Space.VAST)] if step.drawing else []
    words = ft.Container(body(step.words, colour=Role.INK if strong else Role.MUTED), expand=True)
    return ft.Row([mark, *picture, words], spacing=Space.NORMAL, vertical_alignment=ft.CrossAxisAlignment.CENTER)

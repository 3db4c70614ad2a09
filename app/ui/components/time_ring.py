"""Time left, as a thin ring around the figures."""

import flet as ft

from app.ui.components.text import figures
from app.ui.identifiers import WAITING_TIME_LEFT
from app.ui.texts import Texts
from app.ui.theme import Role, Size


def time_ring(seconds_left: int, of_seconds: int, texts: Texts, *, size: int = 120) -> ft.Control:
    """A ring that empties; screen readers hear the whole minutes only when asked, not each second."""
    share = max(0.0, min(seconds_left / of_seconds, 1.0)) if of_seconds else 0.0
    ring = ft.ProgressRing(
        value=share,
        width=size,
        height=size,
        stroke_width=3,
        color=Role.ACCENT,
        bgcolor=Role.LINE,
        stroke_cap=ft.StrokeCap.ROUND,
    )
    number = figures(texts.minutes(seconds_left), size=Size.HEAD)
    return ft.Container(
        ft.Stack(
            [
                ft.Semantics(exclude_semantics=True, content=ring),
                ft.Container(
                    ft.Semantics(identifier=WAITING_TIME_LEFT, content=number),
                    width=size,
                    height=size,
                    alignment=ft.Alignment.CENTER,
                ),
            ]
        ),
        width=size,
        height=size,
    )

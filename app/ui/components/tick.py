"""The large tick of the paid screen, drawn from left to right."""

import flet as ft
import flet.canvas as cv

from app.ui import kit
from app.ui.theme import Motion, Role

SIZE = 128


@kit.component
def tick(*, colour: ft.Colors = Role.ON_STAGE, size: int = SIZE, motion: int = Motion.FULL) -> ft.Control:
    """A tick in a ring, drawn once when it is first shown; at once when `motion` is 0."""
    drawn, set_drawn = ft.use_state(motion == 0)
    ft.use_effect(lambda: set_drawn(True), [])
    stroke = ft.Paint(
        color=colour,
        stroke_width=size / 14,
        style=ft.PaintingStyle.STROKE,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
    )
    ring = ft.Paint(color=ft.Colors.with_opacity(0.35, colour), stroke_width=size / 40, style=ft.PaintingStyle.STROKE)
    path = cv.Path(
        [
            cv.Path.MoveTo(size * 0.28, size * 0.53),
            cv.Path.LineTo(size * 0.44, size * 0.68),
            cv.Path.LineTo(size * 0.73, size * 0.36),
        ],
        paint=stroke,
    )
    revealed = ft.Container(
        ft.Stack([ft.Container(cv.Canvas([path], width=size, height=size), left=0, top=0, width=size, height=size)]),
        width=size if drawn else 0,
        height=size,
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
        animate=ft.Animation(motion, Motion.CURVE) if motion else None,
    )
    circle = cv.Canvas([cv.Circle(size / 2, size / 2, size / 2 - size / 40, paint=ring)], width=size, height=size)
    return ft.Semantics(exclude_semantics=True, content=ft.Stack([circle, revealed], width=size, height=size))

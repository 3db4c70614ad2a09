"""Less, the number, more: 48 px each."""

from dataclasses import dataclass

import flet as ft

from app.ui.components.buttons import Tap
from app.ui.components.text import figures
from app.ui.identifiers import ident
from app.ui.theme import Corner, Role, Size, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class StepperNames:
    """Identifiers and spoken names of the two ends."""

    less_id: str
    more_id: str
    less: str
    more: str


def stepper(
    count: int, names: StepperNames, *, on_less: Tap | None, on_more: Tap | None, floating: bool = False
) -> ft.Control:
    """A pill; floating ones lie on a picture and cast a small shadow."""
    shadow = ft.BoxShadow(blur_radius=12, color=ft.Colors.with_opacity(0.16, Role.SHADOW), offset=ft.Offset(0, 2))
    return ft.Container(
        ft.Row(
            [
                _end(ft.Icons.REMOVE, names.less, names.less_id, on_less),
                ft.Container(figures(str(count), size=Size.LEAD, strong=True), width=28, alignment=ft.Alignment.CENTER),
                _end(ft.Icons.ADD, names.more, names.more_id, on_more),
            ],
            spacing=0,
            tight=True,
        ),
        bgcolor=Role.SURFACE,
        border=None if floating else ft.Border.all(1, Role.LINE),
        border_radius=Corner.ROUND,
        shadow=shadow if floating else None,
    )


def _end(icon: ft.IconData, name: str, identifier: str, on_tap: Tap | None) -> ft.Control:
    return ident(
        identifier,
        ft.IconButton(
            icon=ft.Icon(icon, semantics_label=name, size=20, color=Role.MUTED if on_tap is None else Role.ACCENT),
            width=Touch.LEAST,
            height=Touch.LEAST,
            disabled=on_tap is None,
            on_click=on_tap,
        ),
    )

"""What the sheets of the admin are put together from."""

from collections.abc import Sequence

import flet as ft

from app.domain.catalog import say
from app.domain.oversight import PaidLine, PaymentFile
from app.ui.components.buttons import Tap
from app.ui.components.sheets import sheet
from app.ui.components.text import figures, lead
from app.ui.identifiers import admin_line
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Sheet
from app.ui.theme import Corner, Role, Space, Touch


def line_choice(number: int, paid: PaidLine, scene: Scene, *, chosen: bool) -> ft.Control:
    """One line with its price, to be chosen or left."""
    line = paid.line
    name = f"{line.quantity} \N{MULTIPLICATION SIGN} {say(line.name, scene.texts.code)}"
    price = figures(scene.money(line.amount), colour=Role.MUTED)
    return choice(admin_line(number), [lead(name)], scene.taps.line(line.id), chosen=chosen, beside=price)


def payable(file: PaymentFile) -> list[PaidLine]:
    """Lines that cost something and were not given back; a discount is nothing by itself."""
    return [each for each in file.lines if not each.given_back and each.line.amount.minor > 0]


def choice(
    identifier: str, said: Sequence[ft.Control], on_tap: Tap, *, chosen: bool, beside: ft.Control | None = None
) -> ft.Control:
    """One of several things that can be chosen, as a whole row."""
    icon = ft.Icons.CHECK_CIRCLE if chosen else ft.Icons.CIRCLE_OUTLINED
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifier,
            button=True,
            selected=chosen,
            content=ft.Container(
                ft.Row(
                    [
                        ft.Icon(icon, color=Role.ACCENT if chosen else Role.MUTED),
                        ft.Column(list(said), spacing=2, tight=True, expand=True),
                        *([beside] if beside is not None else []),
                    ],
                    spacing=Space.SNUG,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.NORMAL),
                bgcolor=Role.ACCENT_SOFT if chosen else Role.SURFACE,
                border=ft.Border.all(1, Role.ACCENT if chosen else Role.LINE),
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=on_tap,
            ),
        )
    )


def stacked(*controls: ft.Control) -> ft.Control:
    """Ways on, one below the other."""
    return ft.Column(
        list(controls), spacing=Touch.APART, horizontal_alignment=ft.CrossAxisAlignment.STRETCH, tight=True
    )


def over_page(content: Sequence[ft.Control], kind: type[Sheet], scene: Scene) -> ft.BottomSheet:
    """The sheet itself; swiped away it does nothing."""
    return sheet(content, on_dismiss=scene.taps.dismissed(kind))

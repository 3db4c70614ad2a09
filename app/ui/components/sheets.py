"""Sheets that come up from below; trouble is one of them, never a red screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from app.ui.components.buttons import Tap, primary_button, text_button
from app.ui.components.text import body, heading, muted
from app.ui.identifiers import TROUBLE_MESSAGE, TROUBLE_PRIMARY, TROUBLE_SECONDARY, live
from app.ui.theme import Corner, Layout, Role, Space


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleFace:
    """What happened, what it means for the money, and the next steps in words."""

    title: str
    meaning: str
    primary: str
    secondary: str = ""
    detail: str = ""


def sheet(
    content: Sequence[ft.Control], *, on_dismiss: Tap | None = None, dismissible: bool = True, tall: bool = False
) -> ft.BottomSheet:
    """A bottom sheet of reading width, for `ft.use_dialog`: as high as its content.

    A tall one fills the screen, and whatever expands in it takes the room that is left; nothing else scrolls.
    """
    return ft.BottomSheet(
        ft.Container(
            ft.Column(list(content), spacing=Space.NORMAL, tight=not tall),
            padding=ft.Padding.only(left=Space.WIDE, right=Space.WIDE, top=Space.WIDE, bottom=Space.ROOMY),
            width=Layout.READING,
        ),
        bgcolor=Role.PAPER,
        dismissible=dismissible,
        on_dismiss=on_dismiss,
        scrollable=True,
        use_safe_area=True,
        shape=ft.RoundedRectangleBorder(
            radius=ft.BorderRadius.only(top_left=Corner.SHEET, top_right=Corner.SHEET),
        ),
    )


def trouble_sheet(face: TroubleFace, *, on_primary: Tap, on_secondary: Tap | None = None) -> ft.BottomSheet:
    """The sheet for anything that went wrong; only its buttons close it."""
    return sheet(trouble(face, on_primary=on_primary, on_secondary=on_secondary), dismissible=False)


def trouble(face: TroubleFace, *, on_primary: Tap, on_secondary: Tap | None = None) -> list[ft.Control]:
    """The same words and buttons, to stand in a screen."""
    parts: list[ft.Control] = [
        heading(face.title),
        live(TROUBLE_MESSAGE, body(face.meaning)),
    ]
    if face.detail:
        parts.append(muted(face.detail))
    parts.append(_wide(primary_button(face.primary, TROUBLE_PRIMARY, on_primary)))
    if face.secondary:
        parts.append(_wide(text_button(face.secondary, TROUBLE_SECONDARY, on_secondary)))
    return parts


def _wide(button: ft.Control) -> ft.Control:
    row: Any = ft.Row([ft.Container(button, expand=True)])
    return ft.Container(row, padding=ft.Padding.only(top=Space.TIGHT))

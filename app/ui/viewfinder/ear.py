"""Hears a scanner that types on screens without a viewfinder, and says what it was only when it helps."""

import flet as ft

from app.ui import identifiers
from app.ui.components.text import body
from app.ui.context import GuestSession
from app.ui.identifiers import live
from app.ui.kit import component
from app.ui.theme import Role, Space
from app.ui.viewfinder.scanning import OnCode, Refused
from app.ui.viewfinder.typed import use_typed_codes


@component
def Ear(session: GuestSession, *, on_code: OnCode) -> ft.Control:
    """Nothing to see, until a code was read that is no person's."""
    heard = use_typed_codes(session.clock, on_code)
    words = heard.words if isinstance(heard, Refused) else ""
    return live(
        identifiers.IDENTIFY_HINT,
        ft.Container(  # always visible: semantics without visible content are drawn as a red error
            ft.Container(
                body(words, colour=Role.MUTED, text_align=ft.TextAlign.CENTER),
                visible=bool(words),
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
                alignment=ft.Alignment.CENTER,
            ),
        ),
    )

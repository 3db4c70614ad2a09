"""Whose order it is, or the quiet way to say so before any dish is chosen."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import text_button
from app.ui.components.phone import masked_phone
from app.ui.components.text import body
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Menu
from app.ui.theme import Role, Space, Touch


def membership(state: Menu, scene: Scene) -> ft.Control:
    """Offered, never asked for; nothing where no programme runs. Once somebody is known: first name, or number."""
    guest, texts = state.order.guest, scene.texts
    if guest is None:
        if not state.estimate.enabled:
            return ft.Container()
        words = texts.t("Member? Show your code")
        return text_button(words, identifiers.MENU_MEMBER, scene.taps.member, icon=ft.Icons.QR_CODE_SCANNER)
    name = guest.member.name if guest.member is not None else None
    known = body(name.split()[0]) if name else masked_phone(guest.phone.masked)
    return identifiers.ident(
        identifiers.MENU_GUEST,
        ft.Container(
            ft.Row(
                [ft.Icon(ft.Icons.PERSON_OUTLINE, size=22, color=Role.MUTED), known], spacing=Space.SNUG, tight=True
            ),
            height=Touch.LEAST,
            padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
        ),
    )

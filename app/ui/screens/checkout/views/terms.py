"""The programme's terms: read on the guest's own phone, because a tablet at the counter opens no foreign pages."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import Tap, primary_button
from app.ui.components.sheets import sheet
from app.ui.components.text import heading, muted
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Join
from app.ui.screens.checkout.views.codes import code_picture
from app.ui.theme import Corner, Space

CODE = 240


def terms_sheet(state: Join, scene: Scene, *, on_close: Tap) -> ft.BottomSheet:
    """A code with the address, and the address in words."""
    t = scene.texts.t
    address = state.estimate.terms_url or scene.house.terms_url or ""
    code = ft.Container(
        ft.Image(src=code_picture(address), width=CODE, height=CODE, semantics_label=t("QR code of the terms")),
        bgcolor=ft.Colors.WHITE,
        border_radius=Corner.CARD,
        padding=Space.TIGHT,
    )
    return sheet(
        [
            heading(t("Read the terms on your phone")),
            ft.Row([code], alignment=ft.MainAxisAlignment.CENTER),
            muted(address, text_align=ft.TextAlign.CENTER, selectable=True),
            ft.Row([ft.Container(primary_button(t("Close"), identifiers.JOIN_TERMS_CLOSE, on_close), expand=True)]),
        ],
        on_dismiss=on_close,
    )

"""Before anything is read, or while the checkout takes over: calm ground, and words only when it fails."""

import flet as ft

from app.ui.components.sheets import TroubleFace, trouble
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Opening, Paying
from app.ui.theme import Layout, Role, Space


def opening(state: Opening | Paying, scene: Scene) -> ft.Control:
    """An empty page; or what is wrong, and trying again."""
    texts = scene.texts
    failed = isinstance(state, Opening) and state.failed
    face = TroubleFace(
        title=texts.t("The till cannot save anything right now"),
        meaning=texts.t("Your order is kept. Try again in a moment, or pay at the counter."),
        primary=texts.t("Try again"),
    )
    words = ft.Container(
        ft.Column(trouble(face, on_primary=scene.taps.again), spacing=Space.NORMAL, tight=True),
        width=Layout.READING,
        padding=Space.WIDE,
    )
    return ft.Container(words if failed else None, bgcolor=Role.PAPER, alignment=ft.Alignment.CENTER, expand=True)

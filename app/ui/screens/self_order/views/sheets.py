"""What comes up from below: are you still there, and how the screen may look."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import primary_button, text_button
from app.ui.components.choices import switch_row
from app.ui.components.sheets import sheet
from app.ui.components.text import body, heading
from app.ui.kit import UiState
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Menu, SelfOrderState
from app.ui.screens.self_order.views.choosing import choosing
from app.ui.screens.self_order.views.order import order_sheet
from app.ui.theme import Space


def over(state: SelfOrderState, scene: Scene, *, panel: bool) -> ft.BottomSheet | None:
    """The one sheet that is open, the most pressing first; ``panel`` when the order has a place of its own."""
    if not isinstance(state, Menu):
        return None
    if state.idle:
        return _still_there(scene)
    if state.choice is not None:
        return choosing(state.choice, scene)
    return order_sheet(state, scene) if state.looking and not panel else None


def accessibility(ui: UiState, on_close: ft.ControlEventHandler[ft.BottomSheet]) -> ft.BottomSheet:
    """Dark screen and less motion; they last for this guest only."""

    def dark(event: ft.Event[ft.Switch]) -> None:
        ui.dark = bool(event.control.value)

    def still(event: ft.Event[ft.Switch]) -> None:
        ui.reduced_motion = bool(event.control.value)

    texts = ui.texts
    return sheet(
        [
            heading(texts.t("Accessibility")),
            switch_row(texts.t("Dark screen"), identifiers.ACCESSIBILITY_DARK, value=ui.dark, on_change=dark),
            switch_row(
                texts.t("Less motion"), identifiers.ACCESSIBILITY_MOTION, value=ui.reduced_motion, on_change=still
            ),
            _wide(primary_button(texts.t("Done"), identifiers.ACCESSIBILITY_CLOSE, on_close)),
        ],
        on_dismiss=on_close,
    )


def _still_there(scene: Scene) -> ft.BottomSheet:
    texts, taps = scene.texts, scene.taps
    return sheet(
        [
            heading(texts.t("Are you still there?")),
            body(texts.t("Otherwise the order is cleared for the next guest.")),
            scene.countdown(),
            _wide(primary_button(texts.t("Yes, go on"), identifiers.MENU_STILL_HERE, taps.still_there)),
            _wide(text_button(texts.t("Start over"), identifiers.MENU_CLEAR, taps.start_over)),
        ],
        dismissible=False,
    )


def _wide(button: ft.Control) -> ft.Control:
    return ft.Container(ft.Row([ft.Container(button, expand=True)]), padding=ft.Padding.only(top=Space.TIGHT))

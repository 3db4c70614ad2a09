"""The bill: every line, the tax in it, what it earns, and the one button that pays."""

import flet as ft

from app.domain.order import Order
from app.ui import identifiers
from app.ui.components.brand_button import brand_button
from app.ui.components.buttons import secondary_button
from app.ui.components.order_faces import line_face, total_face
from app.ui.components.order_panel import order_line_still, totals
from app.ui.components.phone import masked_phone
from app.ui.components.points import points_chip
from app.ui.components.text import caption, heading
from app.ui.estimate_words import points_chip_words, points_words
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Summary, Troubled
from app.ui.screens.checkout.views.frame import frame, plate
from app.ui.texts import Texts
from app.ui.theme import Layout, Space

LINES = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: 560}
PANEL = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: Layout.READING, SizeClass.EXPANDED: Layout.ORDER}


def bill(state: Summary | Troubled, scene: Scene) -> ft.Control:
    """Lines on the left, paying on the right; below each other where there is less room."""
    waits = isinstance(state, Troubled)
    both = ft.Row(
        [
            ft.Container(plate(_lines(state.order, scene.texts)), width=LINES[scene.size]),
            ft.Container(_panel(state, scene, waits=waits), width=PANEL[scene.size]),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.START,
        spacing=Space.GREAT,
        run_spacing=Space.WIDE,
    )
    return frame(both, scene, back=None if waits else scene.taps.back)


def _lines(order: Order, texts: Texts) -> ft.Control:
    rows = [order_line_still(line_face(number, line, texts)) for number, line in enumerate(order.bill_lines, start=1)]
    return ft.Column([heading(texts.t("Your order"), level=1), *rows], spacing=Space.NORMAL)


def _panel(state: Summary | Troubled, scene: Scene, *, waits: bool) -> ft.Control:
    texts, taps = scene.texts, scene.taps
    return ft.Column(
        [
            totals(total_face(state.order, texts), texts),
            *_guest(state, scene),
            *([] if waits else [scene.pieces.rewards(state.order, True)]),
            brand_button(scene.brand, texts, identifiers.ORDER_PAY, None if waits else taps.pay),
            caption(texts.t("You approve the payment on your phone."), text_align=ft.TextAlign.CENTER),
        ],
        spacing=Space.WIDE,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _guest(state: Summary | Troubled, scene: Scene) -> list[ft.Control]:
    """Who earns what; or, for a guest whom the programme does not know, the way to earn after all."""
    texts, guest = scene.texts, state.order.guest
    number: list[ft.Control] = [] if guest is None else [masked_phone(guest.phone.masked)]
    if guest is not None and (guest.member is not None or guest.joined):
        chip = points_chip_words(state.estimate, texts)
        return [*([] if chip is None else [points_chip(chip[0], below=chip[1])]), *number]
    points = points_words(state.estimate, texts)
    if points is None or (guest is not None and not guest.asked):
        return number
    earn = texts.t("Earn {points}", points=points)
    return [*number, secondary_button(earn, identifiers.ORDER_EARN, scene.taps.earn, icon=ft.Icons.AUTO_AWESOME)]

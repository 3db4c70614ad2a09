"""The order as it grows: a panel on a lying tablet, a bar that opens into a sheet elsewhere."""

import flet as ft

from app.domain.order import Order
from app.domain.vat import Serving
from app.ui import identifiers
from app.ui.components.buttons import primary_button
from app.ui.components.order_faces import line_face, total_face
from app.ui.components.order_panel import empty_order, order_line_row, order_line_still, totals
from app.ui.components.points import points_chip
from app.ui.components.sheets import sheet
from app.ui.components.text import body, caption, figures, heading, lead, muted
from app.ui.estimate_words import points_chip_words
from app.ui.kit import SizeClass
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Menu, has_to_show
from app.ui.theme import Layout, Role, Size, Space

LINE, DETAIL = 108, 24
"""How high a line and each of its details are, for deciding whether lines must scroll."""

LINES_HEIGHT = {SizeClass.COMPACT: 324, SizeClass.MEDIUM: 560, SizeClass.EXPANDED: 324}


def order_panel(state: Menu, scene: Scene) -> ft.Control:
    """Always in sight: lines, totals, points, and the one next step."""
    order = state.order
    lines: ft.Control = (
        ft.Column(_lines(order, scene), spacing=0, scroll=ft.ScrollMode.AUTO, expand=True)
        if order.lines
        else empty_order(scene.texts)
    )
    return ft.Container(
        ft.Column(
            [_title(order, scene), lines, *_foot(state, scene)],
            spacing=Space.NORMAL,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.SURFACE,
        border=ft.Border.only(left=ft.BorderSide(1, Role.LINE)),
        padding=ft.Padding.all(Space.WIDE),
        expand=True,
    )


def order_bar(state: Menu, scene: Scene) -> ft.Control:
    """How much, and the way to the order."""
    order, texts = state.order, scene.texts
    pieces = sum(line.quantity for line in order.lines)
    words = ft.Column(
        [
            figures(texts.money(order.amount.minor, order.currency), size=Size.TITLE, strong=True),
            caption(texts.n("{count} dish", "{count} dishes", pieces)),
        ],
        spacing=0,
        tight=True,
        expand=True,
    )
    button = primary_button(
        texts.t("See the order"), identifiers.MENU_ORDER, scene.taps.look if has_to_show(order) else None
    )
    return ft.Container(
        ft.Row([words, button], vertical_alignment=ft.CrossAxisAlignment.CENTER, spacing=Space.NORMAL),
        height=Layout.ORDER_BAR,
        bgcolor=Role.SURFACE,
        border=ft.Border.only(top=ft.BorderSide(1, Role.LINE)),
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
        shadow=ft.BoxShadow(blur_radius=24, color=ft.Colors.with_opacity(0.08, Role.SHADOW), offset=ft.Offset(0, -4)),
    )


def order_sheet(state: Menu, scene: Scene) -> ft.BottomSheet:
    """The same order over the menu, where there is no room beside it; many lines scroll, the button stays in reach."""
    order = state.order
    most = LINES_HEIGHT[scene.size]
    few = sum(LINE + DETAIL * len(line.modifiers) + (DETAIL if line.note else 0) for line in order.lines) <= most
    lines = ft.Column(_lines(order, scene) or [muted(scene.texts.t("Tap a dish to begin."))], spacing=0, tight=True)
    shown = lines if few else ft.Container(ft.Column([lines], scroll=ft.ScrollMode.AUTO), height=most)
    content = ft.Column(
        [_title(order, scene), shown, *_foot(state, scene)],
        spacing=Space.NORMAL,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    over = sheet([content], on_dismiss=scene.taps.close_look)
    over.scrollable = True
    return over


def _title(order: Order, scene: Scene) -> ft.Control:
    texts = scene.texts
    where = texts.t("Eat here") if order.serving is Serving.EAT_HERE else texts.t("Take away")
    return ft.Row(
        [heading(texts.t("Your order"), size=Size.TITLE), caption(where)],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _lines(order: Order, scene: Scene) -> list[ft.Control]:
    """What was ordered can be changed here; what a reward brings only stands there."""
    taps, texts = scene.taps, scene.texts
    dishes = [
        order_line_row(line_face(number, line, texts), texts, on_more=taps.more(line.id), on_less=taps.less(line.id))
        for number, line in enumerate(order.lines, start=1)
    ]
    given = order.bill_lines[len(order.lines) :]
    return [*dishes, *(_given(order_line_still(line_face(len(dishes) + 1, line, texts))) for line in given)]


def _given(line: ft.Control) -> ft.Control:
    return ft.Container(line, padding=ft.Padding.symmetric(vertical=Space.SNUG))


def _foot(state: Menu, scene: Scene) -> list[ft.Control]:
    order, texts = state.order, scene.texts
    chip = points_chip_words(state.estimate, texts) if order.lines else None
    trouble = texts.t("The till cannot save anything right now")
    total = totals(total_face(order, texts), texts) if order.lines else lead("")
    return [
        ft.Container(body(trouble, colour=Role.WRONG) if state.failed else None, visible=state.failed),
        ft.Container(scene.rewards(order), visible=order.guest is not None),
        total,
        ft.Container(points_chip(chip[0], below=chip[1]) if chip else None, visible=chip is not None),
        primary_button(texts.t("Continue"), identifiers.ORDER_CONTINUE, scene.taps.go_on if order.amount else None),
    ]

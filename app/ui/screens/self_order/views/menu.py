"""The menu: categories, cards, and the order beside them or one tap away. The tree is the same at every size."""

import flet as ft

from app.domain.catalog import Product, say
from app.domain.order import Order
from app.ui import identifiers
from app.ui.components.buttons import icon_button
from app.ui.components.choices import word_choice
from app.ui.components.product_card import CardFace, product_card
from app.ui.components.text import display, heading
from app.ui.kit import SizeClass
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Menu
from app.ui.screens.self_order.views.membership import membership
from app.ui.screens.self_order.views.order import order_bar, order_panel
from app.ui.theme import Layout, Role, Size, Space

COLUMNS = {SizeClass.COMPACT: 1, SizeClass.MEDIUM: 2, SizeClass.EXPANDED: 3}
TOP = 72


def menu(state: Menu, scene: Scene) -> ft.Control:
    """Three columns on a lying tablet; on an upright one and a phone the outer two become chips and a bar."""
    wide, narrow = scene.size is SizeClass.EXPANDED, scene.size is SizeClass.COMPACT
    middle = ft.Column(
        [
            _top(state, scene, wide=wide),
            ft.Container(
                membership(state, scene) if narrow else None,
                visible=narrow,
                padding=ft.Padding.only(bottom=Space.TIGHT),
            ),
            ft.Container(
                None if wide else _chips(state, scene), visible=not wide, padding=ft.Padding.only(bottom=Space.NORMAL)
            ),
            _dishes(state, scene),
            ft.Container(None if wide else order_bar(state, scene), visible=not wide),
        ],
        spacing=0,
        expand=True,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Container(_column(state, scene) if wide else None, width=Layout.CATEGORIES, visible=wide),
                middle,
                ft.Container(order_panel(state, scene) if wide else None, width=Layout.ORDER, visible=wide),
            ],
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            expand=True,
        ),
        bgcolor=Role.PAPER,
        expand=True,
    )


def _top(state: Menu, scene: Scene, *, wide: bool) -> ft.Control:
    beside = scene.size is not SizeClass.COMPACT
    out = icon_button(
        ft.Icons.CLOSE,
        scene.texts.t("Start over"),
        identifiers.MENU_START_OVER,
        scene.taps.start_over,
        colour=Role.MUTED,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Container(display(scene.house.name, size=Size.HEAD), expand=True),
                ft.Container(membership(state, scene) if beside else None, visible=beside),
                out,
            ],
            spacing=Space.TIGHT,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        height=TOP,
        padding=ft.Padding.only(left=Space.WIDE if wide else Space.NORMAL, right=Space.SNUG),
    )


def _choices(state: Menu, scene: Scene) -> list[ft.Control]:
    return [
        word_choice(
            say(each.name, scene.texts.code),
            identifiers.menu_category(each.id),
            scene.taps.category(each),
            chosen=each.id == state.category.id,
        )
        for each in scene.catalog.categories
    ]


def _column(state: Menu, scene: Scene) -> ft.Control:
    return ft.Container(
        ft.Column(_choices(state, scene), spacing=Space.TIGHT, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.only(left=Space.NORMAL, right=Space.TIGHT, top=TOP),
    )


def _chips(state: Menu, scene: Scene) -> ft.Control:
    return ft.Container(
        ft.Row(_choices(state, scene), spacing=Space.TIGHT, scroll=ft.ScrollMode.HIDDEN),
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
    )


def _dishes(state: Menu, scene: Scene) -> ft.Control:
    columns = COLUMNS[scene.size]
    products = scene.catalog.of(state.category.id)
    cards = [_card(product, state.order, scene) for product in products]
    rows = [_row(cards[i : i + columns], columns) for i in range(0, len(cards), columns)]
    title = heading(say(state.category.name, scene.texts.code), size=Size.HEAD)
    return ft.Column(
        [
            ft.Container(
                ft.Column([title, *rows], spacing=Space.NORMAL),
                padding=ft.Padding.only(left=Space.WIDE, right=Space.WIDE, bottom=Space.ROOMY)
                if scene.size is not SizeClass.COMPACT
                else ft.Padding.only(left=Space.NORMAL, right=Space.NORMAL, bottom=Space.WIDE),
            )
        ],
        scroll=ft.ScrollMode.AUTO,
        expand=True,
    )


def _row(cards: list[ft.Control], columns: int) -> ft.Control:
    places: list[ft.Control] = [ft.Container(card, expand=1) for card in cards]
    places += [ft.Container(expand=1) for _ in range(columns - len(cards))]
    return ft.Row(places, spacing=Space.NORMAL, vertical_alignment=ft.CrossAxisAlignment.START)


def _card(product: Product, order: Order, scene: Scene) -> ft.Control:
    texts = scene.texts
    face = CardFace(
        product=product.id,
        name=say(product.name, texts.code),
        description=say(product.description, texts.code),
        price=texts.price(product.price.minor, product.price.currency),
        picture=f"/{product.picture}.png" if product.picture else None,
        allergens=product.allergens,
        quantity=sum(line.quantity for line in order.lines if line.product_id == product.id),
        sold_out=product.sold_out,
    )
    return product_card(
        face,
        texts,
        on_add=scene.taps.product(product),
        on_less=scene.taps.less_of(product),
        wide=scene.size is SizeClass.COMPACT,
    )

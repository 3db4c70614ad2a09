"""What may be added to a dish, and a note to the kitchen."""

import flet as ft

from app.domain.catalog import Modifier, ModifierGroup, say
from app.ui import identifiers
from app.ui.components.buttons import primary_button, text_button
from app.ui.components.sheets import sheet
from app.ui.components.text import caption, figures, heading, lead
from app.ui.identifiers import ident, modifier_option
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Choice
from app.ui.theme import Corner, Role, Size, Space, Touch


def choosing(choice: Choice, scene: Scene) -> ft.BottomSheet:
    """One sheet: the groups, the note, and the price on the button."""
    texts = scene.texts
    product = choice.product
    price = texts.price(choice.price.minor, choice.price.currency)
    add = texts.t("Add for {price}", price=price)
    return sheet(
        [
            heading(say(product.name, texts.code), size=Size.HEAD),
            *(_group(group, choice, scene) for group in product.modifier_groups),
            ft.Row([ident(identifiers.MODIFIER_NOTE, scene.note, expand=True)]),
            ft.Column(
                [
                    primary_button(
                        add, identifiers.MODIFIER_CONFIRM, scene.taps.confirm if choice.is_complete else None
                    ),
                    text_button(texts.t("Not now"), identifiers.MODIFIER_CANCEL, scene.taps.cancel_choice),
                ],
                spacing=Space.TIGHT,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                tight=True,
            ),
        ],
        on_dismiss=scene.taps.choice_dismissed(product.id),
    )


def _group(group: ModifierGroup, choice: Choice, scene: Scene) -> ft.Control:
    rows = [_option(modifier, choice, scene) for modifier in group.modifiers]
    rule = _rule(group, scene)
    return ft.Column(
        [
            ft.Row([lead(say(group.name, scene.texts.code)), caption(rule)], spacing=Space.SNUG),
            *rows,
        ],
        spacing=Space.TIGHT,
        tight=True,
    )


def _rule(group: ModifierGroup, scene: Scene) -> str:
    texts = scene.texts
    if group.least:
        return texts.n("Choose {count}", "Choose {count}", group.least)
    return texts.n("At most {count}", "At most {count}", group.most)


def _option(modifier: Modifier, choice: Choice, scene: Scene) -> ft.Control:
    chosen = modifier.id in choice.modifiers
    texts = scene.texts
    price = f"+{texts.price(modifier.price.minor, modifier.price.currency)}" if modifier.price else ""
    icon = ft.Icons.CHECK_CIRCLE if chosen else ft.Icons.CIRCLE_OUTLINED
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=modifier_option(modifier.id),
            button=True,
            selected=chosen,
            content=ft.Container(
                ft.Row(
                    [
                        ft.Icon(icon, color=Role.ACCENT if chosen else Role.MUTED),
                        ft.Container(lead(say(modifier.name, texts.code)), expand=True),
                        figures(price, colour=Role.MUTED),
                    ],
                    spacing=Space.SNUG,
                    vertical_alignment=ft.CrossAxisAlignment.CENTER,
                ),
                height=Touch.PRIMARY,
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
                bgcolor=Role.ACCENT_SOFT if chosen else Role.SURFACE,
                border=ft.Border.all(1, Role.ACCENT if chosen else Role.LINE),
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=scene.taps.toggle(modifier.id),
            ),
        )
    )

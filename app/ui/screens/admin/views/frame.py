"""The rail beside every page, or below it on a phone. The tree is the same at every size."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import icon_button, text_button
from app.ui.components.text import MEDIUM, STRONG, caption, display
from app.ui.kit import SizeClass
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import Here, Inside
from app.ui.theme import Corner, Role, Size, Space, Touch

RAIL = {SizeClass.COMPACT: 0, SizeClass.MEDIUM: 116, SizeClass.EXPANDED: 232}
BAR = 64
ICONS = {
    Here.OVERVIEW: ft.Icons.FACT_CHECK_OUTLINED,
    Here.PAYMENTS: ft.Icons.PAYMENTS_OUTLINED,
    Here.MESSAGES: ft.Icons.OUTBOX_OUTLINED,
    Here.PONGO: ft.Icons.STOREFRONT_OUTLINED,
    Here.REWARDS: ft.Icons.CARD_GIFTCARD_OUTLINED,
}


def framed(state: Inside, content: ft.Control, scene: Scene) -> ft.Control:
    """Rail, page, bar; whichever the size does not want is hidden and not taken away."""
    middle = ft.Column(
        [
            ft.Container(_head(scene) if scene.compact else None, visible=scene.compact),
            ft.Container(content, expand=True),
            ft.Container(_bar(state, scene) if scene.compact else None, visible=scene.compact),
        ],
        spacing=0,
        expand=True,
    )
    return ft.Container(
        ft.Row(
            [
                ft.Container(
                    None if scene.compact else _rail(state, scene), width=RAIL[scene.size], visible=not scene.compact
                ),
                middle,
            ],
            spacing=0,
            vertical_alignment=ft.CrossAxisAlignment.STRETCH,
            expand=True,
        ),
        bgcolor=Role.PAPER,
        expand=True,
    )


def _rail(state: Inside, scene: Scene) -> ft.Control:
    wide = scene.size is SizeClass.EXPANDED
    places: list[ft.Control] = [_place(each, state, scene, beside=wide) for each in Here]
    texts = scene.texts
    name = ft.Container(
        display(scene.name, size=Size.TITLE, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS),
        padding=ft.Padding.only(left=Space.SNUG, right=Space.TIGHT, top=Space.TIGHT, bottom=Space.NORMAL),
        visible=wide,
    )
    who = ft.Container(
        caption(texts.t("Signed in: {name}", name=state.who))
        if wide
        else caption(state.who, no_wrap=True, text_align=ft.TextAlign.CENTER),
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL if wide else 0),
    )
    out = (
        ft.Row([text_button(texts.t("Sign out"), identifiers.ADMIN_SIGN_OUT, scene.taps.sign_out)])
        if wide
        else ft.Row([_sign_out(scene)], alignment=ft.MainAxisAlignment.CENTER)
    )
    return ft.Container(
        ft.Column(
            [name, *places, ft.Container(expand=True), who, out],
            spacing=Space.HAIR,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.SURFACE,
        border=ft.Border.only(right=ft.BorderSide(1, Role.LINE)),
        padding=ft.Padding.symmetric(horizontal=Space.SNUG if wide else Space.TIGHT, vertical=Space.NORMAL),
        expand=True,
    )


def _head(scene: Scene) -> ft.Control:
    name = display(scene.name, size=Size.TITLE, max_lines=1, overflow=ft.TextOverflow.ELLIPSIS)
    return ft.Container(
        ft.Row([ft.Container(name, expand=True), _sign_out(scene)], vertical_alignment=ft.CrossAxisAlignment.CENTER),
        padding=ft.Padding.only(left=Space.NORMAL, right=Space.HAIR),
        border=ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
        bgcolor=Role.SURFACE,
    )


def _sign_out(scene: Scene) -> ft.Control:
    words_ = scene.texts.t("Sign out")
    return icon_button(ft.Icons.LOGOUT, words_, identifiers.ADMIN_SIGN_OUT, scene.taps.sign_out, colour=Role.MUTED)


def _bar(state: Inside, scene: Scene) -> ft.Control:
    places = [ft.Container(_place(each, state, scene, beside=False), expand=1) for each in Here]
    return ft.Container(
        ft.Row(list(places), spacing=0),
        bgcolor=Role.SURFACE,
        border=ft.Border.only(top=ft.BorderSide(1, Role.LINE)),
        padding=ft.Padding.symmetric(horizontal=Space.HAIR, vertical=Space.HAIR),
    )


def _place(place: Here, state: Inside, scene: Scene, *, beside: bool) -> ft.Control:
    chosen = place is state.here
    colour = Role.ON_ACCENT_SOFT if chosen else Role.MUTED
    icon = ft.Icon(ICONS[place], size=22, color=colour)
    label = ft.Text(
        words.here(place, scene.texts),
        size=Size.BODY if beside else Size.CAPTION,
        weight=STRONG if chosen else MEDIUM,
        color=Role.INK if chosen else Role.MUTED,
        no_wrap=True,
    )
    content: ft.Control = (
        ft.Row([icon, label], spacing=Space.SNUG)
        if beside
        else ft.Column(
            [icon, label],
            spacing=2,
            tight=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifiers.admin_place(place),
            button=True,
            selected=chosen,
            content=ft.Container(
                content,
                height=Touch.LEAST if beside else BAR,
                alignment=ft.Alignment.CENTER_LEFT if beside else ft.Alignment.CENTER,
                padding=ft.Padding.symmetric(horizontal=Space.SNUG if beside else 0),
                bgcolor=Role.ACCENT_SOFT if chosen else None,
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=scene.taps.go(place),
            ),
        )
    )

"""The door: the passcode is asked for, or how to set one is told."""

from collections.abc import Sequence

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import primary_button, text_button
from app.ui.components.choices import word_choice, words_row
from app.ui.components.text import body, display, figures, heading, muted
from app.ui.identifiers import ident, live
from app.ui.screens.admin import words
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.state import SignIn
from app.ui.texts import LANGUAGES
from app.ui.theme import Corner, Role, Size, Space

WIDTH = 440
SETTING = "TAFFEL_ADMIN_PASSCODE"


def sign_in(state: SignIn, scene: Scene) -> ft.Control:
    """Name, passcode, one button."""
    texts = scene.texts
    fault = words.sign_in_fault(state, texts)
    told = (
        [live(identifiers.ADMIN_FAULT, body(fault, colour=Role.WRONG if state.fault else Role.MUTED))] if fault else []
    )
    return _door(
        [
            heading(texts.t("Admin"), level=2),
            muted(texts.t("For those who run the restaurant.")),
            ft.Row([ident(identifiers.ADMIN_NAME, scene.fields.who, expand=True)]),
            ft.Row([ident(identifiers.ADMIN_PASSCODE, scene.fields.passcode, expand=True)]),
            *told,
            primary_button(texts.t("Sign in"), identifiers.ADMIN_SIGN_IN, scene.taps.sign_in),
        ],
        scene,
    )


def shut(scene: Scene) -> ft.Control:
    """How to open the admin."""
    texts = scene.texts
    return _door(
        [
            heading(texts.t("The admin is closed"), level=2),
            body(texts.t("No passcode is set. Set this on the hub, at least six characters, and start it again:")),
            ft.Container(
                figures(SETTING, size=Size.BODY, selectable=True),
                bgcolor=Role.PAPER,
                border_radius=Corner.SMALL,
                padding=Space.SNUG,
            ),
        ],
        scene,
    )


def _door(parts: Sequence[ft.Control], scene: Scene) -> ft.Control:
    texts = scene.texts
    languages = [
        word_choice(each.name, identifiers.welcome_language(each.code), scene.taps.language(each.code), chosen=chosen)
        for each in LANGUAGES
        for chosen in [each.code == texts.code]
    ]
    plate = ft.Container(
        ft.Column(list(parts), spacing=Space.NORMAL, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=Space.WIDE,
    )
    ways = ft.Row(
        [
            text_button(texts.t("To the tablet"), identifiers.ADMIN_LEAVE, scene.taps.leave, flush=True),
            words_row(languages),
        ],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
    )
    column = ft.Column(
        [display(scene.name, size=Size.LARGE), plate, ways],
        spacing=Space.WIDE,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return ft.Container(
        ft.Column(
            [ft.Container(column, width=WIDTH, padding=Space.NORMAL)],
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            scroll=ft.ScrollMode.AUTO,
        ),
        bgcolor=Role.PAPER,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )

"""Welcome: the restaurant's name, two large choices, languages as words."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import text_button
from app.ui.components.choices import big_choice, word_choice, words_row
from app.ui.components.text import body, display, muted
from app.ui.kit import SizeClass
from app.ui.screens.self_order.scene import Scene
from app.ui.screens.self_order.state import Welcome
from app.ui.texts import LANGUAGES
from app.ui.theme import Role, Size, Space

EAT_HERE = "/pictures/eat_here.png"
TAKE_AWAY = "/pictures/take_away.png"
CARD = {SizeClass.COMPACT: 158, SizeClass.MEDIUM: 320, SizeClass.EXPANDED: 320}


def welcome(state: Welcome, scene: Scene) -> ft.Control:
    """Quiet ground, one question."""
    texts, taps = scene.texts, scene.taps
    compact = scene.size is SizeClass.COMPACT
    name = display(scene.house.name, size=Size.HUGE if compact else Size.GIANT, text_align=ft.TextAlign.CENTER)
    question = muted(texts.t("Where would you like to eat?"), text_align=ft.TextAlign.CENTER)
    width = CARD[scene.size]
    choices = ft.Row(
        [
            big_choice(texts.t("Eat here"), EAT_HERE, identifiers.WELCOME_EAT_HERE, taps.eat_here, width=width),
            big_choice(texts.t("Take away"), TAKE_AWAY, identifiers.WELCOME_TAKE_AWAY, taps.take_away, width=width),
        ],
        spacing=Space.SNUG if compact else Space.ROOMY,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return ft.Container(
        ft.Column(
            [
                ft.Container(expand=True),
                ft.Column([name, question], spacing=Space.NORMAL, horizontal_alignment=ft.CrossAxisAlignment.CENTER),
                choices,
                _failed(state, scene),
                ft.Container(expand=True),
                _foot(scene),
            ],
            spacing=Space.GREAT,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            alignment=ft.MainAxisAlignment.CENTER,
        ),
        bgcolor=Role.PAPER,
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.WIDE),
        expand=True,
    )


def _failed(state: Welcome, scene: Scene) -> ft.Control:
    words = scene.texts.t("The till cannot save anything right now")
    return ft.Container(body(words, colour=Role.WRONG) if state.failed else None, visible=state.failed)


def _foot(scene: Scene) -> ft.Control:
    languages = [
        word_choice(
            each.name,
            identifiers.welcome_language(each.code),
            scene.taps.language(each.code),
            chosen=each.code == scene.texts.code,
        )
        for each in LANGUAGES
    ]
    looks = text_button(
        scene.texts.t("Accessibility"),
        identifiers.WELCOME_ACCESSIBILITY,
        scene.taps.accessibility,
        icon=ft.Icons.ACCESSIBILITY_NEW,
    )
    return ft.Row(
        [words_row(languages), looks], alignment=ft.MainAxisAlignment.SPACE_BETWEEN, wrap=True, spacing=Space.NORMAL
    )

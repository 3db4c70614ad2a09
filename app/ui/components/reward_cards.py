"""Rewards as quiet cards: what it is, what it costs, and one button; the glow is only its star."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.ui.components.buttons import Tap, secondary_button, text_button
from app.ui.components.text import STRONG, caption, lead
from app.ui.identifiers import REWARD_BACK, REWARD_NUDGE, live, reward_card, reward_use
from app.ui.theme import Corner, Role, Size, Space, Touch


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardFace:
    """A reward as it is shown; ``buttons`` are its uses: (name for programs, words, tap). None: not now, and why."""

    key: str
    name: str
    below: str
    buttons: Sequence[tuple[str, str, Tap | None]] = ()


def reward_row(face: RewardFace) -> ft.Control:
    """One reward; several choices stand below each other, so that no word is cut."""
    open_now = bool(face.buttons)
    words = _words(face.name, face.below, strong=open_now)
    buttons = [
        secondary_button(label, reward_use(name), on_tap, height=Touch.LEAST) for name, label, on_tap in face.buttons
    ]
    if len(buttons) == 1:
        inside: ft.Control = _beside([_star(lit=open_now), words, buttons[0]])
    else:
        inside = ft.Column(
            [_beside([_star(lit=open_now), words]), *buttons],
            spacing=Touch.APART,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    return ft.Semantics(identifier=reward_card(face.key), container=True, content=_card(inside, lit=False))


def taken_row(name: str, below: str, back_words: str, on_back: Tap | None) -> ft.Control:
    """The reward that is on the order, on glow, and the way to take it back."""
    back = text_button(back_words, REWARD_BACK, on_back, colour=Role.ON_GLOW_SOFT)
    return _card(_beside([_star(lit=True), _words(name, below, strong=True, colour=Role.ON_GLOW_SOFT), back]), lit=True)


def nudge_row(words: str, below: str) -> ft.Control:
    """What is near, in one sentence, and beneath it a word such as *estimate*."""
    text = ft.Text(words, size=Size.BODY, color=Role.ON_GLOW_SOFT, weight=STRONG)
    both = ft.Column([text, caption(below, colour=Role.ON_GLOW_SOFT)], spacing=2, tight=True, expand=True)
    return live(REWARD_NUDGE, _card(_beside([_star(lit=True), both]), lit=True))


def _words(name: str, below: str, *, strong: bool, colour: ft.Colors = Role.INK) -> ft.Control:
    ink = colour if strong else Role.MUTED
    return ft.Column(
        [
            lead(name, colour=ink, max_lines=3, overflow=ft.TextOverflow.ELLIPSIS),
            caption(below, colour=colour if colour is not Role.INK else Role.MUTED),
        ],
        spacing=2,
        tight=True,
        expand=True,
    )


def _star(*, lit: bool) -> ft.Control:
    return ft.Icon(ft.Icons.STAR_ROUNDED, size=22, color=Role.GLOW if lit else Role.LINE)


def _beside(parts: list[ft.Control]) -> ft.Control:
    return ft.Row(parts, spacing=Space.SNUG, vertical_alignment=ft.CrossAxisAlignment.CENTER)


def _card(inside: ft.Control, *, lit: bool) -> ft.Control:
    return ft.Container(
        inside,
        bgcolor=Role.GLOW_SOFT if lit else Role.SURFACE,
        border=None if lit else ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.SNUG),
    )

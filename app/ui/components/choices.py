"""Large choices, words to choose from, and switches with plain words."""

from collections.abc import Callable, Sequence
from typing import Any

import flet as ft

from app.ui.components.buttons import Tap
from app.ui.components.picture import picture
from app.ui.components.text import MEDIUM, REGULAR, STRONG, body
from app.ui.theme import Corner, Role, Size, Space, Touch


def big_choice(words: str, source: str, identifier: str, on_tap: Tap | None, *, width: int | None = None) -> ft.Control:
    """A picture card that is one large button."""
    label = ft.Text(words, size=Size.HEAD, weight=STRONG, color=Role.INK, text_align=ft.TextAlign.CENTER)
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifier,
            button=True,
            content=ft.Container(
                ft.Column(
                    [
                        picture(words, source, corner=0),
                        ft.Container(label, padding=ft.Padding.symmetric(horizontal=Space.TIGHT, vertical=Space.WIDE)),
                    ],
                    spacing=0,
                    horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                    tight=True,
                ),
                bgcolor=Role.SURFACE,
                border=ft.Border.all(1, Role.LINE),
                border_radius=Corner.SHEET,
                clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
                ink=True,
                on_click=on_tap,
                width=width,
            ),
        )
    )


def word_choice(words: str, identifier: str, on_tap: Tap | None, *, chosen: bool, framed: bool = False) -> ft.Control:
    """One word among a few: a language, a category. The chosen one is strong and lies on the accent.

    `framed`: each has a hairline, where nothing around them tells that they can be tapped.
    """
    label = ft.Text(
        words, size=Size.LEAD, weight=MEDIUM if chosen else REGULAR, color=Role.INK if chosen else Role.MUTED
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifier,
            button=True,
            selected=chosen,
            content=ft.Container(
                ft.Row([label], tight=True, vertical_alignment=ft.CrossAxisAlignment.CENTER),
                height=Touch.LEAST,
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
                bgcolor=Role.ACCENT_SOFT if chosen else None,
                border=ft.Border.all(1, Role.ACCENT if chosen else Role.LINE) if framed else None,
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=on_tap,
            ),
        )
    )


def words_row(words: Sequence[ft.Control]) -> ft.Control:
    """Words beside each other, far enough apart for a finger."""
    return ft.Row(list(words), spacing=Touch.APART, wrap=True, run_spacing=Touch.APART)


def switch_row(
    words: str, identifier: str, *, value: bool, on_change: Callable[..., Any], below: str = ""
) -> ft.Control:
    """A switch with its sentence; the whole sentence is its name."""
    switch = ft.Semantics(identifier=identifier, content=ft.Switch(value=value, on_change=on_change))
    return ft.MergeSemantics(
        ft.ListTile(
            title=body(words),
            subtitle=body(below, colour=Role.MUTED) if below else None,
            trailing=switch,
            toggle_inputs=True,
            content_padding=ft.Padding.symmetric(vertical=Space.HAIR),
            min_height=Touch.PRIMARY,
        )
    )

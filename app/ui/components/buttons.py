"""Buttons: one primary a screen, the rest quieter; all at least 48 high."""

import functools
from collections.abc import Callable
from typing import Any

import flet as ft

from app.ui.components.text import STRONG
from app.ui.identifiers import ident
from app.ui.theme import Corner, Font, Role, Size, Space, Touch

Tap = Callable[..., Any]


def primary_button(
    words: str, identifier: str, on_tap: Tap | None, *, icon: ft.IconData | None = None, busy: bool = False
) -> ft.Control:
    """The next step: as wide as its place, 56 high. `None` for `on_tap`, or busy, means not now."""
    return ident(
        identifier,
        ft.FilledButton(
            content=_words(words, icon, busy=busy),
            height=Touch.PRIMARY,
            elevation=0,
            disabled=busy or on_tap is None,
            on_click=on_tap,
            style=_shape(),
        ),
    )


def secondary_button(
    words: str, identifier: str, on_tap: Tap | None, *, icon: ft.IconData | None = None, height: int = Touch.PRIMARY
) -> ft.Control:
    """Another way that is just as good: a hairline instead of a fill, the same size."""
    return ident(
        identifier,
        ft.OutlinedButton(
            content=_words(words, icon),
            height=height,
            disabled=on_tap is None,
            on_click=on_tap,
            style=_shape(bgcolor=Role.SURFACE, color=Role.INK, side=ft.BorderSide(1, Role.LINE)),
        ),
    )


def text_button(
    words: str,
    identifier: str,
    on_tap: Tap | None,
    *,
    icon: ft.IconData | None = None,
    colour: ft.Colors | None = None,
    flush: bool = False,
) -> ft.Control:
    """A way back or out, 48 high; `flush` when its words shall stand at the left edge of what is above."""
    return ident(
        identifier,
        ft.TextButton(
            content=_words(words, icon),
            height=Touch.LEAST,
            disabled=on_tap is None,
            on_click=on_tap,
            style=_shape(color=colour or Role.ACCENT, horizontal=0 if flush else Space.NORMAL),
        ),
    )


def stage_button(words: str, identifier: str, on_tap: Tap | None, *, filled: bool = True) -> ft.Control:
    """A button on the accent-filled paid screen."""
    rim = ft.BorderSide(1, ft.Colors.with_opacity(0.4, Role.ON_STAGE))
    look = (
        _shape(bgcolor=Role.ON_STAGE, color=Role.STAGE)
        if filled
        else _shape(bgcolor=ft.Colors.TRANSPARENT, color=Role.ON_STAGE, side=rim)
    )
    kind = functools.partial(ft.FilledButton, elevation=0) if filled else ft.OutlinedButton
    button = kind(content=_words(words), height=Touch.PRIMARY, disabled=on_tap is None, on_click=on_tap, style=look)
    return ident(identifier, button)


def icon_button(
    icon: ft.IconData, words: str, identifier: str, on_tap: Tap | None, *, colour: ft.Colors = Role.INK
) -> ft.Control:
    """A round 48 px button whose name is spoken, not shown."""
    return ident(
        identifier,
        ft.IconButton(
            icon=icon,
            icon_size=22,
            icon_color=colour,
            tooltip=words,
            width=Touch.LEAST,
            height=Touch.LEAST,
            disabled=on_tap is None,
            on_click=on_tap,
        ),
    )


def _words(words: str, icon: ft.IconData | None = None, *, busy: bool = False) -> ft.Control:
    text = ft.Text(words, no_wrap=True, overflow=ft.TextOverflow.ELLIPSIS, text_align=ft.TextAlign.CENTER)
    if busy:
        ring = ft.ProgressRing(width=20, height=20, stroke_width=2, color=Role.MUTED)
        unspoken = ft.Semantics(exclude_semantics=True, content=ring)  # spoken, it would take the button's own role
        return _beside(unspoken, text)
    if icon is None:
        return text
    return _beside(ft.Icon(icon, size=22), text)


def _beside(mark: ft.Control, text: ft.Text) -> ft.Control:
    text.expand_loose = True
    text.expand = True
    return ft.Row([mark, text], alignment=ft.MainAxisAlignment.CENTER, spacing=Space.SNUG, tight=True)


def _shape(
    *,
    bgcolor: ft.Colors | None = None,
    color: ft.Colors | None = None,
    side: ft.BorderSide | None = None,
    horizontal: int = Space.WIDE,
) -> ft.ButtonStyle:
    return ft.ButtonStyle(
        shape=ft.RoundedRectangleBorder(radius=Corner.BUTTON),
        padding=ft.Padding.symmetric(horizontal=horizontal),
        text_style=ft.TextStyle(size=Size.LEAD, weight=STRONG, font_family=Font.SANS, letter_spacing=0),
        elevation=0,
        bgcolor={ft.ControlState.DISABLED: Role.LINE, ft.ControlState.DEFAULT: bgcolor} if bgcolor else None,
        color={ft.ControlState.DISABLED: Role.MUTED, ft.ControlState.DEFAULT: color} if color else None,
        side=side,
    )

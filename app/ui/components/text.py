"""Words on a screen, in the sizes and weights of the scale."""

from typing import Any

import flet as ft

from app.ui.theme import Font, Role, Size

REGULAR = ft.FontWeight.W_400
MEDIUM = ft.FontWeight.W_500
STRONG = ft.FontWeight.W_600

Colour = ft.Colors | str


def body(words: str, *, colour: Colour = Role.INK, **more: Any) -> ft.Text:
    """Running text."""
    return ft.Text(words, size=Size.BODY, color=colour, style=ft.TextStyle(height=1.45, letter_spacing=0), **more)


def muted(words: str, **more: Any) -> ft.Text:
    """Running text that may be skipped."""
    return body(words, colour=Role.MUTED, **more)


def caption(words: str, *, colour: Colour = Role.MUTED, **more: Any) -> ft.Text:
    """A small label; never for anything a guest must read."""
    return ft.Text(words, size=Size.CAPTION, color=colour, style=ft.TextStyle(letter_spacing=0), **more)


def lead(words: str, *, colour: Colour = Role.INK, **more: Any) -> ft.Text:
    """The name of a thing: a dish, a line, a choice."""
    return ft.Text(
        words, size=Size.LEAD, weight=STRONG, color=colour, style=ft.TextStyle(height=1.25, letter_spacing=-0.1), **more
    )


def heading(words: str, *, level: int = 2, size: int = Size.HEAD, colour: Colour = Role.INK, **more: Any) -> ft.Control:
    """A heading for eyes and screen readers."""
    style = ft.TextStyle(height=1.2, letter_spacing=-0.3)
    text = ft.Text(words, size=size, weight=STRONG, color=colour, style=style, **more)
    return ft.Semantics(header=True, heading_level=level, content=text)


def display(words: str, *, size: int = Size.HUGE, level: int = 1, colour: Colour = Role.INK, **more: Any) -> ft.Control:
    """The serif: the restaurant's name, the order number, nothing else."""
    style = ft.TextStyle(height=1.1, letter_spacing=-0.5)
    text = ft.Text(words, size=size, font_family=Font.DISPLAY, color=colour, style=style, **more)
    return ft.Semantics(header=True, heading_level=level, content=text)


def figures(
    words: str, *, size: int = Size.LEAD, strong: bool = False, colour: Colour = Role.INK, **more: Any
) -> ft.Text:
    """Money and time, in figures of one width so that nothing jumps."""
    return ft.Text(
        words,
        size=size,
        font_family=Font.FIGURES,
        weight=STRONG if strong else MEDIUM,
        color=colour,
        no_wrap=True,
        style=ft.TextStyle(letter_spacing=0),
        **more,
    )

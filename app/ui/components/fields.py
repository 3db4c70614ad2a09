"""How a text field looks, for `kit.use_text_field(label, **field_look())`."""

from typing import Any, Final

import flet as ft

from app.ui.theme import Corner, Font, Role, Size, Space

_FORGETFUL: Final[dict[str, Any]] = {"autocorrect": False, "enable_suggestions": False}
"""For what tells of a person: on a tablet for all, no keyboard or browser may learn it and offer it to the next."""


def field_look() -> dict[str, Any]:
    """A quiet box of 56, the accent when it has the focus."""
    return {
        "text_size": Size.LEAD,
        "border": {
            ft.ControlState.FOCUSED: _outline(Role.ACCENT, 2),
            ft.ControlState.ERROR: _outline(Role.WRONG, 1),
            ft.ControlState.DEFAULT: _outline(Role.MUTED, 1),
        },
        "bgcolor": Role.SURFACE,
        "cursor_color": Role.ACCENT,
        "content_padding": ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.NORMAL),
        "label_style": ft.TextStyle(color=Role.MUTED),
        "error_style": ft.TextStyle(size=Size.BODY, color=Role.WRONG),
        "error_max_lines": 3,
    }


def phone_look() -> dict[str, Any]:
    """The same with a phone's keyboard and figures of one width."""
    return (
        field_look()
        | _FORGETFUL
        | {
            "keyboard_type": ft.KeyboardType.PHONE,
            "text_style": ft.TextStyle(font_family=Font.FIGURES, size=Size.TITLE),
        }
    )


def pin_look() -> dict[str, Any]:
    """Four hidden digits."""
    return (
        field_look()
        | _FORGETFUL
        | {
            "keyboard_type": ft.KeyboardType.NUMBER,
            "password": True,
            "input_filter": ft.InputFilter(allow=True, regex_string=r"^[0-9]{0,4}$", replacement_string=""),
            "text_style": ft.TextStyle(font_family=Font.FIGURES, size=Size.TITLE),
        }
    )


def passcode_look() -> dict[str, Any]:
    """Hidden as it is typed; never remembered, never corrected."""
    return field_look() | _FORGETFUL | {"password": True, "can_reveal_password": True}


def staff_pin_look() -> dict[str, Any]:
    """The same, never to be read: it is typed where guests look on."""
    return passcode_look() | {"can_reveal_password": False}


def table_look() -> dict[str, Any]:
    """A short name or number; no counter, because nobody comes near the end."""
    return field_look() | {
        "input_filter": ft.InputFilter(allow=True, regex_string=r"^.{0,20}$", replacement_string=""),
    }


def amount_look() -> dict[str, Any]:
    """Figures of one width and a keyboard for numbers."""
    return field_look() | {
        "keyboard_type": ft.KeyboardType.NUMBER,
        "text_style": ft.TextStyle(font_family=Font.FIGURES, size=Size.TITLE),
    }


def _outline(colour: ft.Colors, width: int) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, colour), border_radius=Corner.BUTTON)

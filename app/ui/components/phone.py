"""A phone number as a guest may see it on a shared screen."""

import flet as ft

from app.ui.components.text import figures
from app.ui.theme import Role, Size, Space


def masked_phone(masked: str, *, size: int = Size.LEAD) -> ft.Control:
    """The number with all but its last digits hidden; masking is the domain's work."""
    return ft.Row(
        [ft.Icon(ft.Icons.SMARTPHONE, size=size, color=Role.MUTED), figures(masked, size=size, colour=Role.MUTED)],
        spacing=Space.TIGHT,
        tight=True,
    )

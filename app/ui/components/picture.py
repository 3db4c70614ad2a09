"""Pictures with our corners; a missing one is a tinted plate with the dish's initial, never a broken frame."""

import flet as ft

from app.ui.theme import Corner, Font, Role, Size

RATIO = 4 / 3


def picture(
    name: str, source: str | None, *, corner: ft.BorderRadiusValue = Corner.CARD, ratio: float | None = RATIO
) -> ft.Control:
    """A picture, cropped to 4:3; `source` is a path below the assets or one of our own addresses."""
    plate = initial_plate(name)
    content: ft.Control = plate
    if source:
        content = ft.Image(
            src=source,
            fit=ft.BoxFit.COVER,
            error_content=plate,
            gapless_playback=True,
            exclude_from_semantics=True,
            filter_quality=ft.FilterQuality.MEDIUM,
            expand=True,
        )
    return ft.Container(content, aspect_ratio=ratio, border_radius=corner, clip_behavior=ft.ClipBehavior.ANTI_ALIAS)


def initial_plate(name: str) -> ft.Control:
    """The tinted plate with an initial."""
    initial = ft.Text(name.strip()[:1].upper(), size=Size.HUGE, font_family=Font.DISPLAY, color=Role.ON_ACCENT_SOFT)
    return ft.Container(
        ft.Semantics(exclude_semantics=True, content=initial),
        bgcolor=Role.ACCENT_SOFT,
        alignment=ft.Alignment.CENTER,
        expand=True,
    )


def drawing(source: str, size: int) -> ft.Control:
    """A square decoration that says nothing new."""
    return ft.Image(
        src=source, width=size, height=size, fit=ft.BoxFit.CONTAIN, exclude_from_semantics=True, gapless_playback=True
    )

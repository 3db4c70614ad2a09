"""The common ground: a way back on top, the content in the middle, what stays in reach at the foot."""

from collections.abc import Sequence

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import Tap, icon_button
from app.ui.components.text import caption, display, lead
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.theme import Corner, Layout, Role, Size, Space, Touch

TOP = 72

WIDTHS = {SizeClass.COMPACT: 328, SizeClass.MEDIUM: 560, SizeClass.EXPANDED: 512}
"""How wide one column of words and buttons is; the narrowest fits a phone of 360."""


def frame(
    content: ft.Control,
    scene: Scene,
    *,
    back: Tap | None = None,
    title: str = "",
    foot: ft.Control | None = None,
    hears: bool = False,
) -> ft.Control:
    """A screen on paper; only the content scrolls. The tree is the same at every size. `hears`: scanners that type."""
    return ft.Container(
        ft.Column(
            [
                _top(scene, back, title or scene.place),
                ft.Container(scene.pieces.ear() if hears else None, visible=hears),
                ft.Column(
                    [
                        ft.Container(
                            content,
                            padding=ft.Padding.only(
                                left=Space.NORMAL, right=Space.NORMAL, top=Space.TIGHT, bottom=Space.ROOMY
                            ),
                        )
                    ],
                    expand=True,
                    scroll=ft.ScrollMode.AUTO,
                    alignment=ft.MainAxisAlignment.CENTER,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
                ft.Container(foot, visible=foot is not None),
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.PAPER,
        expand=True,
    )


def empty_table() -> ft.Control:
    """Paper with nothing on it but perhaps a sheet."""
    return ft.Container(bgcolor=Role.PAPER, expand=True)


def one_line(content: ft.Control) -> ft.Control:
    """A foot of one line of words, in the middle; buttons are as high as they are."""
    return ft.Container(content, height=Touch.LEAST, alignment=ft.Alignment.CENTER)


def buttons_at_foot(content: ft.Control, scene: Scene) -> ft.Control:
    """The way on where all is one column, as wide as the column, where nothing can push it out of sight."""
    narrow = scene.size is SizeClass.COMPACT
    inside = (
        content
        if narrow
        else ft.Row([ft.Container(content, width=Layout.READING)], alignment=ft.MainAxisAlignment.CENTER)
    )
    return ft.Container(inside, padding=ft.Padding.symmetric(horizontal=Space.ROOMY, vertical=Space.SNUG))


def headline(scene: Scene) -> int:
    """The size of a screen's first words."""
    return Size.HEAD if scene.size is SizeClass.COMPACT else Size.LARGE


def card(content: Sequence[ft.Control], scene: Scene, *, centred: bool = True) -> ft.Control:
    """One column in the middle of the screen."""
    across = ft.CrossAxisAlignment.CENTER if centred else ft.CrossAxisAlignment.STRETCH
    column = ft.Column(list(content), spacing=Space.WIDE, tight=True, horizontal_alignment=across)
    return ft.Row([ft.Container(column, width=WIDTHS[scene.size])], alignment=ft.MainAxisAlignment.CENTER, wrap=True)


def stretched(*controls: ft.Control, spacing: int = Space.SNUG) -> ft.Control:
    """Buttons and fields below each other, each as wide as the column."""
    return ft.Column(list(controls), spacing=spacing, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH)


def labelled(control: ft.Control, label: str | None, *, colour: ft.Colors = Role.MUTED) -> ft.Control:
    """A button with a word beneath it that says how its number is meant; the button alone where there is none."""
    if label is None:
        return control
    return stretched(control, caption(label, colour=colour, text_align=ft.TextAlign.CENTER), spacing=Space.TIGHT)


def plate(content: ft.Control, *, padding: int = Space.WIDE) -> ft.Control:
    """A quiet white plate with a hairline."""
    return ft.Container(
        content,
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        padding=padding,
    )


def _top(scene: Scene, back: Tap | None, title: str) -> ft.Control:
    way_back = icon_button(ft.Icons.ARROW_BACK, scene.texts.t("Back"), identifiers.IDENTIFY_BACK, back)
    middle = lead(title) if title else display(scene.house.name, size=Size.TITLE, colour=Role.MUTED)
    return ft.Container(
        ft.Row(
            [
                ft.Container(way_back, width=Space.VAST, visible=back is not None),
                ft.Container(width=Space.VAST, visible=back is None),
                ft.Container(middle, expand=True, alignment=ft.Alignment.CENTER),
                ft.Container(width=Space.VAST),
            ],
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=0,
        ),
        height=TOP,
        padding=ft.Padding.symmetric(horizontal=Space.TIGHT),
    )

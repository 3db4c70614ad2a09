"""The few pieces that every page of the admin is made of."""

from collections.abc import Sequence

import flet as ft

from app.ui.components.buttons import Tap, icon_button
from app.ui.components.text import STRONG, body, caption, figures, heading, lead, muted
from app.ui.screens.admin.scene import Scene
from app.ui.screens.admin.words import Said, Tone
from app.ui.texts.reasons import Reason
from app.ui.theme import Corner, Role, Size, Space, Touch

COLOURS = {Tone.GOOD: Role.GOOD, Tone.ATTENTION: Role.ATTENTION, Tone.WRONG: Role.WRONG, Tone.QUIET: Role.MUTED}
WIDEST = 880
"""Content is never wider: eyes lose the line."""


def page(
    title: str, parts: Sequence[ft.Control], scene: Scene, *, back: tuple[str, str, Tap] | None = None
) -> ft.Control:
    """A heading and what stands below it, scrolling. ``back`` is words, identifier and tap of the way back."""
    way: list[ft.Control] = []
    if back is not None:
        words, identifier, tap = back
        way = [icon_button(ft.Icons.ARROW_BACK, words, identifier, tap)]
    side = Space.NORMAL if scene.compact else Space.ROOMY
    head = ft.Row(
        [*way, ft.Container(heading(title, level=1), expand=True)],
        spacing=Space.TIGHT,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
    column = ft.Column(
        [ft.Container(head, height=Touch.PRIMARY), *parts],
        spacing=Space.NORMAL,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    inner = ft.Container(
        column, padding=ft.Padding.only(left=side, right=side, top=Space.NORMAL, bottom=Space.GREAT), width=WIDEST
    )
    return ft.Column(
        [ft.Row([ft.Container(inner, expand=True)]) if scene.compact else inner],
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH if scene.compact else ft.CrossAxisAlignment.START,
        expand=True,
    )


def card(parts: Sequence[ft.Control], *, tone: Tone | None = None, tight: bool = False) -> ft.Control:
    """A plate for things that belong together; one that needs somebody has a coloured edge."""
    edge = ft.BorderSide(1, Role.LINE) if tone is None else ft.BorderSide(1, COLOURS[tone])
    return ft.Container(
        ft.Column(
            list(parts),
            spacing=0 if tight else Space.TIGHT,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            tight=True,
        ),
        bgcolor=Role.SURFACE,
        border=ft.Border(left=edge, top=edge, right=edge, bottom=edge),
        border_radius=Corner.CARD,
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.TIGHT if tight else Space.NORMAL),
    )


def section(words: str) -> ft.Control:
    """The name of a group of cards."""
    return ft.Container(heading(words, size=Size.LEAD), padding=ft.Padding.only(top=Space.TIGHT))


def mark(said: Said) -> ft.Control:
    """A word with its tone: a dot, so that it is not told by colour alone, and the word itself."""
    dot = ft.Container(width=8, height=8, border_radius=Corner.ROUND, bgcolor=COLOURS[said.tone])
    colour = Role.INK if said.tone is Tone.QUIET else COLOURS[said.tone]
    words = ft.Text(said.words, size=Size.BODY, weight=STRONG, color=colour, style=ft.TextStyle(letter_spacing=0))
    return ft.Row([dot, words], spacing=Space.TIGHT, tight=True, vertical_alignment=ft.CrossAxisAlignment.CENTER)


def fact(label: str, value: ft.Control, *, below: str = "", last: bool = False) -> ft.Control:
    """A line of a card: what, and how it is; long values go below."""
    parts: list[ft.Control] = [
        ft.Row(
            [ft.Container(body(label), expand=True), value],
            spacing=Space.NORMAL,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        )
    ]
    if below:
        parts.append(muted(below))
    return ft.Container(
        ft.Column(parts, spacing=Space.HAIR, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        padding=ft.Padding.symmetric(vertical=Space.SNUG),
        border=None if last else ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
    )


def facts(rows: Sequence[tuple[str, ft.Control, str]]) -> ft.Control:
    """A card of facts."""
    last = len(rows) - 1
    return card(
        [fact(label, value, below=below, last=n == last) for n, (label, value, below) in enumerate(rows)], tight=True
    )


def tappable(identifier: str, content: ft.Control, on_tap: Tap, *, last: bool = False) -> ft.Control:
    """A row of a list that leads somewhere, as a whole."""
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifier,
            button=True,
            content=ft.Container(
                content,
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.SNUG),
                border=None if last else ft.Border.only(bottom=ft.BorderSide(1, Role.LINE)),
                ink=True,
                on_click=on_tap,
            ),
        )
    )


def rows(each: Sequence[ft.Control]) -> ft.Control:
    """A plate of tappable rows."""
    return ft.Container(
        ft.Column(list(each), spacing=0, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
        bgcolor=Role.SURFACE,
        border=ft.Border.all(1, Role.LINE),
        border_radius=Corner.CARD,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )


def nothing_here(words: str, below: str = "", *, icon: ft.IconData = ft.Icons.CHECK_CIRCLE_OUTLINE) -> ft.Control:
    """A calm plate for an empty list."""
    return card(
        [
            ft.Row(
                [ft.Icon(icon, color=Role.GOOD, size=24), ft.Container(lead(words), expand=True)],
                spacing=Space.SNUG,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            *([muted(below)] if below else []),
        ]
    )


def note(words: str, *, good: bool) -> ft.Control:
    """What came of the last deed, above everything else."""
    icon = ft.Icons.CHECK_CIRCLE_OUTLINE if good else ft.Icons.ERROR_OUTLINE
    colour = Role.ON_ACCENT_SOFT if good else Role.WRONG
    return ft.Container(
        ft.Row(
            [ft.Icon(icon, color=colour, size=22), ft.Container(body(words, colour=Role.INK), expand=True)],
            spacing=Space.SNUG,
        ),
        bgcolor=Role.ACCENT_SOFT if good else Role.SURFACE,
        border=ft.Border.all(1, Role.ACCENT_SOFT if good else Role.WRONG),
        border_radius=Corner.BUTTON,
        padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.SNUG),
    )


def amount(words: str, *, strong: bool = True) -> ft.Control:
    """Money at the right edge."""
    return figures(words, size=Size.BODY, strong=strong)


def small(words: str) -> ft.Control:
    """A detail for those who know."""
    return copied(caption(words, selectable=True))


def told(why: Reason) -> list[ft.Control]:
    """Why something did not work; nothing where nothing is known."""
    return [*([body(why.words)] if why.words else []), *([small(why.detail)] if why.detail else [])]


def copied(text: ft.Text) -> ft.Control:
    """A text that can be marked and copied, and still reads as text: Flutter would call it a disabled field."""
    return ft.Semantics(label=str(text.value), exclude_semantics=True, content=text)

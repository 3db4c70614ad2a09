"""The country before a phone number: the button that names it, the sheet to choose another, the line of help below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import Tap, text_button
from app.ui.components.sheets import sheet
from app.ui.components.text import MEDIUM, REGULAR, figures, heading, muted
from app.ui.theme import Corner, Role, Size, Space, Touch

WIDE: Final = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class CountrySheet:
    """Everything the sheet says, in the guest's language."""

    title: str
    close: str
    more: str
    nothing: str


def country_button(name: str, code: str, on_tap: Tap | None) -> ft.Control:
    """`+47` and a small arrow, as high as the field beside it; the country's name is spoken, not shown."""
    code_and_arrow = ft.Row(
        [figures(code, size=Size.LEAD), ft.Icon(ft.Icons.ARROW_DROP_DOWN, size=22, color=Role.MUTED)],
        spacing=0,
        tight=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    button = ft.OutlinedButton(
        content=code_and_arrow,
        height=Touch.PRIMARY,
        width=WIDE,
        disabled=on_tap is None,
        on_click=on_tap,
        style=ft.ButtonStyle(
            shape=ft.RoundedRectangleBorder(radius=Corner.BUTTON),
            padding=ft.Padding.only(left=Space.TIGHT),
            bgcolor=Role.SURFACE,
            side=ft.BorderSide(1, Role.MUTED),
        ),
    )
    return ft.MergeSemantics(ft.Semantics(identifier=identifiers.IDENTIFY_COUNTRY, label=name, content=button))


def country_row(region: str, name: str, code: str, on_tap: Tap, *, chosen: bool) -> ft.Control:
    """A country (ISO 3166) by its name and how it is dialled."""
    weight = MEDIUM if chosen else REGULAR
    words = ft.Text(
        name, size=Size.LEAD, weight=weight, color=Role.INK, expand=True, max_lines=2, overflow=ft.TextOverflow.ELLIPSIS
    )
    return ft.MergeSemantics(
        ft.Semantics(
            identifier=identifiers.identify_country(region),
            button=True,
            selected=chosen,
            content=ft.Container(
                ft.Row([words, figures(code, colour=Role.MUTED)], spacing=Space.NORMAL),
                height=Touch.PRIMARY,
                padding=ft.Padding.symmetric(horizontal=Space.NORMAL),
                bgcolor=Role.ACCENT_SOFT if chosen else None,
                border_radius=Corner.BUTTON,
                ink=True,
                on_click=on_tap,
            ),
        ),
        key=region,
    )


def country_sheet(
    said: CountrySheet, search: ft.Control, groups: Sequence[Sequence[ft.Control]], on_more: Tap | None, on_close: Tap
) -> ft.BottomSheet:
    """Countries below a field to search them; a hairline stands between the groups, plain words where none is left.

    `on_more` adds further rows, where there are any.
    """
    rows: list[ft.Control] = []
    for group in groups:
        if rows and group:
            rows.append(ft.Divider(height=Space.NORMAL, thickness=1, color=Role.LINE, key="line"))
        rows.extend(group)
    if on_more is not None:
        more = text_button(said.more, identifiers.IDENTIFY_COUNTRY_MORE, on_more)
        rows.append(ft.Container(more, key="more", alignment=ft.Alignment.CENTER_LEFT))
    found = ft.ListView(rows or [muted(said.nothing, key="nothing")], spacing=0)
    return sheet(
        [
            heading(said.title),
            ft.Row([identifiers.ident(identifiers.IDENTIFY_COUNTRY_SEARCH, search, expand=True)]),
            ft.Container(found, expand=True),
            text_button(said.close, identifiers.IDENTIFY_COUNTRY_CLOSE, on_close),
        ],
        on_dismiss=on_close,
        tall=True,
    )


def remark_line(words: str, *, visible: bool = True) -> ft.Control:
    """One quiet line below a field, read out when it changes."""
    return ft.Container(identifiers.live(identifiers.IDENTIFY_PHONE_REMARK, muted(words)), visible=visible)

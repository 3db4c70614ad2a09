"""The frame around the camera's picture: corner marks that close in when a code was found."""

from enum import Enum, auto

import flet as ft

from app.ui.components.text import body
from app.ui.identifiers import IDENTIFY_HINT, IDENTIFY_VIEWFINDER, live
from app.ui.theme import Corner, Motion, Role, Space

MARK = 44
STROKE = 4


class Seeing(Enum):
    """What the viewfinder has to say."""

    LOOKING = auto()
    FOUND = auto()
    REFUSED = auto()


def viewfinder_frame(
    view: ft.Control, hint: str, *, size: int, seeing: Seeing = Seeing.LOOKING, motion: int = Motion.CALM
) -> ft.Control:
    """A square view with corner marks, and the live hint under it."""
    colour = {Seeing.LOOKING: ft.Colors.WHITE, Seeing.FOUND: Role.GOOD, Seeing.REFUSED: Role.ATTENTION}[seeing]
    inset = size // 4 if seeing is Seeing.FOUND else Space.WIDE
    glass = ft.Stack(
        [
            ft.Container(width=size, height=size, bgcolor=Role.SCRIM),
            _kept(view, size),
            *_marks(size, inset, colour, motion),
            _success(size, motion, shown=seeing is Seeing.FOUND),
        ],
        width=size,
        height=size,
    )
    framed = ft.Container(glass, border_radius=Corner.SHEET, clip_behavior=ft.ClipBehavior.ANTI_ALIAS)
    return ft.Column(
        [
            ft.Semantics(identifier=IDENTIFY_VIEWFINDER, container=True, content=framed),
            live(IDENTIFY_HINT, ft.Container(body(hint, text_align=ft.TextAlign.CENTER), width=size)),
        ],
        spacing=Space.NORMAL,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _kept(view: ft.Control, size: int) -> ft.Control:
    """A place for a view that outlives many renders: Flet gives it its new parent in a list, not as `content`."""
    return ft.Stack([view], width=size, height=size, alignment=ft.Alignment.CENTER)


def _marks(size: int, inset: int, colour: ft.Colors, motion: int) -> list[ft.Control]:
    far = size - inset - MARK
    places = ((inset, inset), (far, inset), (inset, far), (far, far))
    return [
        _mark(left, top, colour, motion, at_left=index % 2 == 0, at_top=index < len(places) // 2)
        for index, (left, top) in enumerate(places)
    ]


def _mark(left: int, top: int, colour: ft.Colors, motion: int, *, at_left: bool, at_top: bool) -> ft.Control:
    side = ft.BorderSide(STROKE, colour)
    return ft.Container(
        width=MARK,
        height=MARK,
        left=left,
        top=top,
        border=ft.Border(
            left=side if at_left else ft.BorderSide.none(),
            right=ft.BorderSide.none() if at_left else side,
            top=side if at_top else ft.BorderSide.none(),
            bottom=ft.BorderSide.none() if at_top else side,
        ),
        animate_position=ft.Animation(motion, Motion.CURVE),
    )


def _success(size: int, motion: int, *, shown: bool) -> ft.Control:
    disc = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=Space.GREAT, color=ft.Colors.WHITE),
        width=Space.VAST + Space.NORMAL,
        height=Space.VAST + Space.NORMAL,
        bgcolor="#2C7A4B",
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
        scale=1.0 if shown else 0.4,
        animate_scale=ft.Animation(motion, Motion.CURVE),
    )
    return ft.Container(
        disc,
        width=size,
        height=size,
        alignment=ft.Alignment.CENTER,
        opacity=1.0 if shown else 0.0,
        animate_opacity=ft.Animation(motion, Motion.CURVE),
        ignore_interactions=True,
    )

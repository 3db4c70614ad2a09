"""The frame around the camera's picture: corner marks that snap onto a code, small tools, and the live hint."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import flet as ft

from app.ui.components.buttons import Tap
from app.ui.components.text import body, lead
from app.ui.identifiers import IDENTIFY_HINT, IDENTIFY_VIEWFINDER, ident, live
from app.ui.theme import Corner, Motion, Role, Space, Touch

MARK = 44
LEAST_MARK = 16
STROKE = 4
RIM = 2
"""Points of shade around a mark: on an overexposed picture white alone is not seen."""

AIR = 14
"""Points between a code's corner and the mark around it."""


class Seeing(Enum):
    """What the viewfinder has to say."""

    LOOKING = auto()
    LOCATED = auto()
    FOUND = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksAt:
    """Where the four marks stand, top left first and clockwise, in points of the square, and their turn in radians."""

    points: Sequence[tuple[float, float]]
    turn: float = 0.0

    @property
    def side(self) -> float:
        """How long a mark's arms are: a third of the code's shortest side, so that they never meet."""
        sides = [
            math.hypot(x - u, y - v)
            for (x, y), (u, v) in zip(self.points, [*self.points[1:], self.points[0]], strict=True)
        ]
        return max(LEAST_MARK, min(MARK, *(side / 3 for side in sides)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A small round button on the picture."""

    icon: ft.IconData
    words: str
    identifier: str
    on_tap: Tap


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """What lies behind and upon the marks. `width` and `height`: at which the picture covers the square."""

    view: ft.Control
    width: float
    height: float
    cover: ft.Control | None = None
    tools: Sequence[Tool] = ()


def viewfinder_frame(
    glass: Glass,
    hint: str,
    *,
    size: int,
    seeing: Seeing = Seeing.LOOKING,
    marks: MarksAt | None = None,
    motion: int = Motion.CALM,
) -> ft.Control:
    """A square view with corner marks, and the live hint under it. No motion when `motion` is 0."""
    colour = {Seeing.FOUND: FOUND, Seeing.REFUSED: REFUSED}.get(seeing, ft.Colors.WHITE)
    at = marks or _at_rest(size)
    framed = ft.Container(
        ft.Stack(
            [
                ft.Container(width=size, height=size, bgcolor=Role.SCRIM),
                _kept(glass, size),
                ft.Stack(_marks(at, colour, motion, shown=glass.cover is None), width=size, height=size),
                _success(size, motion, shown=seeing is Seeing.FOUND),
                ft.Stack([] if glass.cover is None else [glass.cover], width=size, height=size),
                _tools(glass.tools if glass.cover is None else ()),
            ],
            width=size,
            height=size,
        ),
        border_radius=Corner.SHEET,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return ft.Column(
        [
            ft.Semantics(identifier=IDENTIFY_VIEWFINDER, container=True, content=framed),
            live(IDENTIFY_HINT, _hint(hint, size, calm=seeing is Seeing.LOOKING)),
        ],
        spacing=Space.NORMAL,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


FOUND = "#7BC796"
REFUSED = "#E3B341"
SHADE = "#8C131615"
"""On a picture, dark or light, only the light tones of good and attention are seen."""

TWO_LINES = 48
"""Nothing moves when a hint becomes longer."""


def _hint(words: str, width: int, *, calm: bool) -> ft.Control:
    """What to do next stands out. The line keeps room for a second one."""
    text = (body if calm else lead)(words, text_align=ft.TextAlign.CENTER)
    return ft.Row(
        [ft.Container(text, expand=True), ft.Container(width=0, height=TWO_LINES)],
        width=width,
        spacing=0,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _kept(glass: Glass, size: int) -> ft.Control:
    """A place for a view that outlives many renders: Flet gives it its new parent in a list, not as `content`."""
    middle = ft.Stack(
        [glass.view],
        width=glass.width,
        height=glass.height,
        left=(size - glass.width) / 2,
        top=(size - glass.height) / 2,
        alignment=ft.Alignment.CENTER,
    )
    return ft.Stack([middle], width=size, height=size, clip_behavior=ft.ClipBehavior.HARD_EDGE)


def _at_rest(size: int) -> MarksAt:
    near, far = Space.WIDE, size - Space.WIDE
    return MarksAt(points=((near, near), (far, near), (far, far), (near, far)))


def _marks(at: MarksAt, colour: str, motion: int, *, shown: bool) -> list[ft.Control]:
    return [_mark(number, at, colour, motion) for number in range(len(at.points))] if shown else []


def _mark(number: int, at: MarksAt, colour: str, motion: int) -> ft.Control:
    right, low = number in {1, 2}, number in {2, 3}
    x, y = at.points[number]
    shade = ft.Container(
        border=_corner(STROKE + 2 * RIM, SHADE, right=right, low=low), left=0, top=0, right=0, bottom=0
    )
    stroke = ft.Container(
        border=_corner(STROKE, colour, right=right, low=low), left=RIM, top=RIM, right=RIM, bottom=RIM
    )
    return ft.Container(
        ft.Stack([shade, stroke]),
        width=at.side,
        height=at.side,
        left=x - (at.side if right else 0),
        top=y - (at.side if low else 0),
        rotate=ft.Rotate(at.turn, alignment=ft.Alignment(1 if right else -1, 1 if low else -1)),
        ignore_interactions=True,
        animate_position=ft.Animation(motion, Motion.CURVE) if motion else None,
        animate_rotation=ft.Animation(motion, Motion.CURVE) if motion else None,
    )


def _corner(width: int, colour: str, *, right: bool, low: bool) -> ft.Border:
    """Two of four sides: those that meet at the mark's corner."""
    side, none = ft.BorderSide(width, colour), ft.BorderSide.none()
    return ft.Border(
        left=none if right else side,
        right=side if right else none,
        top=none if low else side,
        bottom=side if low else none,
    )


def _tools(tools: Sequence[Tool]) -> ft.Control:
    return ft.Row(
        [_tool(tool) for tool in tools],
        spacing=Space.NORMAL,
        alignment=ft.MainAxisAlignment.CENTER,
        left=0,
        right=0,
        bottom=Space.NORMAL,
    )


def _tool(tool: Tool) -> ft.Control:
    button = ft.IconButton(
        icon=ft.Icon(tool.icon, color=ft.Colors.WHITE, semantics_label=tool.words),
        width=Touch.LEAST,
        height=Touch.LEAST,
        bgcolor=ft.Colors.with_opacity(0.6, ft.Colors.BLACK),
        on_click=tool.on_tap,
    )
    return ident(tool.identifier, button)


def _success(size: int, motion: int, *, shown: bool) -> ft.Control:
    moved = ft.Animation(motion, Motion.CURVE) if motion else None
    disc = ft.Container(
        ft.Icon(ft.Icons.CHECK_ROUNDED, size=Space.GREAT, color=ft.Colors.WHITE),
        width=Space.VAST + Space.NORMAL,
        height=Space.VAST + Space.NORMAL,
        bgcolor="#2C7A4B",
        border_radius=Corner.ROUND,
        alignment=ft.Alignment.CENTER,
        scale=1.0 if shown else 0.4,
        animate_scale=moved,
    )
    return ft.Container(
        disc,
        width=size,
        height=size,
        alignment=ft.Alignment.CENTER,
        opacity=1.0 if shown else 0.0,
        animate_opacity=moved,
        ignore_interactions=True,
    )

"""Where a code lies in the viewfinder: from parts of a picture to points of a square that shows its middle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.ports.viewfinder import Look, Quad

Point = tuple[float, float]

STEPS: Final = 200
"""Places are told this finely; a hand that holds still draws nothing anew."""

USUAL_ASPECT: Final = 16 / 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One code in a picture: four corners as parts of its width and height, clockwise on the true picture."""

    corners: tuple[Point, Point, Point, Point]
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Where the four corner marks stand: points of the square, top left first and clockwise, and their turn."""

    points: tuple[Point, Point, Point, Point]
    turn: float
    """Radians, clockwise, within an eighth of a turn to either side."""


def outline_of(look: Look) -> Outline | None:
    """The code that a picture is about, if its place is known: one that was read before one that was not."""
    quads = sorted(look.quads, key=lambda quad: (not quad.read, -_area(quad)))
    if not quads:
        return None
    a, b, c, d = ((round(x * STEPS) / STEPS, round(y * STEPS) / STEPS) for x, y in quads[0].corners)
    return Outline(corners=(a, b, c, d), read=quads[0].read)


def covering(size: float, aspect: float | None) -> tuple[float, float]:
    """Width and height at which a picture just covers a square of `size`."""
    aspect = aspect or USUAL_ASPECT
    return size * max(aspect, 1.0), size * max(1 / aspect, 1.0)


def marks(outline: Outline, *, size: float, aspect: float | None, mirrored: bool, air: float) -> Marks:
    """The corner marks of a square of `size` that shows the middle of the picture, with some air around the code."""
    width, height = covering(size, aspect)
    placed = [
        (((1 - x) if mirrored else x) * width - (width - size) / 2, y * height - (height - size) / 2)
        for x, y in outline.corners
    ]
    points = _widened(_from_top_left(placed), air)
    a, b, c, d = ((min(max(x, 0.0), size), min(max(y, 0.0), size)) for x, y in points)
    turn = math.atan2(b[1] - a[1] + c[1] - d[1], b[0] - a[0] + c[0] - d[0])
    return Marks(points=(a, b, c, d), turn=max(-math.pi / 4, min(turn, math.pi / 4)))


def _from_top_left(points: Sequence[Point]) -> list[Point]:
    """Clockwise, beginning with the corner nearest to the top left, however the code was held."""
    x, y = (sum(each) / len(points) for each in zip(*points, strict=True))
    around = sorted(points, key=lambda point: math.atan2(point[1] - y, point[0] - x))
    first = min(range(len(around)), key=lambda number: sum(around[number]))
    return around[first:] + around[:first]


def _widened(points: Sequence[Point], air: float) -> list[Point]:
    x, y = (sum(each) / len(points) for each in zip(*points, strict=True))
    far = [math.hypot(px - x, py - y) or 1.0 for px, py in points]
    return [
        (x + (px - x) * (1 + air / r), y + (py - y) * (1 + air / r)) for (px, py), r in zip(points, far, strict=True)
    ]


def _area(quad: Quad) -> float:
    turned = (*quad.corners[1:], quad.corners[0])
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(quad.corners, turned, strict=True)))

"""Vector shapes as SVG text. Pictures are 800 x 600; angles are degrees, clockwise from the right."""

from collections.abc import Iterator, Sequence
from math import cos, pi, radians, sin

WIDTH = 800
HEIGHT = 600
GOLDEN_ANGLE = 137.508

Point = tuple[float, float]


def document(*shapes: str, width: int = WIDTH, height: int = HEIGHT, zoom: float = 1) -> str:
    """A whole SVG file, the shapes drawn larger about its middle."""
    box = f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    about = f"translate({width / 2} {height / 2}) scale({zoom}) translate({-width / 2} {-height / 2})"
    return f'<svg {box}><g transform="{about}">{"".join(shapes)}</g></svg>'


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    """A disc."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" opacity="{opacity}"/>'


def ring(x: float, y: float, r: float, stroke: str, width: float, opacity: float = 1) -> str:
    """A circle's line."""
    look = f'fill="none" stroke="{stroke}" stroke-width="{width}" opacity="{opacity}"'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {look}/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, turn: float = 0, opacity: float = 1) -> str:
    """An ellipse, turned about its middle."""
    look = f'fill="{fill}" opacity="{opacity}" transform="rotate({turn} {x:.1f} {y:.1f})"'
    return f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" {look}/>'


def bar(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    corner: float = 0,
    turn: float = 0,
    opacity: float = 1,
) -> str:
    """A rectangle about its middle, with round corners, turned."""
    place = f'x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}"'
    look = f'rx="{corner}" fill="{fill}" opacity="{opacity}" transform="rotate({turn} {x:.1f} {y:.1f})"'
    return f"<rect {place} {look}/>"


def path(d: str, fill: str, opacity: float = 1) -> str:
    """A filled outline."""
    return f'<path d="{d}" fill="{fill}" opacity="{opacity}"/>'


def line(d: str, stroke: str, width: float, opacity: float = 1) -> str:
    """A round-ended stroke."""
    look = f'stroke="{stroke}" stroke-width="{width}" opacity="{opacity}"'
    return f'<path d="{d}" fill="none" stroke-linecap="round" stroke-linejoin="round" {look}/>'


def polygon(points: Sequence[Point], fill: str, opacity: float = 1) -> str:
    """Straight edges."""
    return path("M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points) + " Z", fill, opacity)


def group(*shapes: str, turn: float = 0, about: Point = (WIDTH / 2, HEIGHT / 2), opacity: float = 1) -> str:
    """Shapes turned together."""
    return f'<g opacity="{opacity}" transform="rotate({turn} {about[0]} {about[1]})">{"".join(shapes)}</g>'


def moved(*shapes: str, dx: float = 0, dy: float = 0, scale: float = 1) -> str:
    """Shapes scaled about the origin, then moved."""
    return f'<g transform="translate({dx:.1f} {dy:.1f}) scale({scale})">{"".join(shapes)}</g>'


def clipped(name: str, outline: str, *shapes: str) -> str:
    """Shapes cut to an outline given as path data; the name must be unique in the picture."""
    return f'<clipPath id="{name}"><path d="{outline}"/></clipPath><g clip-path="url(#{name})">{"".join(shapes)}</g>'


def at(x: float, y: float, r: float, angle: float) -> Point:
    """The point at a distance and an angle."""
    return x + r * cos(radians(angle)), y + r * sin(radians(angle))


def scattered(x: float, y: float, r: float, count: int, *, start: float = 0) -> Iterator[tuple[float, float, float]]:
    """Points spread evenly in a disc like seeds in a sunflower, each with an angle of its own."""
    for i in range(count):
        angle = start + i * GOLDEN_ANGLE
        px, py = at(x, y, r * ((i + 0.5) / count) ** 0.5, angle)
        yield px, py, angle % 360


def blob(x: float, y: float, rx: float, ry: float, *, wobble: float = 0.06, phase: float = 0, turn: float = 0) -> str:
    """Path data of a soft, slightly uneven closed shape."""
    count = 14
    points = []
    for i in range(count):
        a = 2 * pi * i / count
        swing = 1 + wobble * (sin(3 * a + phase) + 0.6 * sin(5 * a + 2.3 * phase + 1))
        px, py = rx * swing * cos(a), ry * swing * sin(a)
        t = radians(turn)
        points.append((x + px * cos(t) - py * sin(t), y + px * sin(t) + py * cos(t)))
    return smooth(points)


def smooth(points: Sequence[Point]) -> str:
    """Path data of a closed curve through the points (Catmull-Rom as Bezier)."""
    n = len(points)
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + k - 1) % n] for k in range(4))
        c1 = p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6
        c2 = p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6
        d += f" C{c1[0]:.1f} {c1[1]:.1f} {c2[0]:.1f} {c2[1]:.1f} {p2[0]:.1f} {p2[1]:.1f}"
    return d + " Z"

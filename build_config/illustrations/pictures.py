"""The two choices of the welcome screen, the three steps, the icon."""

from .palette import GREEN, INK, PAPER, SAGE, SAND, STONE, WHITE
from .parts import fork, ground, knife, leaf, plate
from .svg import bar, circle, document, ellipse, group, line, path, ring

ACCENT = "#1F4D43"
SOFT = "#DFEAE5"


def eat_here() -> str:
    """A laid place, from above."""
    mat = bar(400, 300, 640, 440, "#C3D3C4", corner=36) + bar(400, 300, 612, 412, "#CDDBCD", corner=26)
    glass = (
        circle(634, 134, 52, INK, 0.12)
        + circle(626, 124, 52, "#F3F8F6")
        + circle(626, 124, 42, "#BFD8DA")
        + circle(628, 127, 38, "#D3E6E7")
        + ellipse(612, 108, 14, 8, WHITE, -35)
    )
    twig = line("M340 350 Q 400 300 462 232", GREEN.dark, 6) + "".join(
        leaf(*p, 62, t)
        for p, t in (
            ((362, 332), -95),
            ((392, 305), -88),
            ((424, 274), -85),
            ((372, 324), 12),
            ((404, 296), 8),
            ((436, 262), 2),
            ((460, 236), -44),
        )
    )
    return ground(SAGE) + mat + plate(r=190) + twig + fork(148, 300, 330) + knife(652, 350, 300) + glass


def take_away() -> str:
    """A paper bag with a green sprig."""
    shade = ellipse(440, 520, 200, 24, INK, 0, 0.14)
    handles = line("M330 190 C 330 90 470 90 470 190", PAPER.dark, 14)
    body = (
        path("M256 180 L544 180 L560 510 L240 510 Z", PAPER.base)
        + path("M460 180 L544 180 L560 510 L470 510 Z", PAPER.dark, 0.55)
        + path("M256 180 L300 180 L288 510 L240 510 Z", PAPER.light, 0.8)
    )
    fold = path("M256 180 L544 180 L546 214 L254 214 Z", PAPER.light)
    label = (
        circle(380, 360, 82, WHITE)
        + line("M380 416 L380 316", GREEN.dark, 6)
        + "".join(leaf(380, y, 48, t) for y, t in ((400, -35), (400, -145), (366, -38), (366, -142), (334, -90)))
    )
    bread = (
        group(
            bar(486, 128, 54, 170, "#B97A3E", corner=26),
            bar(478, 124, 14, 130, "#D79C5B", corner=7),
            turn=14,
            about=(486, 150),
        )
        + leaf(330, 190, 110, -110)
        + leaf(356, 188, 90, -80)
    )
    return ground(SAND) + shade + bread + handles + body + fold + label


def step_code() -> str:
    """A phone that shows a code."""
    return _step(_phone(96, 96, 0) + _code(96, 88, 44))


def step_hold() -> str:
    """The phone held up to the tablet's camera."""
    tablet = bar(142, 96, 70, 122, INK, corner=12) + bar(142, 96, 60, 108, WHITE, corner=6) + circle(142, 39, 3, WHITE)
    waves = "".join(
        line(f"M{88 + k * 9} {82 - k * 6} q{6 + k} {14 + k * 6} 0 {28 + k * 12}", GREEN.base, 5) for k in range(2)
    )
    phone = _phone(96, 96, 0) + _code(96, 88, 44)
    return _step(tablet + waves + f'<g transform="translate(-8 35) scale(0.64)">{phone}</g>')


def step_tick() -> str:
    """Recognised."""
    return _step(circle(96, 96, 50, ACCENT) + line("M74 98 L90 114 L120 80", WHITE, 10))


def phone_waiting() -> str:
    """The guest's phone with a payment to approve (200 x 320)."""
    body = (
        bar(108, 170, 150, 284, INK, corner=26, opacity=0.14)
        + bar(100, 160, 150, 284, INK, corner=26)
        + bar(100, 160, 134, 266, WHITE, corner=18)
    )
    lines = (
        bar(100, 84, 74, 12, STONE, corner=6)
        + bar(100, 118, 96, 26, INK, corner=8)
        + bar(100, 152, 60, 10, STONE, corner=5)
    )
    button = bar(100, 232, 104, 36, ACCENT, corner=12) + line("M88 232 L96 240 L112 223", WHITE, 5)
    return document(body + lines + button + bar(100, 36, 36, 8, INK, corner=4), width=200, height=320)


def icon() -> str:
    """A plate with a leaf on spruce (512 x 512)."""
    d = "M176 336 C 160 226 236 166 348 164 C 352 276 288 352 176 336 Z"
    leaf_ = path(d, WHITE) + line("M146 366 Q 220 296 286 226", ACCENT, 13) + line("M146 366 L184 328", WHITE, 13)
    return document(
        bar(256, 256, 512, 512, ACCENT),
        circle(256, 256, 184, "#2F6558"),
        ring(256, 256, 184, SOFT, 10),
        leaf_,
        width=512,
        height=512,
    )


def _step(shapes: str) -> str:
    return document(bar(96, 96, 192, 192, SOFT, corner=44), shapes, width=192, height=192)


def _phone(x: float, y: float, turn: float) -> str:
    return group(
        bar(x + 5, y + 7, 76, 134, INK, corner=15, opacity=0.14),
        bar(x, y, 76, 134, INK, corner=15),
        bar(x, y, 66, 122, WHITE, corner=9),
        turn=turn,
        about=(x, y),
    )


def _code(x: float, y: float, size: float, turn: float = 0) -> str:
    u = size / 7
    cells = (
        (3, 0),
        (3, 1),
        (0, 3),
        (1, 3),
        (3, 3),
        (4, 3),
        (6, 3),
        (3, 4),
        (5, 4),
        (3, 6),
        (4, 5),
        (5, 6),
        (6, 5),
        (6, 6),
        (4, 4),
    )
    left, top = x - size / 2, y - size / 2
    eyes = "".join(
        bar(left + (ex + 1) * u, top + (ey + 1) * u, 2.2 * u, 2.2 * u, INK, corner=u * 0.5)
        + bar(left + (ex + 1) * u, top + (ey + 1) * u, 0.9 * u, 0.9 * u, WHITE, corner=u * 0.2)
        for ex, ey in ((0, 0), (5, 0), (0, 5))
    )
    dots_ = "".join(
        bar(left + (cx + 0.5) * u, top + (cy + 0.5) * u, u * 0.9, u * 0.9, INK, corner=u * 0.2) for cx, cy in cells
    )
    return group(eyes, dots_, turn=turn, about=(x, y + 8))


PLATES = {"eat_here": eat_here, "take_away": take_away}
DOCUMENTS = {"step_code": step_code, "step_hold": step_hold, "step_tick": step_tick, "phone_waiting": phone_waiting}

"""What several dishes share: tableware, leaves, berries, slices."""

from math import sin

from .palette import (
    CARROT,
    CHINA,
    CREAM,
    GREEN,
    INK,
    LEMON,
    LINGON,
    POTATO,
    SILVER,
    STONEWARE,
    WOOD,
    Tone,
)
from .svg import HEIGHT, WIDTH, at, bar, blob, circle, ellipse, group, line, path, ring, scattered

MIDDLE = (WIDTH / 2, HEIGHT / 2)
SHADE = 0.13


def ground(tint: str) -> str:
    """The tinted ground."""
    return bar(*MIDDLE, WIDTH + 400, HEIGHT + 400, tint)


def plate(tone: Tone = CHINA, *, r: float = 236, x: float = 400, y: float = 300) -> str:
    """A round plate from above."""
    return "".join(
        [
            circle(x + 16, y + 22, r, INK, SHADE),
            circle(x, y, r, tone.base),
            ring(x, y, r - 5, tone.light, 6, 0.9),
            circle(x, y, r * 0.76, tone.dark, 0.45),
            circle(x + 3, y + 4, r * 0.745, tone.light if tone is CHINA else tone.base),
        ]
    )


def bowl(tone: Tone, filling: Tone, *, r: float = 232, x: float = 400, y: float = 300) -> str:
    """A round bowl from above, filled."""
    return "".join(
        [
            circle(x + 16, y + 22, r, INK, SHADE),
            circle(x, y, r, tone.base),
            ring(x, y, r - 6, tone.light, 8),
            circle(x, y, r * 0.84, tone.dark),
            circle(x + 4, y + 6, r * 0.81, filling.dark),
            circle(x + 5, y + 8, r * 0.79, filling.base),
        ]
    )


def board(*, width: float = 600, height: float = 380, turn: float = -6) -> str:
    """A wooden board from above."""
    grain = "".join(
        line(
            f"M{130 + i * 7} {190 + i * 55} Q 400 {178 + i * 55 + 14 * sin(i)} {660 - i * 4} {192 + i * 55}",
            WOOD.dark,
            3,
            0.35,
        )
        for i in range(5)
    )
    return group(
        bar(416, 322, width, height, INK, corner=44, opacity=SHADE),
        bar(400, 300, width, height, WOOD.base, corner=44),
        bar(400, 297, width - 14, height - 14, WOOD.light, corner=38, opacity=0.55),
        grain,
        turn=turn,
    )


def leaf(x: float, y: float, length: float, turn: float, tone: Tone = GREEN, *, width: float = 0.42) -> str:
    """A pointed leaf with a rib, its foot at (x, y)."""
    w = length * width
    d = f"M0 0 C {length * 0.25:.1f} {-w:.1f} {length * 0.75:.1f} {-w:.1f} {length:.1f} 0 "
    upper = path(d + "Z", tone.light)
    lower = path(f"M0 0 C {length * 0.25:.1f} {w:.1f} {length * 0.75:.1f} {w:.1f} {length:.1f} 0 Z", tone.base)
    rib = line(f"M{length * 0.08:.1f} 0 L{length * 0.88:.1f} 0", tone.dark, max(length * 0.03, 1.5), 0.6)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn})">{lower}{upper}{rib}</g>'


def sprig(x: float, y: float, length: float, turn: float, tone: Tone = GREEN) -> str:
    """A feathery sprig of dill."""
    stem = line(f"M0 0 Q {length / 2} {-length * 0.08} {length} 0", tone.dark, 4)
    hairs = "".join(
        line(
            f"M{length * k:.1f} {-length * 0.04:.1f} l{length * 0.16:.1f} {side * length * 0.2 * (1.15 - k):.1f}",
            tone.base,
            4,
        )
        for k in (0.2, 0.34, 0.48, 0.62, 0.76, 0.88)
        for side in (-1, 1)
    )
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn})">{hairs}{stem}</g>'


def berry(x: float, y: float, r: float, tone: Tone = LINGON) -> str:
    """A round berry with a spark."""
    return (
        circle(x + r * 0.2, y + r * 0.3, r, INK, 0.12)
        + circle(x, y, r, tone.base)
        + ellipse(x - r * 0.3, y - r * 0.35, r * 0.34, r * 0.24, tone.light, -35)
    )


def cluster(x: float, y: float, r: float, tone: Tone) -> str:
    """A berry made of many drupelets: raspberry, cloudberry."""
    drops = "".join(
        circle(px, py, r * 0.3, tone.base if i % 3 else tone.light)
        for i, (px, py, _) in enumerate(scattered(x, y, r * 0.82, 13))
    )
    return circle(x + r * 0.15, y + r * 0.22, r * 1.02, INK, 0.12) + circle(x, y, r * 0.95, tone.dark) + drops


def dollop(x: float, y: float, r: float, tone: Tone = CREAM) -> str:
    """A soft spoonful."""
    return "".join(
        [
            path(blob(x + r * 0.1, y + r * 0.14, r, r * 0.92, phase=1.2), INK, 0.12),
            path(blob(x, y, r, r * 0.92, phase=1.2), tone.base),
            path(blob(x - r * 0.12, y - r * 0.14, r * 0.68, r * 0.58, phase=2.0), tone.light),
            line(
                f"M{x - r * 0.42:.1f} {y + r * 0.1:.1f} q{r * 0.02:.1f} {-r * 0.5:.1f} {r * 0.5:.1f} {-r * 0.46:.1f} q{r * 0.34:.1f} {r * 0.1:.1f} {r * 0.16:.1f} {r * 0.4:.1f}",
                tone.dark,
                r * 0.08,
                0.8,
            ),
        ]
    )


def lemon_slice(x: float, y: float, r: float) -> str:
    """A round slice of lemon."""
    wedges = "".join(
        path(
            f"M{at(x, y, r * 0.12, a)[0]:.1f} {at(x, y, r * 0.12, a)[1]:.1f} "
            f"L{at(x, y, r * 0.72, a - 20)[0]:.1f} {at(x, y, r * 0.72, a - 20)[1]:.1f} "
            f"A{r * 0.72:.1f} {r * 0.72:.1f} 0 0 1 {at(x, y, r * 0.72, a + 20)[0]:.1f} {at(x, y, r * 0.72, a + 20)[1]:.1f} Z",
            LEMON.base,
        )
        for a in range(0, 360, 45)
    )
    return circle(x, y, r, LEMON.dark) + circle(x, y, r * 0.93, LEMON.base) + circle(x, y, r * 0.82, "#FFF6CF") + wedges


def lemon_wedge(x: float, y: float, r: float, turn: float) -> str:
    """A wedge of lemon lying on its side."""
    half = f"M{-r} 0 A {r} {r} 0 0 0 {r} 0 Z"
    inner = f"M{-r * 0.78:.1f} 0 A {r * 0.78:.1f} {r * 0.78:.1f} 0 0 0 {r * 0.78:.1f} 0 Z"
    ribs = "".join(
        line(f"M0 0 L{r * 0.72 * c:.1f} {r * 0.72 * s:.1f}", "#FFF6CF", 3) for c, s in ((-0.7, 0.7), (0, 1), (0.7, 0.7))
    )
    shapes = path(half, LEMON.dark) + path(inner, LEMON.base) + ribs
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn})">{shapes}</g>'


def coin(x: float, y: float, r: float, tone: Tone) -> str:
    """A round slice: carrot, cucumber, potato."""
    return (
        circle(x + 3, y + 5, r, INK, 0.12)
        + circle(x, y, r, tone.dark)
        + circle(x - r * 0.05, y - r * 0.07, r * 0.86, tone.base)
    )


def potato(x: float, y: float, r: float, turn: float) -> str:
    """A small boiled potato."""
    return (
        ellipse(x + 5, y + 8, r * 1.15, r * 0.88, INK, turn, 0.14)
        + ellipse(x, y, r * 1.15, r * 0.88, POTATO.base, turn)
        + ellipse(x - r * 0.22, y - r * 0.25, r * 0.72, r * 0.42, POTATO.light, turn)
    )


def carrot(x: float, y: float, length: float, turn: float) -> str:
    """A roasted baby carrot."""
    w = length * 0.14
    body = path(
        f"M0 {-w} Q {length * 0.6} {-w * 0.9} {length} 0 Q {length * 0.6} {w * 0.9} 0 {w} Q {-w} 0 0 {-w} Z",
        CARROT.base,
    )
    shine = line(f"M{length * 0.08} {-w * 0.4} L{length * 0.62} {-w * 0.25}", CARROT.light, w * 0.4)
    nicks = "".join(
        line(f"M{length * k:.1f} {w * 0.1:.1f} l0 {w * 0.45:.1f}", CARROT.dark, 3) for k in (0.2, 0.4, 0.58)
    )
    tops = leaf(-2, 0, length * 0.3, 160, GREEN) + leaf(-2, 0, length * 0.3, 205, GREEN)
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn})">{tops}{body}{shine}{nicks}</g>'


def dots(x: float, y: float, r: float, count: int, size: float, fill: str, *, start: float = 0) -> str:
    """Small round drops, spread."""
    return "".join(
        circle(px, py, size * (0.7 + 0.3 * sin(angle)), fill)
        for px, py, angle in scattered(x, y, r, count, start=start)
    )


def fork(x: float, y: float, length: float, turn: float = 0) -> str:
    """A fork from above, tines up."""
    tines = "".join(
        bar(dx, -length * 0.4, length * 0.028, length * 0.2, SILVER.base, corner=4)
        for dx in (-length * 0.05, 0, length * 0.05)
    )
    head = path(
        f"M{-length * 0.064} {-length * 0.32} L{length * 0.064} {-length * 0.32} Q {length * 0.06} {-length * 0.2} 0 {-length * 0.18} Q {-length * 0.06} {-length * 0.2} {-length * 0.064} {-length * 0.32} Z",
        SILVER.base,
    )
    handle = bar(0, length * 0.15, length * 0.042, length * 0.7, SILVER.base, corner=8)
    return f'<g transform="translate({x} {y}) rotate({turn})">{tines}{head}{handle}</g>'


def knife(x: float, y: float, length: float, turn: float = 0) -> str:
    """A knife from above, blade up."""
    blade = path(
        f"M{-length * 0.025} {length * 0.06} L{-length * 0.025} {-length * 0.48} Q {length * 0.07} {-length * 0.4} {length * 0.05} {length * 0.06} Z",
        SILVER.light,
    )
    handle = bar(0.005 * length, length * 0.28, length * 0.055, length * 0.44, SILVER.base, corner=8)
    return f'<g transform="translate({x} {y}) rotate({turn})">{blade}{handle}</g>'


def dark_plate(**place: float) -> str:
    """The stoneware plate: for pale food."""
    return plate(STONEWARE, **place)

"""Waffle, cloudberry cream, chocolate cake, apple cake."""

from .palette import (
    BROWN_CHEESE,
    CHOCOLATE,
    CLAY,
    CLOUDBERRY,
    CREAM,
    CRUST,
    GOLDEN,
    INK,
    ROSE,
    SAGE,
    STONEWARE,
    STRAW,
    Tone,
)
from .parts import bowl, cluster, dollop, dots, ground, leaf, plate
from .svg import at, bar, circle, clipped, group, line, path, polygon

WAFFLE = Tone("#E0A452", "#EFC27F", "#C08032")
RASPBERRY = Tone("#CE2F55", "#E86A87", "#9B1C3D")


def brown_cheese_waffle() -> str:
    """Five hearts, curls of brown cheese, jam and sour cream."""
    hearts = "".join(group(_heart(), turn=i * 72) for i in range(5))
    shade = f'<g transform="translate(8 14)" opacity="0.16">{"".join(group(path(HEART, INK), turn=i * 72) for i in range(5))}</g>'
    cheese = "".join(_curl(x, y, t) for x, y, t in ((335, 250, -24), (380, 232, 8), (350, 292, 16)))
    jam = path(
        "M470 300 C 520 290 548 330 520 362 C 498 388 452 380 448 346 C 446 322 454 304 470 300 Z", RASPBERRY.base
    ) + dots(486, 336, 26, 8, 7, RASPBERRY.light)
    return ground(ROSE) + plate(STONEWARE, r=246) + shade + hearts + jam + dollop(392, 388, 54) + cheese


def cloudberry_cream() -> str:
    """Whipped cream and cloudberries in a bowl, a crisp on top."""
    swirl = "".join(dollop(*at(404, 308, 96, a), 74, CREAM) for a in range(-60, 300, 60)) + dollop(402, 300, 80, CREAM)
    fruit = "".join(
        cluster(x, y, r, CLOUDBERRY)
        for x, y, r in (
            (330, 245, 32),
            (395, 215, 34),
            (470, 250, 31),
            (300, 320, 28),
            (372, 290, 36),
            (445, 322, 34),
            (500, 335, 27),
            (352, 372, 30),
            (424, 400, 28),
        )
    )
    return (
        ground(SAGE)
        + bowl(STONEWARE, CREAM)
        + swirl
        + fruit
        + leaf(420, 270, 52, -45)
        + leaf(414, 272, 46, -100)
        + dots(404, 308, 150, 12, 5, CLOUDBERRY.dark, start=12)
    )


def chocolate_cake() -> str:
    """A dark wedge with cream and raspberries."""
    top, left, front = (292, 250), (520, 176), (560, 292)
    shade = polygon([(292, 268), (560, 310), (576, 396), (310, 372)], INK, 0.16)
    side = polygon([top, front, (560, 372), (292, 330)], CHOCOLATE.base) + polygon(
        [(292, 282), (560, 326), (560, 342), (292, 298)], CREAM.dark
    )
    face = polygon([top, left, front], CHOCOLATE.light) + polygon([(330, 248), (510, 190), (536, 262)], "#7E5342", 0.6)
    sugar = dots(470, 238, 48, 26, 4, CREAM.light)
    berries = cluster(325, 408, 32, RASPBERRY) + cluster(392, 432, 30, RASPBERRY) + cluster(458, 228, 27, RASPBERRY)
    return (
        ground(CLAY)
        + plate()
        + shade
        + side
        + face
        + sugar
        + dollop(518, 420, 56)
        + berries
        + leaf(480, 218, 40, -40)
        + leaf(350, 390, 40, -80)
    )


def apple_cake() -> str:
    """A whole tart with fans of apple, and cream beside it."""
    crust = (
        circle(406, 320, 214, INK, 0.15)
        + circle(390, 300, 214, CRUST.base)
        + "".join(circle(*at(390, 300, 206, a), 19, CRUST.light if a % 24 else GOLDEN.light) for a in range(0, 360, 12))
    )
    custard = circle(390, 300, 190, GOLDEN.base) + circle(392, 302, 184, "#E9B65E")
    outer = "".join(_apple_slice(*at(390, 300, 150, a), 96, a + 118) for a in range(0, 360, 20))
    inner = "".join(_apple_slice(*at(390, 300, 84, a), 82, a + 118) for a in range(0, 360, 36))
    rose = "".join(_apple_slice(*at(390, 300, 26, a), 50, a + 118) for a in range(0, 360, 72))
    return ground(STRAW) + crust + custard + outer + inner + rose + dollop(618, 462, 58) + leaf(622, 440, 40, -60)


HEART = (
    "M400 292 C 372 262 344 236 344 190 C 344 150 384 136 400 166 C 416 136 456 150 456 190 C 456 236 428 262 400 292 Z"
)


def _heart() -> str:
    grid = "".join(line(f"M{330 + k * 28} 120 L{330 + k * 28} 300", WAFFLE.dark, 5, 0.7) for k in range(6))
    grid += "".join(line(f"M330 {146 + k * 28} L470 {146 + k * 28}", WAFFLE.dark, 5, 0.7) for k in range(6))
    scaled = "translate(400 292) scale(1.28) translate(-400 -292)"
    inside = clipped(
        "heart",
        HEART,
        path(HEART, WAFFLE.base),
        path("M344 190 C 344 150 384 136 400 166 L400 292 Z", WAFFLE.light, 0.55),
        grid,
    )
    return (
        f'<g transform="{scaled}">{inside}<path d="{HEART}" fill="none" stroke="{WAFFLE.dark}" stroke-width="7"/></g>'
    )


def _curl(x: float, y: float, turn: float) -> str:
    return group(
        bar(x + 5, y + 8, 118, 44, INK, corner=14, opacity=0.16),
        bar(x, y, 118, 44, BROWN_CHEESE.base, corner=14),
        bar(x - 4, y - 8, 100, 14, BROWN_CHEESE.light, corner=7),
        line(f"M{x - 46} {y + 12} q46 12 92 -2", BROWN_CHEESE.dark, 4, 0.7),
        turn=turn,
        about=(x, y),
    )


def _apple_slice(x: float, y: float, length: float, turn: float) -> str:
    h = length * 0.5
    d = f"M{-length / 2} 0 Q 0 {-h * 1.5:.1f} {length / 2} 0 Q 0 {h * 0.35:.1f} {-length / 2} 0 Z"
    peel = line(f"M{-length / 2} 0 Q 0 {-h * 1.5:.1f} {length / 2} 0", "#C9543F", 5, 0.9)
    browned = path(
        f"M{-length * 0.3} {-h * 0.1:.1f} Q 0 {-h * 0.75:.1f} {length * 0.3} {-h * 0.1:.1f} Q 0 {h * 0.1:.1f} {-length * 0.3} {-h * 0.1:.1f} Z",
        GOLDEN.light,
        0.65,
    )
    shade = f'<g transform="translate(3 6)">{path(d, CRUST.dark, 0.35)}</g>'
    return f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn})">{shade}{path(d, "#FBE7B2")}{browned}{peel}</g>'


DRAWINGS = {
    "brown_cheese_waffle": brown_cheese_waffle,
    "cloudberry_cream": cloudberry_cream,
    "chocolate_cake": chocolate_cake,
    "apple_cake": apple_cake,
}

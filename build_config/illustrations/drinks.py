"""Coffee, tea, lemonade, juice, beer, wine."""

from .palette import (
    APPLE,
    BEER,
    CHINA,
    CLAY,
    COFFEE,
    CREAM,
    CRUST,
    GLASS,
    INK,
    JUICE,
    MIST,
    ROSE,
    SAGE,
    SAND,
    SILVER,
    STONEWARE,
    TEA,
    WHITE,
    WINE,
    Tone,
)
from .parts import ground, leaf, lemon_slice
from .svg import bar, circle, clipped, ellipse, group, line, moved, path, ring


def coffee() -> str:
    """A cup from above with a leaf in the foam."""
    art = group(
        leaf(404, 380, 150, -90, Tone(CREAM.base, CREAM.light, COFFEE.light), width=0.5),
        *[
            line(f"M404 {360 - i * 26} q-28 -8 -44 -30 M404 {360 - i * 26} q28 -8 44 -30", COFFEE.light, 6)
            for i in range(4)
        ],
    )
    return (
        ground(SAND)
        + _saucer(CHINA)
        + _cup(CHINA, COFFEE)
        + ring(404, 305, 112, COFFEE.light, 14)
        + art
        + _spoon(598, 402, 50)
        + bar(250, 430, 54, 40, CRUST.base, corner=10, turn=-20)
    )


def tea() -> str:
    """Tea from above with a slice of lemon and the bag's tag."""
    thread = line("M330 250 C 250 200 210 260 196 330", CREAM.base, 4) + group(
        bar(192, 356, 48, 56, "#2B5A4E", corner=6), leaf(182, 370, 26, -45), turn=8, about=(192, 356)
    )
    return (
        ground(MIST)
        + _saucer(STONEWARE)
        + _cup(STONEWARE, TEA)
        + ellipse(370, 268, 46, 22, TEA.light, -30, 0.6)
        + lemon_slice(424, 326, 50)
        + thread
        + _spoon(598, 402, 50)
    )


def lemonade() -> str:
    """A tall glass with ice, lemon and mint."""
    drink = Tone("#F9E79A", "#FDF4CB", "#EBCF5F")
    ice = "".join(
        bar(x, y, 62, 58, WHITE, corner=12, turn=t, opacity=0.55)
        for x, y, t in ((360, 236, 14), (436, 262, -18), (376, 318, 30))
    )
    straw = line("M440 470 L486 60", "#2B5A4E", 17) + line("M437 470 L483 60", "#4E8474", 5)
    inside = straw + ice + lemon_slice(430, 368, 46) + leaf(352, 410, 56, -30)
    return (
        ground(SAGE)
        + straw
        + _tumbler(drink, inside, level=190)
        + lemon_slice(302, 138, 58)
        + leaf(404, 172, 70, -120)
        + leaf(408, 172, 70, -65)
        + leaf(406, 176, 56, -92)
    )


def apple_juice() -> str:
    """A glass of cloudy apple juice beside its apple."""
    apple = (
        ellipse(622, 490, 90, 18, INK, 0, 0.14)
        + path(
            "M536 410 C 536 340 590 336 612 356 C 634 336 690 340 690 410 C 690 470 650 500 612 484 C 574 500 536 470 536 410 Z",
            APPLE.base,
        )
        + path("M552 404 C 552 366 574 352 594 356 C 574 372 566 398 570 432 C 558 428 552 418 552 404 Z", APPLE.light)
        + line("M612 358 Q 610 330 622 316", CRUST.dark, 7)
        + leaf(616, 340, 58, -28)
    )
    shine = ellipse(352, 330, 20, 90, JUICE.light, 0, 0.7)
    return ground("#E9E3C4") + moved(_tumbler(JUICE, shine, level=180), apple, dx=-90)


def pilsner() -> str:
    """A tall glass with a collar of foam."""
    outline = "M300 120 L500 120 L474 478 Q 470 506 440 506 L360 506 Q 330 506 326 478 Z"
    bubbles = "".join(
        circle(x, y, r, BEER.light, 0.9)
        for x, y, r in (
            (360, 430, 6),
            (400, 380, 5),
            (430, 440, 7),
            (376, 320, 5),
            (442, 330, 6),
            (408, 270, 5),
            (362, 250, 4),
            (436, 244, 5),
        )
    )
    beer = clipped(
        "beer",
        outline,
        bar(400, 340, 240, 360, BEER.base),
        bar(340, 340, 50, 400, BEER.light, opacity=0.7),
        bar(478, 340, 44, 400, BEER.dark, opacity=0.6),
        bubbles,
    )
    foam = (
        "".join(
            circle(x, y, r, CREAM.light)
            for x, y, r in ((312, 130, 32), (352, 112, 42), (404, 104, 48), (456, 114, 40), (490, 134, 30))
        )
        + bar(400, 148, 196, 46, CREAM.light, corner=20)
        + path("M302 150 Q 330 196 350 160 Q 380 200 410 162 Q 440 188 460 160 Q 484 184 498 150 Z", CREAM.base)
    )
    return (
        ground(CLAY)
        + ellipse(436, 512, 140, 22, INK, 0, 0.16)
        + path(outline, GLASS.base)
        + beer
        + foam
        + line("M328 190 L344 440", WHITE, 9, 0.55)
    )


def house_wine() -> str:
    """A glass of red wine."""
    bowl_ = "M282 100 C 262 250 300 334 400 340 C 500 334 538 250 518 100 Z"
    wine = clipped(
        "wine",
        bowl_,
        bar(400, 300, 300, 200, WINE.base),
        ellipse(400, 200, 132, 22, WINE.light),
        path("M280 210 C 280 290 320 330 392 338 C 340 310 316 270 312 210 Z", WINE.light, 0.6),
    )
    foot = (
        ellipse(400, 508, 98, 16, GLASS.dark)
        + ellipse(396, 504, 90, 11, GLASS.light)
        + bar(400, 420, 15, 172, GLASS.dark, corner=6)
        + bar(397, 420, 6, 168, GLASS.light, corner=3)
    )
    return (
        ground(ROSE)
        + ellipse(440, 516, 130, 20, INK, 0, 0.15)
        + foot
        + path(bowl_, GLASS.base, 0.75)
        + wine
        + line("M302 130 C 296 220 312 280 346 308", WHITE, 9, 0.5)
        + ellipse(400, 100, 118, 12, GLASS.light, 0, 0.9)
    )


def _saucer(tone: Tone) -> str:
    return (
        circle(416, 324, 222, INK, 0.13)
        + circle(400, 302, 222, tone.base)
        + ring(400, 302, 216, tone.light, 7)
        + circle(402, 305, 156, tone.dark, 0.6)
    )


def _cup(tone: Tone, drink: Tone) -> str:
    handle = group(bar(560, 302, 92, 44, tone.base, corner=22), bar(556, 302, 52, 16, tone.dark, corner=8), turn=-28)
    return (
        circle(412, 322, 146, INK, 0.18)
        + handle
        + circle(400, 300, 146, tone.base)
        + ring(400, 300, 141, tone.light, 7)
        + circle(402, 302, 126, tone.dark)
        + circle(404, 305, 121, drink.base)
    )


def _spoon(x: float, y: float, turn: float) -> str:
    shapes = (
        bar(7, 10, 190, 15, INK, corner=8, opacity=0.12)
        + bar(0, 0, 190, 15, SILVER.base, corner=8)
        + ellipse(-104, 0, 38, 25, SILVER.base)
        + ellipse(-107, -2, 27, 16, SILVER.light)
    )
    return f'<g transform="translate({x} {y}) rotate({turn + 90})">{shapes}</g>'


def _tumbler(drink: Tone, inside: str, *, level: float) -> str:
    outline = "M292 110 L508 110 L488 480 Q 486 508 456 508 L344 508 Q 314 508 312 480 Z"
    inner = "M304 118 L496 118 L477 474 Q 474 496 450 496 L350 496 Q 326 496 323 474 Z"
    fluid = clipped(
        "glass",
        inner,
        bar(400, level + 200, 300, 400, drink.base),
        bar(476, level + 200, 50, 400, drink.dark, opacity=0.55),
        ellipse(400, level, 110, 14, drink.light),
        inside,
    )
    return (
        ellipse(438, 514, 150, 22, INK, 0, 0.14)
        + path(outline, GLASS.base, 0.85)
        + fluid
        + line("M322 180 L338 450", WHITE, 9, 0.6)
    )


DRAWINGS = {
    "coffee": coffee,
    "tea": tea,
    "lemonade": lemonade,
    "apple_juice": apple_juice,
    "pilsner": pilsner,
    "house_wine": house_wine,
}

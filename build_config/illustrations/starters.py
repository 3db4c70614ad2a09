"""Soup, toast, tartare, oysters, cured salmon, bread, salad, fries."""

from math import cos, radians, sin

from .palette import (
    BEET,
    BUTTER,
    CARROT,
    CHINA,
    CLAY,
    CREAM,
    CRUMB,
    CRUST,
    CUCUMBER,
    GLASS,
    GREEN,
    INK,
    MIST,
    PALE_GREEN,
    PEA,
    RADISH,
    ROSE,
    SAGE,
    SALMON,
    SAND,
    SHRIMP,
    STONE,
    STONEWARE,
    STRAW,
    WHITE,
    WHITE_FISH,
    YOLK,
    Tone,
)
from .parts import board, bowl, coin, dollop, dots, ground, leaf, lemon_wedge, plate, sprig
from .svg import at, bar, blob, circle, ellipse, group, line, path, ring, scattered

SOUP = Tone("#F6D9A4", "#FCEBC9", "#E5BD79")


def fish_soup() -> str:
    """Creamy soup with salmon, cod and dill."""
    swirl = line(
        "M300 240 C 380 190 500 215 520 290 C 535 360 430 410 350 385 C 300 365 290 320 330 300", SOUP.light, 16, 0.8
    )
    fish = "".join(
        [
            _cube(330, 270, 62, -20, SALMON),
            _cube(470, 250, 58, 25, WHITE_FISH),
            _cube(480, 370, 64, -8, SALMON),
            _cube(362, 378, 62, 35, WHITE_FISH),
            _cube(405, 310, 60, 8, SALMON),
            _cube(430, 430, 54, 15, SALMON),
            _cube(285, 330, 52, 40, WHITE_FISH),
            _cube(395, 205, 56, 12, SALMON),
            _cube(540, 320, 50, -30, WHITE_FISH),
        ]
    )
    roots = (
        coin(292, 385, 20, CARROT)
        + coin(462, 195, 18, CARROT)
        + coin(540, 380, 19, CARROT)
        + coin(270, 262, 18, CARROT)
    )
    oil = dots(405, 310, 150, 22, 7, GREEN.base, start=20)
    return (
        ground(MIST)
        + bowl(STONEWARE, SOUP)
        + swirl
        + roots
        + fish
        + oil
        + sprig(365, 330, 110, -50)
        + sprig(420, 345, 90, -15)
    )


def toast_skagen() -> str:
    """Prawns in cream on toast, roe and dill."""
    bread = group(
        bar(404, 312, 268, 250, INK, corner=46, opacity=0.14),
        bar(395, 298, 268, 250, CRUST.base, corner=46),
        bar(393, 295, 244, 226, CRUMB.base, corner=38),
        bar(388, 290, 200, 180, CRUMB.light, corner=34),
        turn=-10,
    )
    pile = path(blob(395, 292, 112, 100, wobble=0.09), CREAM.base) + path(blob(388, 284, 88, 76, phase=2), CREAM.light)
    prawns = "".join(
        _prawn(x, y, 38, turn)
        for x, y, turn in (
            (345, 250, 20),
            (425, 238, 120),
            (330, 325, 250),
            (400, 300, 60),
            (458, 310, 170),
            (398, 362, 300),
        )
    )
    roe = dots(405, 262, 34, 20, 8, "#EC6A2C") + dots(410, 258, 26, 9, 4, "#F9A26B", start=50)
    return (
        ground(SAND)
        + plate()
        + bread
        + pile
        + prawns
        + roe
        + sprig(395, 300, 110, -38)
        + sprig(385, 300, 90, -85)
        + lemon_wedge(545, 390, 56, 200)
    )


def beetroot_tartare() -> str:
    """Diced beetroot pressed into a round, a yolk on top."""
    base = circle(410, 314, 128, INK, 0.16) + circle(400, 300, 128, BEET.dark)
    tones = (BEET.base, BEET.light, BEET.dark, BEET.base)
    dice = "".join(
        bar(x, y, 25, 25, tones[i % 4], corner=5, turn=turn)
        for i, (x, y, turn) in enumerate(scattered(400, 300, 116, 62))
    )
    yolk = (
        circle(405, 297, 50, INK, 0.16) + circle(400, 290, 50, YOLK.base) + ellipse(384, 272, 20, 13, YOLK.light, -35)
    )
    cream = "".join(
        dollop(*at(400, 300, 172, a), r) for a, r in ((20, 19), (62, 14), (140, 21), (182, 13), (255, 18), (318, 15))
    )
    greens = "".join(leaf(*at(400, 300, 168, a), 44, a + 40) for a in (40, 100, 160, 215, 290, 345))
    capers = "".join(circle(*at(400, 300, 190, a), 8, PALE_GREEN.dark) for a in (5, 82, 122, 200, 238, 275, 330))
    return ground(ROSE) + plate() + greens + cream + capers + base + dice + yolk + leaf(400, 240, 46, -60)


def oysters() -> str:
    """Three oysters on ice."""
    tray = (
        circle(416, 322, 236, INK, 0.13)
        + circle(400, 300, 236, STONEWARE.base)
        + ring(400, 300, 230, STONEWARE.light, 7)
    )
    ice = "".join(
        bar(x, y, 46, 40, GLASS.light if i % 3 else GLASS.dark, corner=9, turn=turn, opacity=0.85 if i % 2 else 0.6)
        for i, (x, y, turn) in enumerate(scattered(400, 300, 196, 64))
    )
    shells = _oyster(318, 245, -35) + _oyster(490, 262, 28) + _oyster(388, 410, 178)
    return (
        ground("#BCD0CC")
        + tray
        + ice
        + shells
        + lemon_wedge(535, 405, 52, 160)
        + leaf(270, 365, 64, 60)
        + leaf(275, 370, 58, 110)
    )


def cured_salmon() -> str:
    """Folded slices of cured salmon with mustard sauce."""
    slices = "".join(
        _ribbon(x, y, turn, i)
        for i, (x, y, turn) in enumerate(
            ((330, 225, -18), (470, 240, 14), (318, 330, 8), (465, 345, -12), (392, 405, 4))
        )
    )
    sauce = "".join(
        dollop(x, y, r, Tone("#E6B23A", "#F4CE6E", "#C99221"))
        for x, y, r in ((556, 300, 24), (540, 372, 15), (250, 268, 17), (400, 164, 16))
    )
    return (
        ground(SAGE)
        + plate()
        + slices
        + sauce
        + sprig(370, 315, 130, -30)
        + sprig(400, 330, 100, 20)
        + lemon_wedge(268, 420, 50, 215)
    )


def sourdough() -> str:
    """Slices of sourdough with whipped butter."""
    return ground(STRAW) + board() + _slice(308, 250, -10) + _slice(372, 366, 6) + _butter(598, 300)


def green_salad() -> str:
    """Leaves, cucumber, radish and seeds."""
    leaves = "".join(
        leaf(*at(x, y, 20, turn + 180), 118, turn, (GREEN, PALE_GREEN, PEA)[i % 3], width=0.5)
        for i, (x, y, turn) in enumerate(scattered(402, 304, 120, 24))
    )
    cucumbers = "".join(_cucumber(x, y) for x, y in ((330, 240), (490, 285), (385, 400)))
    radishes = "".join(_radish(x, y) for x, y in ((430, 225), (310, 340), (470, 375), (400, 305)))
    seeds = "".join(ellipse(x, y, 8, 4, CREAM.dark, turn) for x, y, turn in scattered(402, 304, 150, 22, start=33))
    return ground(CLAY) + bowl(CHINA, PEA) + leaves + cucumbers + radishes + seeds


def fries() -> str:
    """Fries standing in a cup."""
    sticks = ""
    for row, (count, top) in enumerate(((8, 0), (7, 28), (6, 62))):
        for i in range(count):
            lean = (i - (count - 1) / 2) * 4.2
            x = 400 + (i - (count - 1) / 2) * (27 - row)
            tone = ("#F5C758", "#F0B440", "#E6A02F")[(i + row) % 3]
            rise = 40 * cos(radians(lean * 4)) + 14 * sin(i * 2.1 + row)
            sticks += bar(x + lean * 1.6, 250 + top - rise, 26, 210, tone, corner=6, turn=lean)
            sticks += bar(x + lean * 1.6 - 7, 250 + top - rise, 7, 200, "#FBE194", corner=3, turn=lean, opacity=0.9)
    shade = ellipse(440, 508, 170, 24, INK, 0, 0.14)
    cup = path("M282 300 Q 400 352 518 300 L486 500 Q 400 526 314 500 Z", "#F7EFE2") + path(
        "M440 333 Q 482 322 518 300 L486 500 Q 462 510 430 513 Z", "#E6D8C2"
    )
    band = path("M297 395 Q 400 436 503 395 L498 426 Q 400 466 302 426 Z", "#2B5A4E")
    dip = (
        circle(612, 466, 62, INK, 0.13)
        + circle(604, 454, 62, CHINA.base)
        + circle(604, 454, 48, CREAM.dark)
        + circle(606, 457, 44, CREAM.light)
        + line("M586 458 q18 14 38 -6", CREAM.dark, 5)
    )
    return ground("#D9E4DA") + shade + sticks + cup + band + dip + leaf(600, 440, 30, -30)


def _cube(x: float, y: float, size: float, turn: float, tone: Tone) -> str:
    stripes = "".join(
        line(
            f"M{x - size * 0.3:.1f} {y + size * k:.1f} q{size * 0.3:.1f} {-size * 0.14:.1f} {size * 0.6:.1f} 0",
            tone.dark,
            3,
            0.55,
        )
        for k in (-0.16, 0.06, 0.28)
    )
    return group(
        bar(x + 4, y + 7, size, size * 0.82, INK, corner=13, opacity=0.15),
        bar(x, y, size, size * 0.82, tone.base, corner=13),
        bar(x - 3, y - 4, size * 0.82, size * 0.6, tone.light, corner=10, opacity=0.75),
        stripes,
        turn=turn,
        about=(x, y),
    )


def _prawn(x: float, y: float, r: float, turn: float) -> str:
    body = line(
        f"M{-r * 0.7:.1f} {r * 0.3:.1f} A {r * 0.75:.1f} {r * 0.75:.1f} 0 1 1 {r * 0.5:.1f} {r * 0.55:.1f}",
        SHRIMP.base,
        r * 0.48,
    )
    shine = line(
        f"M{-r * 0.7:.1f} {r * 0.1:.1f} A {r * 0.75:.1f} {r * 0.75:.1f} 0 0 1 {r * 0.4:.1f} {-r * 0.7:.1f}",
        SHRIMP.light,
        r * 0.16,
    )
    bands = "".join(
        line(
            f"M{r * 0.56 * cos(radians(a)):.1f} {r * 0.56 * sin(radians(a)):.1f} L{r * 0.92 * cos(radians(a)):.1f} {r * 0.92 * sin(radians(a)):.1f}",
            SHRIMP.dark,
            3,
        )
        for a in (-150, -100, -50, 0)
    )
    tail = path(
        f"M{r * 0.42:.1f} {r * 0.5:.1f} l{r * 0.05:.1f} {r * 0.5:.1f} l{-r * 0.5:.1f} {-r * 0.16:.1f} Z", SHRIMP.dark
    )
    return f'<g transform="translate({x} {y}) rotate({turn})">{tail}{body}{shine}{bands}</g>'


def _oyster(x: float, y: float, turn: float) -> str:
    return group(
        path(blob(x + 8, y + 12, 84, 66, wobble=0.1, phase=0.5), INK, 0.25),
        path(blob(x, y, 84, 66, wobble=0.1, phase=0.5), "#8D8A80"),
        path(blob(x, y, 74, 56, wobble=0.09, phase=0.5), "#D9D6CC"),
        path(blob(x + 2, y + 2, 64, 46, wobble=0.08, phase=0.9), "#F6F3EC"),
        path(blob(x - 4, y + 4, 47, 31, wobble=0.12, phase=1.7), "#CFC6B2"),
        path(blob(x - 8, y, 34, 20, wobble=0.1, phase=2.4), "#E7E0CF"),
        line(f"M{x - 46} {y + 18} q44 26 92 -8", "#77766D", 5, 0.8),
        circle(x + 42, y - 18, 7, "#FFFFFF"),
        turn=turn,
        about=(x, y),
    )


def _ribbon(x: float, y: float, turn: float, number: int) -> str:
    folds = "".join(line(f"M{x - 80 + k * 26} {y - 30} q18 30 4 62", SALMON.light, 5, 0.9) for k in range(1, 6))
    return group(
        path(blob(x + 7, y + 11, 98, 46, wobble=0.07, phase=number), INK, 0.14),
        path(blob(x, y, 98, 46, wobble=0.07, phase=number), SALMON.base if number % 2 else "#EE8257"),
        line(f"M{x - 84} {y + 18} q84 38 168 -6", SALMON.dark, 7, 0.7),
        folds,
        turn=turn,
        about=(x, y),
    )


def _slice(x: float, y: float, turn: float) -> str:
    d = (
        f"M{x - 128} {y + 62} C {x - 176} {y + 10} {x - 150} {y - 92} {x - 66} {y - 112} "
        f"C {x - 20} {y - 124} {x + 40} {y - 122} {x + 84} {y - 100} C {x + 160} {y - 62} {x + 168} {y + 20} {x + 126} {y + 66} "
        f"Q {x + 110} {y + 84} {x + 60} {y + 82} L{x - 64} {y + 82} Q {x - 112} {y + 82} {x - 128} {y + 62} Z"
    )
    holes = "".join(
        ellipse(px, y + (py - y) * 0.66 - 16, 6 + i * 7 % 5 * 4, 4 + i * 5 % 4 * 3, CRUMB.dark, a, 0.7)
        for i, (px, py, a) in enumerate(scattered(x, y, 104, 22))
    )
    inner = f"translate({x} {y - 14}) scale(0.9 0.86) translate({-x} {-y + 14})"
    heart = f"translate({x - 4} {y - 20}) scale(0.74 0.66) translate({-x} {-y + 14})"
    return group(
        f'<g transform="translate(9 14)">{path(d, INK, 0.18)}</g>',
        path(d, "#8A5026"),
        line(d, "#6F3D1B", 6, 0.6),
        f'<g transform="{inner}">{path(d, CRUMB.base)}</g>',
        f'<g transform="{heart}">{path(d, CRUMB.light, 0.8)}</g>',
        holes,
        turn=turn,
        about=(x, y),
    )


def _butter(x: float, y: float) -> str:
    dish = circle(x + 9, y + 13, 72, INK, 0.14) + circle(x, y, 72, STONE) + circle(x, y, 60, CHINA.base)
    salt = dots(x - 4, y - 6, 28, 9, 4, WHITE)
    return dish + dollop(x, y, 46, BUTTER) + salt


def _cucumber(x: float, y: float) -> str:
    seeds = "".join(ellipse(*at(x, y, 15, a), 5, 2.4, CUCUMBER.base, a) for a in range(0, 360, 60))
    return (
        circle(x + 4, y + 6, 38, INK, 0.14)
        + circle(x, y, 38, CUCUMBER.dark)
        + circle(x, y, 34, CUCUMBER.light)
        + circle(x, y, 22, CUCUMBER.base, 0.6)
        + seeds
    )


def _radish(x: float, y: float) -> str:
    return (
        circle(x + 3, y + 5, 27, INK, 0.14)
        + circle(x, y, 27, RADISH.base)
        + circle(x, y, 23, "#FFF4F4")
        + circle(x, y, 10, RADISH.light)
    )


DRAWINGS = {
    "fish_soup": fish_soup,
    "toast_skagen": toast_skagen,
    "beetroot_tartare": beetroot_tartare,
    "oysters": oysters,
    "cured_salmon": cured_salmon,
    "sourdough": sourdough,
    "green_salad": green_salad,
    "fries": fries,
}

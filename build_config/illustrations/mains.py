"""Fish, meat, burgers, risotto, chicken, the children's pasta."""

from .palette import (
    BROWN_CHEESE,
    BUTTER,
    CHINA,
    CLAY,
    CREAM,
    CRUST,
    GOLDEN,
    GREEN,
    INK,
    LINGON,
    MEAT,
    MIST,
    MUSHROOM,
    PALE_GREEN,
    PEA,
    ROSE,
    ROSY,
    SAGE,
    SAND,
    STONE,
    STONEWARE,
    STRAW,
    TOMATO,
    WHITE_FISH,
    WOOD,
    YOLK,
    Tone,
)
from .parts import berry, bowl, carrot, dark_plate, dollop, dots, ground, leaf, lemon_wedge, plate, potato, sprig
from .svg import bar, blob, circle, ellipse, group, line, path, scattered

SAUCE = Tone("#8A4B2C", "#A9663F", "#64321C")
RISOTTO = Tone("#F3E2B8", "#FAF0D5", "#DDC48B")


def cod() -> str:
    """White fillet on pea puree with potatoes and bacon."""
    puree = path(blob(400, 312, 172, 118, wobble=0.1, phase=0.6, turn=-15), PEA.base) + line(
        "M262 330 C 320 410 470 400 545 300", PEA.light, 22, 0.8
    )
    spuds = potato(268, 250, 40, -20) + potato(310, 195, 36, 25) + potato(545, 372, 40, 10)
    crumbs = "".join(
        bar(x, y, 15, 11, (ROSY.base, MEAT.base, ROSY.light)[i % 3], corner=4, turn=t)
        for i, (x, y, t) in enumerate(scattered(400, 290, 118, 24))
    )
    return (
        ground(MIST)
        + dark_plate()
        + puree
        + spuds
        + _fillet(400, 290, -16, WHITE_FISH)
        + crumbs
        + leaf(420, 300, 58, -60)
        + leaf(410, 300, 50, -105)
        + lemon_wedge(500, 195, 46, 160)
    )


def arctic_char() -> str:
    """Char with crisp skin, asparagus and butter sauce."""
    sauce = path(blob(400, 312, 178, 128, wobble=0.08, phase=2.2), BUTTER.base, 0.95) + path(
        blob(390, 300, 140, 96, wobble=0.08, phase=1.2), BUTTER.light, 0.8
    )
    spears = "".join(_asparagus(x, y, 250, t) for x, y, t in ((268, 388, -22), (278, 416, -26), (296, 440, -20)))
    chives = "".join(
        bar(x, y, 13, 5, GREEN.base, corner=2, turn=t) for x, y, t in scattered(400, 310, 160, 22, start=70)
    )
    return (
        ground(SAGE)
        + plate()
        + sauce
        + spears
        + _char(402, 262, -14)
        + chives
        + dots(500, 350, 40, 9, 7, "#EC6A2C")
        + sprig(400, 262, 100, -40)
    )


def reindeer() -> str:
    """Pink slices with mash, lingonberries and sauce."""
    gravy = path(blob(420, 350, 168, 92, wobble=0.1, phase=1.4), SAUCE.base) + path(
        blob(404, 338, 124, 58, wobble=0.1, phase=0.4), SAUCE.light, 0.7
    )
    slices = "".join(_medallion(310 + i * 52, 345 - i * 17, 58, 12) for i in range(5))
    mash = dollop(330, 218, 76, Tone("#F6E7BE", "#FDF5DD", "#E3CC92")) + line("M290 222 q40 30 84 -6", "#E3CC92", 7)
    fruit = "".join(berry(x, y, 14, LINGON) for x, y, _ in scattered(500, 215, 46, 9))
    roots = carrot(236, 330, 150, 64) + carrot(272, 318, 150, 58)
    return (
        ground(CLAY)
        + dark_plate()
        + gravy
        + mash
        + roots
        + slices
        + fruit
        + leaf(478, 190, 46, -130)
        + leaf(525, 190, 42, -40)
    )


def beef_burger() -> str:
    """Front view: seeds, salad, cheese, beef."""
    layers = (
        _leafy(400, 322) + _round(400, 372, 356, 64, MEAT) + _melt(400, 344, YOLK) + _round(400, 414, 330, 26, TOMATO)
    )
    return _burger(SAND, GOLDEN, layers, seeds="#FBE9C2")


def halloumi_burger() -> str:
    """Front view: grilled cheese, pepper, salad."""
    cheese = _round(400, 354, 350, 58, CREAM) + "".join(
        bar(270 + i * 52, 354, 12, 44, CRUST.base, corner=6, turn=18, opacity=0.8) for i in range(6)
    )
    layers = (
        _leafy(400, 326)
        + cheese
        + _round(400, 396, 338, 32, Tone("#D8452F", "#EE7A5C", "#A92F20"))
        + _round(400, 421, 330, 26, PEA)
    )
    return _burger(SAGE, BROWN_CHEESE, layers, seeds="#3A2418")


def mushroom_risotto() -> str:
    """Creamy rice with fried mushrooms and thyme."""
    grains = "".join(
        ellipse(x, y, 12, 6, RISOTTO.light if i % 3 else RISOTTO.dark, t, 0.95)
        for i, (x, y, t) in enumerate(scattered(404, 308, 168, 120))
    )
    caps = "".join(
        _mushroom(x, y, s, t)
        for x, y, s, t in (
            (330, 250, 54, -20),
            (455, 235, 48, 25),
            (480, 340, 56, 60),
            (375, 365, 58, -40),
            (290, 340, 42, 15),
            (402, 292, 44, 5),
        )
    )
    shavings = "".join(
        path(blob(x, y, 40, 12, wobble=0.1, phase=t), BUTTER.light)
        for x, y, t in ((420, 420, 1), (540, 280, 2), (330, 190, 3))
    )
    return (
        ground(STONE)
        + bowl(STONEWARE, RISOTTO)
        + grains
        + caps
        + shavings
        + "".join(
            leaf(x, y, 30, t)
            for x, y, t in (
                (420, 190, 30),
                (350, 305, -50),
                (450, 300, 160),
                (320, 410, 20),
                (430, 385, -70),
                (520, 385, 110),
            )
        )
    )


def chicken() -> str:
    """A roasted leg with carrots and potatoes."""
    gravy = path(blob(430, 340, 166, 118, wobble=0.1, phase=0.9), SAUCE.base)
    roots = (
        carrot(262, 232, 170, -30)
        + carrot(250, 276, 150, -20)
        + potato(412, 446, 42, 15)
        + potato(478, 440, 38, -20)
        + potato(243, 338, 38, 40)
    )
    return (
        ground(STRAW) + dark_plate() + gravy + roots + _leg(432, 300) + leaf(540, 400, 54, 10) + leaf(542, 398, 48, 60)
    )


def kids_pasta() -> str:
    """Spaghetti, tomato sauce, three meatballs."""
    curls = "".join(
        line(
            f"M{x - 62:.0f} {y:.0f} C {x - 40:.0f} {y - 66:.0f} {x + 60:.0f} {y - 60:.0f} {x + 56:.0f} {y + 8:.0f} S {x - 34:.0f} {y + 52:.0f} {x - 22:.0f} {y + 4:.0f}",
            (YOLK.light, BUTTER.base, "#EFBE50")[i % 3],
            12,
        )
        for i, (x, y, _) in enumerate(scattered(404, 308, 118, 26))
    )
    sauce = path(blob(404, 300, 116, 98, wobble=0.13, phase=1.1), TOMATO.base) + path(
        blob(388, 284, 76, 56, wobble=0.12, phase=2), TOMATO.light, 0.7
    )
    balls = "".join(
        circle(x + 6, y + 9, 40, INK, 0.16)
        + circle(x, y, 40, MEAT.base)
        + ellipse(x - 12, y - 14, 17, 12, MEAT.light, -30)
        for x, y in ((362, 282), (448, 276), (410, 346))
    )
    return (
        ground(ROSE)
        + bowl(CHINA, Tone("#E2AC3C", "#F3C95E", "#C98F22"))
        + curls
        + sauce
        + balls
        + leaf(402, 300, 62, -70)
        + leaf(402, 302, 54, -10)
        + dots(404, 300, 100, 14, 5, CREAM.light, start=15)
    )


def _fillet(x: float, y: float, turn: float, tone: Tone) -> str:
    flakes = "".join(line(f"M{x - 112 + k * 38} {y - 44} q26 44 2 90", tone.dark, 5) for k in range(1, 6))
    return group(
        bar(x + 8, y + 14, 276, 118, INK, corner=54, opacity=0.2),
        bar(x, y, 276, 118, tone.base, corner=54),
        bar(x - 6, y - 14, 240, 66, tone.light, corner=33),
        flakes,
        bar(x, y + 46, 210, 16, GOLDEN.light, corner=8, opacity=0.6),
        turn=turn,
        about=(x, y),
    )


def _char(x: float, y: float, turn: float) -> str:
    flesh = Tone("#F4966F", "#FAB999", "#DF7148")
    flakes = "".join(line(f"M{x - 118 + k * 40} {y - 46} q30 42 4 88", flesh.light, 5, 0.95) for k in range(1, 6))
    seared = "".join(
        ellipse(px, y + (py - y) * 0.4 - 12, 12, 5, GOLDEN.base, 0, 0.55) for px, py, _ in scattered(x, y, 112, 16)
    )
    return group(
        bar(x + 8, y + 20, 300, 122, INK, corner=56, opacity=0.18),
        bar(x, y + 10, 300, 118, "#59605F", corner=54),
        bar(x, y + 52, 220, 10, "#8C9593", corner=5),
        bar(x, y - 4, 300, 108, flesh.base, corner=50),
        bar(x - 8, y - 26, 250, 40, flesh.light, corner=20, opacity=0.7),
        flakes,
        seared,
        turn=turn,
        about=(x, y),
    )


def _asparagus(x: float, y: float, length: float, turn: float) -> str:
    stem = bar(x + length / 2, y, length, 19, PALE_GREEN.dark, corner=9) + bar(
        x + length / 2, y - 4, length - 14, 6, PALE_GREEN.light, corner=3, opacity=0.7
    )
    tip = ellipse(x + length, y, 30, 13, GREEN.base) + ellipse(x + length - 4, y - 4, 18, 5, GREEN.light)
    scales = "".join(path(f"M{x + length * k} {y - 9} l16 9 l-16 9 Z", GREEN.base, 0.7) for k in (0.3, 0.5, 0.7))
    return group(stem, scales, tip, turn=turn, about=(x, y))


def _medallion(x: float, y: float, r: float, turn: float) -> str:
    return group(
        ellipse(x + 8, y + 12, r * 0.78, r, INK, 0, 0.22),
        ellipse(x, y, r * 0.78, r, MEAT.base),
        ellipse(x - 2, y - 2, r * 0.66, r * 0.87, ROSY.base),
        ellipse(x - 6, y - 10, r * 0.42, r * 0.5, ROSY.light, 0, 0.8),
        line(f"M{x - 10} {y + r * 0.4} q10 -{r * 0.4} 0 -{r * 0.9}", ROSY.dark, 3, 0.5),
        turn=turn,
        about=(x, y),
    )


def _burger(tint: str, bun: Tone, layers: str, *, seeds: str) -> str:
    top = path("M222 300 C 222 168 316 112 400 112 C 484 112 578 168 578 300 Q 400 330 222 300 Z", bun.base)
    light = path("M248 270 C 254 184 330 136 404 134 C 340 156 292 200 286 276 Q 266 276 248 270 Z", bun.light)
    sesame = "".join(
        ellipse(x, y, 11, 6, seeds, t)
        for x, y, t in (
            (320, 190, -35),
            (372, 160, -10),
            (432, 168, 20),
            (480, 202, 40),
            (400, 210, 5),
            (346, 236, -20),
            (456, 250, 25),
            (520, 256, 50),
            (300, 262, -30),
        )
    )
    bottom = path(
        "M238 422 Q 400 432 562 422 L552 474 Q 545 494 510 494 L290 494 Q 255 494 248 474 Z", bun.base
    ) + line("M270 480 L530 480", bun.dark, 8, 0.6)
    stand = (
        ellipse(424, 512, 250, 34, INK, 0, 0.14)
        + bar(400, 506, 500, 34, WOOD.base, corner=17)
        + bar(400, 500, 484, 14, WOOD.light, corner=7)
    )
    return ground(tint) + stand + bottom + layers + top + light + sesame


def _leafy(x: float, y: float) -> str:
    waves = " ".join(f"q 24 {34 if i % 2 == 0 else 22} 48 0" for i in range(8))
    return path(f"M{x - 192} {y - 22} {waves} L{x + 192} {y - 34} L{x - 192} {y - 34} Z", GREEN.light) + line(
        f"M{x - 192} {y - 16} {waves}", GREEN.base, 9
    )


def _round(x: float, y: float, width: float, height: float, tone: Tone) -> str:
    return bar(x, y, width, height, tone.base, corner=height / 2) + bar(
        x - 12, y - height * 0.2, width * 0.84, height * 0.26, tone.light, corner=height * 0.13, opacity=0.75
    )


def _melt(x: float, y: float, tone: Tone) -> str:
    return path(
        f"M{x - 178} {y - 14} L{x + 178} {y - 14} L{x + 180} {y + 6} L{x + 120} {y + 8} L{x + 84} {y + 44} L{x + 40} {y + 8} L{x - 62} {y + 8} L{x - 104} {y + 40} L{x - 140} {y + 8} L{x - 180} {y + 4} Z",
        tone.base,
    ) + bar(x - 20, y - 9, 300, 8, tone.light, corner=4)


def _mushroom(x: float, y: float, size: float, turn: float) -> str:
    s = size
    d = (
        f"M{x - s} {y + s * 0.1} C {x - s * 1.05} {y - s * 0.9} {x + s * 1.05} {y - s * 0.9} {x + s} {y + s * 0.1} "
        f"Q {x + s * 0.7} {y + s * 0.42} {x + s * 0.3} {y + s * 0.22} L{x + s * 0.36} {y + s * 0.86} "
        f"Q {x} {y + s * 1.08} {x - s * 0.36} {y + s * 0.86} L{x - s * 0.3} {y + s * 0.22} Q {x - s * 0.7} {y + s * 0.42} {x - s} {y + s * 0.1} Z"
    )
    gills = line(
        f"M{x - s * 0.66} {y + s * 0.06} Q {x} {y - s * 0.3} {x + s * 0.66} {y + s * 0.06}",
        MUSHROOM.dark,
        s * 0.13,
        0.8,
    )
    fried = ellipse(x - s * 0.3, y - s * 0.32, s * 0.3, s * 0.14, GOLDEN.base, -20, 0.6)
    return group(
        f'<g transform="translate(4 8)">{path(d, INK, 0.18)}</g>',
        path(d, "#F3E1C2"),
        line(d, MUSHROOM.dark, s * 0.13),
        gills,
        fried,
        turn=turn,
        about=(x, y),
    )


def _leg(x: float, y: float) -> str:
    meat = "M360 228 C 430 150 580 190 582 300 C 584 396 486 424 424 384 C 392 364 372 372 340 398 L312 368 C 340 338 338 306 342 276 C 344 256 350 240 360 228 Z"
    bone = (
        line("M338 372 L286 424", CREAM.light, 30)
        + circle(272, 424, 22, CREAM.light)
        + circle(292, 444, 22, CREAM.light)
        + line("M330 388 L296 424", CREAM.dark, 6)
    )
    crisp = path("M430 372 C 490 392 560 366 570 304 C 586 384 500 420 430 388 Z", GOLDEN.dark, 0.55)
    skin = path("M384 240 C 440 186 540 208 556 286 C 520 240 450 226 384 258 Z", GOLDEN.light)
    spots = "".join(ellipse(px, py, 9, 5, GOLDEN.dark, t, 0.7) for px, py, t in scattered(x + 30, y + 8, 92, 18))
    return (
        f'<g transform="translate(10 16)">{path(meat, INK, 0.16)}</g>'
        + bone
        + path(meat, GOLDEN.base)
        + crisp
        + skin
        + spots
    )


DRAWINGS = {
    "cod": cod,
    "arctic_char": arctic_char,
    "reindeer": reindeer,
    "beef_burger": beef_burger,
    "halloumi_burger": halloumi_burger,
    "mushroom_risotto": mushroom_risotto,
    "chicken": chicken,
    "kids_pasta": kids_pasta,
}

"""A phone's screen as a picture: a payment app that shows a QR code, or something busy that is none."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import segno

Array = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

LETTERS = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
WIDTH = 620
"""Pixels of the screen's width."""
ORANGE: Colour = (36, 91, 255)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the code is drawn."""

    ecc: str = "M"
    quiet: int = 4
    """Modules of quiet zone."""
    inverted: bool = False
    dots: bool = False
    logo: float = 0.0
    """Side of a logo in the middle, as a part of the code's side."""
    hole: float = 0.0
    """Side of a torn-out square somewhere in the data, as a part of the code's side: damage beyond repair."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A drawn phone: `(h, w, 3)` picture, `(h, w)` masks of the body and of the screen, corners of the code."""

    picture: Array
    body: Array
    screen: Array
    corners: npt.NDArray[np.float32]
    modules: int


def draw(rng: np.random.Generator, text: str | None, style: Style) -> Phone:
    """A phone that shows `text` as a code, or no code when it is None."""
    height = int(WIDTH * rng.uniform(1.9, 2.2))
    bezel = int(rng.integers(12, 30))
    background = _background(rng, style)
    screen = np.full((height, WIDTH, 3), background, np.uint8)
    ink: Colour = (230, 230, 230) if sum(background) < 380 else (30, 30, 30)
    _headline(rng, screen, background, ink)
    box = int(WIDTH * rng.uniform(0.62, 0.86))
    top, left = int(height * rng.uniform(0.22, 0.36)), (WIDTH - box) // 2
    if text is None:
        corners, modules = _square(left, top, box), 29
        _draw_busy(rng, screen, (left, top, box), ink)
    else:
        corners, modules = _draw_code(rng, screen, (left, top, box), text, style)
    for line in range(3):
        _write(screen, _word(rng, int(rng.integers(8, 18))), (60, int(height * 0.84) + 40 * line), 0.8, ink)
    picture = np.full((height + 2 * bezel, WIDTH + 2 * bezel, 3), int(rng.integers(8, 40)), np.uint8)
    picture[bezel:-bezel, bezel:-bezel] = screen
    lit = np.zeros(picture.shape[:2], np.uint8)
    lit[bezel:-bezel, bezel:-bezel] = 255
    body = _rounded(picture.shape[0], picture.shape[1], 46)
    return Phone(picture=picture, body=body, screen=lit, corners=corners + bezel, modules=modules)


def _background(rng: np.random.Generator, style: Style) -> Colour:
    if style.inverted:
        return (18, 18, 20)
    plain = int(rng.integers(235, 256))
    if rng.random() < 0.35:
        coloured = ((36, 91, 255), (60, 20, 70), (40, 40, 44), (250, 240, 230))
        return coloured[int(rng.integers(0, 4))]
    return (plain, plain, plain)


def _headline(rng: np.random.Generator, screen: Array, background: Colour, ink: Colour) -> None:
    cv2.rectangle(screen, (0, 0), (WIDTH, 70), ORANGE if rng.random() < 0.6 else background, -1)
    _write(screen, f"{rng.integers(0, 24):02d}:{rng.integers(0, 60):02d}", (24, 40), 0.9, ink)
    _write(screen, "Vis QR" if rng.random() < 0.5 else "Min kode", (190, 130), 1.3, ink, 3)


def _draw_code(
    rng: np.random.Generator, screen: Array, box: tuple[int, int, int], text: str, style: Style
) -> tuple[npt.NDArray[np.float32], int]:
    left, top, side = box
    code = segno.make(text, error=style.ecc, micro=False, boost_error=False)
    dark = np.array([list(row) for row in code.matrix], np.uint8) > 0
    if style.hole:
        dark = _torn(rng, dark, style.hole)
    modules = len(dark)
    paper, ink = ((18, 18, 20), (240, 240, 240)) if style.inverted else ((255, 255, 255), _ink(rng))
    pad = int(rng.integers(0, 14))
    card = screen[top - pad : top + side + pad, left - pad : left + side + pad]
    card[_rounded(side + 2 * pad, side + 2 * pad, int(rng.integers(4, 22))) > 0] = paper
    inner = round(modules * side / (modules + 2 * style.quiet))
    drawn = _dotted(dark, inner) if style.dots else _squares(dark, inner)
    x, y = left + (side - inner) // 2, top + (side - inner) // 2
    share = (drawn.astype(np.float32) / 255)[..., None]
    blend = np.array(ink, np.float32) * share + np.array(paper, np.float32) * (1 - share)
    screen[y : y + inner, x : x + inner] = blend.astype(np.uint8)
    if style.logo:
        half, middle = int(inner * style.logo / 2), (x + inner // 2, y + inner // 2)
        corner = (middle[0] - half, middle[1] - half)
        cv2.rectangle(screen, corner, (middle[0] + half, middle[1] + half), paper, -1)
        cv2.circle(screen, middle, int(half * 0.85), ORANGE, -1)
    return _square(x, y, inner), modules


def _ink(rng: np.random.Generator) -> Colour:
    return (0, 0, 0) if rng.random() < 0.7 else (45, 15, 40)


def _torn(rng: np.random.Generator, dark: npt.NDArray[np.bool_], hole: float) -> npt.NDArray[np.bool_]:
    """Random modules in a square hole, away from the finder patterns: nothing can be read correctly any more."""
    out, side = dark.copy(), max(3, int(len(dark) * hole))
    row, column = (int(rng.integers(9, max(10, len(dark) - side))) for _ in range(2))
    patch = out[row : row + side, column : column + side]
    patch[:] = rng.random(patch.shape) < 0.5
    return out


def _squares(dark: npt.NDArray[np.bool_], side: int) -> Array:
    image = np.where(dark, 255, 0).astype(np.uint8)
    return np.asarray(cv2.resize(image, (side, side), interpolation=cv2.INTER_NEAREST), np.uint8)


def _dotted(dark: npt.NDArray[np.bool_], side: int) -> Array:
    """Round modules, as some apps draw them; the finder patterns stay square."""
    fine, modules = 24, len(dark)
    base = np.zeros((modules * fine, modules * fine), np.uint8)
    for row, column in zip(*np.nonzero(dark), strict=True):
        y, x = int(row) * fine, int(column) * fine
        if (row < 7 and (column < 7 or column >= modules - 7)) or (row >= modules - 7 and column < 7):
            base[y : y + fine, x : x + fine] = 255
        else:
            cv2.circle(base, (x + fine // 2, y + fine // 2), int(fine * 0.46), 255, -1)
    return np.asarray(cv2.resize(base, (side, side), interpolation=cv2.INTER_AREA), np.uint8)


def _draw_busy(rng: np.random.Generator, screen: Array, box: tuple[int, int, int], ink: Colour) -> None:
    """A bar code, random modules without finder patterns, text, or coloured boxes."""
    left, top, side = box
    kind = int(rng.integers(0, 4))
    if kind == 0:
        for k, bar in enumerate(rng.integers(0, 2, side // 4)):
            if bar:
                cv2.rectangle(screen, (left + k * 4, top), (left + k * 4 + 3, top + side // 2), (0, 0, 0), -1)
    elif kind == 1:
        noise = rng.integers(0, 2, (29, 29)).astype(np.uint8) * 255
        screen[top : top + side, left : left + side] = _squares(noise > 0, side)[..., None]
    elif kind == 2:
        for line in range(14):
            _write(screen, _word(rng, 22), (30, top + line * 40), 0.9, ink)
    else:
        for _ in range(30):
            blue, green, red = (int(v) for v in rng.integers(0, 256, 3))
            x, y = int(rng.integers(0, WIDTH - 80)), int(rng.integers(150, screen.shape[0] - 80))
            corner = (x + int(rng.integers(10, 120)), y + int(rng.integers(10, 120)))
            cv2.rectangle(screen, (x, y), corner, (blue, green, red), -1)


def _square(x: int, y: int, side: int) -> npt.NDArray[np.float32]:
    return np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]], np.float32)


def _word(rng: np.random.Generator, length: int) -> str:
    return "".join(rng.choice(LETTERS[:52], length))


def _write(image: Array, text: str, at: tuple[int, int], size: float, ink: Colour, thick: int = 2) -> None:
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_SIMPLEX, size, ink, thick, cv2.LINE_AA)


def _rounded(height: int, width: int, radius: int) -> Array:
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - 1 - radius, height - 1), 255, -1)
    cv2.rectangle(mask, (0, radius), (width - 1, height - 1 - radius), 255, -1)
    for x in (radius, width - 1 - radius):
        for y in (radius, height - 1 - radius):
            cv2.circle(mask, (x, y), radius, 255, -1)
    return mask

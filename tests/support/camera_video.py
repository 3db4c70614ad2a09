"""Videos for Chromium's fake camera (Y4M): a hand holds a phone with a QR code up to the tablet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import segno

Picture = np.ndarray[Any, np.dtype[np.uint8]]

WIDTH: Final = 1280
HEIGHT: Final = 720
PICTURES_A_SECOND: Final = 5
TABLE: Final = 150
PHONE: Final = 40
MARGIN: Final = 4
"""Modules of quiet zone."""

FINDER: Final = 9
"""Modules of a finder with its separator and format bits."""
TIMING: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A code in the picture: `side` in pixels, turned by `degrees`; the far edge is `lean` times the near one.

    `damaged`: its place can be seen, its content is lost, so that nobody ever reads it. `glare`: so much brighter is
    the picture.
    """

    text: str
    side: int = 420
    degrees: float = 0.0
    lean: float = 1.0
    at: tuple[float, float] = (0.0, 0.0)
    """How far from the middle, as parts of the picture's width and height."""
    pictures: int = PICTURES_A_SECOND
    damaged: bool = False
    glare: int = 0


def held_up(text: str) -> list[Held]:
    """As a guest does it: small and tilted from afar, then nearer, then held still."""
    return [
        Held(text=text, side=110, degrees=24, lean=0.86, pictures=2),
        Held(text=text, side=150, degrees=18, lean=0.88, pictures=2),
        Held(text=text, side=230, degrees=11, lean=0.92, pictures=3),
        Held(text=text, side=330, degrees=5, lean=0.96, pictures=4),
        Held(text=text, side=430, degrees=2, pictures=10),
    ]


def one_after_the_other(texts: Sequence[str], *, seconds: int) -> list[Held]:
    """Several codes, each held up so long."""
    return [Held(text=text, degrees=3, pictures=seconds * PICTURES_A_SECOND) for text in texts]


def write_video(path: Path, scenes: Sequence[Held | tuple[Held, ...]]) -> Path:
    """Write the scenes, of one or several codes, as Y4M; without any it shows an empty table. It is played for ever."""
    with path.open("wb") as video:
        video.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{PICTURES_A_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        grey = np.full(WIDTH * HEIGHT // 2, 128, np.uint8).tobytes()
        for picture in _pictures(scenes):
            video.write(b"FRAME\n" + picture.tobytes() + grey)
    return path


def draw(held: Held, *, step: int = 0) -> Picture:
    """One grey picture; `step` moves the hand a little, as hands do."""
    return draw_all([held], step=step)


def draw_all(held: Sequence[Held], *, step: int = 0) -> Picture:
    """One grey picture of everything that is held up at once."""
    seen = np.full((HEIGHT, WIDTH), TABLE, np.uint8)
    for each in held:
        code = _phone(each.text, damaged=each.damaged)
        side = code.shape[0]
        square = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
        warp = cv2.getPerspectiveTransform(square, place(each, step=step).astype(np.float32))
        cv2.warpPerspective(code, warp, (WIDTH, HEIGHT), seen, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)
    lit = cv2.add(cv2.GaussianBlur(seen, (3, 3), 0), np.full_like(seen, max((each.glare for each in held), default=0)))
    return np.asarray(lit, np.uint8)


def place(held: Held, *, step: int = 0) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The `(4, 2)` corners of the phone's screen in pixels, clockwise from its top left."""
    near = held.side / 2
    far = near * held.lean
    corners = np.array([[-far, -near], [far, -near], [near, near], [-near, near]])
    turn = np.deg2rad(held.degrees)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = WIDTH * (0.5 + held.at[0]), HEIGHT * (0.5 + held.at[1])
    centre = np.array([middle[0] + 6 * np.sin(step), middle[1] + 4 * np.cos(step)])
    return np.asarray(corners @ rotation.T + centre, np.float64)


def _pictures(scenes: Sequence[Held | tuple[Held, ...]]) -> Iterator[Picture]:
    if not scenes:
        yield from [np.full((HEIGHT, WIDTH), TABLE, np.uint8)] * PICTURES_A_SECOND
    for scene in scenes:
        held = (scene,) if isinstance(scene, Held) else scene
        for step in range(max(each.pictures for each in held)):
            yield draw_all(held, step=step)


def _phone(text: str, *, damaged: bool) -> Picture:
    """A phone's bright screen with the code, in a dark case; drawn large, because it is only ever made smaller."""
    modules = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix], np.uint8)
    if damaged:
        modules = _without_content(modules)
    white = np.pad(np.where(modules, 12, 245).astype(np.uint8), MARGIN, constant_values=245)
    case = np.pad(white, 1, constant_values=PHONE)
    scale = max(1, round(640 / case.shape[0]))
    return np.kron(case, np.ones((scale, scale), np.uint8))


def _without_content(modules: Picture) -> Picture:
    """Chance instead of all data; finders, timing and the last alignment pattern stay."""
    n = len(modules)
    kept = np.zeros((n, n), bool)
    kept[:FINDER, :FINDER] = kept[:FINDER, -FINDER:] = kept[-FINDER:, :FINDER] = True
    kept[TIMING] = kept[:, TIMING] = True
    kept[n - 9 : n - 4, n - 9 : n - 4] = True
    chance = np.random.default_rng(n).integers(0, 2, (n, n), np.uint8)
    return np.asarray(np.where(kept, modules, chance), np.uint8)

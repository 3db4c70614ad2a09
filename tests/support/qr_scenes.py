"""A phone with a QR code in front of a tablet's camera: seeded pictures and clips that make reading hard.

Every picture has a generator of its own, seeded with (seed, name, number): order and count do not change a picture.
Degradations are applied where they happen: screen and room light, moire and glare in linear light, then optics
(defocus, motion), then the sensor (exposure, shot and read noise), then JPEG.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice

import cv2
import numpy as np
import numpy.typing as npt

from support.qr_phone import LETTERS, Phone, Style, draw

WIDTH, HEIGHT = 1280, 720
FINE = 2
"""Supersampling of the geometry."""

Pixels = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How the phone is held and seen. Blur lengths in modules, light as a factor, angles in degrees."""

    size: float = 180.0
    """Side of the code in pixels."""
    rotation: float = 0.0
    tilt: float = 0.0
    defocus: float = 0.15
    motion: float = 0.0
    glare: float = 0.0
    glare_radius: float = 0.2
    screen: float = 0.85
    room: float = 0.5
    exposure: float = 1.0
    noise: float = 0.3
    gain_control: float = 1.0
    moire: float = 0.05
    jpeg: int = 80
    finger: float = 0.0
    """Share of the code under a finger."""
    style: Style = field(default_factory=Style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A camera picture as JPEG bytes, the texts that are in it, and what it was made of."""

    jpeg: bytes
    texts: tuple[str, ...]
    corners: npt.NDArray[np.float32]
    modules: int
    conditions: Conditions
    group: str

    def gray(self) -> npt.NDArray[np.uint8]:
        """`(720, 1280)` grayscale."""
        picture = cv2.imdecode(np.frombuffer(self.jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
        return np.asarray(picture, np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    """What stays the same from frame to frame: the phone, the room, where the light falls, how the screen beats."""

    phone: Phone
    room: npt.NDArray[np.uint8]
    axis: float
    middle: tuple[float, float]
    light: tuple[float, float, float, float]
    beats: tuple[tuple[float, float, float, float, float, tuple[float, float, float]], ...]
    finger: tuple[int, int, float]


LEVELS = ("easy", "medium", "hard")

SWEEPS: dict[str, tuple[float, ...]] = {
    "size": (40, 50, 60, 70, 80, 100, 140, 200, 300, 400),
    "rotation": (0, 15, 30, 45, 60, 90, 135, 180),
    "tilt": (0, 20, 35, 45, 55, 65),
    "defocus": (0.3, 0.6, 0.9, 1.2, 1.5),
    "motion": (0.5, 1.0, 1.5, 2.0, 2.5),
    "glare": (0.3, 0.8, 1.5, 3.0, 6.0),
    "noise": (1, 3, 6, 10, 16),
    "exposure": (0.5, 0.2, 0.1, 0.05, 0.025),
    "moire": (0.2, 0.4, 0.6, 0.8, 1.0),
    "jpeg": (90, 60, 40, 30, 20, 10),
    "finger": (0.03, 0.06, 0.1, 0.14, 0.18),
    "inverted": (0, 1),
    "logo": (0.15, 0.2, 0.25, 0.3),
    "quiet": (4, 2, 1, 0),
    "dots": (0, 1),
}
"""One degradation at a time, the others mild."""


def rng_for(seed: int, name: str, number: int) -> np.random.Generator:
    """The generator of one picture."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode()), number])))


def payload(rng: np.random.Generator) -> str:
    """A text as the payment app shows it: a phone number in clear, or a token. Made up."""
    if rng.random() < 0.6:
        return f"https://qr.vipps.no/28/2/01/031/47{rng.integers(40000000, 99999999)}?v=1"
    return "https://qr.vipps.no/p/" + "".join(rng.choice(LETTERS[:62], int(rng.integers(20, 41))))


def mixed(seed: int, number: int) -> Scene:
    """The stress set: every degradation at once; easy, medium and hard in turn."""
    rng, level = rng_for(seed, "mixed", number), number % 3
    text, conditions = payload(rng), _drawn(rng, level)
    return _scene(rng, text, conditions, LEVELS[level])


def swept(seed: int, what: str, value: float, number: int) -> Scene:
    """One degradation of `SWEEPS` at one level."""
    rng = rng_for(seed, f"{what}@{value}", number)
    mild = Conditions(
        rotation=rng.uniform(-12, 12), tilt=rng.uniform(0, 12), size=rng.uniform(150, 231), glare_radius=0.2
    )
    return _scene(rng, payload(rng), _with(mild, what, value), what)


def without_code(seed: int, number: int) -> Scene:
    """The same scenes with something busy on the screen that is no code."""
    rng = rng_for(seed, "negative", number)
    return _scene(rng, None, _drawn(rng, number % 3), "without")


def damaged(seed: int, number: int) -> Scene:
    """A code of the lowest error correction with a hole of a third to three fifths of its side, never to be read."""
    rng = rng_for(seed, "damaged", number)
    conditions = _hurt(rng, number % 2)
    return _scene(rng, payload(rng), conditions, "damaged")


def clip(seed: int, number: int, *, seconds: float = 2.0, rate: float = 8.0) -> Iterator[Scene]:
    """The frames of a hand-held phone in front of a fixed camera.

    Hand shake: a slow wander of the posture (an Ornstein-Uhlenbeck process, time constant 0.6 s) and physiological
    tremor, a narrow band around 8 to 12 Hz with an amplitude of tenths of a millimetre (R. N. Stiles, Frequency and
    displacement amplitude relations for normal hand tremor, J. Appl. Physiol. 40 (1976) 44-54). The screen is 70 mm
    wide. What moves during the exposure (1/30 s) becomes motion blur; focus hunts around its value.
    """
    rng, level = rng_for(seed, "clip", number), number % 3
    text, conditions = payload(rng), _drawn(rng, level)
    return islice(_held(rng, text, conditions, level, rate), round(seconds * rate))


def damaged_clip(seed: int, number: int, *, seconds: float = 2.0, rate: float = 8.0) -> Iterator[Scene]:
    """The frames of one code as `damaged` makes it, held as in `clip`: however many are added up, it has no text."""
    rng, level = rng_for(seed, "damaged clip", number), number % 2
    conditions = _hurt(rng, level)
    return islice(_held(rng, payload(rng), conditions, level, rate), round(seconds * rate))


def _hurt(rng: np.random.Generator, level: int) -> Conditions:
    conditions = _drawn(rng, level)
    style = replace(conditions.style, ecc="L", logo=0.0, hole=float(rng.uniform(0.35, 0.6)))
    return replace(conditions, style=style)


def _held(rng: np.random.Generator, text: str, conditions: Conditions, level: int, rate: float) -> Iterator[Scene]:
    """Frame after frame of a phone in a hand, without an end."""
    shot = _shot(rng, text, conditions)
    millimetre = conditions.size / 45.0  # a code is about 45 mm wide
    wander = np.zeros(5)
    spread = np.array([4 * millimetre, 4 * millimetre, 3.0, 4.0, 0.05])
    tremor = rng.uniform(0.1, 0.4) * millimetre * (1 + level)
    frequency, phase = rng.uniform(8, 12), rng.uniform(0, 2 * np.pi, 2)
    keep = float(np.exp(-1 / rate / 0.6))
    texts = () if conditions.style.hole else (text,)
    for number_of_frame in count():
        wander = keep * wander + np.sqrt(1 - keep**2) * spread * rng.normal(0, 1, 5)
        turn = 2 * np.pi * frequency * number_of_frame / rate + phase
        speed = np.hypot(*(tremor * 2 * np.pi * frequency * np.cos(turn))) + np.hypot(*wander[:2]) * 2
        here = replace(
            conditions,
            size=conditions.size * (1 + float(np.clip(wander[4], -0.15, 0.15))),
            rotation=conditions.rotation + float(wander[2]),
            tilt=float(np.clip(conditions.tilt + wander[3], 0, 65)),
            defocus=abs(conditions.defocus * (1 + 0.3 * rng.normal())),
            motion=float(min(2.5, speed / 30 / (conditions.size / shot.phone.modules))),
        )
        x, y = shot.middle[0] + wander[0] + tremor * np.sin(turn[0]), shot.middle[1] + wander[1]
        moved = replace(shot, middle=(float(x), float(y + tremor * np.sin(turn[1]))))
        yield _expose(rng, moved, here, texts, LEVELS[level])


def _drawn(rng: np.random.Generator, level: int) -> Conditions:
    def between(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def about(scale: float) -> float:
        return abs(float(rng.normal(0, scale)))

    strength = (1.0, 1.6, 2.2)[level]
    size = float(np.exp(between(np.log((120, 80, 60)[level]), np.log(400))))
    any_turn = rng.random() < (0.1, 0.3, 0.5)[level]
    ecc = str(rng.choice(["L", "M", "Q", "H"], p=[0.15, 0.45, 0.2, 0.2]))
    style = Style(
        ecc=ecc,
        quiet=int(rng.choice([4, 2, 1], p=[0.6, 0.3, 0.1])),
        inverted=bool(rng.random() < (0.1, 0.2, 0.25)[level]),
        dots=bool(rng.random() < 0.12),
        logo=between(0.1, 0.2) if ecc in "QH" and rng.random() < 0.4 else 0.0,
    )
    return Conditions(
        size=size,
        rotation=between(-180, 180) if any_turn else between(-20, 20),
        tilt=min(about((10, 18, 26)[level]), 62.0),
        defocus=min(about(0.22 * strength), 1.3),
        motion=min(about(0.35 * strength), 2.4) if rng.random() < 0.25 * strength else 0.0,
        glare=between(0.2, strength) if rng.random() < 0.15 * strength else 0.0,
        glare_radius=between(0.08, 0.3),
        screen=between(0.35, 1.0),
        room=between(0.15, 1.1),
        exposure=between(0.25 / strength, 1.1) if rng.random() < 0.5 else between(0.8, 2.0 if level else 1.2),
        noise=about(1.2 * strength),
        gain_control=between(0.3, 1.0),
        moire=between(0, 0.3 * strength) if rng.random() < 0.3 * strength else 0.0,
        jpeg=int(rng.integers((60, 40, 30)[level], 91)),
        finger=between(0, 0.025 * strength) if rng.random() < 0.1 * strength else 0.0,
        style=style,
    )


def _with(mild: Conditions, what: str, value: float) -> Conditions:
    style = mild.style
    special: dict[str, Conditions] = {
        "noise": replace(mild, noise=value, exposure=1 / (1 + value * 0.35)),
        "exposure": replace(mild, exposure=value, noise=0.6, gain_control=0.0),
        "inverted": replace(mild, style=replace(style, inverted=bool(value))),
        "logo": replace(mild, style=replace(style, logo=value, ecc="H")),
        "quiet": replace(mild, style=replace(style, quiet=int(value))),
        "dots": replace(mild, style=replace(style, dots=bool(value))),
        "jpeg": replace(mild, jpeg=int(value)),
    }
    plain = {
        "size": replace(mild, size=value),
        "rotation": replace(mild, rotation=value),
        "tilt": replace(mild, tilt=value),
        "defocus": replace(mild, defocus=value),
        "motion": replace(mild, motion=value),
        "glare": replace(mild, glare=value),
        "moire": replace(mild, moire=value),
        "finger": replace(mild, finger=value),
    }
    return (special | plain)[what]


def _scene(rng: np.random.Generator, text: str | None, conditions: Conditions, group: str) -> Scene:
    readable = text is not None and not conditions.style.hole
    return _expose(rng, _shot(rng, text, conditions), conditions, (text or "",) if readable else (), group)


def _shot(rng: np.random.Generator, text: str | None, conditions: Conditions) -> _Shot:
    phone = draw(rng, text, conditions.style)
    free_x, free_y = max(0.0, (WIDTH - conditions.size * 1.5) / 2), max(0.0, (HEIGHT - conditions.size * 1.5) / 2)
    beats = tuple(
        (
            float(rng.uniform(0.45, 1.8)),
            float(rng.uniform(0, np.pi)),
            float(rng.uniform(0, 1.5)),
            float(rng.uniform(200, 700)),
            float(rng.uniform(0, 6)),
            (float(rng.uniform(0.4, 1)), float(rng.uniform(0.4, 1)), float(rng.uniform(0.4, 1))),
        )
        for _ in range(2)
    )
    return _Shot(
        phone=phone,
        room=_room(rng),
        axis=float(rng.uniform(0, 2 * np.pi)),
        middle=(WIDTH / 2 + rng.uniform(-1, 1) * min(free_x, 420), HEIGHT / 2 + rng.uniform(-1, 1) * min(free_y, 220)),
        light=(
            float(rng.uniform(-0.3, 0.3)),
            float(rng.uniform(-0.3, 0.3)),
            float(rng.uniform(0, np.pi)),
            float(rng.uniform(0.5, 1.0)),
        ),
        beats=beats,
        finger=(int(rng.integers(0, 4)), int(rng.integers(0, 4)), float(rng.uniform(0.3, 1))),
    )


def _expose(rng: np.random.Generator, shot: _Shot, conditions: Conditions, texts: tuple[str, ...], group: str) -> Scene:
    to_scene, corners = _pose(shot, conditions)
    picture, screen = _composed(shot, conditions, to_scene)
    light = (np.clip(picture, 0, 255) / 255).astype(np.float32) ** np.float32(2.2)
    light *= (1 - screen * (1 - conditions.screen))[..., None]
    light *= (screen + (1 - screen) * conditions.room)[..., None]
    module = conditions.size / shot.phone.modules
    light = _beaten(light, screen, shot, conditions, module)
    light = _glared(light, shot, conditions, corners)
    light = _covered(light, shot, conditions, corners)
    if conditions.defocus * module > 0.35:
        light = np.asarray(cv2.filter2D(light, -1, _disk(conditions.defocus * module)), np.float32)
    if conditions.motion * module > 0.6:
        kernel = _line(conditions.motion * module, rng.uniform(0, np.pi))
        light = np.asarray(cv2.filter2D(light, -1, kernel), np.float32)
    pixels = np.clip(_sensed(rng, light * np.float32(conditions.exposure), conditions), 0, 1) ** (1 / 2.2) * 255
    quality = [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg]
    jpeg = cv2.imencode(".jpg", pixels.round().astype(np.uint8), quality)[1].tobytes()
    return Scene(
        jpeg=jpeg, texts=texts, corners=corners, modules=shot.phone.modules, conditions=conditions, group=group
    )


def _room(rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    base = rng.integers(0, 256, (9, 16, 3)).astype(np.float32) * rng.uniform(0.2, 0.7) + rng.uniform(10, 90)
    room = cv2.resize(base.astype(np.float32), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    image = np.clip(cv2.GaussianBlur(room, (0, 0), rng.uniform(4, 25)), 0, 255).round().astype(np.uint8)
    for _ in range(int(rng.integers(3, 14))):
        blue, green, red = (int(v) for v in rng.integers(0, 256, 3))
        x, y = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT))
        if rng.random() < 0.5:
            corner = (x + int(rng.integers(20, 300)), y + int(rng.integers(20, 200)))
            cv2.rectangle(image, (x, y), corner, (blue, green, red), -1)
        else:
            word, size, thick = "".join(rng.choice(LETTERS[:36], 8)), rng.uniform(0.5, 2.5), int(rng.integers(1, 4))
            cv2.putText(image, word, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, (blue, green, red), thick, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), rng.uniform(0.6, 3)), np.uint8)


def _pose(shot: _Shot, conditions: Conditions) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """The homography from the phone's picture to the scene (a pinhole at 1100 pixels), and the code's corners there."""
    corners = shot.phone.corners
    centre, side, focus = corners.mean(axis=0), float(corners[1][0] - corners[0][0]), 1100.0
    tilt, turn = np.deg2rad(conditions.tilt), np.deg2rad(conditions.rotation)
    x, y = np.cos(shot.axis), np.sin(shot.axis)
    cross = np.array([[0, 0, y], [0, 0, -x], [-y, x, 0]])  # Rodrigues' formula about an axis in the picture plane
    tilted = np.eye(3) + np.sin(tilt) * cross + (1 - np.cos(tilt)) * cross @ cross
    turned = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    matrix, scale = tilted @ turned, conditions.size / side

    def project(points: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        space = np.c_[(points - centre) * scale, np.zeros(len(points))] @ matrix.T
        depth = space[:, 2:] + focus
        return np.asarray(space[:, :2] * focus / depth + np.array(shot.middle), np.float32)

    height, width = shot.phone.picture.shape[:2]
    outline = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(outline, project(outline)), np.float64), project(corners)


def _composed(shot: _Shot, conditions: Conditions, to_scene: npt.NDArray[np.float64]) -> tuple[Pixels, Pixels]:
    """The phone before the room as `(h, w, 3)`, and how much of each pixel is lit screen as `(h, w)`."""
    fine, size = np.diag([FINE, FINE, 1.0]) @ to_scene, (WIDTH * FINE, HEIGHT * FINE)
    room = cv2.resize(shot.room, size, interpolation=cv2.INTER_LINEAR)
    shrink = conditions.size * FINE / float(shot.phone.corners[1][0] - shot.phone.corners[0][0])
    picture = cv2.GaussianBlur(shot.phone.picture, (0, 0), 0.35 / shrink) if shrink < 0.5 else shot.phone.picture
    phone = cv2.warpPerspective(picture, fine, size, flags=cv2.INTER_LINEAR)
    body = cv2.warpPerspective(shot.phone.body, fine, size).astype(np.float32) / 255
    lit = cv2.warpPerspective(shot.phone.screen, fine, size)
    screen = cv2.resize(lit, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    both = cv2.resize(cv2.blendLinear(room, phone, 1 - body, body), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(both, np.float32), np.asarray(screen, np.float32)


def _places() -> tuple[Pixels, Pixels]:
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    return x, y


def _beaten(light: Pixels, screen: Pixels, shot: _Shot, conditions: Conditions, module: float) -> Pixels:
    """Moire: the screen's pixels against the sensor's, as two coloured waves."""
    if conditions.moire <= 0:
        return light
    x, y = _places()
    for period, angle, wobble, length, phase, colour in shot.beats:
        bend = wobble * np.sin(2 * np.pi * (x * np.cos(angle + 1) + y * np.sin(angle + 1)) / length)
        along = (x * np.cos(angle) + y * np.sin(angle)) / (period * module + 1.2)
        wave = 0.5 + 0.5 * np.cos(2 * np.pi * along + bend + phase)
        depth = conditions.moire * 0.5 * wave[..., None] * np.array(colour, np.float32)
        light = np.asarray(light * (1 - screen[..., None] * depth), np.float32)
    return light


def _glared(light: Pixels, shot: _Shot, conditions: Conditions, corners: npt.NDArray[np.float32]) -> Pixels:
    """A lamp that mirrors in the screen."""
    if conditions.glare <= 0:
        return light
    x, y = _places()
    right, down, angle, flat = shot.light
    centre = corners.mean(axis=0) + np.array([right, down]) * conditions.size
    u = (x - centre[0]) * np.cos(angle) + (y - centre[1]) * np.sin(angle)
    v = -(x - centre[0]) * np.sin(angle) + (y - centre[1]) * np.cos(angle)
    radius = conditions.size * conditions.glare_radius
    spot = conditions.glare * np.exp(-0.5 * ((u / radius) ** 2 + (v / (radius * flat)) ** 2))
    return np.asarray(light + spot[..., None], np.float32)


def _covered(light: Pixels, shot: _Shot, conditions: Conditions, corners: npt.NDArray[np.float32]) -> Pixels:
    """A finger over a border of the code."""
    if conditions.finger <= 0:
        return light
    first, second, shade = shot.finger
    centre = corners.mean(axis=0)
    away = (corners[first] + corners[second]) / 2 - centre
    length = float(np.hypot(*away))
    away = away / length if length >= 1 else np.array([1.0, 0.0])
    radius = conditions.size * 0.5 * np.sqrt(conditions.finger * 4 / np.pi) * 0.9 + 1
    tip = centre + away * (conditions.size * 0.5 - radius * 0.35)
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    axes, angle = (int(radius), int(radius * 0.8)), float(np.degrees(np.arctan2(away[1], away[0])))
    cv2.ellipse(mask, (int(tip[0]), int(tip[1])), axes, angle, 0, 360, 1, -1)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.9)[..., None]
    return np.asarray(light * (1 - soft) + soft * np.array([0.22, 0.32, 0.55], np.float32) * shade, np.float32)


def _sensed(rng: np.random.Generator, light: Pixels, conditions: Conditions) -> Pixels:
    """Shot and read noise, then the gain that makes up for a short exposure."""
    if conditions.noise <= 0:
        return light
    step = conditions.noise * 0.012
    spread = np.sqrt(np.maximum(light, 0) * step + step**2)
    noisy = light + rng.standard_normal(light.shape, np.float32) * spread
    gain = conditions.gain_control / max(conditions.exposure, 0.02) + 1 - conditions.gain_control
    return np.asarray(noisy * gain, np.float32)


def _disk(radius: float) -> Pixels:
    side = int(np.ceil(radius)) * 2 + 3
    y, x = np.mgrid[:side, :side] - side // 2
    disk = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1).astype(np.float32)
    return np.asarray(disk / disk.sum(), np.float32)


def _line(length: float, angle: float) -> Pixels:
    side = (int(np.ceil(length)) + 3) | 1
    large, middle = np.zeros((side * 8, side * 8), np.float32), side * 4
    right, down = np.cos(angle) * length * 4, np.sin(angle) * length * 4
    start, end = (round(middle - right), round(middle - down)), (round(middle + right), round(middle + down))
    cv2.line(large, start, end, 1, 8)
    small = np.asarray(cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA), np.float32)
    return np.asarray(small / small.sum(), np.float32)

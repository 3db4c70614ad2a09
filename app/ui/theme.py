"""Every token of the look: colour roles, type, space, corners, motion and touch sizes."""

from dataclasses import dataclass
from typing import Final

import flet as ft

SPRUCE: Final = "#1F4D43"
"""Our own accent, used when a merchant brings none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What a colour is for; each value is `#RRGGBB`."""

    paper: str
    surface: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    stage: str
    on_stage: str
    glow: str
    on_glow: str
    glow_soft: str
    on_glow_soft: str
    good: str
    attention: str
    wrong: str
    on_wrong: str
    shadow: str
    scrim: str


LIGHT: Final = Roles(
    paper="#FBF9F5",
    surface="#FFFFFF",
    line="#E7E2D9",
    ink="#1B211F",
    muted="#5A625E",
    accent=SPRUCE,
    on_accent="#FFFFFF",
    accent_soft="#DFEAE5",
    on_accent_soft="#173A33",
    stage=SPRUCE,
    on_stage="#FFFFFF",
    glow="#E8A33D",
    on_glow="#1B211F",
    glow_soft="#FBEBCF",
    on_glow_soft="#4A3208",
    good="#2C7A4B",
    attention="#9A6700",
    wrong="#B3261E",
    on_wrong="#FFFFFF",
    shadow="#1B211F",
    scrim="#131615",
)

DARK: Final = Roles(
    paper="#131615",
    surface="#1B201E",
    line="#2C3330",
    ink="#F3F0EA",
    muted="#A9B1AC",
    accent="#8FCBB8",
    on_accent="#0E2A24",
    accent_soft="#22332E",
    on_accent_soft="#CDE8DE",
    stage="#17382F",
    on_stage="#F3F0EA",
    glow="#F0B75E",
    on_glow="#1B211F",
    glow_soft="#3A2E18",
    on_glow_soft="#F6D9A8",
    good="#7BC796",
    attention="#E3B341",
    wrong="#F2A19A",
    on_wrong="#3A0906",
    shadow="#000000",
    scrim="#000000",
)


class Role:
    """The roles as Flet colours: the client resolves them, so light and dark change without a render."""

    PAPER = ft.Colors.SURFACE
    SURFACE = ft.Colors.SURFACE_CONTAINER_LOWEST
    LINE = ft.Colors.OUTLINE_VARIANT
    INK = ft.Colors.ON_SURFACE
    MUTED = ft.Colors.ON_SURFACE_VARIANT
    ACCENT = ft.Colors.PRIMARY
    ON_ACCENT = ft.Colors.ON_PRIMARY
    ACCENT_SOFT = ft.Colors.PRIMARY_CONTAINER
    ON_ACCENT_SOFT = ft.Colors.ON_PRIMARY_CONTAINER
    STAGE = ft.Colors.PRIMARY_FIXED
    ON_STAGE = ft.Colors.ON_PRIMARY_FIXED
    GLOW = ft.Colors.TERTIARY
    ON_GLOW = ft.Colors.ON_TERTIARY
    GLOW_SOFT = ft.Colors.TERTIARY_CONTAINER
    ON_GLOW_SOFT = ft.Colors.ON_TERTIARY_CONTAINER
    GOOD = ft.Colors.SECONDARY
    ATTENTION = ft.Colors.SECONDARY_FIXED_DIM
    WRONG = ft.Colors.ERROR
    ON_WRONG = ft.Colors.ON_ERROR
    SHADOW = ft.Colors.SHADOW
    SCRIM = ft.Colors.SCRIM


class Size:
    """The type scale, logical pixels. Body is never under BODY on a tablet; four sizes on a screen at most."""

    CAPTION = 13
    BODY = 15
    LEAD = 17
    TITLE = 20
    HEAD = 24
    LARGE = 32
    HUGE = 44
    GIANT = 64


class Space:
    """Distances, logical pixels."""

    HAIR = 4
    TIGHT = 8
    SNUG = 12
    NORMAL = 16
    WIDE = 24
    ROOMY = 32
    GREAT = 48
    VAST = 64


class Corner:
    """Corner radii, logical pixels."""

    SMALL = 8
    BUTTON = 14
    CARD = 16
    SHEET = 28
    ROUND = 999


class Touch:
    """Heights of what a finger meets, and the distance between neighbours."""

    PRIMARY = 56
    LEAST = 48
    APART = 12


class Motion:
    """Durations in milliseconds, all eased out."""

    QUICK = 150
    CALM = 200
    FULL = 250
    CURVE = ft.AnimationCurve.EASE_OUT


class Font:
    """The bundled families, as `fonts()` names them."""

    SANS = "Inter"
    FIGURES = "Inter Tabular"
    DISPLAY = "Fraunces"


class Layout:
    """Fixed measures of the screens, logical pixels."""

    CATEGORIES = 200
    ORDER = 360
    ORDER_BAR = 88
    COMPACT_BELOW = 600
    MEDIUM_BELOW = 1000
    READING = 640


def fonts() -> dict[str, str]:
    """What `page.fonts` wants: family to file under the assets folder."""
    return {
        Font.SANS: "/fonts/Inter.ttf",
        Font.FIGURES: "/fonts/InterTabular.ttf",
        Font.DISPLAY: "/fonts/Fraunces.ttf",
    }

"""The accent a merchant may choose, repaired until everything drawn with it can be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.ui.contrast import BLACK, WHITE, channels, contrast, mix
from app.ui.theme import DARK, LIGHT, SPRUCE, Roles

TEXT: Final = 4.5
LARGE_TEXT: Final = 3.0


def used_pairs(roles: Roles) -> dict[str, tuple[str, str, float]]:
    """Every pair of colours that meets on a screen: name to (front, ground, least contrast)."""
    r = roles
    return {
        "ink on paper": (r.ink, r.paper, TEXT),
        "ink on surface": (r.ink, r.surface, TEXT),
        "ink on soft accent": (r.ink, r.accent_soft, TEXT),
        "muted ink on paper": (r.muted, r.paper, TEXT),
        "muted ink on surface": (r.muted, r.surface, TEXT),
        "accent on paper": (r.accent, r.paper, TEXT),
        "accent on surface": (r.accent, r.surface, TEXT),
        "on accent": (r.on_accent, r.accent, TEXT),
        "on soft accent": (r.on_accent_soft, r.accent_soft, TEXT),
        "accent on soft accent": (r.accent, r.accent_soft, LARGE_TEXT),
        "on stage": (r.on_stage, r.stage, TEXT),
        "glow on stage, large": (r.glow, r.stage, LARGE_TEXT),
        "on glow": (r.on_glow, r.glow, TEXT),
        "on soft glow": (r.on_glow_soft, r.glow_soft, TEXT),
        "good on surface": (r.good, r.surface, TEXT),
        "good on paper": (r.good, r.paper, TEXT),
        "attention on surface": (r.attention, r.surface, TEXT),
        "attention on paper": (r.attention, r.paper, TEXT),
        "wrong on surface": (r.wrong, r.surface, TEXT),
        "wrong on paper": (r.wrong, r.paper, TEXT),
        "on wrong": (r.on_wrong, r.wrong, TEXT),
        "paper on ink": (r.paper, r.ink, TEXT),
    }


def light_roles(seed: str = SPRUCE) -> Roles:
    """Light roles with a merchant's accent, darkened until all its pairs pass WCAG AA."""
    if seed.upper() == SPRUCE:
        return LIGHT
    return _repaired(seed, LIGHT, _with_light_accent, BLACK)


def dark_roles(seed: str = SPRUCE) -> Roles:
    """Dark roles with a merchant's accent, lightened until all its pairs pass WCAG AA."""
    if seed.upper() == SPRUCE:
        return DARK
    return _repaired(seed, DARK, _with_dark_accent, WHITE)


def _repaired(seed: str, base: Roles, build: Callable[[str, Roles], Roles], towards: str) -> Roles:
    channels(seed)  # refuses what is no colour before anything is built from it
    steps = 50
    for step in range(steps + 1):
        roles = build(mix(seed, towards, step / steps), base)
        if all(contrast(front, ground) >= least for front, ground, least in used_pairs(roles).values()):
            return roles
    message = f"no shade of {seed} reads on {base.paper}"  # black and white always do
    raise AssertionError(message)


def _with_light_accent(accent: str, base: Roles) -> Roles:
    return replace(
        base,
        accent=accent,
        on_accent=WHITE,
        accent_soft=mix(accent, base.paper, 0.86),
        on_accent_soft=mix(accent, base.ink, 0.6),
        stage=accent,
        on_stage=WHITE,
    )


def _with_dark_accent(accent: str, base: Roles) -> Roles:
    return replace(
        base,
        accent=accent,
        on_accent=mix(accent, BLACK, 0.82),
        accent_soft=mix(accent, base.paper, 0.84),
        on_accent_soft=mix(accent, base.ink, 0.6),
        stage=mix(accent, base.paper, 0.78),
        on_stage=base.ink,
    )

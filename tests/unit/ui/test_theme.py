"""The look can be read: ours, and that of any merchant's colour."""

import flet as ft
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.restaurant import MOBILEPAY, VIPPS, PaymentBrand
from app.ui import material
from app.ui.accent import LARGE_TEXT, dark_roles, light_roles, used_pairs
from app.ui.contrast import channels, contrast, mix
from app.ui.theme import DARK, LIGHT, SPRUCE, Roles, Size, Space, Touch, fonts

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


def unreadable(roles: Roles) -> list[str]:
    """The pairs that fail WCAG AA."""
    return [name for name, (front, ground, least) in used_pairs(roles).items() if contrast(front, ground) < least]


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_our_own_look_passes_wcag_aa(roles: Roles) -> None:
    assert unreadable(roles) == []


@given(COLOURS)
def test_any_seed_is_repaired_until_every_pair_passes(seed: str) -> None:
    assert unreadable(light_roles(seed)) == []
    assert unreadable(dark_roles(seed)) == []


def test_a_seed_that_reads_is_kept_as_it_is() -> None:
    assert light_roles("#5B2A86").accent == "#5B2A86"


def test_our_own_seed_gives_our_own_look() -> None:
    assert (light_roles(SPRUCE), dark_roles(SPRUCE)) == (LIGHT, DARK)


@pytest.mark.parametrize("text", ["spruce", "#12345", "#GGGGGG", ""])
def test_what_is_no_colour_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not a colour like"):
        light_roles(text)


def test_contrast_is_the_published_formula() -> None:
    assert [round(contrast("#000000", "#FFFFFF"), 2), round(contrast("#777777", "#FFFFFF"), 2)] == [21.0, 4.48]


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert [mix("#000000", "#FFFFFF", share) for share in (0, 0.5, 1)] == ["#000000", "#808080", "#FFFFFF"]


def test_channels_read_both_cases() -> None:
    assert channels("#ff8000") == channels("#FF8000") == (255, 128, 0)


@pytest.mark.parametrize("brand", [VIPPS, MOBILEPAY], ids=lambda brand: brand.name)
def test_a_brands_large_words_can_be_read_on_its_colour(brand: PaymentBrand) -> None:
    assert contrast(brand.on_colour, brand.colour) >= LARGE_TEXT


def test_material_is_left_no_colour_to_invent() -> None:
    """A slot that is not named would be derived from a seed, tinted."""
    scheme = material.light_theme().color_scheme
    assert scheme is not None

    unnamed = [name for name in ft.ColorScheme.__dataclass_fields__ if getattr(scheme, name) is None]

    assert unnamed == []


def test_both_themes_use_the_bundled_fonts_only() -> None:
    families = {theme.font_family for theme in (material.light_theme(), material.dark_theme())}

    assert families <= set(fonts())


def test_sizes_and_distances_are_the_agreed_scales() -> None:
    sizes = sorted(value for name, value in vars(Size).items() if name.isupper())
    spaces = sorted(value for name, value in vars(Space).items() if name.isupper())

    assert sizes == [13, 15, 17, 20, 24, 32, 44, 64]
    assert spaces == [4, 8, 12, 16, 24, 32, 48, 64]
    assert (Touch.PRIMARY, Touch.LEAST, Touch.APART) == (56, 48, 12)

"""Everything the screens show lies in the assets folder, small enough for a tablet's first load."""

import re
import struct
from pathlib import Path

import flet_web
import pytest

from app.ui.components import steps
from app.ui.theme import fonts

ASSETS = Path(__file__).parents[3] / "assets"
DISHES = (
    "fish_soup",
    "toast_skagen",
    "beetroot_tartare",
    "oysters",
    "cured_salmon",
    "cod",
    "arctic_char",
    "reindeer",
    "beef_burger",
    "halloumi_burger",
    "mushroom_risotto",
    "chicken",
    "kids_pasta",
    "fries",
    "green_salad",
    "sourdough",
    "brown_cheese_waffle",
    "cloudberry_cream",
    "chocolate_cake",
    "apple_cake",
    "coffee",
    "tea",
    "lemonade",
    "apple_juice",
    "pilsner",
    "house_wine",
)


def size(path: Path) -> tuple[int, int]:
    """A PNG's width and height."""
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    return int(width), int(height)


def test_every_dish_has_its_own_picture_and_no_picture_is_left_over() -> None:
    assert sorted(path.stem for path in (ASSETS / "dishes").iterdir()) == sorted(DISHES)


@pytest.mark.parametrize("dish", DISHES)
def test_a_dish_is_four_by_three_and_light(dish: str) -> None:
    path = ASSETS / "dishes" / f"{dish}.png"

    assert size(path) == (800, 600)
    assert path.stat().st_size < 40_000


@pytest.mark.parametrize(
    "path", [*fonts().values(), steps.SHOW_CODE, steps.HOLD_UP, steps.DONE, "/pictures/eat_here.png", "/icon.png"]
)
def test_what_the_code_names_is_there(path: str) -> None:
    assert (ASSETS / path.removeprefix("/")).is_file()


@pytest.mark.parametrize("family", ["Inter", "Fraunces"])
def test_a_font_comes_with_its_licence(family: str) -> None:
    assert "SIL Open Font License" in (ASSETS / "fonts" / f"{family}-LICENSE.txt").read_text(encoding="utf-8")


def test_the_page_keeps_what_flet_fills_in() -> None:
    """Flet patches these places of the page; a new version may want others."""
    ours = (ASSETS / "index.html").read_text(encoding="utf-8")
    theirs = (Path(flet_web.__file__).parent / "web" / "index.html").read_text(encoding="utf-8")
    places = re.findall(
        r"<base [^>]*>|<!-- fletAppConfig -->|<script src=[^>]*>|^\s+\w+: [^,\n]+,?$", theirs, re.MULTILINE
    )
    scripts = [place for place in places if "<" in place]
    settings = [place.split(":")[0].strip() for place in places if "<" not in place and "{" not in place]

    assert [place for place in scripts if place not in ours] == []
    assert [name for name in settings if f"{name}:" not in ours and name not in {"position", "inset"}] == []


def test_the_page_fetches_nothing_from_elsewhere() -> None:
    assert re.findall(r"https?://", (ASSETS / "index.html").read_text(encoding="utf-8")) == []


def test_the_page_switches_semantics_on_for_everybody() -> None:
    assert "flt-semantics-placeholder" in (ASSETS / "index.html").read_text(encoding="utf-8")

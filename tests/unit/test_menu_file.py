"""A menu file is read whole or not at all, and every mistake is told with its place."""

from pathlib import Path

import pytest

from app.domain.catalog import Allergen
from app.domain.customer import Channel
from app.domain.ids import ProductId
from app.domain.money import Currency, Money
from app.domain.vat import VatClass
from app.menu_file import BadMenu, read_menu
from app.settings import ASSETS, DEMO_MENU

HEAD = '[restaurant]\nname = "R"\ncountry = "NO"\ncurrency = "NOK"\nlanguage = "nb"\n'
CATEGORY = '[[categories]]\nid = "mains"\nname = { en = "Mains" }\n'
PRODUCT = """
[[products]]
id = "soup"
sku = "SKU-SOUP"
category = "mains"
name = { en = "Soup" }
description = { en = "Hot" }
price = 18900
"""


def menu(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "menu.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_menu_is_complete() -> None:
    restaurant, catalog = read_menu(DEMO_MENU)
    wine = catalog.product(ProductId("house_wine"))

    assert restaurant.name == "Fjord & Furu"
    assert len(catalog.products) >= 24
    assert (wine.vat_class, wine.minimum_age, wine.allergens) == (VatClass.ALCOHOL, 18, frozenset({Allergen.SULPHITES}))
    assert all(catalog.of(category.id) for category in catalog.categories)
    assert all({"en", "nb"} <= set(product.name) for product in catalog.products)


def test_every_demo_dish_has_its_picture() -> None:
    _, catalog = read_menu(DEMO_MENU)
    missing = [p.id for p in catalog.products if not list((ASSETS / "dishes").glob(f"{p.id}.*"))]

    assert missing == []


def test_a_small_menu_is_read(tmp_path: Path) -> None:
    _, catalog = read_menu(menu(tmp_path, HEAD + CATEGORY + PRODUCT))

    assert catalog.product(ProductId("soup")).price == Money(18900, Currency.NOK)


OPT_INS = """
[restaurant.opt_ins]
email = { nb = " Ja, send meg ukens meny på e-post ", en = "Yes, mail me the menu of the week" }
"""


def test_the_merchants_own_questions_about_offers_are_read_and_a_channel_without_has_none(tmp_path: Path) -> None:
    restaurant, _ = read_menu(menu(tmp_path, HEAD + OPT_INS + CATEGORY + PRODUCT))
    without, _ = read_menu(menu(tmp_path, HEAD + CATEGORY + PRODUCT))

    assert {
        Channel.EMAIL: {"nb": "Ja, send meg ukens meny på e-post", "en": "Yes, mail me the menu of the week"}
    } == restaurant.opt_ins
    assert {} == without.opt_ins


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + OPT_INS.replace("email", "letters") + CATEGORY + PRODUCT, "restaurant.opt_ins.letters"),
        (HEAD + OPT_INS.replace("nb =", "norsk =") + CATEGORY + PRODUCT, "restaurant.opt_ins.email.norsk"),
        (HEAD + "[restaurant.opt_ins]\nsms = { nb = '  ' }\n" + CATEGORY + PRODUCT, "restaurant.opt_ins.sms.nb"),
        (HEAD + "[restaurant.opt_ins]\nsms = {}\n" + CATEGORY + PRODUCT, "restaurant.opt_ins.sms"),
        (HEAD + CATEGORY + PRODUCT.replace("18900", '"cheap"'), "products[0].price"),
        (HEAD + CATEGORY + PRODUCT.replace("18900", "189.0"), "products[0].price"),
        (HEAD + CATEGORY + PRODUCT.replace("18900", "-1"), "products[0].price"),
        (HEAD + CATEGORY + PRODUCT + "colour = 1", "products[0].colour"),
        (HEAD + CATEGORY + PRODUCT.replace('"mains"', '"nowhere"'), "category that is not listed: soup"),
        (HEAD + CATEGORY + PRODUCT + PRODUCT, "used twice: soup"),
        (HEAD.replace('"NO"', '"XX"') + CATEGORY + PRODUCT, "restaurant.country"),
        (HEAD + CATEGORY + "[[products\nid = 1", "line 9"),
        (HEAD, "categories"),
    ],
)
def test_a_bad_menu_is_refused_with_the_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(BadMenu) as caught:
        read_menu(menu(tmp_path, text))

    assert expected in str(caught.value)


def test_a_missing_menu_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadMenu, match=r"none\.toml"):
        read_menu(tmp_path / "none.toml")


LOCATIONS = """
[[restaurant.locations]]
id = "harbour"
name = "By the harbour"
[[restaurant.locations]]
id = "{second}"
name = "In town"
"""


def test_a_menu_may_name_several_locations_and_the_first_is_home(tmp_path: Path) -> None:
    text = HEAD + LOCATIONS.format(second="town") + CATEGORY + PRODUCT
    restaurant, _ = read_menu(menu(tmp_path, text))

    assert ["harbour", "town"] == [place.id for place in restaurant.places]
    assert ["harbour", "town", "harbour"] == [restaurant.location(named) for named in (None, "town", "moon")]


def test_a_menu_without_locations_has_one_of_the_restaurants_name(tmp_path: Path) -> None:
    restaurant, _ = read_menu(menu(tmp_path, HEAD + CATEGORY + PRODUCT))

    assert [("main", "R")] == [(place.id, place.name) for place in restaurant.places]


def test_two_locations_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadMenu, match="location ids used twice: harbour"):
        read_menu(menu(tmp_path, HEAD + LOCATIONS.format(second="harbour") + CATEGORY + PRODUCT))

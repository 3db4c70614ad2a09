import pytest

from app.domain.catalog import Allergen, Catalog, Category, say
from app.domain.errors import InvalidValue
from app.domain.ids import ProductId
from app.domain.money import Currency
from support.samples import a_product

CATALOG = Catalog(
    currency=Currency.NOK,
    categories=(Category(id="mains", name={"en": "Mains"}),),
    products=(a_product("soup"), a_product("fish")),
)


def test_product_is_found_by_its_id() -> None:
    assert CATALOG.product(ProductId("fish")) == a_product("fish")


def test_unknown_product_is_refused() -> None:
    with pytest.raises(InvalidValue, match="no product"):
        CATALOG.product(ProductId("nothing"))


def test_two_products_with_one_id_are_refused() -> None:
    with pytest.raises(InvalidValue, match="share an id"):
        Catalog(currency=Currency.NOK, categories=(), products=(a_product("soup"), a_product("soup")))


def test_category_lists_its_products_in_menu_order() -> None:
    assert ["soup", "fish"] == [product.id for product in CATALOG.of("mains")]
    assert CATALOG.of("drinks") == ()


@pytest.mark.parametrize(("language", "text"), [("nb", "Fiskesuppe"), ("en", "Fish soup"), ("sv", "Fish soup")])
def test_text_without_a_translation_is_said_in_english(language: str, text: str) -> None:
    assert text == say(a_product().name, language)


def test_empty_translation_counts_as_none() -> None:
    assert say({"en": "Fish", "nb": ""}, "nb") == "Fish"


def test_law_names_fourteen_allergens() -> None:
    assert len(Allergen) == 14

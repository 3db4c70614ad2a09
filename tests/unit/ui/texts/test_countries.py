"""Countries are named and sorted as a reader expects."""

from app.ui.texts import Texts
from app.ui.texts.countries import in_order


def test_a_country_has_the_name_of_the_language_and_its_code_where_it_has_none() -> None:
    names = [Texts(code).country(region) for code in ("nb", "en") for region in ("FR", "QQ")]

    assert ["Frankrike", "QQ", "France", "QQ"] == names


def test_norwegian_ends_with_its_own_letters_and_english_knows_none() -> None:
    regions = ("AX", "AT", "ZW", "AL")

    assert ["AL", "ZW", "AT", "AX"] == in_order(regions, Texts("nb"))
    assert ["AX", "AL", "AT", "ZW"] == in_order(regions, Texts("en"))

"""Words, money and times as each language writes them."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts

OSLO = ZoneInfo("Europe/Oslo")
EVENING = datetime(2026, 11, 21, 18, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "minor", "currency", "expected"),
    [
        ("nb", 18900, "NOK", "189,00 kr"),
        ("nb", 118950, "NOK", "1 189,50 kr"),
        ("en", 118950, "NOK", "1,189.50 kr"),
        ("nb", 18900, "EUR", "189,00 €"),
        ("en", 18900, "EUR", "€189.00"),
        ("nb", 0, "SEK", "0,00 kr"),
    ],
)
def test_amounts_show_all_their_decimals(code: str, minor: int, currency: str, expected: str) -> None:
    assert Texts(code).money(minor, currency).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(("minor", "expected"), [(18900, "189 kr"), (18950, "189,50 kr"), (118900, "1 189 kr")])
def test_a_menu_price_shows_decimals_only_when_there_are_any(minor: int, expected: str) -> None:
    assert Texts("nb").price(minor, "NOK").replace("\N{NO-BREAK SPACE}", " ") == expected


@given(st.integers(0, 10**9))
def test_no_digit_of_an_amount_is_lost(minor: int) -> None:
    written = "".join(character for character in Texts("nb").money(minor, "NOK") if character.isdigit())

    assert int(written) == minor


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [("nb", "1.50", "1,5"), ("en", "1.50", "1.5"), ("nb", "2", "2"), ("nb", "0.0125", "0,0125")],
)
def test_a_decimal_is_written_as_the_language_does_and_no_longer_than_it_is(
    code: str, value: str, expected: str
) -> None:
    assert expected == Texts(code).decimal(Decimal(value))


def test_an_amount_never_breaks_over_two_lines() -> None:
    assert " " not in Texts("nb").money(118900, "NOK")


@pytest.mark.parametrize(
    ("code", "count", "expected"), [("en", 1, "point"), ("en", 2, "points"), ("nb", 1, "poeng"), ("nb", 2, "poeng")]
)
def test_a_count_chooses_the_form(code: str, count: int, expected: str) -> None:
    assert Texts(code).n("point", "points", count) == expected


def test_values_are_filled_in() -> None:
    assert Texts("nb").t("One more: {name}", name="Torsk") == "Én til: Torsk"


def test_an_unknown_language_speaks_the_default_one() -> None:
    assert Texts("xx").t("Fish") == Texts(DEFAULT_LANGUAGE).t("Fish")


def test_a_message_without_translation_is_shown_as_it_is() -> None:
    assert Texts("nb").t("Nobody translated this") == "Nobody translated this"


@pytest.mark.parametrize(("code", "expected"), [("nb", "19:05"), ("en", "19:05")])
def test_the_clock_is_the_restaurants(code: str, expected: str) -> None:
    assert Texts(code).clock(EVENING, OSLO) == expected


def test_the_day_is_written_out() -> None:
    assert [Texts(code).day(EVENING, OSLO) for code in ("nb", "en")] == ["21. november 2026", "21 November 2026"]


@pytest.mark.parametrize(("seconds", "expected"), [(245, "4:05"), (60, "1:00"), (9, "0:09"), (0, "0:00"), (-3, "0:00")])
def test_time_left_never_goes_below_nothing(seconds: int, expected: str) -> None:
    assert Texts("en").minutes(seconds) == expected


def test_languages_name_themselves() -> None:
    assert [(each.code, each.name) for each in LANGUAGES] == [("nb", "Norsk"), ("en", "English")]

"""What is typed as a phone number is understood, or explained."""

import pytest

from app.domain.vat import Country
from app.services.basics.phone_numbers import (
    Numbering,
    PhoneDoubt,
    PhoneTrouble,
    explained,
    numbering,
    regions,
    understand,
)


@pytest.mark.parametrize(
    ("typed", "country", "expected"),
    [
        ("98765432", Country.NO, "4798765432"),
        ("12345678", Country.NO, "4712345678"),
        ("987 65 432", Country.NO, "4798765432"),
        ("+47 987 65 432", Country.NO, "4798765432"),
        ("0047 98765432", Country.NO, "4798765432"),
        ("+45 20 12 34 56", Country.NO, "4520123456"),
        ("+358 40 1234567", Country.NO, "358401234567"),
        ("06 12 34 56 78", Country.FR, "33612345678"),
        ("+33 6 12 34 56 78", Country.FR, "33612345678"),
        ("0033612345678", Country.FR, "33612345678"),
    ],
)
def test_own_and_foreign_numbers_are_understood(typed: str, country: Country, expected: str) -> None:
    assert understand(typed, country) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", PhoneTrouble.EMPTY),
        ("   ", PhoneTrouble.EMPTY),
        ("9876abcd", PhoneTrouble.LETTERS),
        ("98 76 54 3x", PhoneTrouble.LETTERS),
        ("9876543", PhoneTrouble.TOO_SHORT),
        ("9", PhoneTrouble.TOO_SHORT),
        ("987654321234", PhoneTrouble.TOO_LONG),
        ("+4712345678901234567890", PhoneTrouble.TOO_LONG),
        ("+999 12345678", PhoneTrouble.NO_SUCH_NUMBER),
    ],
)
def test_what_is_no_number_is_explained(typed: str, expected: PhoneTrouble) -> None:
    assert understand(typed, Country.NO) is expected


@pytest.mark.parametrize(
    ("region", "code", "example"),
    [("NO", "+47", "40 61 23 45"), ("FR", "+33", "06 12 34 56 78"), ("US", "+1", "(201) 555-0123")],
)
def test_a_region_tells_how_it_dials(region: str, code: str, example: str) -> None:
    assert Numbering(region=region, code=code, example=example) == numbering(region)


def test_every_region_has_an_example_that_is_understood_there() -> None:
    odd = [each for each in regions("NO") if isinstance(explained(numbering(each).example, each), PhoneTrouble)]

    assert [] == odd


def test_most_guests_countries_come_first_and_each_region_once() -> None:
    at_home, elsewhere = regions("NO"), regions("DE")

    assert ("NO", "SE", "DK", "FI", "FR") == tuple(at_home[:5])
    assert ("DE", "NO", "SE", "DK", "FI", "FR") == tuple(elsewhere[:6])
    assert set(at_home) == set(elsewhere)
    assert len(at_home) == len(set(at_home)) == len(elsewhere)


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("22 12 34 56", "NO", PhoneDoubt.NOT_MOBILE),
        ("+33 1 23 45 67 89", "NO", PhoneDoubt.NOT_MOBILE),
        ("98765432", "NO", None),
        ("2015550123", "US", None),
        ("123", "NO", PhoneTrouble.TOO_SHORT),
    ],
)
def test_a_landline_is_doubted_only_where_its_plan_tells_it_apart(typed: str, region: str, expected: object) -> None:
    assert expected == explained(typed, region)

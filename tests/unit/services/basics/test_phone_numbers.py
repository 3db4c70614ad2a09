"""What is typed as a phone number is understood, or explained."""

import pytest

from app.domain.vat import Country
from app.services.basics.phone_numbers import PhoneTrouble, understand


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

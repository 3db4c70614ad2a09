"""Amounts as people type them."""

import pytest

from app.domain.money import Currency, Money
from app.ui.screens.admin.amounts import typed_amount


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("189", 18900),
        ("189,5", 18950),
        ("189.50", 18950),
        (" 1 200,00 kr ", 120_000),
        ("1\N{NO-BREAK SPACE}200 NOK", 120_000),
        ("0", 0),
        ("0,01", 1),
        ("9999999", 999_999_900),
    ],
)
def test_what_people_type_is_an_amount(text: str, minor: int) -> None:
    assert Money(minor, Currency.NOK) == typed_amount(text, Currency.NOK)


@pytest.mark.parametrize(
    "text", ["", "  ", "kr", "-5", "+5", "1,234", "1.2.3", "1e3", "12345678", "fifty", "٣", "5 EUR"]
)
def test_anything_else_is_none(text: str) -> None:
    assert typed_amount(text, Currency.NOK) is None

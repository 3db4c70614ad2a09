"""What a share pays for, as receipt and posted order tell it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidValue
from app.domain.share_contents import line_text, lines_of, vat_of
from app.domain.split import whole_bill
from support.example_order import AMOUNT_SHARE, BURGER, ORDER, PILS, WHOLE, nok


def test_a_whole_bill_has_all_lines_and_the_tax_of_the_order() -> None:
    assert lines_of(ORDER, WHOLE) == (BURGER, PILS)
    assert vat_of(ORDER, WHOLE) == ORDER.vat()


def test_a_share_of_lines_has_the_tax_of_these_lines() -> None:
    share = replace(WHOLE, line_ids=(PILS.id,), amount=PILS.amount)

    (part,) = vat_of(ORDER, share)

    assert lines_of(ORDER, share) == (PILS,)
    assert (part.rate.basis_points, part.gross, part.tax) == (2500, nok(9800), nok(1960))


def test_a_share_by_amount_has_no_lines_and_is_cut_by_rate() -> None:
    parts = [(part.rate.basis_points, part.gross, part.tax) for part in vat_of(ORDER, AMOUNT_SHARE)]

    assert lines_of(ORDER, AMOUNT_SHARE) == ()
    assert parts == [(1500, nok(16274), nok(2123)), (2500, nok(3726), nok(745))]


@pytest.mark.parametrize("amount", [BURGER.amount.minor + 1, 1, 0])
def test_lines_that_do_not_add_up_to_the_share_are_refused(amount: int) -> None:
    share = replace(WHOLE, line_ids=(BURGER.id,), amount=nok(amount))

    with pytest.raises(InvalidValue, match="add up"):
        vat_of(ORDER, share)


@pytest.mark.parametrize(("language", "text"), [("nb", "Øl"), ("en", "Lager"), ("fr", "Lager")])
def test_a_line_speaks_the_language_of_the_guest_or_english(language: str, text: str) -> None:
    assert line_text(PILS, language) == text


def test_modifiers_are_named_and_the_note_is_not() -> None:
    assert line_text(BURGER, "en") == "Burger (Bacon, Brioche)"


@given(
    prices=st.lists(st.integers(1, 200_000), min_size=2, max_size=2),
    quantities=st.lists(st.integers(1, 99), min_size=2, max_size=2),
    part=st.integers(1, 1_000_000),
)
def test_parts_by_rate_add_up_to_the_share_whatever_it_is(prices: list[int], quantities: list[int], part: int) -> None:
    lines = tuple(
        replace(line, unit_price=nok(price), quantity=quantity)
        for line, price, quantity in zip((BURGER, PILS), prices, quantities, strict=True)
    )
    order = replace(ORDER, lines=lines)
    (whole,) = whole_bill(order)

    for share in (whole, replace(AMOUNT_SHARE, amount=nok(part))):
        parts = vat_of(order, share)

        assert sum(each.gross.minor for each in parts) == share.amount.minor
        assert all(0 <= each.tax.minor <= each.gross.minor for each in parts)

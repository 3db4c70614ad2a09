import pytest

from app.domain.errors import CurrencyMismatch, InvalidValue
from app.domain.money import Currency, Money, total, zero
from support.samples import nok


def test_sums_stay_in_one_currency() -> None:
    assert nok(1050) == nok(1000) + nok(75) - nok(25)


def test_two_currencies_never_meet() -> None:
    euros = Money(100, Currency.EUR)
    for operation in (
        lambda: nok(100) + euros,
        lambda: nok(100) - euros,
        lambda: nok(100) < euros,
        lambda: nok(100) >= euros,
        lambda: total([euros], Currency.NOK),
    ):
        with pytest.raises(CurrencyMismatch):
            operation()


def test_same_number_in_another_currency_is_not_the_same_money() -> None:
    assert nok(100) != Money(100, Currency.SEK)


def test_pieces_multiply_and_signs_turn() -> None:
    assert (nok(300), nok(-100)) == (nok(100) * 3, -nok(100))


def test_no_money_is_false() -> None:
    assert [False, True, True] == [bool(zero(Currency.NOK)), bool(nok(1)), bool(nok(-1))]


def test_nothing_adds_up_to_zero_of_its_currency() -> None:
    assert total([], Currency.DKK) == Money(0, Currency.DKK)


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (100, [1], [100]),
        (100, [1, 1, 1], [34, 33, 33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (1, [1, 1], [1, 0]),
        (0, [2, 3], [0, 0]),
        (100, [0, 1], [0, 100]),
        (5, [3, 7], [2, 3]),
        (100, [1, 2, 3], [17, 33, 50]),
        (-100, [1, 1, 1], [-33, -33, -34]),
    ],
)
def test_what_does_not_divide_goes_to_the_largest_remainders_first_come_first(
    minor: int, weights: list[int], parts: list[int]
) -> None:
    assert parts == [part.minor for part in nok(minor).allocate(weights)]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [-1, 2], [2, -1]])
def test_weights_that_cannot_be_shared_by_are_refused(weights: list[int]) -> None:
    with pytest.raises(InvalidValue):
        nok(100).allocate(weights)

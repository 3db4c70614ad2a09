from decimal import Decimal

import pytest

from app.simulators.pongo.programme import Programme, without_keys


@pytest.mark.parametrize(
    ("amount", "rate", "points"),
    [(999, 1, 9), (1000, 1, 10), (1250, 1, 12), (1999, 10, 199), (50, 1, 0), (1567, 2, 31)],
)
def test_an_amount_earns_the_floor_of_its_units_times_the_rate(amount: int, rate: int, points: int) -> None:
    programme = Programme(points_per_currency_unit=Decimal(rate))

    assert points == programme.points_for(amount)


def test_below_the_minimum_amount_nothing_is_earned() -> None:
    programme = Programme(minimum_amount=1000)

    assert (0, 10) == (programme.points_for(999), programme.points_for(1000))


def test_a_visit_earns_the_same_whatever_was_spent() -> None:
    programme = Programme(earning_mode="visit", points_per_visit=10)

    assert [10, 10] == [programme.points_for(100), programme.points_for(100_000)]


def test_a_switched_off_programme_gives_nothing() -> None:
    assert Programme(is_enabled=False).points_for(100_000) == 0


def test_a_rate_of_tenths_is_exact() -> None:
    programme = Programme(points_per_currency_unit=Decimal("0.1"))

    assert programme.points_for(3000) == 3


def test_partner_parameters_tell_the_rate_as_a_whole_number_when_it_is_one() -> None:
    told = Programme().partner_parameters()["loyalty_program"]

    assert isinstance(told, dict)
    assert {"earning_mode": "amount", "points_per_currency_unit": 1, "rounding": "floor"}.items() <= told.items()


def test_hidden_keys_are_left_out_at_any_depth() -> None:
    kept = without_keys({"a": {"b": 1, "c": {"d": 2, "e": 3}}, "f": 4}, ("a.b", "a.c.e", "f"))

    assert {"a": {"c": {"d": 2}}} == kept

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding, estimate
from support.samples import nok

RULES = PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=10, minimum=0, rounding=Rounding.FLOOR)


def programme(rules: PointsRules | None = RULES, *, enabled: bool = True) -> Programme:
    return Programme(enabled=enabled, name="Club Demo", rules=rules)


@pytest.mark.parametrize(
    ("minor", "rate", "points"),
    [(999, 1, 9), (1000, 1, 10), (1250, 1, 12), (1999, 10, 199), (50, 1, 0), (1567, 2, 31), (0, 1, 0), (-500, 1, 0)],
)
def test_amount_earns_points_for_whole_units(minor: int, rate: int, points: int) -> None:
    rules = replace(RULES, per_unit=Decimal(rate))

    assert points == estimate(programme(rules), nok(minor))


@pytest.mark.parametrize(("minor", "points"), [(999, 0), (1000, 10), (1001, 10)])
def test_nothing_is_earned_below_the_minimum(minor: int, points: int) -> None:
    assert points == estimate(programme(replace(RULES, minimum=1000)), nok(minor))


@pytest.mark.parametrize(
    ("rounding", "points"),
    [(Rounding.FLOOR, [9, 9, 9, 10]), (Rounding.ROUND, [9, 10, 10, 10]), (Rounding.CEIL, [10, 10, 10, 10])],
)
def test_fraction_of_a_point_is_rounded_as_the_programme_says(rounding: Rounding, points: list[int]) -> None:
    rules = replace(RULES, rounding=rounding)

    assert points == [estimate(programme(rules), nok(minor)) for minor in (949, 950, 999, 1000)]


def test_rate_may_have_decimals() -> None:
    assert estimate(programme(replace(RULES, per_unit=Decimal("0.1"))), nok(18900)) == 18


def test_visit_earns_a_fixed_number_whatever_it_cost() -> None:
    rules = replace(RULES, mode=EarningMode.VISIT, minimum=1000)

    assert [0, 10, 10] == [estimate(programme(rules), nok(minor)) for minor in (999, 1000, 99900)]


def test_order_for_nothing_is_no_visit() -> None:
    assert estimate(programme(replace(RULES, mode=EarningMode.VISIT)), nok(0)) == 0


def test_no_number_is_promised_when_the_rules_are_not_understood() -> None:
    assert estimate(programme(None), nok(18900)) is None


def test_programme_that_is_switched_off_earns_nothing() -> None:
    assert estimate(programme(enabled=False), nok(18900)) == 0
    assert estimate(programme(None, enabled=False), nok(18900)) == 0

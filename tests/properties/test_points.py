"""An estimate is never generous by more than its rounding, and never falls when the bill grows."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding, estimate
from support.samples import nok

rates = st.decimals(min_value=0, max_value=100, places=3, allow_nan=False, allow_infinity=False)
rules = st.builds(
    PointsRules,
    mode=st.sampled_from(EarningMode),
    per_unit=rates,
    per_visit=st.integers(0, 1000),
    minimum=st.integers(0, 10**5),
    rounding=st.sampled_from(Rounding),
)
programmes = st.builds(Programme, enabled=st.booleans(), name=st.none(), rules=st.none() | rules)
minor_units = st.integers(0, 10**7)


@given(programmes, minor_units, minor_units)
def test_bigger_bill_never_earns_less(programme: Programme, amount: int, more: int) -> None:
    small, big = estimate(programme, nok(amount)), estimate(programme, nok(amount + more))

    assert (small is None) == (big is None)
    assert small is None or big is None or 0 <= small <= big


@given(rules, minor_units)
def test_estimate_by_amount_is_off_by_less_than_a_point(rule: PointsRules, amount: int) -> None:
    by_amount = PointsRules(
        mode=EarningMode.AMOUNT, per_unit=rule.per_unit, per_visit=0, minimum=0, rounding=rule.rounding
    )
    points = estimate(Programme(enabled=True, name=None, rules=by_amount), nok(amount))
    exact = Fraction(amount) * Fraction(rule.per_unit) / 100

    assert points is not None
    assert abs(points - exact) < 1
    assert rule.rounding is not Rounding.FLOOR or points <= exact


@given(programmes, st.integers(-(10**6), 0))
def test_nothing_is_earned_for_nothing(programme: Programme, amount: int) -> None:
    assert estimate(programme, nok(amount)) in {0, None}


@given(minor_units)
def test_rate_of_one_is_whole_kroner(amount: int) -> None:
    rule = PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=0, minimum=0, rounding=Rounding.FLOOR)

    assert amount // 100 == estimate(Programme(enabled=True, name=None, rules=rule), nok(amount))

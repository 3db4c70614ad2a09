"""The tax inside a price is what the rate says, to the nearest minor unit."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.domain.vat import VatRate
from support.samples import nok
from support.strategies import amounts

rates = st.integers(min_value=0, max_value=10_000).map(VatRate)


@given(rates, amounts)
def test_tax_is_off_by_half_a_minor_unit_at_most(rate: VatRate, gross: int) -> None:
    exact = Fraction(gross * rate.basis_points, 10_000 + rate.basis_points)

    assert abs(rate.included_in(nok(gross)).minor - exact) <= Fraction(1, 2)


@given(rates, amounts)
def test_taking_a_sale_back_takes_back_the_same_tax(rate: VatRate, gross: int) -> None:
    assert -rate.included_in(nok(gross)) == rate.included_in(nok(-gross))


@given(rates, st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=10**6))
def test_higher_price_never_holds_less_tax(rate: VatRate, gross: int, more: int) -> None:
    assert rate.included_in(nok(gross)) <= rate.included_in(nok(gross + more))


@given(rates, amounts)
def test_tax_is_never_more_than_the_price(rate: VatRate, gross: int) -> None:
    assert abs(rate.included_in(nok(gross)).minor) <= abs(gross)

"""Whatever is divided adds up again."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money, total
from support.strategies import amounts, money, weights


@given(money, weights)
def test_parts_always_add_up_to_the_whole(whole: Money, shares: list[int]) -> None:
    assert whole == total(whole.allocate(shares), whole.currency)


@given(money, weights)
def test_no_part_is_off_by_a_whole_minor_unit(whole: Money, shares: list[int]) -> None:
    parts = whole.allocate(shares)
    everything = sum(shares)

    assert all(
        abs(part.minor * everything - whole.minor * share) < everything
        for part, share in zip(parts, shares, strict=True)
    )


@given(money, weights)
def test_who_weighs_nothing_pays_nothing_and_nobody_pays_the_wrong_way(whole: Money, shares: list[int]) -> None:
    for part, share in zip(whole.allocate(shares), shares, strict=True):
        assert part.minor == 0 if share == 0 else part.minor * whole.minor >= 0


@given(money, st.integers(min_value=1, max_value=50))
def test_equal_parts_differ_by_one_minor_unit_at_most(whole: Money, count: int) -> None:
    parts = [part.minor for part in whole.allocate([1] * count)]

    assert max(parts) - min(parts) <= 1


@given(money, amounts, amounts)
def test_sums_do_not_depend_on_their_order(first: Money, second: int, third: int) -> None:
    b, c = Money(second, first.currency), Money(third, first.currency)

    assert (first + b) + c == c + (b + first)
    assert first + b - b == first

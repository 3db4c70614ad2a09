"""However a bill is cut, paid in part and cut again, every øre of every VAT rate is on exactly one share."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.domain.customer import Guest, IdentifiedBy, Member, PhoneNumber
from app.domain.cutting import (
    MOST_PAYERS,
    Shares,
    by_lines,
    equally,
    owns_reward,
    up_to_date,
    with_payer,
    without_payer,
)
from app.domain.errors import DomainError, InvalidValue
from app.domain.ids import LineId
from app.domain.loyalty import EarningMode, PointsRules, Programme, Rounding, estimate
from app.domain.order import LEAST_TO_PAY, Order, OrderLine, OrderState
from app.domain.reward import TakenReward
from app.domain.share_contents import lines_of, vat_of
from app.domain.split import Cut, ShareState, is_cut, payers, unpaid
from support.clocks import START
from support.samples import PHONE, an_order
from support.strategies import lines, taken_rewards

OWNER = Guest(
    phone=PHONE,
    identified_by=IdentifiedBy.VIPPS_QR,
    asked=True,
    member=Member(customer_id="cus_kari", phone=PHONE, name="Kari", points=500),
)


class Cutting(RuleBasedStateMachine):
    """People come, go, choose how to cut, are asked, decline and pay, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.order: Order = an_order()
        self.shares: Shares = ()

    @initialize(
        ordered=st.lists(lines(), min_size=1, max_size=8, unique_by=lambda line: line.id),
        reward=st.none() | taken_rewards(),
    )
    def sit_down(self, ordered: list[OrderLine], reward: TakenReward | None) -> None:
        self.order = replace(an_order(lines=tuple(ordered), guest=OWNER), reward=reward)

    @rule()
    def add(self) -> None:
        guest = Guest(phone=PhoneNumber(f"47{len(self.shares):08}"), identified_by=IdentifiedBy.PHONE)
        self._try(lambda: with_payer(self.order, self.shares, guest))

    @precondition(lambda self: self.shares)
    @rule(pick=st.integers(0, 30))
    def take_off(self, pick: int) -> None:
        self._try(lambda: without_payer(self.order, self.shares, pick % len(self.shares) + 1))

    @rule()
    def cut_equally(self) -> None:
        self._try(lambda: equally(self.order, self.shares))

    @precondition(lambda self: self.order.lines)
    @rule(line=st.integers(0, 30), to=st.integers(1, 5))
    def give(self, line: int, to: int) -> None:
        given_line = self.order.lines[line % len(self.order.lines)].id
        self._try(lambda: by_lines(self.order, self.shares, given_line, to))

    @rule(pick=st.integers(0, 30))
    def ask(self, pick: int) -> None:
        self.shares = up_to_date(self.order, self.shares)
        waiting = [share for share in payers(self.shares) if not share.is_settled]
        free = [share for share in waiting if share.state is ShareState.UNPAID]
        if free:
            asked = free[pick % len(free)]
            self.shares = tuple(share.reserved() if share == asked else share for share in self.shares)
            self.order = replace(self.order, state=OrderState.PLACED)

    @rule(pays=st.booleans())
    def end(self, pays: bool) -> None:
        self.shares = tuple(
            (share.paid(START) if pays else share.released()) if share.state is ShareState.RESERVED else share
            for share in self.shares
        )
        self.shares = tuple(
            replace(share, guest=self.order.guest) if share.number == 1 and share.cut is not Cut.OFF else share
            for share in self.shares
        )

    def _try(self, change: object) -> None:
        before = self.shares
        try:
            self.shares = change()  # type: ignore[operator]
        except DomainError:
            self.shares = before

    @invariant()
    def the_shares_add_up_to_the_bill(self) -> None:
        if self.order.amount:
            now = up_to_date(self.order, self.shares)

            assert self.order.amount.minor == sum(share.amount.minor for share in now)
            assert unpaid(self.order, now).minor == sum(
                share.amount.minor for share in now if share.state is not ShareState.PAID
            )

    @invariant()
    def every_rate_adds_up_to_the_bill(self) -> None:
        if self.order.amount:
            held: Counter[int] = Counter()
            for share in payers(up_to_date(self.order, self.shares)):
                parts = vat_of(self.order, share)
                held.update({part.rate.basis_points: part.gross.minor for part in parts})
                assert share.amount.minor == sum(part.gross.minor for part in parts)

            assert {rate: minor for rate, minor in held.items() if minor} == {
                part.rate.basis_points: part.gross.minor for part in self.order.vat() if part.gross
            }

    @invariant()
    def no_line_is_on_two_shares_and_none_is_forgotten(self) -> None:
        now = payers(up_to_date(self.order, self.shares))
        named = [line_id for share in now for line_id in share.line_ids]
        if named:
            assert sorted(named) == sorted(line.id for line in self.order.bill_lines)
            assert all(lines_of(self.order, share) or not share.amount for share in now)

    @invariant()
    def nothing_is_negative_and_what_was_paid_stays(self) -> None:
        now = up_to_date(self.order, self.shares)

        assert all(share.amount.minor >= 0 for share in now)
        assert [share for share in self.shares if share.state is not ShareState.UNPAID] == [
            share for share in now if share.state is not ShareState.UNPAID
        ]

    @invariant()
    def the_owner_of_a_reward_pays_something(self) -> None:
        if self.order.reward is not None and is_cut(self.shares):
            now = payers(up_to_date(self.order, self.shares))
            owners = [share for share in now if owns_reward(self.order, share)]

            assert [True] == [share.amount.minor > 0 for share in owners]

    @invariant()
    def there_are_not_too_many(self) -> None:
        assert len(payers(self.shares)) <= MOST_PAYERS


TestCutting = Cutting.TestCase
TestCutting.settings = settings(max_examples=60, stateful_step_count=25)


@given(st.lists(lines(), min_size=1, max_size=6, unique_by=lambda line: line.id), st.integers(2, MOST_PAYERS))
def test_equal_parts_differ_by_one_minor_unit_at_most(ordered: list[OrderLine], count: int) -> None:
    order = an_order(lines=tuple(ordered))
    if order.amount.minor < LEAST_TO_PAY * MOST_PAYERS:
        return
    shares: Shares = ()
    for _ in range(count - 1):
        shares = with_payer(order, shares, None)
    amounts = [share.amount.minor for share in shares]

    assert count == len(amounts)
    assert max(amounts) - min(amounts) <= 1


@given(st.lists(lines(), min_size=2, max_size=6, unique_by=lambda line: line.id))
def test_points_of_the_shares_are_each_the_estimate_of_their_own_part(ordered: list[OrderLine]) -> None:
    rules = PointsRules(mode=EarningMode.AMOUNT, per_unit=Decimal(1), per_visit=0, minimum=0, rounding=Rounding.FLOOR)
    programme = Programme(enabled=True, name=None, rules=rules)
    order = an_order(lines=tuple(ordered))
    if order.amount.minor < 2 * LEAST_TO_PAY:
        return
    each = [estimate(programme, share.amount) or 0 for share in with_payer(order, (), None)]

    assert 0 <= (estimate(programme, order.amount) or 0) - sum(each) <= len(each) - 1


def test_a_bill_too_small_for_two_is_not_cut() -> None:
    order = an_order(lines=())
    small = replace(order, lines=(replace(an_order().lines[0], unit_price=replace(an_order().amount, minor=150)),))

    with pytest.raises(InvalidValue):
        with_payer(small, (), None)


def test_what_is_given_to_one_payer_is_taken_from_the_other() -> None:
    first, second = an_order().lines[0], replace(an_order().lines[0], id=LineId("line00002"))
    order = an_order(lines=(first, second))
    shares = by_lines(order, with_payer(order, (), None), second.id, 2)

    assert [(first.id,), (second.id,)] == [share.line_ids for share in shares]
    assert [(second.id, first.id), ()] == [
        tuple(sorted(share.line_ids, reverse=True)) for share in by_lines(order, shares, second.id, 1)
    ]

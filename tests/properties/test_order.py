"""Whatever is put on an order and taken off again, lines, totals and tax agree."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.domain.errors import InvalidValue
from app.domain.money import total
from app.domain.order import MOST_OF_ONE_LINE, Order, OrderLine
from app.domain.share_contents import vat_of
from app.domain.split import Share
from support.samples import ORDER_ID, an_order, nok
from support.strategies import lines


class Ordering(RuleBasedStateMachine):
    """A guest adds and changes; a simple count of dishes must agree with the order."""

    def __init__(self) -> None:
        super().__init__()
        self.order = an_order(lines=())
        self.counted: Counter[tuple[object, ...]] = Counter()

    @rule(line=lines())
    def add(self, line: OrderLine) -> None:
        key = _key(line)
        if self.counted[key] + line.quantity > MOST_OF_ONE_LINE:
            try:
                self.order.add(line)
            except InvalidValue:
                return
            raise AssertionError("a line took more pieces than it holds")
        self.order = self.order.add(line)
        self.counted[key] += line.quantity

    @rule(pick=st.integers(0, 20), quantity=st.integers(-1, MOST_OF_ONE_LINE))
    def change_quantity(self, pick: int, quantity: int) -> None:
        if not self.order.lines:
            return
        line = self.order.lines[pick % len(self.order.lines)]
        self.order = self.order.with_quantity(line.id, quantity)
        self.counted[_key(line)] = max(quantity, 0)

    @invariant()
    def each_dish_has_one_line(self) -> None:
        assert {_key(line): line.quantity for line in self.order.lines} == +self.counted

    @invariant()
    def total_is_the_sum_of_all_pieces(self) -> None:
        pieces = [line.piece_price for line in self.order.lines for _ in range(line.quantity)]

        assert self.order.amount == total(pieces, self.order.currency)

    @invariant()
    def tax_groups_add_up_to_the_bill(self) -> None:
        groups = self.order.vat()

        assert self.order.amount == total([group.gross for group in groups], self.order.currency)
        assert all(nok(0) <= group.tax <= group.gross for group in groups)
        assert sorted({group.rate.basis_points for group in groups}) == [group.rate.basis_points for group in groups]


def _key(line: OrderLine) -> tuple[object, ...]:
    return line.product_id, line.note, line.unit_price, tuple(modifier.price for modifier in line.modifiers)


TestOrdering = Ordering.TestCase
TestOrdering.settings = settings(max_examples=40, stateful_step_count=25)


@given(st.lists(lines(), min_size=1, max_size=8, unique_by=lambda line: line.id), st.integers(1, 10**7))
def test_share_by_amount_is_taxed_to_the_last_minor_unit(ordered: list[OrderLine], amount: int) -> None:
    order: Order = an_order(lines=tuple(ordered))
    share = Share(order_id=ORDER_ID, number=1, amount=nok(amount), line_ids=())
    if not order.amount:
        return

    assert share.amount == total([part.gross for part in vat_of(order, share)], order.currency)

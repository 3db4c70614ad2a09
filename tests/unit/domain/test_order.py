from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.catalog import Modifier, ModifierGroup
from app.domain.errors import InvalidValue, OrderClosed
from app.domain.ids import LineId
from app.domain.order import LONGEST_NOTE, OrderState, VatTotal, order_line
from app.domain.vat import Country, Serving, VatClass, VatRate
from support.samples import a_guest, a_line, a_product, an_order, nok

CHEESE = Modifier(id="cheese", name={"en": "Cheese"}, price=nok(1500))
BACON = Modifier(id="bacon", name={"en": "Bacon"}, price=nok(2000))
SMALL = Modifier(id="small", name={"en": "Small"}, price=nok(-3000))
BURGER = replace(
    a_product("burger"),
    modifier_groups=(
        ModifierGroup(id="extras", name={"en": "Extras"}, modifiers=(CHEESE, BACON), most=2),
        ModifierGroup(id="size", name={"en": "Size"}, modifiers=(SMALL,)),
    ),
)


def test_same_dish_is_put_on_the_same_line() -> None:
    order = an_order(lines=()).add(a_line("a", quantity=2)).add(a_line("b", quantity=3))

    assert [("a", 5)] == [(line.id, line.quantity) for line in order.lines]


@pytest.mark.parametrize(
    "other",
    [
        a_line("b", a_product("cake")),
        a_line("b", note="without onions"),
        replace(a_line("b"), modifiers=(CHEESE,)),
        replace(a_line("b"), unit_price=nok(17900)),
    ],
)
def test_dish_that_differs_in_anything_gets_its_own_line(other: object) -> None:
    order = an_order(lines=(a_line("a"),)).add(other)  # type: ignore[arg-type]

    assert ["a", "b"] == [line.id for line in order.lines]


def test_quantity_of_none_takes_the_line_away() -> None:
    order = an_order(lines=(a_line("a"), a_line("b", a_product("cake"))))

    assert ["b"] == [line.id for line in order.with_quantity(LineId("a"), 0).lines]


def test_quantity_of_an_unknown_line_changes_nothing() -> None:
    order = an_order()

    assert order == order.with_quantity(LineId("nothing"), 5)


@pytest.mark.parametrize("quantity", [-1, 0, 100])
def test_line_holds_1_to_99_pieces(quantity: int) -> None:
    with pytest.raises(InvalidValue):
        a_line(quantity=quantity)


def test_more_pieces_than_a_line_holds_are_refused() -> None:
    order = an_order(lines=(a_line(quantity=99),))

    with pytest.raises(InvalidValue):
        order.add(a_line("b"))


def test_note_has_an_end() -> None:
    assert len(a_line(note="x" * LONGEST_NOTE).note) == LONGEST_NOTE

    with pytest.raises(InvalidValue):
        a_line(note="x" * (LONGEST_NOTE + 1))


@pytest.mark.parametrize("state", [OrderState.PLACED, OrderState.PAID, OrderState.ABANDONED])
def test_closed_order_does_not_change(state: OrderState) -> None:
    order = an_order(state=state)

    with pytest.raises(OrderClosed):
        order.add(a_line("b"))
    with pytest.raises(OrderClosed):
        order.with_quantity(order.lines[0].id, 2)


@pytest.mark.parametrize("state", [OrderState.OPEN, OrderState.PLACED, OrderState.PAID])
def test_guest_may_join_until_the_order_is_abandoned(state: OrderState) -> None:
    assert a_guest() == an_order(state=state).with_guest(a_guest()).guest


def test_abandoned_order_takes_no_guest() -> None:
    with pytest.raises(OrderClosed):
        an_order(state=OrderState.ABANDONED).with_guest(a_guest())


@pytest.mark.parametrize("old", OrderState)
@pytest.mark.parametrize("new", OrderState)
def test_order_moves_only_on_its_ways(old: OrderState, new: OrderState) -> None:
    ways = {
        (OrderState.OPEN, OrderState.PLACED),
        (OrderState.OPEN, OrderState.ABANDONED),
        (OrderState.PLACED, OrderState.OPEN),
        (OrderState.PLACED, OrderState.PAID),
    }
    order = an_order(state=old)
    if new is old or (old, new) in ways:
        assert order.moved_to(new).state is new
    else:
        with pytest.raises(OrderClosed):
            order.moved_to(new)


def test_amount_counts_modifiers_for_each_piece() -> None:
    line = order_line(LineId("a"), BURGER, (CHEESE, BACON, SMALL), quantity=2)

    assert (nok(19400), nok(38800), nok(38800)) == (line.piece_price, line.amount, an_order(lines=(line,)).amount)


def test_empty_order_costs_nothing_and_has_no_tax() -> None:
    order = an_order(lines=())

    assert (nok(0), (), 0) == (order.amount, order.vat(), order.minimum_age)


def test_line_keeps_the_price_and_words_of_its_time() -> None:
    line = order_line(LineId("a"), BURGER, note="  no onions ")

    assert (BURGER.price, BURGER.sku, BURGER.name, "no onions") == (line.unit_price, line.sku, line.name, line.note)


def test_sold_out_product_is_refused() -> None:
    with pytest.raises(InvalidValue, match="sold out"):
        order_line(LineId("a"), replace(BURGER, sold_out=True))


@pytest.mark.parametrize(
    "modifiers",
    [
        (replace(CHEESE, id="truffle"),),
        (CHEESE, CHEESE, CHEESE),
        (SMALL, SMALL),
        (replace(CHEESE, price=nok(0)),),
    ],
)
def test_choice_that_the_menu_does_not_offer_is_refused(modifiers: tuple[Modifier, ...]) -> None:
    with pytest.raises(InvalidValue):
        order_line(LineId("a"), BURGER, modifiers)


def test_choice_that_must_be_made_cannot_be_left_out() -> None:
    (extras, size) = BURGER.modifier_groups
    strict = replace(BURGER, modifier_groups=(extras, replace(size, least=1)))

    with pytest.raises(InvalidValue, match="choose 1 to 1"):
        order_line(LineId("a"), strict, (CHEESE,))


def test_tax_is_told_by_rate_lowest_first() -> None:
    beer = a_product("beer", price=11900, vat_class=VatClass.ALCOHOL, minimum_age=18)
    order = replace(an_order(lines=(a_line("a", beer), a_line("b", quantity=2))), serving=Serving.TAKE_AWAY)

    assert (
        VatTotal(rate=VatRate(1500), gross=nok(37800), tax=nok(4930)),
        VatTotal(rate=VatRate(2500), gross=nok(11900), tax=nok(2380)),
    ) == order.vat()


def test_tax_is_that_of_the_day_on_which_the_order_was_opened() -> None:
    order = replace(an_order(), country=Country.SE, serving=Serving.TAKE_AWAY)
    before = replace(order, opened_at=datetime(2026, 3, 31, 21, 59, tzinfo=UTC))
    after = replace(order, opened_at=datetime(2026, 3, 31, 22, 0, tzinfo=UTC))

    assert [1200, 600] == [each.vat()[0].rate.basis_points for each in (before, after)]


def test_highest_age_of_any_product_counts() -> None:
    beer, wine = a_product("beer", minimum_age=18), a_product("spirits", minimum_age=20)

    assert an_order(lines=(a_line("a"), a_line("b", beer), a_line("c", wine))).minimum_age == 20

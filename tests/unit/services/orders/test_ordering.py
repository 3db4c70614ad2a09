"""An order is opened, filled, emptied and given up; two tablets at once is normal."""

import asyncio

import pytest

from app.domain.errors import InvalidValue, OrderClosed
from app.domain.ids import LineId, OrderId, ProductId, TabletId
from app.domain.order import OrderState
from app.domain.vat import Serving
from app.services.basics.errors import NoSuchOrder
from app.services.orders.ordering import Ordering
from support.house import TABLET, World

SOUP, BURGER = ProductId("fish_soup"), ProductId("beef_burger")


def ordering() -> Ordering:
    return World().house().services.ordering


async def test_numbers_to_call_out_are_never_given_twice() -> None:
    orders = ordering()
    begun = await asyncio.gather(*(orders.begin(TabletId(f"t{i}"), Serving.EAT_HERE) for i in range(20)))

    assert sorted(order.number for order in begun) == list(range(1, 21))


async def test_two_people_adding_at_once_both_get_their_dish() -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    await asyncio.gather(*(orders.add(order.id, SOUP) for _ in range(4)))

    (line,) = (await orders.get(order.id)).lines
    assert line.quantity == 4


async def test_the_last_piece_takes_the_line_away() -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    order = await orders.add(order.id, SOUP)
    order = await orders.set_quantity(order.id, order.lines[0].id, 0)

    assert order.lines == ()


async def test_other_extras_are_another_line() -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    await orders.add(order.id, BURGER)
    order = await orders.add(order.id, BURGER, ("bacon",))

    assert [len(line.modifiers) for line in order.lines] == [0, 1]


@pytest.mark.parametrize("modifiers", [("gold",), ("bacon", "extra_cheese", "gluten_free", "bacon")])
async def test_extras_that_the_menu_does_not_have_are_refused(modifiers: tuple[str, ...]) -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    with pytest.raises(InvalidValue):
        await orders.add(order.id, BURGER, modifiers)


async def test_a_dish_that_the_menu_does_not_have_is_refused() -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    with pytest.raises(InvalidValue):
        await orders.add(order.id, ProductId("pizza"))


async def test_an_abandoned_order_is_closed_and_forgotten_by_its_tablet() -> None:
    orders = ordering()
    order = await orders.begin(TABLET, Serving.EAT_HERE)
    await orders.abandon(order.id)
    with pytest.raises(OrderClosed):
        await orders.add(order.id, SOUP)

    assert (await orders.get(order.id)).state is OrderState.ABANDONED
    assert await orders.current(TABLET) is None


async def test_an_order_that_does_not_exist_is_said_so() -> None:
    orders = ordering()
    with pytest.raises(NoSuchOrder):
        await orders.set_quantity(OrderId("nobody0000"), LineId("line"), 1)

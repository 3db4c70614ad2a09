"""Amounts that no payment can have are refused before anything is sent, with the reason; the bill stays open."""

from dataclasses import replace

import pytest

from app.domain.errors import DomainError, InvalidValue, NothingToPay
from app.domain.money import Currency, Money
from app.domain.order import OrderState
from app.services.intending import LARGEST_AMOUNT
from support.house import KARIS_CODE, Visit, World


async def soup_for(visit: Visit, price: Money) -> None:
    """An order of one soup at this price, which no menu would have."""
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    async with visit.world.storage.work() as work:
        order = await work.orders.get(visit.order_id)
        assert order is not None
        (soup,) = order.lines
        await work.orders.save(replace(order, currency=price.currency, lines=(replace(soup, unit_price=price),)))
        await work.commit()


@pytest.mark.parametrize(
    ("price", "kind", "why"),
    [
        (Money(0, Currency.NOK), NothingToPay, "nobody pays share 1"),
        (Money(-100, Currency.NOK), NothingToPay, "nobody pays share 1"),
        (Money(LARGEST_AMOUNT + 1, Currency.NOK), InvalidValue, f"over the limit of {LARGEST_AMOUNT} minor units"),
        (Money(18900, Currency.EUR), InvalidValue, "sells in NOK, not EUR"),
    ],
)
async def test_nothing_is_sent_and_nothing_reserved(price: Money, kind: type[DomainError], why: str) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await soup_for(visit, price)
        with pytest.raises(kind, match=why):
            await visit.house.services.paying.start(visit.order_id)
        order = await visit.house.services.ordering.get(visit.order_id)

    assert (0, {}, OrderState.OPEN) == (world.payments.count("request"), world.storage.tables.payments, order.state)


async def test_the_largest_amount_can_be_asked() -> None:
    """The limit itself is no mistake."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await soup_for(visit, Money(LARGEST_AMOUNT, Currency.NOK))
        payment = await visit.pays()

    assert (LARGEST_AMOUNT, 1) == (payment.amount.minor, world.payments.count("request"))

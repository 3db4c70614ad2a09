"""Two payers at two hubs pay the same bill, or share, at the same instant: one request, never two."""

import asyncio
from pathlib import Path

from app.domain.errors import PaymentOpen
from app.domain.ids import OrderId, ProductId
from app.domain.vat import Serving
from app.storage.unit_of_work import SqlStorage
from support.clocks import settle
from support.house import TABLET, World

BILLS = 100
TRIES_FOR_EACH = 10
PATIENCE = 60.0
SPLIT_BILLS = 30
PAYERS = 3


async def test_a_thousand_parallel_tries_never_ask_for_one_bill_twice(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    world = World()
    here, there = await SqlStorage.open(url, patience=PATIENCE), await SqlStorage.open(url, patience=PATIENCE)
    houses = [world.house(storage=storage, worker=f"hub-{storage is here}") for storage in (here, there)]
    ordering = houses[0].services.ordering
    bills: list[OrderId] = []
    for _ in range(BILLS):
        order = await ordering.begin(TABLET, Serving.EAT_HERE)
        await ordering.add(order.id, ProductId("fish_soup"))
        bills.append(order.id)

    won = 0
    for bill in bills:
        tries = (houses[number % 2].services.paying.start(bill) for number in range(TRIES_FOR_EACH))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        won += sum(not isinstance(outcome, BaseException) for outcome in outcomes)
    await settle()
    for house in houses:
        await house.background.close()
    async with here.reading() as reading:
        asked = [await reading.payments.of(bill) for bill in bills]
    await here.close()
    await there.close()

    assert won == BILLS
    assert [len(payments) for payments in asked] == [1] * BILLS
    assert {len(key) for key in ({p.reference for p in payments} for payments in asked)} == {1}


async def test_shares_of_one_bill_are_each_asked_for_once_by_many_tablets_at_the_same_instant(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    world = World()
    here, there = await SqlStorage.open(url, patience=PATIENCE), await SqlStorage.open(url, patience=PATIENCE)
    houses = [world.house(storage=storage, worker=f"hub-{storage is here}") for storage in (here, there)]
    services = houses[0].services
    bills: list[OrderId] = []
    for _ in range(SPLIT_BILLS):
        order = await services.ordering.begin(TABLET, Serving.EAT_HERE)
        await services.ordering.add(order.id, ProductId("fish_soup"))
        for _ in range(PAYERS - 1):
            await services.sharing.add(order.id, None)
        bills.append(order.id)

    for bill in bills:
        tries = [
            houses[number % 2].services.paying.start(bill, share=number % PAYERS + 1)
            for number in range(TRIES_FOR_EACH)
        ]
        cuts = [house.services.sharing.take_off(bill, PAYERS) for house in houses]
        await asyncio.gather(*tries, *cuts, return_exceptions=True)
    await settle()
    for house in houses:
        await house.background.close()
    async with here.reading() as reading:
        asked = [await reading.payments.of(bill) for bill in bills]
        amounts = [(await reading.orders.get(bill), await reading.shares.of(bill)) for bill in bills]
    await here.close()
    await there.close()

    assert all(len({payment.share for payment in payments}) == len(payments) for payments in asked)
    assert all(payments for payments in asked)
    for found, shares in amounts:
        assert found is not None
        assert found.amount.minor == sum(share.amount.minor for share in shares)


async def test_a_share_that_is_cut_anew_at_the_moment_of_the_pay_tap_is_paid_as_it_was_shown_to_be(
    tmp_path: Path,
) -> None:
    """Ola taps pay while Kari adds a third payer at another hub: whoever commits first, shares and money agree."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    world = World()
    here, there = await SqlStorage.open(url, patience=PATIENCE), await SqlStorage.open(url, patience=PATIENCE)
    houses = [world.house(storage=storage, worker=f"hub-{storage is here}") for storage in (here, there)]
    services, elsewhere = (house.services for house in houses)
    found: list[tuple[int, bool]] = []
    late: set[type[BaseException]] = set()
    for turn in range(SPLIT_BILLS):
        order = await services.ordering.begin(TABLET, Serving.EAT_HERE)
        order = await services.ordering.add(order.id, ProductId("fish_soup"))
        await services.sharing.add(order.id, None)
        acts = [services.paying.start(order.id, share=2), elsewhere.sharing.add(order.id, None)]
        outcomes = await asyncio.gather(*(acts if turn % 2 else reversed(acts)), return_exceptions=True)
        late.update(type(outcome) for outcome in outcomes if isinstance(outcome, BaseException))
        async with here.reading() as reading:
            shares = await reading.shares.of(order.id)
            (payment,) = await reading.payments.of(order.id)
        asked = next(share for share in shares if share.number == 2)
        found.append((sum(share.amount.minor for share in shares) - order.amount.minor, payment.amount == asked.amount))
    await settle()
    for house in houses:
        await house.background.close()
    await here.close()
    await there.close()

    assert {(0, True)} == set(found)
    assert late <= {PaymentOpen}

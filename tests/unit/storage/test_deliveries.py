"""Each event has one row; a delivery is taken by one, comes back when that one dies, and is handled once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.errors import IllegalMove
from app.ports.errors import StaleWrite
from app.ports.storage import Storage
from app.ports.webhooks import Delivery, Outcome, Source
from app.storage.database import Database
from app.storage.unit_of_work import SqlStorage
from support.clocks import START

LATER = START + timedelta(minutes=2)


def a_delivery(name: str = "AUTHORIZED", psp: str = "psp-1", due_after: int = 0) -> Delivery:
    at = START + timedelta(seconds=due_after)
    return Delivery(
        source=Source.VIPPS,
        reference="taffel-order00001-1-1",
        name=name,
        psp_reference=psp,
        body="{}",
        received_at=START,
        due_at=at,
    )


async def stored(storage: Storage, *deliveries: Delivery) -> list[Delivery]:
    added = []
    for delivery in deliveries:
        async with storage.work() as work:
            added.append(await work.deliveries.add(delivery))
            await work.commit()
    return added


async def claimed(storage: Storage, seconds: float = 0) -> Delivery | None:
    now = START + timedelta(seconds=seconds)
    async with storage.work() as work:
        delivery = await work.deliveries.claim(now, now + timedelta(minutes=2))
        await work.commit()
    return delivery


async def saved(storage: Storage, delivery: Delivery) -> None:
    async with storage.work() as work:
        await work.deliveries.save(delivery)
        await work.commit()


async def test_what_was_stored_is_read_back(storage: Storage) -> None:
    added = await stored(storage, a_delivery(), a_delivery("CAPTURED", "psp-2"))
    async with storage.reading() as reading:
        found = await reading.deliveries.of("taffel-order00001-1-1")
        others = await reading.deliveries.of("another-reference")

    assert (tuple(added), ()) == (found, others)


async def test_the_same_event_is_stored_once(storage: Storage) -> None:
    await stored(storage, a_delivery())

    with pytest.raises(StaleWrite):
        await stored(storage, replace(a_delivery(), body='{"again":true}'))


async def test_another_name_or_psp_reference_is_another_event(storage: Storage) -> None:
    added = await stored(storage, a_delivery(), a_delivery("CAPTURED"), a_delivery(psp="psp-2"))

    assert 3 == len({delivery.id for delivery in added})


async def test_a_delivery_is_taken_by_one(storage: Storage) -> None:
    await stored(storage, a_delivery())
    first, second = await claimed(storage), await claimed(storage)

    assert first is not None
    assert (1, LATER, None) == (first.attempts, first.due_at, second)


async def test_the_one_that_has_been_due_longest_comes_first_and_none_before_its_time(storage: Storage) -> None:
    await stored(storage, a_delivery(psp="psp-1", due_after=5), a_delivery(psp="psp-2", due_after=3))
    taken = [await claimed(storage, after) for after in (2, 5, 5, 5)]

    assert [None, "psp-2", "psp-1", None] == [delivery and delivery.psp_reference for delivery in taken]


async def test_who_died_with_a_delivery_loses_it(storage: Storage) -> None:
    await stored(storage, a_delivery())
    await claimed(storage)
    again = await claimed(storage, 120)

    assert again is not None
    assert 2 == again.attempts


async def test_one_look_settles_what_came_before_it_about_the_same_payment(storage: Storage) -> None:
    later = replace(a_delivery(psp="psp-3"), received_at=LATER)
    other = replace(a_delivery(psp="psp-4"), reference="another-payment")
    await stored(storage, a_delivery(psp="psp-1"), a_delivery(psp="psp-2"), later, other)
    first = await claimed(storage)
    assert first is not None
    async with storage.work() as work:
        handled = first.handled(START, Outcome.LOOKED_UP)
        await work.deliveries.save(handled)
        more = await work.deliveries.settle(handled)
        none = await work.deliveries.settle(first)
        await work.commit()
    async with storage.reading() as reading:
        found = await reading.deliveries.of(first.reference)

    assert (1, 0) == (more, none)
    assert [Outcome.LOOKED_UP, Outcome.LOOKED_UP, None] == [delivery.outcome for delivery in found]


async def test_at_start_all_that_is_not_handled_is_due(storage: Storage) -> None:
    await stored(storage, a_delivery(psp="psp-1"), a_delivery(psp="psp-2"), a_delivery(psp="psp-3"))
    first, second = await claimed(storage), await claimed(storage)
    assert first is not None
    assert second is not None
    await saved(storage, first.handled(START, Outcome.LOOKED_UP))
    async with storage.work() as work:
        freed = await work.deliveries.make_due(START)
        await work.commit()
    again = await claimed(storage)

    assert (1, second.id) == (freed, again and again.id)


async def test_a_handled_delivery_is_never_due_again(storage: Storage) -> None:
    await stored(storage, a_delivery())
    delivery = await claimed(storage)
    assert delivery is not None
    await saved(storage, delivery.handled(START, Outcome.LOOKED_UP))
    async with storage.reading() as reading:
        next_due = await reading.deliveries.next_due()

    assert (None, None) == (await claimed(storage, 10_000), next_due)
    with pytest.raises(StaleWrite):
        await saved(storage, delivery.handled(START, Outcome.UNKNOWN))


async def test_a_postponed_delivery_is_due_at_its_new_time(storage: Storage) -> None:
    await stored(storage, a_delivery())
    delivery = await claimed(storage)
    assert delivery is not None
    await saved(storage, delivery.postponed(LATER))
    async with storage.reading() as reading:
        next_due = await reading.deliveries.next_due()

    assert LATER == next_due


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE deliveries SET body = 'other'",
        "UPDATE deliveries SET reference = 'other-reference'",
        "UPDATE deliveries SET outcome = 'looked_up'",
        "UPDATE deliveries SET outcome = 'paid', handled_at = '2026-11-21'",
        "UPDATE deliveries SET attempts = -1",
    ],
)
async def test_the_database_itself_refuses_to_change_what_was_told(sql: SqlStorage, url: str, change: str) -> None:
    await stored(sql, a_delivery())
    database = Database(url)

    with pytest.raises(IllegalMove):
        async with database.writing() as transaction:
            await transaction.change(text(change))
    await database.close()

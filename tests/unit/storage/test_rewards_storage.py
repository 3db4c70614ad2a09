"""What every storage promises of rewards: one hold for a guest and a reward, and orders that remember theirs."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.reward import Hold, HoldId, HoldState, TakenReward
from app.ports.errors import StaleWrite
from app.ports.storage import Storage
from support.fakes import START
from support.rewards import FREE_COFFEE, a_hold, money_off
from support.samples import a_guest, a_member, an_order

OTHER_ORDER = OrderId("order00002")


async def with_orders(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.orders.add(an_order(OTHER_ORDER))
        await work.commit()


async def held(storage: Storage, hold: Hold | None = None) -> Hold:
    async with storage.work() as work:
        added = await work.holds.add(hold or a_hold())
        await work.commit()
    return added


async def all_holds(storage: Storage) -> tuple[Hold, ...]:
    async with storage.reading() as reading:
        return await reading.holds.all()


@pytest.mark.parametrize("taken", [FREE_COFFEE, money_off(amount=5000), money_off(basis_points=1250)])
async def test_an_order_comes_back_with_its_reward(storage: Storage, taken: TakenReward) -> None:
    order = an_order(guest=a_guest(member=a_member())).with_reward(taken)
    async with storage.work() as work:
        added = await work.orders.add(order)
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(order.id)
        current = await reading.orders.current(order.tablet)

    assert added == read == current == replace(order, version=1)


async def test_a_reward_can_be_changed_and_taken_off_again(storage: Storage) -> None:
    order = an_order(guest=a_guest(member=a_member()))
    seen: list[Order | None] = []
    async with storage.work() as work:
        await work.orders.add(order)
        await work.commit()
    for taken in (FREE_COFFEE, money_off(amount=100), None):
        async with storage.work() as work:
            read = await work.orders.get(order.id)
            assert read is not None
            await work.orders.save(replace(read, reward=taken))
            await work.commit()
        async with storage.reading() as reading:
            seen.append(await reading.orders.get(order.id))

    assert [FREE_COFFEE, money_off(amount=100), None] == [each.reward if each else None for each in seen]


async def test_a_reward_is_saved_also_by_who_did_not_read_the_order_here(storage: Storage) -> None:
    async with storage.work() as work:
        stored = await work.orders.add(an_order(guest=a_guest(member=a_member())))
        await work.commit()
    async with storage.work() as work:
        saved = await work.orders.save(stored.with_reward(FREE_COFFEE))
        await work.commit()
    async with storage.reading() as reading:
        assert saved == await reading.orders.get(stored.id)


async def test_a_hold_comes_back_as_it_was_stored(storage: Storage) -> None:
    await with_orders(storage)
    full = replace(a_hold(), won="h_1", state=HoldState.USING, known_hashes=("h_1", "h_2"), balance=120)
    added = await held(storage, full)

    assert (replace(full, version=1),) == await all_holds(storage) == (added,)


async def test_a_second_hold_of_the_same_reward_of_the_same_guest_is_refused(storage: Storage) -> None:
    await with_orders(storage)
    await held(storage)
    with pytest.raises(StaleWrite):
        await held(storage, a_hold("hold00002", order_id=OTHER_ORDER))
    await held(storage, a_hold("hold00003", customer_id="cus_ola"))
    await held(storage, a_hold("hold00004", name="rwd_cake"))

    assert {"hold00001", "hold00003", "hold00004"} == {hold.id for hold in await all_holds(storage)}


async def test_of_two_tablets_at_once_one_gets_the_hold(storage: Storage) -> None:
    await with_orders(storage)
    answers = await asyncio.gather(
        held(storage), held(storage, a_hold("hold00002", order_id=OTHER_ORDER)), return_exceptions=True
    )

    assert ["Hold", "StaleWrite"] == sorted(type(answer).__name__ for answer in answers)


async def test_a_forgotten_hold_makes_room(storage: Storage) -> None:
    await with_orders(storage)
    first = await held(storage)
    async with storage.work() as work:
        await work.holds.remove(first)
        await work.commit()
    again = await held(storage, a_hold("hold00002"))

    assert (again,) == await all_holds(storage)


async def test_an_old_hold_changes_nothing(storage: Storage) -> None:
    await with_orders(storage)
    old = await held(storage)
    async with storage.work() as work:
        newer = await work.holds.save(old.moved(HoldState.HELD, START + timedelta(seconds=5)))
        await work.commit()
    with pytest.raises(StaleWrite):
        async with storage.work() as work:
            await work.holds.save(old)
    with pytest.raises(StaleWrite):
        async with storage.work() as work:
            await work.holds.remove(old)

    assert (newer,) == await all_holds(storage)


async def test_holds_of_a_guest_are_told_oldest_first(storage: Storage) -> None:
    await with_orders(storage)
    await held(storage, a_hold("hold00002", name="rwd_b", taken_after=2))
    await held(storage, a_hold("hold00001", name="rwd_a", taken_after=1))
    await held(storage, a_hold("hold00003", customer_id="cus_ola"))
    async with storage.reading() as reading:
        mine = await reading.holds.of("cus_kari")
        nobodys = await reading.holds.of("cus_nobody")

    assert [HoldId("hold00001"), HoldId("hold00002")] == [hold.id for hold in mine]
    assert nobodys == ()

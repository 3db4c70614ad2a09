"""Two programs on one database: the database decides who was first."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from app.domain.ids import OrderId
from app.domain.order import OrderState
from app.ports.errors import StaleWrite
from app.storage.unit_of_work import SqlStorage
from support.fakes import START
from support.samples import ORDER_ID, a_message, a_payment, a_share, an_order


@pytest.fixture
async def other(sql: SqlStorage, url: str) -> AsyncIterator[SqlStorage]:
    """A second program that opened the same file."""
    opened = await SqlStorage.open(url)
    yield opened
    await opened.close()


@pytest.fixture
async def _order(sql: SqlStorage) -> None:
    async with sql.work() as work:
        await work.orders.add(an_order())
        for number in range(1, 9):
            await work.shares.add(a_share(number=number))
        await work.commit()


async def test_no_two_orders_get_the_same_number(sql: SqlStorage, other: SqlStorage) -> None:
    async def number(storage: SqlStorage) -> int:
        async with storage.work() as work:
            given = await work.orders.next_number()
            await asyncio.sleep(0)
            await work.commit()
        return given

    numbers = await asyncio.gather(*(number(storage) for storage in [sql, other] * 8))

    assert list(range(1, 17)) == sorted(numbers)


@pytest.mark.usefixtures("_order")
async def test_each_message_is_claimed_by_one_worker(sql: SqlStorage, other: SqlStorage) -> None:
    async with sql.work() as work:
        for number in range(1, 9):
            await work.outbox.add(a_message(f"message{number}", share=number))
        await work.commit()

    async def claim_all(storage: SqlStorage, worker: str) -> list[str]:
        claimed: list[str] = []
        while True:
            async with storage.work() as work:
                message = await work.outbox.claim(worker, START)
                await work.commit()
            if message is None:
                return claimed
            claimed.append(message.id)

    claims = await asyncio.gather(claim_all(sql, "worker-1"), claim_all(other, "worker-2"), claim_all(sql, "worker-3"))

    assert [f"message{number}" for number in range(1, 9)] == sorted(itertools.chain(*claims))


@pytest.mark.usefixtures("_order")
async def test_two_tablets_paying_one_share_at_once_make_one_payment(sql: SqlStorage, other: SqlStorage) -> None:
    async def pay(storage: SqlStorage, attempt: int) -> str:
        async with storage.work() as work:
            try:
                await work.payments.add(a_payment(attempt=attempt))
            except StaleWrite:
                return "refused"
            await work.commit()
        return "added"

    outcomes = await asyncio.gather(pay(sql, 1), pay(other, 2), pay(sql, 3))
    async with sql.reading() as reading:
        payments = await reading.payments.open()

    assert ["added", "refused", "refused"] == sorted(outcomes)
    assert len(payments) == 1


@pytest.mark.usefixtures("_order")
async def test_save_of_what_another_program_changed_is_a_stale_write(sql: SqlStorage, other: SqlStorage) -> None:
    async with sql.reading() as reading:
        order = await reading.orders.get(ORDER_ID)
    assert order is not None
    async with other.work() as work:
        await work.orders.save(order.moved_to(OrderState.ABANDONED))
        await work.commit()

    async with sql.work() as work:
        with pytest.raises(StaleWrite):
            await work.orders.save(order.moved_to(OrderState.PLACED))


@pytest.mark.usefixtures("_order")
async def test_writer_waits_for_the_other_program_to_end(sql: SqlStorage, other: SqlStorage) -> None:
    async with sql.work() as work:
        order = await work.orders.get(ORDER_ID)
        assert order is not None
        waiting = asyncio.create_task(_abandon(other))
        await work.orders.save(order.moved_to(OrderState.PLACED))
        await work.commit()
    outcome = await waiting

    assert outcome is OrderState.PLACED


async def _abandon(storage: SqlStorage) -> OrderState:
    """What a writer finds that had to wait."""
    async with storage.work() as work:
        order = await work.orders.get(ORDER_ID)
        assert order is not None
        return order.state


@pytest.mark.usefixtures("_order")
async def test_reader_waits_for_no_writer_and_sees_one_moment(sql: SqlStorage, other: SqlStorage) -> None:
    async with sql.work() as work:
        order = await work.orders.get(ORDER_ID)
        assert order is not None
        async with sql.reading() as reading:
            before = await reading.orders.get(ORDER_ID)
            await work.orders.save(order.moved_to(OrderState.PLACED))
            await work.orders.add(an_order(OrderId("order00002")))
            await work.commit()
            still = await reading.orders.get(ORDER_ID)
            unseen = await reading.orders.get(OrderId("order00002"))
    async with other.reading() as reading:
        after = await reading.orders.get(ORDER_ID)

    assert (before, still, unseen) == (order, order, None)
    assert after == replace(order, state=OrderState.PLACED, version=2)

"""What the admin reads: the database and the fake of the service tests give the same answers."""

from dataclasses import replace
from datetime import timedelta

from app.domain.ids import MessageId, OrderId
from app.domain.outbox import MessageKind, MessageState
from app.domain.payment import PaymentState
from app.ports.storage import Storage
from support.fakes import START
from support.samples import ORDER_ID, a_message, a_payment, a_share, an_order

OTHER_ORDER = OrderId("order00002")


async def two_orders(storage: Storage) -> None:
    """Two orders an hour apart, both with number 1, each with one settled payment."""
    async with storage.work() as work:
        for order_id, later in ((ORDER_ID, timedelta()), (OTHER_ORDER, timedelta(hours=1))):
            await work.orders.add(an_order(order_id, opened_at=START + later))
            await work.shares.add(a_share(order_id))
            payment = a_payment(order_id, state=PaymentState.AUTHORIZED)
            await work.payments.add(replace(payment, created_at=START + later, settled_at=START + later))
        await work.commit()


async def test_payments_between_two_moments_come_newest_first_and_end_before_the_end(storage: Storage) -> None:
    await two_orders(storage)
    async with storage.reading() as reading:
        both = await reading.payments.between(START, START + timedelta(hours=1, seconds=1))
        first = await reading.payments.between(START, START + timedelta(hours=1))

    assert [payment.order_id for payment in both] == [OTHER_ORDER, ORDER_ID]
    assert [payment.order_id for payment in first] == [ORDER_ID]


async def test_payments_are_found_by_a_part_of_their_reference(storage: Storage) -> None:
    await two_orders(storage)
    async with storage.reading() as reading:
        one = await reading.payments.like("ORDER00002", 10)
        both = await reading.payments.like("taffel-", 10)
        newest = await reading.payments.like("taffel-", 1)
        none = await reading.payments.like("%", 10)

    assert [payment.order_id for payment in one] == [OTHER_ORDER]
    assert [payment.order_id for payment in both] == [OTHER_ORDER, ORDER_ID]
    assert [payment.order_id for payment in newest] == [OTHER_ORDER]
    assert none == ()


async def test_orders_tell_their_numbers_and_are_found_by_them(storage: Storage) -> None:
    await two_orders(storage)
    async with storage.reading() as reading:
        numbers = await reading.orders.numbers([ORDER_ID, OTHER_ORDER, OrderId("nobody")])
        found = await reading.orders.numbered(1, 10)
        nothing = await reading.orders.numbers([])

    assert numbers == {ORDER_ID: 1, OTHER_ORDER: 1}
    assert found == (OTHER_ORDER, ORDER_ID)
    assert nothing == {}


async def test_unfinished_messages_begin_with_those_that_are_parked(storage: Storage) -> None:
    await two_orders(storage)
    due = a_message("message00001")
    parked = a_message("message00002", kind=MessageKind.ORDER_STATUS)
    delivered = a_message("message00003", OTHER_ORDER)
    async with storage.work() as work:
        await work.outbox.add(due)
        await work.outbox.save((await work.outbox.add(parked)).parked("the body was refused"))
        await work.outbox.save((await work.outbox.add(delivered)).delivered(START, None, None))
        await work.commit()
    async with storage.reading() as reading:
        unfinished = await reading.outbox.unfinished(10)
        most = await reading.outbox.unfinished(1)
        counts = await reading.outbox.counts()
        one = await reading.outbox.get(MessageId("message00001"))
        nobody = await reading.outbox.get(MessageId("message00009"))

    assert [message.id for message in unfinished] == ["message00002", "message00001"]
    assert [message.id for message in most] == ["message00002"]
    assert dict(counts) == {MessageState.PARKED: 1, MessageState.DUE: 1}
    assert (one and one.id, nobody) == ("message00001", None)


async def test_what_was_put_away_is_neither_listed_nor_counted_and_can_be_put_away_again(storage: Storage) -> None:
    await two_orders(storage)
    async with storage.work() as work:
        parked = await work.outbox.save((await work.outbox.add(a_message())).parked("refused"))
        await work.outbox.put_away(parked.id, "Anna", START)
        await work.outbox.put_away(parked.id, "Ola", START)
        await work.commit()
    async with storage.reading() as reading:
        unfinished = await reading.outbox.unfinished(10)
        counts = await reading.outbox.counts()
        kept = await reading.outbox.get(parked.id)

    assert unfinished == ()
    assert dict(counts) == {}
    assert kept == parked

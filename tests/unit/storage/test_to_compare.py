"""Which payments are compared with the provider's books; the database and the fake give the same answers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.domain.payment import Payment, PaymentState
from app.domain.refund import Refund
from app.ports.storage import Storage
from support.clocks import START
from support.samples import a_payment, a_share, an_order, nok

SINCE = START + timedelta(days=10)
BEFORE = SINCE - timedelta(microseconds=1)
AUTHORIZED = a_payment(state=PaymentState.AUTHORIZED)
CAPTURED = replace(AUTHORIZED, captured=AUTHORIZED.amount)


async def compared(storage: Storage, payment: Payment, refund: Refund | None = None) -> bool:
    """Whether this payment is among those to compare, once it is stored."""
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.shares.add(a_share())
        stored = await work.payments.add(payment)
        if refund is not None:
            await work.refunds.add(refund)
        await work.commit()
    async with storage.reading() as reading:
        found = await reading.payments.to_compare(SINCE)
    assert set(found) <= {stored}

    return bool(found)


@pytest.mark.parametrize(("created_at", "expected"), [(SINCE, True), (BEFORE, False)])
async def test_what_was_made_since_then_is_compared(storage: Storage, created_at: datetime, *, expected: bool) -> None:
    assert expected == await compared(storage, replace(a_payment(state=PaymentState.ABORTED), created_at=created_at))


@pytest.mark.parametrize(
    ("captured", "cancelled", "expected"),
    [(0, 0, True), (900, 0, True), (0, 900, True), (18900, 0, False), (0, 18900, False), (900, 18000, False)],
)
async def test_what_still_holds_money_is_compared_however_old(
    storage: Storage, captured: int, cancelled: int, *, expected: bool
) -> None:
    assert expected == await compared(storage, replace(AUTHORIZED, captured=nok(captured), cancelled=nok(cancelled)))


@pytest.mark.parametrize(("due_at", "expected"), [(SINCE, True), (BEFORE, False), (None, False)])
async def test_what_was_captured_since_then_is_compared(
    storage: Storage, due_at: datetime | None, *, expected: bool
) -> None:
    assert expected == await compared(storage, replace(CAPTURED, capture_due_at=due_at))


@pytest.mark.parametrize(
    ("asked_at", "done_at", "expected"),
    [
        (SINCE, None, True),
        (BEFORE, SINCE, True),
        (BEFORE, BEFORE, False),
        (BEFORE, None, False),
    ],
)
async def test_what_was_refunded_since_then_is_compared(
    storage: Storage, asked_at: datetime, done_at: datetime | None, *, expected: bool
) -> None:
    asked = Refund(
        reference=CAPTURED.reference, number=1, amount=nok(900), reason="late", asked_by="Anna", asked_at=asked_at
    )

    assert expected == await compared(storage, CAPTURED, asked if done_at is None else asked.done(done_at))


async def test_they_come_oldest_first(storage: Storage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        for number in (1, 2, 3):
            await work.shares.add(a_share(number=number))
            made = a_payment(share=number, state=PaymentState.AUTHORIZED)
            await work.payments.add(replace(made, created_at=START - timedelta(hours=number)))
        found = await work.payments.to_compare(SINCE)

    assert [payment.share for payment in found] == [3, 2, 1]

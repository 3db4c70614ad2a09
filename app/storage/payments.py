"""Payments by reference."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, or_, select, text, update

from app.domain.ids import IdempotencyKey, OrderId, Reference
from app.domain.money import Currency, Money
from app.domain.payment import Attention, Ending, Payment, PaymentFlow, PaymentState
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import payments, refunds

_BY_REFERENCE = select(payments).where(payments.c.reference == bindparam("asked"))
_OF_ORDER = (
    select(payments)
    .where(payments.c.order_id == bindparam("of_order"))
    .order_by(payments.c.created_at, payments.c.share, payments.c.attempt)
)
# Written as text, word for word as in the partial indexes: only then does the database use them.
_OPEN = (
    select(payments)
    .where(text("state IN ('intended', 'requested', 'in_doubt')"))
    .order_by(payments.c.created_at, payments.c.reference)
)
_DUE_CAPTURES = (
    select(payments)
    .where(
        text("state = 'authorized' AND authorized > captured + cancelled"),
        payments.c.capture_due_at <= bindparam("now"),
    )
    .order_by(payments.c.capture_due_at, payments.c.reference)
)
_TO_COMPARE = (
    select(payments)
    .where(
        or_(
            payments.c.created_at >= bindparam("since"),
            payments.c.capture_due_at >= bindparam("since"),
            text("state = 'authorized' AND authorized > captured + cancelled"),
            payments.c.reference.in_(
                select(refunds.c.reference).where(
                    or_(refunds.c.asked_at >= bindparam("since"), refunds.c.done_at >= bindparam("since"))
                )
            ),
        )
    )
    .order_by(payments.c.created_at, payments.c.reference)
)
_BETWEEN = (
    select(payments)
    .where(payments.c.created_at >= bindparam("start"), payments.c.created_at < bindparam("end"))
    .order_by(payments.c.created_at.desc(), payments.c.reference.desc())
)
_LIKE = (
    select(payments)
    .where(func.instr(func.lower(payments.c.reference), bindparam("part")) > 0)
    .order_by(payments.c.created_at.desc(), payments.c.reference.desc())
    .limit(bindparam("most"))
)
_NEEDING_ATTENTION = (
    select(payments).where(payments.c.attention.is_not(None)).order_by(payments.c.created_at, payments.c.reference)
)
# A claim leaves the version alone: it says who looks at the payment, not what the payment is.
_CLAIM_WATCH = (
    update(payments)
    .where(
        payments.c.reference == bindparam("asked"),
        or_(
            payments.c.watched_by.is_(None),
            payments.c.watched_by == bindparam("worker"),
            payments.c.watched_until <= bindparam("now"),
        ),
    )
    .values(watched_by=bindparam("worker"), watched_until=bindparam("until"))
)
_FREE_WATCHES = update(payments).where(payments.c.watched_by.is_not(None)).values(watched_by=None, watched_until=None)
_ADD = insert(payments)
_SAVE = update(payments).where(
    payments.c.reference == bindparam("asked"), payments.c.version == bindparam("read_version")
)


class SqlPayments:
    """What was sent for a payment is written once; a save touches only what may change."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, payment: Payment) -> Payment:
        stored = replace(payment, version=1)
        await self._transaction.change(_ADD, {**_fixed_columns(stored), **_columns(stored)})
        return stored

    async def get(self, reference: Reference) -> Payment | None:
        rows = await self._transaction.rows(_BY_REFERENCE, {"asked": reference})
        return _payment(rows[0]) if rows else None

    async def of(self, order_id: OrderId) -> tuple[Payment, ...]:
        rows = await self._transaction.rows(_OF_ORDER, {"of_order": order_id})
        return tuple(_payment(row) for row in rows)

    async def save(self, payment: Payment) -> Payment:
        stored = replace(payment, version=payment.version + 1)
        keys = {"asked": payment.reference, "read_version": payment.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the payment was saved by somebody else first"
            raise StaleWrite(msg)
        return stored

    async def open(self) -> tuple[Payment, ...]:
        return tuple(_payment(row) for row in await self._transaction.rows(_OPEN))

    async def due_captures(self, now: datetime) -> tuple[Payment, ...]:
        return tuple(_payment(row) for row in await self._transaction.rows(_DUE_CAPTURES, {"now": now}))

    async def to_compare(self, since: datetime) -> tuple[Payment, ...]:
        return tuple(_payment(row) for row in await self._transaction.rows(_TO_COMPARE, {"since": since}))

    async def between(self, start: datetime, end: datetime) -> tuple[Payment, ...]:
        return tuple(_payment(row) for row in await self._transaction.rows(_BETWEEN, {"start": start, "end": end}))

    async def like(self, part: str, limit: int) -> tuple[Payment, ...]:
        rows = await self._transaction.rows(_LIKE, {"part": part.lower(), "most": limit})
        return tuple(_payment(row) for row in rows)

    async def needing_attention(self) -> tuple[Payment, ...]:
        return tuple(_payment(row) for row in await self._transaction.rows(_NEEDING_ATTENTION))

    async def claim_watch(self, reference: Reference, worker: str, now: datetime, until: datetime) -> bool:
        claim = {"asked": reference, "worker": worker, "now": now, "until": until}
        return await self._transaction.change(_CLAIM_WATCH, claim) == 1

    async def free_watches(self) -> int:
        return await self._transaction.change(_FREE_WATCHES)


def _fixed_columns(payment: Payment) -> dict[str, object]:
    return {
        "reference": payment.reference,
        "order_id": payment.order_id,
        "share": payment.share,
        "attempt": payment.attempt,
        "amount": payment.amount.minor,
        "currency": payment.amount.currency.value,
        "flow": payment.flow.value,
        "key": payment.key,
        "body": payment.body,
        "created_at": payment.created_at,
        "expires_at": payment.expires_at,
    }


def _columns(payment: Payment) -> dict[str, object]:
    return {
        "state": payment.state.value,
        "authorized": payment.authorized.minor,
        "captured": payment.captured.minor,
        "cancelled": payment.cancelled.minor,
        "refunded": payment.refunded.minor,
        "psp_reference": payment.psp_reference,
        "redirect_url": payment.redirect_url,
        "ending": payment.ending.value if payment.ending else None,
        "cancel_asked": payment.cancel_asked,
        "capture_due_at": payment.capture_due_at,
        "capture_tries": payment.capture_tries,
        "capture_refusals": payment.capture_refusals,
        "capture_number": payment.capture_number,
        "capturing": payment.capturing.minor if payment.capturing else None,
        "release_asked": payment.release_asked,
        "cancel_number": payment.cancel_number,
        "guaranteed_until": payment.guaranteed_until,
        "attention": payment.attention.value if payment.attention else None,
        "settled_at": payment.settled_at,
        "version": payment.version,
    }


def _payment(row: Row[Any]) -> Payment:
    currency = Currency(row.currency)
    return Payment(
        reference=Reference(row.reference),
        order_id=OrderId(row.order_id),
        share=row.share,
        attempt=row.attempt,
        amount=Money(row.amount, currency),
        flow=PaymentFlow(row.flow),
        key=IdempotencyKey(row.key),
        body=row.body,
        created_at=row.created_at,
        expires_at=row.expires_at,
        state=PaymentState(row.state),
        authorized=Money(row.authorized, currency),
        captured=Money(row.captured, currency),
        cancelled=Money(row.cancelled, currency),
        refunded=Money(row.refunded, currency),
        psp_reference=row.psp_reference,
        redirect_url=row.redirect_url,
        ending=Ending(row.ending) if row.ending else None,
        cancel_asked=row.cancel_asked,
        capture_due_at=row.capture_due_at,
        capture_tries=row.capture_tries,
        capture_refusals=row.capture_refusals,
        capture_number=row.capture_number,
        capturing=None if row.capturing is None else Money(row.capturing, currency),
        release_asked=row.release_asked,
        cancel_number=row.cancel_number,
        guaranteed_until=row.guaranteed_until,
        attention=Attention(row.attention) if row.attention else None,
        settled_at=row.settled_at,
        version=row.version,
    )

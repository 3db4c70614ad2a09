"""What webhooks delivered, each event once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, text, update

from app.ports.errors import StaleWrite
from app.ports.webhooks import Delivery, Outcome, Source
from app.storage.database import Transaction
from app.storage.tables import deliveries

_OPEN = text("outcome IS NULL")
_ADD = insert(deliveries).returning(deliveries.c.id)
_FIRST_DUE = (
    select(deliveries.c.id)
    .where(_OPEN, deliveries.c.due_at <= bindparam("now"))
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id == _FIRST_DUE)
    .values(due_at=bindparam("again_at"), attempts=deliveries.c.attempts + 1)
    .returning(*deliveries.columns)
)
_SAVE = update(deliveries).where(deliveries.c.id == bindparam("of_id"), _OPEN)
_SETTLE = (
    update(deliveries)
    .where(
        _OPEN,
        deliveries.c.source == bindparam("of_source"),
        deliveries.c.reference == bindparam("of_reference"),
        deliveries.c.received_at <= bindparam("acted_at"),
    )
    .values(handled_at=bindparam("handled"), outcome=bindparam("what"))
)
_MAKE_DUE = update(deliveries).where(_OPEN, deliveries.c.due_at > bindparam("now")).values(due_at=bindparam("due_now"))
_NEXT_DUE = select(func.min(deliveries.c.due_at).label("due_at")).where(_OPEN)
_OF = select(deliveries).where(deliveries.c.reference == bindparam("of_reference")).order_by(deliveries.c.id)


class SqlDeliveries:
    """Deliveries by payment, and the one that is due first."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, delivery: Delivery) -> Delivery:
        (row,) = await self._transaction.rows(_ADD, _columns(delivery))
        return replace(delivery, id=row.id)

    async def claim(self, now: datetime, again_at: datetime) -> Delivery | None:
        rows = await self._transaction.rows(_CLAIM, {"now": now, "again_at": again_at})
        return _delivery(rows[0]) if rows else None

    async def save(self, delivery: Delivery) -> None:
        changed = {
            "due_at": delivery.due_at,
            "handled_at": delivery.handled_at,
            "outcome": delivery.outcome and delivery.outcome.value,
        }
        if not await self._transaction.change(_SAVE, {"of_id": delivery.id, **changed}):
            msg = "the delivery was handled by somebody else first"
            raise StaleWrite(msg)

    async def settle(self, handled: Delivery) -> int:
        if handled.handled_at is None or handled.outcome is None:
            return 0
        about = {"of_source": handled.source.value, "of_reference": handled.reference}
        done = {"acted_at": handled.handled_at, "handled": handled.handled_at, "what": handled.outcome.value}
        return await self._transaction.change(_SETTLE, {**about, **done})

    async def make_due(self, now: datetime) -> int:
        return await self._transaction.change(_MAKE_DUE, {"now": now, "due_now": now})

    async def next_due(self) -> datetime | None:
        (row,) = await self._transaction.rows(_NEXT_DUE)
        due_at: datetime | None = row.due_at
        return due_at

    async def of(self, reference: str) -> tuple[Delivery, ...]:
        return tuple(map(_delivery, await self._transaction.rows(_OF, {"of_reference": reference})))


def _columns(delivery: Delivery) -> dict[str, object]:
    return {
        "source": delivery.source.value,
        "reference": delivery.reference,
        "name": delivery.name,
        "psp_reference": delivery.psp_reference,
        "body": delivery.body,
        "received_at": delivery.received_at,
        "due_at": delivery.due_at,
        "attempts": delivery.attempts,
        "handled_at": delivery.handled_at,
        "outcome": delivery.outcome and delivery.outcome.value,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        source=Source(row.source),
        reference=row.reference,
        name=row.name,
        psp_reference=row.psp_reference,
        body=row.body,
        received_at=row.received_at,
        due_at=row.due_at,
        attempts=row.attempts,
        handled_at=row.handled_at,
        outcome=None if row.outcome is None else Outcome(row.outcome),
    )

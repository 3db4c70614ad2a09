"""Messages to the loyalty programme and to the payment provider."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, insert, or_, select, text, update

from app.domain.ids import MessageId, OrderId
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import outbox, put_away_messages

_OF_SHARE = (
    select(outbox)
    .where(
        outbox.c.order_id == bindparam("of_order"),
        outbox.c.share == bindparam("of_share"),
        outbox.c.kind == MessageKind.ORDER.value,
    )
    .order_by(outbox.c.number.desc())
)
_ALL_OF = (
    select(outbox)
    .where(outbox.c.order_id == bindparam("of_order"))
    .order_by(outbox.c.share, outbox.c.created_at, outbox.c.kind, outbox.c.number)
)
_BY_ID = select(outbox).where(outbox.c.id == bindparam("of_id"))
_PUT_AWAY = exists().where(put_away_messages.c.message_id == outbox.c.id)
# Text, word for word as in the partial indexes; a table of years is never read whole.
_UNFINISHED = (
    select(outbox)
    .where(or_(text("state = 'due'"), text("state = 'claimed'"), text("state = 'parked'")), ~_PUT_AWAY)
    .order_by(text("state <> 'parked'"), outbox.c.created_at, outbox.c.id)
    .limit(bindparam("most"))
)
_COUNTS = (
    select(outbox.c.state, func.count().label("messages"))
    .where(or_(text("state = 'due'"), text("state = 'claimed'"), text("state = 'parked'")), ~_PUT_AWAY)
    .group_by(outbox.c.state)
)
_IS_PUT_AWAY = select(put_away_messages.c.message_id).where(put_away_messages.c.message_id == bindparam("of_id"))
_PUT = insert(put_away_messages)
_FIRST_DUE = (
    select(outbox.c.id)
    .where(text("state = 'due'"), outbox.c.due_at <= bindparam("now"))
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id == _FIRST_DUE)
    .values(
        state=MessageState.CLAIMED.value,
        claimed_by=bindparam("worker"),
        claimed_at=bindparam("claim_time"),
        attempts=outbox.c.attempts + 1,
        version=outbox.c.version + 1,
    )
    .returning(*outbox.columns)
)
_FREE_STALE = (
    update(outbox)
    .where(text("state = 'claimed'"), outbox.c.claimed_at < bindparam("claimed_before"))
    .values(state=MessageState.DUE.value, claimed_by=None, claimed_at=None, version=outbox.c.version + 1)
)
_NEXT_DUE = select(func.min(outbox.c.due_at).label("due_at")).where(text("state = 'due'"))
_TO_PROGRAMME = text("kind IN ('order', 'order_status')")
_HURRY = (
    update(outbox)
    .where(text("state = 'due'"), _TO_PROGRAMME, outbox.c.attempts > 0, outbox.c.due_at > bindparam("now"))
    .values(due_at=bindparam("due_now"), version=outbox.c.version + 1)
)
_WAITING = (
    select(outbox)
    .where(text("state = 'due'"), _TO_PROGRAMME, outbox.c.attempts > 0)
    .order_by(outbox.c.created_at, outbox.c.id)
)
_ADD = insert(outbox)
_SAVE = update(outbox).where(outbox.c.id == bindparam("of_id"), outbox.c.version == bindparam("read_version"))


class SqlOutbox:
    """Messages by share, and the one that is due first."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, message: OutboxMessage) -> OutboxMessage:
        stored = replace(message, version=1)
        await self._transaction.change(_ADD, {**_fixed_columns(stored), **_columns(stored)})
        return stored

    async def of(self, order_id: OrderId, share: int) -> OutboxMessage | None:
        rows = await self._transaction.rows(_OF_SHARE, {"of_order": order_id, "of_share": share})
        return _message(rows[0]) if rows else None

    async def all_of(self, order_id: OrderId) -> tuple[OutboxMessage, ...]:
        rows = await self._transaction.rows(_ALL_OF, {"of_order": order_id})
        return tuple(_message(row) for row in rows)

    async def get(self, message_id: MessageId) -> OutboxMessage | None:
        rows = await self._transaction.rows(_BY_ID, {"of_id": message_id})
        return _message(rows[0]) if rows else None

    async def unfinished(self, limit: int) -> tuple[OutboxMessage, ...]:
        return tuple(_message(row) for row in await self._transaction.rows(_UNFINISHED, {"most": limit}))

    async def counts(self) -> dict[MessageState, int]:
        rows = await self._transaction.rows(_COUNTS)
        return {MessageState(row.state): row.messages for row in rows}

    async def put_away(self, message_id: MessageId, by: str, at: datetime) -> None:
        if not await self.is_put_away(message_id):
            row = {"message_id": message_id, "put_away_by": by, "put_away_at": at}
            await self._transaction.change(_PUT, row)

    async def is_put_away(self, message_id: MessageId) -> bool:
        return bool(await self._transaction.rows(_IS_PUT_AWAY, {"of_id": message_id}))

    async def claim(self, worker: str, now: datetime) -> OutboxMessage | None:
        rows = await self._transaction.rows(_CLAIM, {"worker": worker, "now": now, "claim_time": now})
        return _message(rows[0]) if rows else None

    async def save(self, message: OutboxMessage) -> OutboxMessage:
        stored = replace(message, version=message.version + 1)
        keys = {"of_id": message.id, "read_version": message.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the outbox message was saved by somebody else first"
            raise StaleWrite(msg)
        return stored

    async def free_stale(self, claimed_before: datetime) -> int:
        return await self._transaction.change(_FREE_STALE, {"claimed_before": claimed_before})

    async def next_due(self) -> datetime | None:
        (row,) = await self._transaction.rows(_NEXT_DUE)
        due_at: datetime | None = row.due_at
        return due_at

    async def hurry(self, now: datetime) -> int:
        return await self._transaction.change(_HURRY, {"now": now, "due_now": now})

    async def waiting(self) -> tuple[OutboxMessage, ...]:
        return tuple(_message(row) for row in await self._transaction.rows(_WAITING))


def _fixed_columns(message: OutboxMessage) -> dict[str, object]:
    return {
        "id": message.id,
        "kind": message.kind.value,
        "order_id": message.order_id,
        "share": message.share,
        "number": message.number,
        "created_at": message.created_at,
    }


def _columns(message: OutboxMessage) -> dict[str, object]:
    return {
        "due_at": message.due_at,
        "body": message.body,
        "state": message.state.value,
        "attempts": message.attempts,
        "claimed_at": message.claimed_at,
        "claimed_by": message.claimed_by,
        "delivered_at": message.delivered_at,
        "points_earned": message.points_earned,
        "balance": message.balance,
        "reason": message.reason,
        "check_in": message.check_in,
        "credits": message.credits,
        "sent_at": message.sent_at,
        "balance_before": message.balance_before,
        "version": message.version,
    }


def _message(row: Row[Any]) -> OutboxMessage:
    return OutboxMessage(
        id=MessageId(row.id),
        kind=MessageKind(row.kind),
        order_id=OrderId(row.order_id),
        share=row.share,
        number=row.number,
        due_at=row.due_at,
        created_at=row.created_at,
        body=row.body,
        state=MessageState(row.state),
        attempts=row.attempts,
        claimed_at=row.claimed_at,
        claimed_by=row.claimed_by,
        delivered_at=row.delivered_at,
        points_earned=row.points_earned,
        balance=row.balance,
        reason=row.reason,
        check_in=row.check_in,
        credits=row.credits,
        sent_at=row.sent_at,
        balance_before=row.balance_before,
        version=row.version,
    )

"""Shares of bills."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from app.domain.ids import LineId, OrderId
from app.domain.money import Currency, Money
from app.domain.split import Share, ShareState
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.guests import guest_columns, guest_of
from app.storage.tables import shares

_OF_ORDER = select(shares).where(shares.c.order_id == bindparam("of_order")).order_by(shares.c.number)
_ADD = insert(shares)
_SAVE = update(shares).where(
    shares.c.order_id == bindparam("of_order"),
    shares.c.number == bindparam("numbered"),
    shares.c.version == bindparam("read_version"),
)


class SqlShares:
    """Shares by order and number."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, share: Share) -> Share:
        stored = replace(share, version=1)
        keys = {"order_id": share.order_id, "number": share.number}
        await self._transaction.change(_ADD, {**keys, **_columns(stored)})
        return stored

    async def of(self, order_id: OrderId) -> tuple[Share, ...]:
        rows = await self._transaction.rows(_OF_ORDER, {"of_order": order_id})
        return tuple(_share(row) for row in rows)

    async def save(self, share: Share) -> Share:
        stored = replace(share, version=share.version + 1)
        keys = {"of_order": share.order_id, "numbered": share.number, "read_version": share.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the share was saved by somebody else first"
            raise StaleWrite(msg)
        return stored


def _columns(share: Share) -> dict[str, object]:
    return {
        "amount": share.amount.minor,
        "currency": share.amount.currency.value,
        "line_ids": json.dumps(share.line_ids),
        "state": share.state.value,
        **guest_columns(share.guest),
        "attempts": share.attempts,
        "paid_at": share.paid_at,
        "version": share.version,
    }


def _share(row: Row[Any]) -> Share:
    return Share(
        order_id=OrderId(row.order_id),
        number=row.number,
        amount=Money(row.amount, Currency(row.currency)),
        line_ids=tuple(LineId(line_id) for line_id in json.loads(row.line_ids)),
        state=ShareState(row.state),
        guest=guest_of(row),
        attempts=row.attempts,
        paid_at=row.paid_at,
        version=row.version,
    )

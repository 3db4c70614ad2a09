"""Refunds by payment and number."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from app.domain.ids import LineId, Reference
from app.domain.money import Currency, Money
from app.domain.refund import Refund, RefundState
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import refunds

_OF = select(refunds).where(refunds.c.reference == bindparam("asked")).order_by(refunds.c.number)
_ADD = insert(refunds)
_SAVE = update(refunds).where(
    refunds.c.reference == bindparam("asked"),
    refunds.c.number == bindparam("numbered"),
    refunds.c.version == bindparam("read_version"),
)


class SqlRefunds:
    """What was asked for is written once; a save touches only what became of it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, refund: Refund) -> Refund:
        stored = replace(refund, version=1)
        await self._transaction.change(_ADD, {**_fixed_columns(stored), **_columns(stored)})
        return stored

    async def of(self, reference: Reference) -> tuple[Refund, ...]:
        return tuple(_refund(row) for row in await self._transaction.rows(_OF, {"asked": reference}))

    async def save(self, refund: Refund) -> Refund:
        stored = replace(refund, version=refund.version + 1)
        keys = {"asked": refund.reference, "numbered": refund.number, "read_version": refund.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the refund was saved by somebody else first"
            raise StaleWrite(msg)
        return stored


def _fixed_columns(refund: Refund) -> dict[str, object]:
    return {
        "reference": refund.reference,
        "number": refund.number,
        "amount": refund.amount.minor,
        "currency": refund.amount.currency.value,
        "line_ids": json.dumps(refund.line_ids),
        "reason": refund.reason,
        "asked_by": refund.asked_by,
        "asked_at": refund.asked_at,
    }


def _columns(refund: Refund) -> dict[str, object]:
    return {
        "state": refund.state.value,
        "key_number": refund.key_number,
        "done_at": refund.done_at,
        "answer": refund.answer,
        "version": refund.version,
    }


def _refund(row: Row[Any]) -> Refund:
    return Refund(
        reference=Reference(row.reference),
        number=row.number,
        amount=Money(row.amount, Currency(row.currency)),
        line_ids=tuple(LineId(line_id) for line_id in json.loads(row.line_ids)),
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        state=RefundState(row.state),
        key_number=row.key_number,
        done_at=row.done_at,
        answer=row.answer,
        version=row.version,
    )

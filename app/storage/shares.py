"""Shares of bills."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, select, update

from app.domain.ids import LineId, OrderId
from app.domain.money import Currency, Money
from app.domain.split import Cut, RatePart, Share, ShareState
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.guests import guest_columns, guest_of
from app.storage.tables import share_cuts, shares

_OF_ORDER = (
    select(shares, share_cuts.c.cut, share_cuts.c.parts)
    .join(
        share_cuts,
        and_(share_cuts.c.order_id == shares.c.order_id, share_cuts.c.number == shares.c.number),
        isouter=True,
    )
    .where(shares.c.order_id == bindparam("of_order"))
    .order_by(shares.c.number)
)
_PAYERS = (
    select(shares.c.order_id, func.count().label("payers"), func.max(shares.c.number).label("highest"))
    .join(
        share_cuts,
        and_(share_cuts.c.order_id == shares.c.order_id, share_cuts.c.number == shares.c.number),
        isouter=True,
    )
    .where(shares.c.order_id.in_(bindparam("asked", expanding=True)))
    .where(func.coalesce(share_cuts.c.cut, "") != Cut.OFF.value)
    .group_by(shares.c.order_id)
)
_UNCUT = delete(share_cuts).where(
    share_cuts.c.order_id == bindparam("of_order"), share_cuts.c.number == bindparam("numbered")
)
_CUT = insert(share_cuts)
_ADD = insert(shares)
_SAVE = update(shares).where(
    shares.c.order_id == bindparam("of_order"),
    shares.c.number == bindparam("numbered"),
    shares.c.version == bindparam("read_version"),
)


_CutRow = tuple[Cut, tuple[RatePart, ...]]
_NEVER_CUT: _CutRow = (Cut.WHOLE, ())


class SqlShares:
    """Shares by order and number. How one is cut is written only when it differs from what was read."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._stored_cuts: dict[tuple[OrderId, int], _CutRow] = {}

    async def add(self, share: Share) -> Share:
        stored = replace(share, version=1)
        keys = {"order_id": share.order_id, "number": share.number}
        await self._transaction.change(_ADD, {**keys, **_columns(stored)})
        await self._save_cut(stored)
        return stored

    async def of(self, order_id: OrderId) -> tuple[Share, ...]:
        rows = await self._transaction.rows(_OF_ORDER, {"of_order": order_id})
        found = tuple(_share(row) for row in rows)
        self._stored_cuts |= {(share.order_id, share.number): (share.cut, share.parts) for share in found}
        return found

    async def payers(self, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
        rows = await self._transaction.rows(_PAYERS, {"asked": list(order_ids)})
        return {OrderId(row.order_id): row.highest if row.payers > 1 else 1 for row in rows}

    async def save(self, share: Share) -> Share:
        stored = replace(share, version=share.version + 1)
        keys = {"of_order": share.order_id, "numbered": share.number, "read_version": share.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the share was saved by somebody else first"
            raise StaleWrite(msg)
        await self._save_cut(stored)
        return stored

    async def _save_cut(self, share: Share) -> None:
        key, cut = (share.order_id, share.number), (share.cut, share.parts)
        before = self._stored_cuts.get(key, _NEVER_CUT)
        if cut == before:
            return
        if before != _NEVER_CUT:
            await self._transaction.change(_UNCUT, {"of_order": share.order_id, "numbered": share.number})
        if cut != _NEVER_CUT:
            parts = json.dumps([[part.basis_points, part.minor] for part in share.parts])
            row = {"order_id": share.order_id, "number": share.number, "cut": share.cut.value, "parts": parts}
            await self._transaction.change(_CUT, row)
        self._stored_cuts[key] = cut


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
        cut=Cut(row.cut) if row.cut else Cut.WHOLE,
        parts=tuple(RatePart(*part) for part in json.loads(row.parts or "[]")),
        state=ShareState(row.state),
        guest=guest_of(row),
        attempts=row.attempts,
        paid_at=row.paid_at,
        version=row.version,
    )

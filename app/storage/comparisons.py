"""The last comparison with the payment provider's books, whichever hub made it."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from app.domain.comparison import Difference, Reconciled
from app.domain.errors import DomainError
from app.domain.facts import Differs
from app.domain.ids import Reference
from app.storage.database import Transaction
from app.storage.facts import as_values, from_values, name_of
from app.storage.tables import comparisons

THE_ONE = "payments"

_LAST = select(comparisons).where(comparisons.c.name == THE_ONE)
_REMOVE = delete(comparisons).where(comparisons.c.name == THE_ONE)
_PUT = insert(comparisons)


class SqlComparisons:
    """One row: what is older is in the stories of the payments."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def last(self) -> Reconciled | None:
        rows = await self._transaction.rows(_LAST)
        return _found(rows[0]) if rows else None

    async def put(self, reconciled: Reconciled) -> None:
        rows = await self._transaction.rows(_LAST)
        if rows and rows[0].at > reconciled.at:
            return
        await self._transaction.change(_REMOVE)
        told = json.dumps(_told(reconciled), ensure_ascii=False)
        values = {"compared": reconciled.compared, "unanswered": reconciled.unanswered, "differences": told}
        await self._transaction.change(_PUT, {"name": THE_ONE, "at": reconciled.at, **values})


def _told(reconciled: Reconciled) -> dict[str, Any]:
    to = reconciled.compared_to
    return {
        "compared_to": None if to is None else to.isoformat(),
        "differences": [_plain(each) for each in reconciled.differences],
    }


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "reference": difference.reference,
        "order_number": difference.order_number,
        "fact": name_of(type(difference.what)),
        "values": as_values(difference.what),
    }


def _found(row: Row[Any]) -> Reconciled | None:
    """What a newer version found and this one cannot read counts as not compared: never as agreed.

    A version before wrote the differences alone.
    """
    try:
        told = json.loads(row.differences)
        if isinstance(told, list):
            told = {"compared_to": None if row.unanswered else row.at.isoformat(), "differences": told}
        differences = tuple(_difference(each) for each in told["differences"])
        to = None if told["compared_to"] is None else datetime.fromisoformat(told["compared_to"])
    except (KeyError, TypeError, ValueError, DomainError):
        return None
    counts = {"compared": row.compared, "unanswered": row.unanswered}
    return Reconciled(at=row.at, **counts, differences=differences, compared_to=to)


def _difference(plain: dict[str, Any]) -> Difference:
    what = from_values(plain["fact"], plain["values"])
    if not isinstance(what, Differs):
        raise TypeError(plain["fact"])
    return Difference(reference=Reference(plain["reference"]), order_number=int(plain["order_number"]), what=what)

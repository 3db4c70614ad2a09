"""The last comparison with the payment provider's books, whichever hub made it."""

import json
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
        told = json.dumps([_plain(each) for each in reconciled.differences], ensure_ascii=False)
        values = {"compared": reconciled.compared, "unanswered": reconciled.unanswered, "differences": told}
        await self._transaction.change(_PUT, {"name": THE_ONE, "at": reconciled.at, **values})


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "reference": difference.reference,
        "order_number": difference.order_number,
        "fact": name_of(type(difference.what)),
        "values": as_values(difference.what),
    }


def _found(row: Row[Any]) -> Reconciled | None:
    """What a newer version found and this one cannot read counts as not compared: never as agreed."""
    try:
        differences = tuple(_difference(each) for each in json.loads(row.differences))
    except (KeyError, TypeError, ValueError, DomainError):
        return None
    return Reconciled(at=row.at, compared=row.compared, unanswered=row.unanswered, differences=differences)


def _difference(plain: dict[str, Any]) -> Difference:
    what = from_values(plain["fact"], plain["values"])
    if not isinstance(what, Differs):
        raise TypeError(plain["fact"])
    return Difference(reference=Reference(plain["reference"]), order_number=int(plain["order_number"]), what=what)

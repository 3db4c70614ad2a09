"""What happened to payments; rows are added, never changed."""

from sqlalchemy import bindparam, insert, select

from app.domain.ids import Reference
from app.domain.timeline import EntryKind, TimelineEntry
from app.storage.database import Transaction
from app.storage.facts import decoded, encoded
from app.storage.tables import timeline

_OF = select(timeline).where(timeline.c.reference == bindparam("asked")).order_by(timeline.c.id)
_ADD = insert(timeline)


class SqlTimelines:
    """Timeline entries by payment, in the order in which they were written."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, entry: TimelineEntry) -> None:
        name, text = encoded(entry.fact)
        await self._transaction.change(
            _ADD,
            {
                "reference": entry.reference,
                "at": entry.at,
                "kind": entry.kind.value,
                "fact": name,
                "text": text,
                "times": entry.times,
                "trace_id": entry.trace_id,
            },
        )

    async def of(self, reference: Reference) -> tuple[TimelineEntry, ...]:
        return tuple(
            TimelineEntry(
                reference=Reference(row.reference),
                at=row.at,
                kind=EntryKind(row.kind),
                fact=decoded(row.fact, row.text),
                times=row.times,
                trace_id=row.trace_id,
            )
            for row in await self._transaction.rows(_OF, {"asked": reference})
        )

"""The story of each payment, for staff: what was sent, answered, told and decided, with time and trace id."""

from collections import OrderedDict
from dataclasses import dataclass, replace

import structlog

from app.domain.ids import Reference
from app.domain.timeline import LONGEST_TEXT, EntryKind, TimelineEntry
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.storage import Storage, Work

log = structlog.get_logger()

REMEMBERED = 1000


@dataclass(slots=True)
class _Newest:
    entry: TimelineEntry
    again: int = 0


class Timeline:
    """Writes entries; the same thing happening again right after is counted instead of written a second time."""

    def __init__(self, *, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._newest: OrderedDict[Reference, _Newest] = OrderedDict()

    async def note(self, reference: Reference, kind: EntryKind, details: str, *, trace_id: str | None = None) -> None:
        """Write one entry now. ``details`` must hold no personal data. A payment never fails for want of its story."""
        entry = self._entry(reference, kind, details, trace_id)
        if self._is_repeat(entry):
            return
        try:
            async with self._storage.work() as work:
                await self._add(work, entry)
                await work.commit()
        except PortError as error:
            log.warning("timeline_not_written", reference=reference, entry=kind, error=type(error).__name__)
            return
        self._remember(entry)

    async def within(self, work: Work, reference: Reference, kind: EntryKind, details: str) -> None:
        """Write one entry as part of a transaction, so that the story and the fact are committed together."""
        await work.timelines.add(self._entry(reference, kind, details, None))

    async def of(self, reference: Reference) -> tuple[TimelineEntry, ...]:
        """The whole story of a payment, oldest first; empty for a payment that nobody knows."""
        async with self._storage.reading() as reading:
            return await reading.timelines.of(reference)

    def _entry(self, reference: Reference, kind: EntryKind, details: str, trace_id: str | None) -> TimelineEntry:
        text = details[:LONGEST_TEXT]
        return TimelineEntry(reference=reference, at=self._clock.now(), kind=kind, text=text, trace_id=trace_id)

    def _is_repeat(self, entry: TimelineEntry) -> bool:
        newest = self._newest.get(entry.reference)
        if newest is None or (newest.entry.kind, newest.entry.text) != (entry.kind, entry.text):
            return False
        newest.entry = entry
        newest.again += 1
        return True

    async def _add(self, work: Work, entry: TimelineEntry) -> None:
        newest = self._newest.get(entry.reference)
        if newest is not None and newest.again:
            await work.timelines.add(replace(newest.entry, times=newest.again))
        await work.timelines.add(entry)

    def _remember(self, entry: TimelineEntry) -> None:
        self._newest[entry.reference] = _Newest(entry)
        self._newest.move_to_end(entry.reference)
        while len(self._newest) > REMEMBERED:
            self._newest.popitem(last=False)

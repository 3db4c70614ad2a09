"""The story of each payment, for staff: what was sent, answered, told and decided, with time and trace id.

What is about to be sent is written before it leaves, a decision together with what it changes. What was heard needs
no transaction of its own: it is written with the next thing that is stored of that payment, or a moment later.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import structlog

from app.domain.facts import Fact
from app.domain.ids import Reference
from app.domain.timeline import EntryKind, TimelineEntry
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.storage import Storage, Work
from app.services.basics.background import Background

log = structlog.get_logger()

REMEMBERED = 1000
A_MOMENT = 0.25
"""Seconds after which what was heard is written by itself."""


@dataclass(slots=True)
class _Told:
    """The newest entry of a payment, how often it was heard again, and what waits to be written."""

    newest: TimelineEntry | None = None
    again: int = 0
    waiting: list[TimelineEntry] = field(default_factory=list)


class Timeline:
    """Writes entries; the same thing happening again right after is counted instead of written a second time."""

    def __init__(self, *, storage: Storage, clock: Clock, background: Background) -> None:
        self._storage = storage
        self._clock = clock
        self._background = background
        self._told: OrderedDict[Reference, _Told] = OrderedDict()
        self._writing_soon = False
        background.at_the_end(self.catch_up)

    async def note(self, reference: Reference, kind: EntryKind, fact: Fact) -> None:
        """Write one entry now. No fact holds personal data. A payment never fails for want of its story."""
        self._remember(self._entry(reference, kind, fact, None))
        await self._write_now([reference])

    def heard(self, reference: Reference, fact: Fact, *, trace_id: str | None = None) -> None:
        """An answer came: it is written with what follows from it, or in a moment."""
        self._remember(self._entry(reference, EntryKind.ANSWER, fact, trace_id))
        if not self._writing_soon and self._told[reference].waiting:
            self._writing_soon = True
            self._background.spawn(self._write_soon(), "write timelines")

    async def within(self, work: Work, reference: Reference, kind: EntryKind, fact: Fact) -> None:
        """Write one entry as part of a transaction, so that the story and the fact are committed together."""
        await work.timelines.add(self._entry(reference, kind, fact, None))

    async def waiting_within(self, work: Work, reference: Reference) -> tuple[TimelineEntry, ...]:
        """Write what was heard of a payment in a transaction; tell :meth:`written` as soon as it is committed."""
        entries = tuple(self._told[reference].waiting) if reference in self._told else ()
        for entry in entries:
            await work.timelines.add(entry)
        return entries

    def written(self, entries: Iterable[TimelineEntry]) -> None:
        """These are committed."""
        for entry in entries:
            told = self._told.get(entry.reference)
            if told is not None:
                told.waiting = [other for other in told.waiting if other is not entry]

    async def catch_up(self) -> None:
        """Write everything that waits."""
        await self._write_now([reference for reference, told in self._told.items() if told.waiting])

    async def of(self, reference: Reference) -> tuple[TimelineEntry, ...]:
        """The whole story of a payment, oldest first; empty for a payment that nobody knows."""
        async with self._storage.reading() as reading:
            stored = await reading.timelines.of(reference)
        waiting = self._told[reference].waiting if reference in self._told else []
        return tuple(sorted((*stored, *waiting), key=lambda entry: entry.at))

    def _entry(self, reference: Reference, kind: EntryKind, fact: Fact, trace_id: str | None) -> TimelineEntry:
        return TimelineEntry(reference=reference, at=self._clock.now(), kind=kind, fact=fact, trace_id=trace_id)

    def _remember(self, entry: TimelineEntry) -> None:
        told = self._told.setdefault(entry.reference, _Told())
        self._told.move_to_end(entry.reference)
        newest = told.newest
        if newest is not None and (newest.kind, newest.fact) == (entry.kind, entry.fact):
            told.newest = entry
            told.again += 1
            return
        if newest is not None and told.again:
            told.waiting.append(replace(newest, times=told.again))
        told.waiting.append(entry)
        told.newest, told.again = entry, 0
        self._forget_old_ones()

    def _forget_old_ones(self) -> None:
        for reference in list(self._told)[: max(0, len(self._told) - REMEMBERED)]:
            if not self._told[reference].waiting:
                del self._told[reference]

    async def _write_soon(self) -> None:
        try:
            await self._clock.sleep(A_MOMENT)
        finally:
            self._writing_soon = False
        await self.catch_up()

    async def _write_now(self, references: list[Reference]) -> None:
        """What cannot be written is forgotten: a payment never fails for want of its story."""
        entries: list[TimelineEntry] = [entry for each in references for entry in self._told[each].waiting]
        if not entries:
            return
        try:
            async with self._storage.work() as work:
                entries = [entry for each in references for entry in await self.waiting_within(work, each)]
                await work.commit()
                self.written(entries)
        except PortError as error:
            log.warning("timeline_not_written", entries=len(entries), error=type(error).__name__)
            self.written(entries)

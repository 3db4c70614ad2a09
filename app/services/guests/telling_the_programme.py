"""Tell the programme who joined and what they answered about offers, until it has heard, across outages and restarts.

What is owed is written with its evidence, in one transaction; whoever tells it takes it first, so that of two hubs one
does. Telling is safe to repeat: a member is got or made by the number, and only answers that differ are sent.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from app.domain.customer import Channel, Member, PhoneNumber, Untold
from app.domain.ids import OrderId
from app.domain.outbox import LONGEST_WAIT, wait_before_retry
from app.ports.clock import Chance, Clock
from app.ports.errors import NotConnected, NotMapped, PortError, RateLimited, Refused
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.errors import TooLate
from app.services.basics.transactions import payer_with, retried, the_order
from app.services.guests.attaching import Attaching
from app.services.loyalty.locating import Locating

log = structlog.get_logger()

LONGEST_SLEEP = 60.0
SHORTEST_SLEEP = 0.05
LEASE = timedelta(minutes=5)
"""Longer than the slowest telling: four calls with all their repeats."""

REFUSED_WAIT = timedelta(days=1)
"""What the programme said no to is hardly taken ten minutes later."""


async def owe(
    work: Work, phone: PhoneNumber, channels: frozenset[Channel], now: datetime, joined_on: OrderId | None = None
) -> None:
    """Inside a unit of work: the newest answers about these channels are to be told, and that they joined.

    What was owed before stays owed; so does who tells it now, who will find that there is more to tell.
    """
    before = await work.consents.untold_of(phone) or Untold(phone=phone, channels=frozenset(), due_at=now)
    await work.consents.put_untold(
        replace(
            before,
            channels=before.channels | channels,
            due_at=now,
            attempts=0,
            joined_on=joined_on or before.joined_on,
            refused=False,
        )
    )


class TellingTheProgramme:
    """One worker for everybody; a guest who stands there is told of at once."""

    def __init__(
        self,
        *,
        storage: Storage,
        loyalty: LoyaltyProgram,
        locating: Locating,
        attaching: Attaching,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._locating = locating
        self._attaching = attaching
        self._clock = clock
        self._chance = chance
        self._bell = Bell()

    async def run(self, *, alone: bool = True) -> None:
        """Until cancelled: tell what is due, sleep until something is, or until the bell rings.

        ``alone``: no other hub shares the database, so what anybody had taken is free.
        """
        freed = not alone
        while True:
            try:
                freed = freed or await self._free_all()
                await self.tell_due()
                pause = await self._pause()
            except PortError as error:
                log.warning("telling_interrupted", kind=type(error).__name__)
                pause = LONGEST_SLEEP
            await self._bell.wait(self._clock, pause)

    def ring(self) -> None:
        """Something is owed, and committed."""
        self._bell.ring()

    async def resume(self) -> None:
        """What waited is due now: the account is connected (again), or a location has its store."""

        async def once() -> None:
            async with self._storage.work() as work:
                for each in await work.consents.untold():
                    if each.attempts:
                        await work.consents.put_untold(replace(each, due_at=self._clock.now()))
                await work.commit()

        await retried(once)
        self.ring()

    async def tell_due(self) -> None:
        """Tell everything that is due once."""
        async with self._storage.reading() as reading:
            untold = await reading.consents.untold()
        for each in untold:
            if each.free_at <= self._clock.now():
                await self.tell(each.phone)

    async def tell(self, phone: PhoneNumber) -> Member | None:
        """Tell now what is due about this person; the member, or ``None`` where it was not told, or there is none."""
        taken = await self._taken(phone)
        if taken is None:
            return None
        try:
            member = await self._told(taken)
        except PortError as error:
            log.warning("telling_postponed", kind=type(error).__name__, attempts=taken.attempts)
            await self._postpone(taken, error)
            return None
        await self._settle(taken, member)
        log.info("programme_told", channels=len(taken.channels), joined=taken.joined_on is not None)
        return member

    async def _taken(self, phone: PhoneNumber) -> Untold | None:
        async def once() -> Untold | None:
            async with self._storage.work() as work:
                found, now = await work.consents.untold_of(phone), self._clock.now()
                if found is None or found.free_at > now:
                    return None
                taken = await work.consents.put_untold(replace(found, taken_until=now + LEASE))
                await work.commit()
                return taken

        return await retried(once)

    async def _told(self, taken: Untold) -> Member | None:
        """Whom the programme already knows it is told what was answered now; a new member, every newest answer."""
        async with self._storage.reading() as reading:
            latest = await reading.consents.latest(taken.phone)
            order = None if taken.joined_on is None else await the_order(reading, taken.joined_on)
        given = {each: consent.given for each, consent in latest.items()}
        email = latest[Channel.EMAIL].address if Channel.EMAIL in latest else None
        answered = {each: given[each] for each in taken.channels if each in given}
        if order is not None and answered == given:
            store = await self._locating.store_slug(order.location)
            return await self._loyalty.enrol(taken.phone, given, store, email)
        present = await self._loyalty.find(taken.phone)
        if present is not None:
            answered_by_email = email if Channel.EMAIL in answered else None
            return await self._loyalty.enrol(taken.phone, answered, email=answered_by_email)
        if order is None:  # nobody is made a member by an answer
            return None
        return await self._loyalty.enrol(taken.phone, given, await self._locating.store_slug(order.location), email)

    async def _settle(self, taken: Untold, member: Member | None) -> None:
        """Told, unless there was something new to tell meanwhile; the member stands on the order where they joined."""

        async def once() -> bool:
            async with self._storage.work() as work:
                present = await work.consents.untold_of(taken.phone)
                if present is not None and present.version == taken.version:
                    await work.consents.told(present)
                elif present is not None:
                    await work.consents.put_untold(replace(present, taken_until=None))
                    self.ring()
                shown = member is not None and await self._shown(work, taken, member)
                await work.commit()
                return shown

        if await retried(once) and taken.joined_on is not None:
            self._attaching.tell(taken.joined_on)

    async def _shown(self, work: Work, taken: Untold, member: Member) -> bool:
        if taken.joined_on is None:
            return False
        order = await the_order(work, taken.joined_on)
        found = await payer_with(work, order, taken.phone)
        if found is None:
            return False
        share, guest = found
        try:
            await self._attaching.attach_in(
                work, order.id, replace(guest, member=member, asked=True, joined=True), share
            )
        except TooLate:
            return False
        return True

    async def _postpone(self, taken: Untold, error: PortError) -> None:
        wait = wait_before_retry(taken.attempts + 1, self._chance.spread())
        if isinstance(error, RateLimited) and error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        if isinstance(error, NotConnected | NotMapped):
            wait = LONGEST_WAIT  # a person must act, and rings when it is done
        refused = isinstance(error, Refused)
        due_at = self._clock.now() + (REFUSED_WAIT if refused else wait)

        async def once() -> None:
            async with self._storage.work() as work:
                present = await work.consents.untold_of(taken.phone)
                if present is None:
                    return
                later = replace(present, taken_until=None, reason=f"{type(error).__name__}: {error}")
                if present.version == taken.version:
                    later = replace(later, due_at=due_at, attempts=taken.attempts + 1, refused=refused)
                await work.consents.put_untold(later)
                self.ring()
                await work.commit()

        await retried(once)

    async def _free_all(self) -> bool:
        async def once() -> bool:
            async with self._storage.work() as work:
                for each in await work.consents.untold():
                    if each.taken_until is not None:
                        await work.consents.put_untold(replace(each, taken_until=None))
                await work.commit()
                return True

        return await retried(once)

    async def _pause(self) -> float:
        async with self._storage.reading() as reading:
            untold = await reading.consents.untold()
        if not untold:
            return LONGEST_SLEEP
        left = (min(each.free_at for each in untold) - self._clock.now()) / timedelta(seconds=1)
        return min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP)

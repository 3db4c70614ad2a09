"""Follow every request to join to its end: look for the answer, and keep what it says.

An answer is given out once, so all that it says is committed in one transaction before anything else is done with it,
also that the programme must be told, and it is held on to until that was possible. A hub that was restarted goes on
where the database says it was.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import structlog

from app.domain.customer import Channel, Consent
from app.domain.enrolment import Enrolment, EnrolmentId, EnrolmentState, Fault
from app.domain.restaurant import Restaurant
from app.ports.clock import Clock
from app.ports.enrolment_in_app import Approved, Denied, EnrolmentInApp, Expired, Lost, Mistrusted, NotYet
from app.ports.errors import Misconfigured, PortError, RateLimited, StaleWrite
from app.ports.storage import Reading, Storage, Work
from app.services.basics.background import Background
from app.services.basics.errors import TooLate
from app.services.basics.transactions import payer_with, retried, the_order
from app.services.guests.attaching import Attaching
from app.services.guests.telling_the_programme import TellingTheProgramme, owe

log = structlog.get_logger()

SOURCE = "vipps_app"
SWEEP = 30.0
AFTER_TROUBLE = 10.0
LONGEST_WAIT = 60.0
RENEW = 10.0
"""Seconds: until requests are looked for that nobody follows, after a failure, at most between two looks, and until a
claim is renewed while somebody looks."""

LEASE = timedelta(seconds=30)
"""A hub that says nothing for so long has lost the request to the next one that asks."""

GIVE_UP_AFTER_EXPIRY = timedelta(minutes=2)


class FollowingEnrolments:
    """One follower for each open request to join, whatever the number of hubs.

    A second look would be told to slow down, or take the only answer away from the first; so who looks holds a claim
    in the database, and renews it while it looks.
    """

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        app: EnrolmentInApp,
        storage: Storage,
        telling: TellingTheProgramme,
        attaching: Attaching,
        clock: Clock,
        restaurant: Restaurant,
        background: Background,
        worker: str,
    ) -> None:
        self._app = app
        self._storage = storage
        self._telling = telling
        self._attaching = attaching
        self._clock = clock
        self._language = restaurant.language
        self._background = background
        self._worker = worker
        self._followed: set[EnrolmentId] = set()
        self._not_kept: dict[EnrolmentId, Approved] = {}

    async def run(self, *, alone: bool = True) -> None:
        """Until cancelled: make sure that every open request is followed.

        ``alone``: no other hub shares the database, so every claim was a dead one's.
        """
        freed = not alone
        while True:
            try:
                freed = freed or await self._free_all()
                await self.sweep()
            except PortError as error:
                log.warning("enrolment_sweep_failed", kind=type(error).__name__)
            await self._clock.sleep(SWEEP)

    async def sweep(self) -> int:
        """Follow every open request that nobody follows; how many there are."""
        async with self._storage.reading() as reading:
            still_open = await reading.enrolments.open()
        for enrolment in still_open:
            self.follow(enrolment)
        return len(still_open)

    def follow(self, enrolment: Enrolment) -> None:
        """Follow one request in the background, unless it is followed already."""
        if enrolment.id in self._followed:
            return
        self._followed.add(enrolment.id)
        self._background.spawn(
            self._to_its_end(enrolment), f"enrol {enrolment.order_id}", lambda: self._followed.discard(enrolment.id)
        )

    async def _to_its_end(self, enrolment: Enrolment) -> None:
        between = enrolment.interval
        wait = 0.0 if enrolment.state is EnrolmentState.APPROVED else between
        while True:
            await self._clock.sleep(wait)
            try:
                if not await self._is_mine(enrolment.id, wait):
                    return
                async with self._renewed(enrolment.id):
                    enrolment, slower = await self._looked(enrolment.id)
            except RateLimited as limited:
                wait = min(max(limited.retry_after or 0.0, between), LONGEST_WAIT)
                continue
            except PortError as error:
                fix = error.fix if isinstance(error, Misconfigured) else ""
                log.warning("enrolment_look_failed", order=enrolment.order_id, kind=type(error).__name__, fix=fix)
                wait = max(between, AFTER_TROUBLE)
                continue
            if not enrolment.state.is_open:
                self._app.forget(enrolment.id)
                return
            between += slower
            wait = between

    # -- whose it is

    async def _is_mine(self, enrolment_id: EnrolmentId, wait: float) -> bool:
        """Claim the request, or keep it over the next wait. Who holds an answer needs no claim to keep it."""
        if enrolment_id in self._not_kept:
            return True
        now = self._clock.now()
        async with self._storage.work() as work:
            mine = await work.enrolments.claim_follow(
                enrolment_id, self._worker, now, now + LEASE + timedelta(seconds=2 * wait)
            )
            await work.commit()
        return mine or self._app.has_yes(enrolment_id)

    @asynccontextmanager
    async def _renewed(self, enrolment_id: EnrolmentId) -> AsyncIterator[None]:
        """However slow the answer is, nobody else looks meanwhile."""
        renewing = asyncio.create_task(self._renew(enrolment_id))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, enrolment_id: EnrolmentId) -> None:
        while True:
            await self._clock.sleep(RENEW)
            try:
                await self._is_mine(enrolment_id, 0.0)
            except PortError as error:
                log.warning("enrolment_claim_not_renewed", kind=type(error).__name__)

    async def _free_all(self) -> bool:
        async with self._storage.work() as work:
            await work.enrolments.free_follows()
            await work.commit()
        return True

    # -- looking

    async def _looked(self, enrolment_id: EnrolmentId) -> tuple[Enrolment, float]:
        enrolment = await self._read(enrolment_id)
        held = self._not_kept.get(enrolment_id)
        if held is not None:  # whatever another hub made of it meanwhile: the answer is here
            return await self._approved(enrolment, held), 0.0
        if not enrolment.state.is_open:
            return enrolment, 0.0
        try:
            return await self._look(enrolment)
        except PortError:
            if enrolment_id in self._not_kept or self._app.has_yes(enrolment_id):  # a yes outlives the time to give it
                raise
            if (await self._unless_over(enrolment)).state.is_open:
                raise
            return await self._read(enrolment_id), 0.0

    async def _look(self, enrolment: Enrolment) -> tuple[Enrolment, float]:
        """Look once and act on it; the request, and by how many seconds looks are to be further apart from now on."""
        if enrolment.state is EnrolmentState.APPROVED:
            return await self._handed_over(enrolment), 0.0
        answer = await self._app.answer(enrolment.id, enrolment.nonce)
        match answer:
            case NotYet(slower=slower):
                return await self._unless_over(enrolment), slower
            case Approved():
                return await self._approved(enrolment, answer), 0.0
            case Denied():
                return await self._ended(enrolment, EnrolmentState.DENIED), 0.0
            case Expired():
                return await self._ended(enrolment, EnrolmentState.EXPIRED), 0.0
            case Lost():
                return await self._ended(enrolment, EnrolmentState.LOST), 0.0
            case Mistrusted(fault=fault):
                return await self._mistrusted(enrolment, fault), 0.0

    async def _read(self, enrolment_id: EnrolmentId) -> Enrolment:
        async with self._storage.reading() as reading:
            return await _the_enrolment(reading, enrolment_id)

    # -- the end

    async def _unless_over(self, enrolment: Enrolment) -> Enrolment:
        if self._clock.now() < enrolment.expires_at + GIVE_UP_AFTER_EXPIRY:
            return enrolment
        return await self._ended(enrolment, EnrolmentState.EXPIRED)

    async def _mistrusted(self, enrolment: Enrolment, fault: Fault) -> Enrolment:
        log.warning("login_refused", order=enrolment.order_id, fault=str(fault))
        return await self._ended(enrolment, EnrolmentState.MISTRUSTED, fault)

    async def _ended(self, enrolment: Enrolment, state: EnrolmentState, fault: Fault | None = None) -> Enrolment:
        """Without a yes: the guest is where they were before."""

        async def once() -> Enrolment:
            async with self._storage.work() as work:
                present = await _the_enrolment(work, enrolment.id)
                if present.state is not EnrolmentState.ASKED:
                    return present
                ended = await work.enrolments.save(present.moved_to(state, self._clock.now(), fault=fault))
                await self._attaching.retime_in(work, present.order_id)
                await work.commit()
                return ended

        ended = await retried(once)
        log.info("enrolment_ended", order=ended.order_id, state=str(ended.state))
        self._attaching.tell(ended.order_id)
        return ended

    async def _approved(self, enrolment: Enrolment, answer: Approved) -> Enrolment:
        if answer.phone is not None and answer.phone != enrolment.phone:
            return await self._mistrusted(enrolment, Fault.PHONE)
        self._not_kept[enrolment.id] = answer
        kept = await self._kept(enrolment, answer)
        del self._not_kept[enrolment.id]
        log.info("enrolment_ended", order=kept.order_id, state=str(kept.state), consents=len(answer.consents))
        self._attaching.tell(kept.order_id)
        if await self._telling.tell(kept.phone) is None:
            self._telling.ring()
        return kept

    async def _kept(self, enrolment: Enrolment, answer: Approved) -> Enrolment:
        """Everything that the answer says, and that the guest joined, in one transaction."""

        async def once() -> Enrolment:
            async with self._storage.work() as work:
                present = await _the_enrolment(work, enrolment.id)
                if present.state.is_yes:
                    return present
                now = self._clock.now()
                for consent in self._evidence(present, answer):
                    await work.consents.add(consent)
                await work.enrolments.link(answer.subject, present.phone, now)
                moved = await work.enrolments.save(
                    present.moved_to(EnrolmentState.APPROVED, now, subject=answer.subject)
                )
                await self._join_on_the_order(work, moved)
                moved = await self._owed(work, moved, frozenset(each.channel for each in answer.consents))
                await work.commit()
                return moved

        return await retried(once)

    def _evidence(self, enrolment: Enrolment, answer: Approved) -> list[Consent]:
        now = self._clock.now()
        return [
            Consent(
                phone=enrolment.phone,
                channel=consent.channel,
                given=consent.given,
                text=consent.text,
                language=answer.language or self._language,
                at=min(answer.at or now, now),
                device=enrolment.device,
                source=SOURCE,
                address=answer.email if consent.given and consent.channel is Channel.EMAIL else None,
            )
            for consent in answer.consents
        ]

    async def _join_on_the_order(self, work: Work, enrolment: Enrolment) -> None:
        order = await the_order(work, enrolment.order_id)
        found = await payer_with(work, order, enrolment.phone)
        if found is None:
            return
        share, guest = found
        try:
            await self._attaching.attach_in(work, order.id, replace(guest, joined=True), share)
        except TooLate:
            log.info("enrolment_too_late", order=order.id)

    async def _handed_over(self, enrolment: Enrolment) -> Enrolment:
        """A yes that an earlier version kept and did not tell: it is owed from now on, like any other."""

        async def once() -> Enrolment:
            async with self._storage.work() as work:
                present = await _the_enrolment(work, enrolment.id)
                if present.state is not EnrolmentState.APPROVED:
                    return present
                joined = await self._owed(work, present, frozenset(await work.consents.latest(present.phone)))
                await work.commit()
                return joined

        joined = await retried(once)
        await self._telling.tell(joined.phone)
        return joined

    async def _owed(self, work: Work, approved: Enrolment, channels: frozenset[Channel]) -> Enrolment:
        now = self._clock.now()
        await owe(work, approved.phone, channels, now, joined_on=approved.order_id)
        return await work.enrolments.save(approved.moved_to(EnrolmentState.JOINED, now))


async def _the_enrolment(reading: Reading, enrolment_id: EnrolmentId) -> Enrolment:
    found = await reading.enrolments.get(enrolment_id)
    if found is None:
        raise StaleWrite("the request to join is gone")
    return found

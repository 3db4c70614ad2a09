"""Follow every open payment to its end, across lost answers, restarts and several workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.ids import Reference
from app.domain.payment import Ending, Payment, PaymentFlow, PaymentState
from app.ports.clock import Clock
from app.ports.errors import NotFound, PortError, RateLimited, Refused
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.basics.background import Background
from app.services.basics.bell import Bell
from app.services.payments.recording import Recording
from app.services.payments.requesting import Requesting

log = structlog.get_logger()

FIRST_LOOK = 5.0
BETWEEN_LOOKS = 2.0
BETWEEN_LOOKS_QR = 1.0
AFTER_TROUBLE = 5.0
SWEEP = 15.0
"""Seconds. Vipps: first poll after 5 s, then every 2 s; about 1 s is accepted for a QR in a shop."""

BETWEEN_ACTS = timedelta(seconds=15)
"""Between two cancels, or two repeats of a request, for one payment: Vipps allows five a minute."""

LONGEST_WAIT = 60.0
"""Seconds between two looks at an open payment, whatever a 429 asks for: the limits of the API are per minute."""

SLOWEST = 8.0
"""Looks become slower by so much at most, doubling with every 429."""

LEASE = timedelta(seconds=30)
"""A worker that says nothing for so long has lost the payment to the next one that asks."""

REPEAT_WITHIN = timedelta(minutes=2)
"""A request that never arrived is sent again only so long; nobody wants to be asked for money out of the blue."""

GIVE_UP_AFTER_EXPIRY = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Looked:
    """The payment after a look, seconds to wait before the next, and whether the provider wants fewer looks."""

    payment: Payment
    wait: float = 0.0
    limited: bool = False


class Watching:
    """One follower for each open payment, whatever the number of workers."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        recording: Recording,
        requesting: Requesting,
        background: Background,
        bell: Bell,
        worker: str,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._recording = recording
        self._requesting = requesting
        self._background = background
        self._bell = bell
        self._worker = worker
        self._followed: set[Reference] = set()
        self._held_until: dict[Reference, datetime] = {}
        self._acted_at: dict[Reference, datetime] = {}

    async def run(self) -> None:
        """Until cancelled: make sure that every open payment is followed."""
        while True:
            try:
                await self.sweep()
            except PortError as error:
                log.warning("sweep_failed", kind=type(error).__name__)
            await self._bell.wait(self._clock, SWEEP)

    async def sweep(self) -> int:
        """Follow every open payment that nobody follows; how many there are."""
        async with self._storage.reading() as reading:
            open_payments = await reading.payments.open()
        for payment in open_payments:
            self.follow(payment.reference, first_look=0.0)
        return len(open_payments)

    async def free_all(self) -> None:
        """Take every claim back. Only for a hub that is alone."""
        async with self._storage.work() as work:
            await work.payments.free_watches()
            await work.commit()

    def follow(self, reference: Reference, first_look: float = FIRST_LOOK) -> None:
        """Follow one payment in the background, unless it is followed already, here or by another worker."""
        if reference in self._followed:
            return
        self._followed.add(reference)
        self._background.spawn(
            self._to_its_end(reference, first_look), f"follow {reference}", lambda: self._forget(reference)
        )

    async def look(self, reference: Reference) -> Looked:
        """Look once and act on it."""
        payment = await self._recording.payment(reference)
        if not payment.state.is_open:
            return Looked(payment)
        if self._requesting.is_under_way(reference):
            return Looked(payment, BETWEEN_LOOKS)
        try:
            report = await self._provider.look_up(reference)
        except NotFound:
            return Looked(await self._never_arrived(payment), BETWEEN_LOOKS)
        except RateLimited as limited:
            wait = min(max(limited.retry_after or 0.0, AFTER_TROUBLE), LONGEST_WAIT)
            return Looked(payment, wait, limited=True)
        except PortError as error:
            log.warning("look_up_failed", reference=reference, kind=type(error).__name__)
            return Looked(payment, AFTER_TROUBLE)
        payment = await self._recording.record(reference, report)
        if payment.state.is_open and self._may_act(reference):
            if payment.cancel_asked:
                payment = await self.try_to_cancel(payment)
            elif _has_lost_its_code(payment):
                self._acted_at[reference] = self._clock.now()
                payment = await self._requesting.ask_for_code(payment)
        return Looked(payment, BETWEEN_LOOKS_QR if payment.flow is PaymentFlow.QR else BETWEEN_LOOKS)

    async def try_to_cancel(self, payment: Payment) -> Payment:
        """Ask for the end of an open payment; while the guest's thumb is on the button, keep watching instead.

        A refused key would be refused for ever, so the next try has a new one; an unknown outcome keeps it.
        """
        self._acted_at[payment.reference] = self._clock.now()
        key = payment.cancel_key
        try:
            report = await self._provider.cancel(payment.reference, key, only_if_unapproved=True)
        except Refused as refusal:
            log.info("cancel_refused", reference=payment.reference, code=refusal.code)
            return await self._recording.change(payment.reference, lambda now: now.with_next_cancel(key))
        except PortError as error:
            log.info("cancel_not_done", reference=payment.reference, kind=type(error).__name__)
            return payment
        return await self._recording.record(payment.reference, report)

    async def _to_its_end(self, reference: Reference, first_look: float) -> None:
        wait, slower = first_look, 1.0
        while True:
            await self._clock.sleep(wait)
            try:
                if not await self._is_mine(reference, wait):
                    return
                looked = await self.look(reference)
            except PortError as error:
                log.warning("look_not_recorded", reference=reference, kind=type(error).__name__)
                wait = AFTER_TROUBLE
                continue
            if not looked.payment.state.is_open:
                return
            slower = min(slower * 2, SLOWEST) if looked.limited else slower
            wait = looked.wait if looked.limited else looked.wait * slower

    async def _is_mine(self, reference: Reference, wait: float) -> bool:
        """Claim the payment, or renew the claim when half of it has passed; the database decides between workers."""
        now = self._clock.now()
        lease = LEASE + timedelta(seconds=2 * wait)
        if self._held_until.get(reference, now) - now > LEASE / 2:
            return True
        async with self._storage.work() as work:
            mine = await work.payments.claim_watch(reference, self._worker, now, now + lease)
            await work.commit()
        if mine:
            self._held_until[reference] = now + lease
        return mine

    def _forget(self, reference: Reference) -> None:
        self._followed.discard(reference)
        self._held_until.pop(reference, None)
        self._acted_at.pop(reference, None)

    def _may_act(self, reference: Reference) -> bool:
        """Whether the last act is long enough ago; a clock that was set back tells nothing about that."""
        before = self._acted_at.get(reference)
        return before is None or not timedelta() <= self._clock.now() - before < BETWEEN_ACTS

    async def _never_arrived(self, payment: Payment) -> Payment:
        """The provider never heard of it. While the guest still waits, send the very same request again."""
        now = self._clock.now()
        if payment.cancel_asked or now - payment.created_at > REPEAT_WITHIN:
            return await self._given_up(payment, now)
        if not self._may_act(payment.reference):
            return payment
        self._acted_at[payment.reference] = now
        return await self._requesting.send(payment, repeated=True)

    async def _given_up(self, payment: Payment, now: datetime) -> Payment:
        """Wait until even a request that is still on its way could not be approved any more, then call it unpaid."""
        if now < payment.expires_at + GIVE_UP_AFTER_EXPIRY:
            return payment
        return await self._recording.note(payment.reference, PaymentState.EXPIRED, ending=Ending.NEVER_REACHED)


def _has_lost_its_code(payment: Payment) -> bool:
    """The provider took the request, and what the tablet is to draw was in the answer that never was stored."""
    waits = payment.flow is PaymentFlow.QR and payment.state is PaymentState.REQUESTED
    return waits and payment.redirect_url is None

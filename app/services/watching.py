"""Follow every open payment to its end, across lost answers and restarts."""

from datetime import datetime, timedelta

import structlog

from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import Ending, Payment, PaymentFlow, PaymentState
from app.ports.clock import Clock
from app.ports.errors import NotFound, PortError, RateLimited
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.background import Background
from app.services.recording import Recording
from app.services.requesting import Requesting

log = structlog.get_logger()

FIRST_LOOK = 5.0
BETWEEN_LOOKS = 2.0
BETWEEN_LOOKS_QR = 1.0
AFTER_TROUBLE = 5.0
SWEEP = 15.0
"""Seconds. Vipps: first poll after 5 s, then every 2 s; about 1 s is accepted for a QR in a shop."""

REPEAT_WITHIN = timedelta(minutes=2)
"""A request that never arrived is sent again only so long; nobody wants to be asked for money out of the blue."""

GIVE_UP_AFTER_EXPIRY = timedelta(minutes=2)


class Watching:
    """One follower for each open payment of this hub."""

    def __init__(
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        recording: Recording,
        requesting: Requesting,
        background: Background,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._recording = recording
        self._requesting = requesting
        self._background = background
        self._followed: set[Reference] = set()

    async def run(self) -> None:
        """Until cancelled: make sure that every open payment is followed."""
        while True:
            try:
                await self.sweep()
            except PortError as error:
                log.warning("sweep_failed", kind=type(error).__name__)
            await self._clock.sleep(SWEEP)

    async def sweep(self) -> int:
        """Follow every open payment that nobody follows; how many there are."""
        async with self._storage.reading() as reading:
            open_payments = await reading.payments.open()
        for payment in open_payments:
            self.follow(payment.reference, first_look=0.0)
        return len(open_payments)

    def follow(self, reference: Reference, first_look: float = FIRST_LOOK) -> None:
        """Follow one payment in the background, unless it is followed already."""
        if reference in self._followed:
            return
        self._followed.add(reference)
        self._background.spawn(
            self._to_its_end(reference, first_look), f"follow {reference}", lambda: self._followed.discard(reference)
        )

    async def look(self, reference: Reference) -> tuple[Payment, float]:
        """Look once and act on it; the payment, and how many seconds to wait before the next look."""
        payment = await self._recording.payment(reference)
        if not payment.state.is_open:
            return payment, 0.0
        try:
            report = await self._provider.look_up(reference)
        except NotFound:
            return await self._never_arrived(payment), BETWEEN_LOOKS
        except RateLimited as limited:
            return payment, max(limited.retry_after or 0.0, AFTER_TROUBLE)
        except PortError as error:
            log.warning("look_up_failed", reference=reference, kind=type(error).__name__)
            return payment, AFTER_TROUBLE
        payment = await self._recording.record(reference, report)
        if payment.cancel_asked and payment.state.is_open:
            payment = await self.try_to_cancel(payment)
        return payment, BETWEEN_LOOKS_QR if payment.flow is PaymentFlow.QR else BETWEEN_LOOKS

    async def try_to_cancel(self, payment: Payment) -> Payment:
        """Ask for the end of an open payment; while the guest's thumb is on the button, keep watching instead."""
        key = IdempotencyKey(f"{payment.reference}-cancel")
        try:
            report = await self._provider.cancel(payment.reference, key, only_if_unapproved=True)
        except PortError as error:
            log.info("cancel_not_done", reference=payment.reference, kind=type(error).__name__)
            return payment
        return await self._recording.record(payment.reference, report)

    async def _to_its_end(self, reference: Reference, first_look: float) -> None:
        wait = first_look
        while True:
            await self._clock.sleep(wait)
            try:
                payment, wait = await self.look(reference)
            except PortError as error:
                log.warning("look_not_recorded", reference=reference, kind=type(error).__name__)
                wait = AFTER_TROUBLE
                continue
            if not payment.state.is_open:
                return

    async def _never_arrived(self, payment: Payment) -> Payment:
        """The provider never heard of it. While the guest still waits, send the very same request again."""
        now = self._clock.now()
        if payment.cancel_asked or now - payment.created_at > REPEAT_WITHIN:
            return await self._given_up(payment, now)
        return await self._requesting.send(payment)

    async def _given_up(self, payment: Payment, now: datetime) -> Payment:
        """Wait until even a request that is still on its way could not be approved any more, then call it unpaid."""
        if now < payment.expires_at + GIVE_UP_AFTER_EXPIRY:
            return payment
        return await self._recording.note(payment.reference, PaymentState.EXPIRED, ending=Ending.NEVER_REACHED)

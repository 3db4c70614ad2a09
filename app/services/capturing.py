"""Take authorized money when its time has come: at once, at hand-over, or before the reservation runs out."""

from dataclasses import replace

import structlog

from app.domain.ids import IdempotencyKey, OrderId
from app.domain.outbox import wait_before_retry
from app.domain.payment import Payment, PaymentState
from app.ports.clock import Chance, Clock
from app.ports.errors import PortError
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.bell import Bell
from app.services.recording import Recording

log = structlog.get_logger()

LONGEST_SLEEP = 30.0


class Capturing:
    """Works off what is due; a capture that did not succeed is tried again with the same key."""

    def __init__(
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        recording: Recording,
        bell: Bell,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._recording = recording
        self._bell = bell

    async def run(self) -> None:
        """Until cancelled: capture what is due."""
        while True:
            try:
                await self.capture_due()
            except PortError as error:
                log.warning("capture_round_failed", kind=type(error).__name__)
            await self._bell.wait(self._clock, LONGEST_SLEEP)

    async def capture_due(self) -> int:
        """Capture everything that is due now; how many payments were tried."""
        async with self._storage.reading() as reading:
            due = await reading.payments.due_captures(self._clock.now())
        for payment in due:
            await self._capture(payment)
        return len(due)

    async def hand_over(self, order_id: OrderId) -> None:
        """The food is with the guest: from now on the money may be taken."""
        async with self._storage.reading() as reading:
            payments = await reading.payments.of(order_id)
        now = self._clock.now()
        for payment in payments:
            if payment.state is PaymentState.AUTHORIZED and payment.left_to_capture:
                await self._recording.change(payment.reference, lambda current: replace(current, capture_due_at=now))
        self._bell.ring()

    async def _capture(self, payment: Payment) -> None:
        key = IdempotencyKey(f"{payment.reference}-capture-1")
        try:
            report = await self._provider.capture(payment.reference, key, payment.left_to_capture)
        except PortError as error:
            log.warning("capture_postponed", reference=payment.reference, kind=type(error).__name__)
            await self._postponed(payment)
            return
        await self._recording.record(payment.reference, report)

    async def _postponed(self, payment: Payment) -> None:
        tries = payment.capture_tries + 1
        due = self._clock.now() + wait_before_retry(tries, self._chance.spread())
        await self._recording.change(
            payment.reference, lambda current: replace(current, capture_due_at=due, capture_tries=tries)
        )

"""News of payments: a delivery is never believed, the payment is looked up."""

import structlog

from app.domain.errors import InvalidValue
from app.domain.facts import Heard
from app.domain.ids import Reference
from app.domain.payment import Payment
from app.domain.timeline import EntryKind
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Reading, Storage, Work
from app.ports.webhooks import Delivery, Outcome
from app.services.payments.burying import Burying
from app.services.payments.recording import Recording
from app.services.payments.timeline import Timeline
from app.services.payments.watching import Watching

log = structlog.get_logger()


class HearingPayments:
    """Open payments are looked at by the watcher, settled ones looked up."""

    def __init__(
        self,
        *,
        storage: Storage,
        provider: PaymentProvider,
        watching: Watching,
        recording: Recording,
        burying: Burying,
        timeline: Timeline,
    ) -> None:
        self._storage = storage
        self._provider = provider
        self._watching = watching
        self._recording = recording
        self._burying = burying
        self._timeline = timeline

    async def stored(self, work: Work, delivery: Delivery) -> None:
        """Note it in the story of the payment, in the transaction that stores it."""
        if await _payment(work, delivery) is not None:
            told = Heard(name=delivery.name.lower(), psp_reference=delivery.psp_reference)
            await self._timeline.within(work, Reference(delivery.reference), EntryKind.WEBHOOK, told)

    async def act(self, delivery: Delivery) -> Outcome:
        """Look the payment up. Raises only :mod:`app.ports.errors`."""
        async with self._storage.reading() as reading:
            payment = await _payment(reading, delivery)
        if payment is None:
            await self._tell_once(delivery)
            return Outcome.UNKNOWN
        if payment.state.is_open:  # its follower looks again by itself should this look fail
            await self._watching.look(payment.reference)
        else:
            report = await self._provider.look_up(payment.reference)
            after = await self._recording.record(payment.reference, report)
            if after.state.is_unpaid_end and report.state.is_open:
                await self._burying.bury(after)
        return Outcome.LOOKED_UP

    async def _tell_once(self, delivery: Delivery) -> None:
        """One line for a payment that is not ours, however many events it has."""
        async with self._storage.reading() as reading:
            first = (await reading.deliveries.of(delivery.reference))[0]
        if first.id == delivery.id:
            log.warning("delivery_of_unknown_payment", reference=delivery.reference, name=delivery.name)


async def _payment(reading: Reading, delivery: Delivery) -> Payment | None:
    try:
        return await reading.payments.get(Reference(delivery.reference))
    except InvalidValue:
        return None

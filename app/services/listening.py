"""Take webhook deliveries, store each event once, and then look the payment up: a delivery is a hint, never proof."""

import asyncio
from datetime import timedelta

import structlog

from app.domain.errors import InvalidValue
from app.domain.ids import Reference
from app.domain.outbox import wait_before_retry
from app.domain.payment import Payment
from app.domain.timeline import EntryKind
from app.ports.clock import Chance, Clock
from app.ports.errors import NotFound, PortError, RateLimited, StaleWrite
from app.ports.payment_provider import PaymentProvider
from app.ports.secret_store import SecretStore
from app.ports.storage import Reading, Storage
from app.ports.webhooks import Arrival, Delivery, DeliveryReader, Outcome
from app.services.background import Background
from app.services.bell import Bell
from app.services.recording import Recording
from app.services.registering import SECRETS
from app.services.timeline import Timeline
from app.services.watching import Watching

log = structlog.get_logger()

AT_ONCE = 4
"""Look-ups that may be under way together: one slow answer holds up nobody else."""

CLAIM_LASTS = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=1)
LONGEST_SLEEP = 30.0
SHORTEST_SLEEP = 0.05
AFTER_TROUBLE = 5.0


class Listening:
    """What a delivery says is never believed: open payments are looked at by the watcher, settled ones looked up."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        reader: DeliveryReader,
        secrets: SecretStore,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        provider: PaymentProvider,
        watching: Watching,
        recording: Recording,
        timeline: Timeline,
        background: Background,
    ) -> None:
        self._reader = reader
        self._secrets = secrets
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._provider = provider
        self._watching = watching
        self._recording = recording
        self._timeline = timeline
        self._background = background
        self._bell = Bell()

    async def receive(self, arrival: Arrival) -> None:
        """Store what arrived, and no more. Whoever sent it may then forget it.

        Raises :class:`app.ports.webhooks.NotGenuine` and :class:`app.ports.errors.StorageUnavailable`.
        """
        secrets = await self._secrets.all(SECRETS)
        delivery = self._reader.read(arrival, secrets.values(), self._clock.now())
        if delivery is None:
            log.info("delivery_not_of_a_payment")
            return
        try:
            async with self._storage.work() as work:
                await work.deliveries.add(delivery)
                if await _payment(work, delivery) is not None:
                    told = f"{delivery.name.lower()}, psp reference {delivery.psp_reference}"
                    await self._timeline.within(work, Reference(delivery.reference), EntryKind.WEBHOOK, told)
                await work.commit()
        except StaleWrite:
            log.debug("delivery_repeated", reference=delivery.reference, name=delivery.name)
            return
        self._bell.ring()

    async def recover(self) -> int:
        """At start, where no other hub shares the database: take up what a dead program had begun; how many."""
        async with self._storage.work() as work:
            freed = await work.deliveries.make_due(self._clock.now())
            await work.commit()
        return freed

    async def run(self) -> None:
        """Until cancelled: act on what was delivered, sleep until something is due, or until the bell rings."""
        places = asyncio.Semaphore(AT_ONCE)
        while True:
            await places.acquire()
            try:
                pause = await self._pause()
                delivery = None if pause else await self._claimed()
            except PortError as error:
                log.warning("listening_interrupted", kind=type(error).__name__)
                delivery, pause = None, AFTER_TROUBLE
            if delivery is not None:
                self._background.spawn(self.act_on(delivery), f"delivery {delivery.id}", places.release)
                continue
            places.release()
            await self._bell.wait(self._clock, pause or SHORTEST_SLEEP)

    async def act_on(self, delivery: Delivery) -> None:
        """Look the payment up, and note that it was done, or when to try again."""
        try:
            await self._save(await self._acted(delivery))
        except StaleWrite:
            return
        except PortError as error:
            log.warning("delivery_not_handled", reference=delivery.reference, kind=type(error).__name__)

    async def _acted(self, delivery: Delivery) -> Delivery:
        now = self._clock.now()
        async with self._storage.reading() as reading:
            payment = await _payment(reading, delivery)
        if payment is None:
            await self._tell_once(delivery)
            return delivery.handled(now, Outcome.UNKNOWN)
        try:
            await self._look(payment)
        except PortError as error:
            return self._later(delivery, error)
        return delivery.handled(now, Outcome.LOOKED_UP)

    async def _look(self, payment: Payment) -> None:
        """An open payment has a follower, who looks again by itself should this look fail."""
        if payment.state.is_open:
            await self._watching.look(payment.reference)
        else:
            await self._recording.record(payment.reference, await self._provider.look_up(payment.reference))

    def _later(self, delivery: Delivery, error: PortError) -> Delivery:
        now = self._clock.now()
        log.warning("delivery_postponed", reference=delivery.reference, kind=type(error).__name__)
        if isinstance(error, NotFound) or now - delivery.received_at > GIVE_UP_AFTER:
            return delivery.handled(now, Outcome.GIVEN_UP)
        wait = wait_before_retry(delivery.attempts, self._chance.spread())
        if isinstance(error, RateLimited) and error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        return delivery.postponed(now + wait)

    async def _tell_once(self, delivery: Delivery) -> None:
        """One line for a payment that is not ours, however many events it has."""
        async with self._storage.reading() as reading:
            first = (await reading.deliveries.of(delivery.reference))[0]
        if first.id == delivery.id:
            log.warning("delivery_of_unknown_payment", reference=delivery.reference, name=delivery.name)

    async def _claimed(self) -> Delivery | None:
        now = self._clock.now()
        async with self._storage.work() as work:
            delivery = await work.deliveries.claim(now, now + CLAIM_LASTS)
            if delivery is not None:
                await work.commit()
        return delivery

    async def _save(self, delivery: Delivery) -> None:
        async with self._storage.work() as work:
            await work.deliveries.save(delivery)
            if delivery.outcome is Outcome.LOOKED_UP:
                await work.deliveries.settle(delivery)
            await work.commit()
        if delivery.outcome is None:
            self._bell.ring()

    async def _pause(self) -> float:
        """Seconds until something is due; nothing when it is. Looking takes no turn from those who write."""
        async with self._storage.reading() as reading:
            next_due = await reading.deliveries.next_due()
        if next_due is None:
            return LONGEST_SLEEP
        seconds = (next_due - self._clock.now()).total_seconds()
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP) if seconds > 0 else 0.0


async def _payment(reading: Reading, delivery: Delivery) -> Payment | None:
    try:
        return await reading.payments.get(Reference(delivery.reference))
    except InvalidValue:
        return None

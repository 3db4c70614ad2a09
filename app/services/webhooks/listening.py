"""Take webhook deliveries, store each event once, and then have it looked up: a delivery is a hint, never proof."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import structlog

from app.domain.outbox import wait_before_retry
from app.ports.clock import Chance, Clock
from app.ports.errors import NotFound, PortError, RateLimited, StaleWrite
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage, Work
from app.ports.webhooks import Arrival, Delivery, DeliveryReader, Outcome, Source
from app.services.basics.background import Background
from app.services.basics.bell import Bell

log = structlog.get_logger()

AT_ONCE = 4
"""Look-ups that may be under way together: one slow answer holds up nobody else."""

CLAIM_LASTS = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(days=1)
LONGEST_SLEEP = 30.0
SHORTEST_SLEEP = 0.05
AFTER_TROUBLE = 5.0


class News(Protocol):
    """What is done about deliveries of one source."""

    async def stored(self, work: Work, delivery: Delivery) -> None:
        """Whatever belongs into the transaction that stores it."""
        ...

    async def act(self, delivery: Delivery) -> Outcome:
        """Look up what it is about. Raises only :mod:`app.ports.errors`; then it is tried again later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ear:
    """One source: who reads its deliveries, under which names its secrets are kept, and what is done about them."""

    reader: DeliveryReader
    secrets: str
    news: News


class Listening:
    """What a delivery says is never believed: it makes us look."""

    def __init__(
        self,
        *,
        ears: Mapping[Source, Ear],
        secrets: SecretStore,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        background: Background,
    ) -> None:
        self._ears = ears
        self._secrets = secrets
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._background = background
        self._bell = Bell()

    @property
    def sources(self) -> frozenset[Source]:
        """Whom we listen to."""
        return frozenset(self._ears)

    async def receive(self, source: Source, arrival: Arrival) -> None:
        """Store what arrived, and no more. Whoever sent it may then forget it.

        Raises :class:`app.ports.webhooks.NotGenuine` and :class:`app.ports.errors.StorageUnavailable`.
        """
        ear = self._ears[source]
        secrets = await self._secrets.all(ear.secrets)
        delivery = ear.reader.read(arrival, secrets.values(), self._clock.now())
        if delivery is None:
            log.info("delivery_of_nothing_followed", source=source)
            return
        try:
            async with self._storage.work() as work:
                await work.deliveries.add(delivery)
                await ear.news.stored(work, delivery)
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
        """Have it looked up, and note that it was done, or when to try again."""
        try:
            await self._save(await self._acted(delivery))
        except StaleWrite:
            return
        except PortError as error:
            log.warning("delivery_not_handled", reference=delivery.reference, kind=type(error).__name__)

    async def _acted(self, delivery: Delivery) -> Delivery:
        now = self._clock.now()
        ear = self._ears.get(delivery.source)
        if ear is None:
            return delivery.handled(now, Outcome.UNKNOWN)
        try:
            return delivery.handled(now, await ear.news.act(delivery))
        except PortError as error:
            return self._later(delivery, error)

    def _later(self, delivery: Delivery, error: PortError) -> Delivery:
        now = self._clock.now()
        log.warning("delivery_postponed", reference=delivery.reference, kind=type(error).__name__)
        if isinstance(error, NotFound) or now - delivery.received_at > GIVE_UP_AFTER:
            return delivery.handled(now, Outcome.GIVEN_UP)
        wait = wait_before_retry(delivery.attempts, self._chance.spread())
        if isinstance(error, RateLimited) and error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        return delivery.postponed(now + wait)

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

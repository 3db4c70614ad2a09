"""A payment provider that keeps its rate limits itself, so that the provider never has to."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.ports.clock import Clock
from app.ports.errors import RateLimited
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentProvider, PaymentRequested

MINUTE = timedelta(minutes=1)
CHANGES_A_MINUTE = 5
LOOKS_A_MINUTE = 120
"""Per reference (ePayment API guide): five each for create, capture, cancel, refund; look-ups and logs together."""

TIDY_ABOVE = 2000

T = TypeVar("T")


class PacedPayments:
    """Wraps a provider. What is over the limit raises :class:`RateLimited` with the time to wait; nothing is sent."""

    def __init__(self, provider: PaymentProvider, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._sent: defaultdict[tuple[str, Reference], deque[datetime]] = defaultdict(deque)

    def prepare(self, ask: PaymentAsk) -> str:
        return self._provider.prepare(ask)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        return await self._change("request", reference, lambda: self._provider.request(reference, key, body))

    async def look_up(self, reference: Reference) -> PaymentReport:
        return await self._look(reference, lambda: self._provider.look_up(reference))

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        return await self._look(reference, lambda: self._provider.events(reference))

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        return await self._change(
            "cancel",
            reference,
            lambda: self._provider.cancel(reference, key, only_if_unapproved=only_if_unapproved),
        )

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        return await self._change("capture", reference, lambda: self._provider.capture(reference, key, amount))

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        return await self._change("refund", reference, lambda: self._provider.refund(reference, key, amount))

    async def _change(self, call: str, reference: Reference, send: Callable[[], Awaitable[T]]) -> T:
        self._take(call, reference, CHANGES_A_MINUTE)
        return await send()

    async def _look(self, reference: Reference, send: Callable[[], Awaitable[T]]) -> T:
        self._take("look", reference, LOOKS_A_MINUTE)
        return await send()

    def _take(self, call: str, reference: Reference, limit: int) -> None:
        now = self._clock.now()
        if len(self._sent) > TIDY_ABOVE:
            self._tidy(now)
        sent = self._sent[call, reference]
        while sent and not timedelta() <= now - sent[0] < MINUTE:  # the clock may have been set back
            sent.popleft()
        if len(sent) >= limit:
            msg = f"{call}: our own limit of {limit} a minute for one payment"
            raise RateLimited(msg, (sent[0] + MINUTE - now).total_seconds())
        sent.append(now)

    def _tidy(self, now: datetime) -> None:
        for key in [key for key, sent in self._sent.items() if not sent or abs(now - sent[-1]) >= MINUTE]:
            del self._sent[key]

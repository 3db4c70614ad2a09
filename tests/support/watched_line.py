"""One program's line to the payment provider: it notes what Vipps' limits would refuse (ePayment API guide)."""

from collections import defaultdict
from datetime import datetime, timedelta

from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.ports.clock import Clock
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentProvider, PaymentRequested

CHANGES, LOOKS = 5, 120
"""A minute for each payment: of each kind of change, and of look-ups and logs together."""


class WatchedLine:
    """Hands everything on; what is sent too often is an offence."""

    def __init__(self, provider: PaymentProvider, clock: Clock, offences: list[str]) -> None:
        self._provider, self._clock, self._offences = provider, clock, offences
        self._sent: defaultdict[tuple[str, Reference], list[datetime]] = defaultdict(list)

    def prepare(self, ask: PaymentAsk) -> str:
        return self._provider.prepare(ask)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        self._note("request", reference, CHANGES)
        return await self._provider.request(reference, key, body)

    async def look_up(self, reference: Reference) -> PaymentReport:
        self._note("look", reference, LOOKS)
        return await self._provider.look_up(reference)

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        self._note("look", reference, LOOKS)
        return await self._provider.events(reference)

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        self._note("cancel", reference, CHANGES)
        return await self._provider.cancel(reference, key, only_if_unapproved=only_if_unapproved)

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        self._note("capture", reference, CHANGES)
        return await self._provider.capture(reference, key, amount)

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        self._note("refund", reference, CHANGES)
        return await self._provider.refund(reference, key, amount)

    def _note(self, call: str, reference: Reference, limit: int) -> None:
        now = self._clock.now()
        recent = [at for at in self._sent[call, reference] if now - at < timedelta(minutes=1)]
        self._sent[call, reference] = [*recent, now]
        if len(recent) >= limit:
            self._offences.append(f"{reference}: more than {limit} times a minute: {call}")

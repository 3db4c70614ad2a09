"""A payment provider with moods, for seeded schedules: slow, forgetful, overloaded, and strict about its own rules.

It keeps Vipps' promises and demands ours: one key, one request; one live request for a share. What it sees us do
wrong is in ``offences``. What it was asked to do it does, also when nobody waits any more.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import TypeVar

from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Currency, Money, zero
from app.domain.payment import LIFETIME, Ending, PaymentFlow, PaymentReport, PaymentState
from app.ports.clock import Clock
from app.ports.errors import Conflict, NoLonger, NotFound, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentRequested
from support.webhooks import event

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How likely each kind of trouble is, and how many seconds a call may take one way."""

    never_sent: float = 0.0
    lost_on_the_way: float = 0.0
    lost_answer: float = 0.0
    limited: float = 0.0
    refused_capture: float = 0.0
    cannot_be_asked: float = 0.0
    slowest: float = 0.1


CALM = Mood()


@dataclass(slots=True)
class Held:
    """One payment as the provider has it."""

    reference: Reference
    share: str
    amount: Money
    made_at: datetime
    report: PaymentReport
    opened: bool = False
    told: int = 0
    events: list[PaymentEvent] = field(default_factory=list)


class MoodyVipps:
    """Implements the payment provider's port."""

    def __init__(self, rng: Random, clock: Clock) -> None:
        self.mood = CALM
        self.held: dict[Reference, Held] = {}
        self.offences: list[str] = []
        self.news: list[bytes] = []
        """Bodies of deliveries that nobody has taken yet."""
        self._rng = rng
        self._clock = clock
        self._answers: dict[str, tuple[str, object]] = {}
        self._serving: set[asyncio.Task[object]] = set()

    @property
    def reports(self) -> dict[Reference, PaymentReport]:
        return {reference: self._fresh(held) for reference, held in self.held.items()}

    # -- the port

    def prepare(self, ask: PaymentAsk) -> str:
        amount = {"value": ask.share.amount.minor, "currency": ask.share.amount.currency.value}
        share = f"{ask.order.id}-{ask.share.number}"
        return json.dumps({"amount": amount, "share": share, "flow": ask.flow.value})

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        return await self._change(key, body, lambda: self._create(reference, body))

    async def look_up(self, reference: Reference) -> PaymentReport:
        return await self._call(lambda: self._known(reference).report, Unreachable)

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        return await self._call(lambda: tuple(self._known(reference).events), Unreachable)

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        body = str(only_if_unapproved)
        return await self._change(key, body, lambda: self._cancel(reference, body == "True"))

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        return await self._change(key, str(amount.minor), lambda: self._capture(reference, amount))

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        return await self._change(key, str(amount.minor), lambda: self._refund(reference, key, amount))

    # -- the guest's phone

    def waiting(self, bill: str) -> list[Reference]:
        """The requests that the phones around one bill show; ``bill`` is how the names of its shares begin."""
        return [
            reference
            for reference, held in self.held.items()
            if held.share.startswith(bill) and self._fresh(held).state is PaymentState.REQUESTED
        ]

    def open(self, reference: Reference) -> None:
        """The guest's thumb is on the button: from now on a cancel is refused (6250)."""
        self.held[reference].opened = True

    def approve(self, reference: Reference) -> None:
        held = self.held[reference]
        if self._fresh(held).state is PaymentState.REQUESTED:
            self._set(held, state=PaymentState.AUTHORIZED, authorized=held.amount)
            paid = [other for other in self.held.values() if other.share == held.share and other.report.authorized]
            if len(paid) > 1:
                self.offences.append(f"{held.share}: the guest could approve {len(paid)} payments")

    def decline(self, reference: Reference) -> None:
        held = self.held[reference]
        if self._fresh(held).state is PaymentState.REQUESTED:
            self._set(held, state=PaymentState.ABORTED, ending=Ending.DECLINED)

    async def close(self) -> None:
        """Finish what is being served."""
        while self._serving:
            await asyncio.wait(set(self._serving))

    # -- the way there and back

    async def _change(self, key: IdempotencyKey, body: str, work: Callable[[], T]) -> T:
        def once() -> T:
            known = self._answers.get(key)
            if known is not None and known[0] != body:
                self.offences.append(f"{key}: used for two different requests")
                raise Conflict("the key was used for another request", code="4020", status=409)
            if known is None:
                known = self._answers[key] = (body, _outcome(work))
            if isinstance(known[1], Refused):
                raise type(known[1])(str(known[1]), code=known[1].code, status=known[1].status, ending=known[1].ending)
            return known[1]  # type: ignore[return-value]

        return await self._call(once, OutcomeUnknown)

    async def _call(self, work: Callable[[], T], lost: type[PortError]) -> T:
        mood, roll = self.mood, self._rng.random
        if roll() < mood.never_sent:
            await self._clock.sleep(roll() * mood.slowest)
            raise Unreachable("no connection")
        if roll() < mood.limited:
            raise RateLimited("slowly", float(self._rng.randrange(1, 6)))
        there, back = roll() * mood.slowest, roll() * mood.slowest
        arrives, answered = roll() >= mood.lost_on_the_way, roll() >= mood.lost_answer

        async def served() -> object:
            await self._clock.sleep(there)
            return _outcome(work) if arrives else lost("lost on the way")

        serving: asyncio.Task[object] = asyncio.create_task(served())
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)
        outcome = await asyncio.shield(serving)
        await self._clock.sleep(back)
        if not answered:
            raise lost("the answer was lost")
        if isinstance(outcome, PortError):
            raise outcome
        return outcome  # type: ignore[return-value]

    # -- the rules

    def _create(self, reference: Reference, body: str) -> PaymentRequested:
        asked = json.loads(body)
        if reference in self.held:
            raise Conflict("the reference exists already", code="4150", status=409)
        push = asked["flow"] == PaymentFlow.PUSH_MESSAGE
        if push and self._rng.random() < self.mood.cannot_be_asked:
            raise Refused("customer not found", code="7010", status=400, ending=Ending.NOT_A_USER)
        live = [
            other
            for other, held in self.held.items()
            if held.share == asked["share"]
            and self._fresh(held).state in {PaymentState.REQUESTED, PaymentState.AUTHORIZED}
        ]
        if live:
            self.offences.append(f"{reference}: asked while {live} is alive")
        amount = Money(asked["amount"]["value"], Currency(asked["amount"]["currency"]))
        nothing = zero(amount.currency)
        report = PaymentReport(
            state=PaymentState.REQUESTED, authorized=nothing, captured=nothing, cancelled=nothing, refunded=nothing
        )
        self.held[reference] = Held(reference, asked["share"], amount, self._clock.now(), report)
        self._announce(self.held[reference], "CREATED")
        return PaymentRequested(redirect_url=None if push else f"https://qr.example.test/{reference}")

    def _cancel(self, reference: Reference, only_if_unapproved: bool) -> PaymentReport:
        held = self._known(reference)
        report = held.report
        if report.state is PaymentState.REQUESTED and held.opened:
            raise Conflict("the guest is in the middle of approving", code="6250", status=400)
        if report.state is PaymentState.REQUESTED:
            return self._set(held, state=PaymentState.TERMINATED, cancelled=held.amount, ending=Ending.CANCELLED)
        if report.state is not PaymentState.AUTHORIZED:
            raise Conflict("wrong state to cancel", code="6190", status=400)
        if only_if_unapproved:
            raise Conflict("approved already", code="6060", status=400)
        left = report.authorized - report.captured - report.cancelled
        if not left:
            raise Conflict("nothing to cancel", code="6040", status=400)
        return self._set(held, cancelled=report.cancelled + left)

    def _capture(self, reference: Reference, amount: Money) -> PaymentReport:
        held = self._known(reference)
        report = held.report
        if self._rng.random() < self.mood.refused_capture:
            raise self._rng.choice(
                (
                    Conflict("another operation is going on", code="6160", status=423),
                    NoLonger("the bank released the reservation", code="6260", status=400),
                )
            )
        if report.state is not PaymentState.AUTHORIZED:
            raise Conflict("wrong state to capture", code="6200", status=400)
        if amount > report.authorized - report.captured - report.cancelled:
            raise Refused("capture amount too high", code="6090", status=400)
        return self._set(held, captured=report.captured + amount)

    def _refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        held = self._known(reference)
        report = held.report
        if amount > report.captured - report.refunded:
            raise Refused("more than can be refunded", code="6150", status=400)
        held.events.append(
            PaymentEvent(name="REFUNDED", amount=amount, at=self._clock.now(), success=True, psp_reference=key, key=key)
        )
        return self._set(held, refunded=report.refunded + amount)

    def _known(self, reference: Reference) -> Held:
        if reference not in self.held:
            raise NotFound("no such payment", code="5090", status=404)
        held = self.held[reference]
        self._fresh(held)
        return held

    def _fresh(self, held: Held) -> PaymentReport:
        if held.report.state is PaymentState.REQUESTED and self._clock.now() - held.made_at >= LIFETIME:
            self._set(held, state=PaymentState.EXPIRED, ending=Ending.EXPIRED)
        return held.report

    def _set(self, held: Held, **changes: object) -> PaymentReport:
        before, held.report = held.report, replace(held.report, **changes)  # type: ignore[arg-type]
        after = held.report
        if after.state is not before.state:
            self._announce(held, after.state.upper())
        for name in ("captured", "refunded", "cancelled"):
            if after.state is PaymentState.AUTHORIZED and getattr(after, name) != getattr(before, name):
                self._announce(held, name.upper())
        return after

    def _announce(self, held: Held, name: str) -> None:
        held.told += 1
        self.news.append(event(held.reference, name, held.told))


def _outcome(work: Callable[[], object]) -> object:
    try:
        return work()
    except Refused as refusal:
        return refusal

"""A payment provider that tells the timeline of every request and every answer."""

from collections.abc import Awaitable
from typing import TypeVar

from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.domain.timeline import EntryKind
from app.ports.errors import PortError
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentProvider, PaymentRequested
from app.services.payments.timeline import Timeline

T = TypeVar("T")


class ToldPayments:
    """Wraps a provider. Look-ups are told by their answers alone: there are hundreds of them, and most say the same.

    That a payment is asked for is told by whoever stores or repeats the request (:func:`request_in_words`).
    """

    def __init__(self, provider: PaymentProvider, timeline: Timeline) -> None:
        self._provider = provider
        self._timeline = timeline

    def prepare(self, ask: PaymentAsk) -> str:
        return self._provider.prepare(ask)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        requested = await self._answered(reference, "request", self._provider.request(reference, key, body))
        self._timeline.heard(reference, "request: accepted")
        return requested

    async def look_up(self, reference: Reference) -> PaymentReport:
        report = await self._answered(reference, "look up", self._provider.look_up(reference))
        return self._reported(reference, "look up", report)

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        events = await self._answered(reference, "events", self._provider.events(reference))
        self._timeline.heard(reference, f"events: {', '.join(event.name for event in events)}")
        return events

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        which = "only if not approved" if only_if_unapproved else "all that is not captured"
        await self._asked(reference, f"cancel ({which}) with key {key}")
        sent = self._provider.cancel(reference, key, only_if_unapproved=only_if_unapproved)
        return self._reported(reference, "cancel", await self._answered(reference, "cancel", sent))

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        await self._asked(reference, f"capture {in_words(amount)} with key {key}")
        sent = self._provider.capture(reference, key, amount)
        return self._reported(reference, "capture", await self._answered(reference, "capture", sent))

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        await self._asked(reference, f"refund {in_words(amount)} with key {key}")
        sent = self._provider.refund(reference, key, amount)
        return self._reported(reference, "refund", await self._answered(reference, "refund", sent))

    async def _asked(self, reference: Reference, text: str) -> None:
        await self._timeline.note(reference, EntryKind.REQUEST, text)

    async def _answered(self, reference: Reference, call: str, answer: Awaitable[T]) -> T:
        try:
            return await answer
        except PortError as error:
            text = f"{call}: {type(error).__name__}: {error}"
            self._timeline.heard(reference, text, trace_id=error.trace_id)
            raise

    def _reported(self, reference: Reference, call: str, report: PaymentReport) -> PaymentReport:
        self._timeline.heard(reference, f"{call}: {report_in_words(report)}")
        return report


def request_in_words(key: IdempotencyKey) -> str:
    """That a payment is asked for, for the first time or once more."""
    return f"request with key {key}"


def in_words(amount: Money) -> str:
    """Such as ``189.00 NOK``."""
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{abs(amount.minor) // 100}.{abs(amount.minor) % 100:02} {amount.currency}"


def report_in_words(report: PaymentReport) -> str:
    """Such as ``authorized, 189.00 NOK held, 189.00 NOK captured``."""
    amounts = {
        "held": report.authorized,
        "captured": report.captured,
        "cancelled": report.cancelled,
        "refunded": report.refunded,
    }
    return ", ".join([report.state, *(f"{in_words(amount)} {what}" for what, amount in amounts.items() if amount)])

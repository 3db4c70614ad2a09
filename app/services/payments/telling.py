"""A payment provider that tells the timeline of every request and every answer."""

from collections.abc import Awaitable
from typing import TypeVar

from app.domain.facts import (
    Accepted,
    Answered,
    Call,
    EventsRead,
    Failed,
    Sent,
    SentCancel,
    SentCapture,
    SentRefund,
    Trouble,
)
from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.domain.timeline import EntryKind
from app.ports.errors import Misconfigured, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.ports.payment_provider import PaymentAsk, PaymentEvent, PaymentProvider, PaymentRequested
from app.services.payments.timeline import Timeline

T = TypeVar("T")

LONGEST_DETAIL = 300
TROUBLES = (
    (Unreachable, Trouble.NOT_SENT),
    (OutcomeUnknown, Trouble.LOST),
    (RateLimited, Trouble.LATER),
    (Refused, Trouble.REFUSED),
    (Misconfigured, Trouble.MISCONFIGURED),
)


class ToldPayments:
    """Wraps a provider. Look-ups are told by their answers alone: there are hundreds of them, and most say the same.

    That a payment is asked for is told by whoever stores or repeats the request.
    """

    def __init__(self, provider: PaymentProvider, timeline: Timeline) -> None:
        self._provider = provider
        self._timeline = timeline

    def prepare(self, ask: PaymentAsk) -> str:
        return self._provider.prepare(ask)

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        requested = await self._answered(reference, Call.REQUEST, self._provider.request(reference, key, body))
        self._timeline.heard(reference, Accepted())
        return requested

    async def look_up(self, reference: Reference) -> PaymentReport:
        report = await self._answered(reference, Call.LOOK_UP, self._provider.look_up(reference))
        return self._reported(reference, Call.LOOK_UP, report)

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        events = await self._answered(reference, Call.EVENTS, self._provider.events(reference))
        names = ", ".join(event.name for event in events)
        self._timeline.heard(reference, EventsRead(names=names[:LONGEST_DETAIL]))
        return events

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        await self._asked(reference, SentCancel(key=key, only_if_unapproved=only_if_unapproved))
        sent = self._provider.cancel(reference, key, only_if_unapproved=only_if_unapproved)
        return self._reported(reference, Call.CANCEL, await self._answered(reference, Call.CANCEL, sent))

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        await self._asked(reference, SentCapture(key=key, amount=amount))
        sent = self._provider.capture(reference, key, amount)
        return self._reported(reference, Call.CAPTURE, await self._answered(reference, Call.CAPTURE, sent))

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        await self._asked(reference, SentRefund(key=key, amount=amount))
        sent = self._provider.refund(reference, key, amount)
        return self._reported(reference, Call.REFUND, await self._answered(reference, Call.REFUND, sent))

    async def _asked(self, reference: Reference, sent: Sent) -> None:
        await self._timeline.note(reference, EntryKind.REQUEST, sent)

    async def _answered(self, reference: Reference, call: Call, answer: Awaitable[T]) -> T:
        try:
            return await answer
        except PortError as error:
            self._timeline.heard(reference, failed(call, error), trace_id=error.trace_id)
            raise

    def _reported(self, reference: Reference, call: Call, report: PaymentReport) -> PaymentReport:
        self._timeline.heard(reference, answered(call, report))
        return report


def failed(call: Call, error: PortError) -> Failed:
    """What kind of trouble it was; the words of the error are kept for those who know."""
    detail = f"{type(error).__name__}: {error}"[:LONGEST_DETAIL]
    trouble = next((trouble for kind, trouble in TROUBLES if isinstance(error, kind)), Trouble.OTHER)
    return Failed(call=call, trouble=trouble, detail=detail)


def answered(call: Call, report: PaymentReport) -> Answered:
    """How the provider says that a payment stands."""
    return Answered(
        call=call,
        state=report.state,
        authorized=report.authorized,
        captured=report.captured,
        cancelled=report.cancelled,
        refunded=report.refunded,
    )


def in_words(amount: Money) -> str:
    """Such as ``189.00 NOK``."""
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{abs(amount.minor) // 100}.{abs(amount.minor) % 100:02} {amount.currency}"

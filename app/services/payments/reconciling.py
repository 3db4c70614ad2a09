"""Compare our payments with the provider's answers, and say every difference in words, with the fix."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.ids import Reference
from app.domain.money import Money
from app.domain.payment import Attention, Payment, PaymentReport, PaymentState
from app.domain.timeline import EntryKind
from app.domain.vat import Country
from app.ports.clock import Clock
from app.ports.errors import NotFound, PortError
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.basics.nights import until_hour
from app.services.payments.burying import Burying
from app.services.payments.recording import Recording
from app.services.payments.telling import in_words
from app.services.payments.timeline import Timeline

log = structlog.get_logger()

DAYS = 3
NIGHTLY_HOUR = 4
"""In the restaurant, by its own clock: the last guest has left, the first has not come."""

LOOKS_LATER = "The hub follows it to its end by itself."
ATTENTION_FIXES = {
    Attention.RESERVATION_GONE: "Ask the guest to pay another way; write the amount off otherwise.",
    Attention.CAPTURE_REFUSED: "Read the timeline, then try again with: taffel payment capture {reference}",
    Attention.RELEASE_REFUSED: "Read the timeline, then try again with: taffel payment cancel {reference}",
    Attention.REFUND_REFUSED: "Give the money back another way, in cash or by bank transfer.",
    Attention.MONEY_AFTER_END: "Release the guest's money with: taffel payment cancel {reference}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not agree; ``mended`` when the look itself put it right."""

    reference: Reference
    what: str
    fix: str
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many payments were compared and when, how many could not be, and what differs."""

    at: datetime
    compared: int
    unanswered: int
    differences: tuple[Difference, ...]

    @property
    def unmended(self) -> tuple[Difference, ...]:
        """What somebody must act on."""
        return tuple(each for each in self.differences if not each.mended)


class Reconciling:
    """A report for people. What the provider knows better is recorded on the way."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        recording: Recording,
        burying: Burying,
        timeline: Timeline,
        country: Country,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._recording = recording
        self._burying = burying
        self._timeline = timeline
        self._country = country
        self._last: Reconciled | None = None

    @property
    def last(self) -> Reconciled | None:
        """What the last comparison of this program found; ``None`` before the first."""
        return self._last

    async def nightly(self) -> None:
        """Until cancelled: reconcile once a night and log what differs."""
        while True:
            await self._clock.sleep(until_hour(NIGHTLY_HOUR, self._clock.now(), self._country))
            try:
                reconciled = await self.reconcile()
            except PortError as error:
                log.warning("reconcile_failed", kind=type(error).__name__)
                continue
            log.info(
                "reconciled",
                compared=reconciled.compared,
                unanswered=reconciled.unanswered,
                differences=len(reconciled.differences),
            )

    async def reconcile(self, days: int = DAYS) -> Reconciled:
        """Compare every payment of the last days, and every older one that a person must look at."""
        async with self._storage.reading() as reading:
            recent = await reading.payments.since(self._clock.now() - timedelta(days=days))
            troubled = await reading.payments.needing_attention()
        payments = {payment.reference: payment for payment in (*troubled, *recent)}
        found: list[Difference] = []
        unanswered = 0
        for payment in payments.values():
            try:
                found += await self._compared(payment)
            except PortError as error:
                unanswered += 1
                log.warning("not_compared", reference=payment.reference, kind=type(error).__name__)
        for difference in found:
            log.warning("payment_differs", reference=difference.reference, what=difference.what, fix=difference.fix)
            await self._timeline.note(
                difference.reference, EntryKind.DIFFERENCE, f"{difference.what}. {difference.fix}"
            )
        self._last = Reconciled(
            at=self._clock.now(),
            compared=len(payments) - unanswered,
            unanswered=unanswered,
            differences=tuple(found),
        )
        return self._last

    async def _compared(self, payment: Payment) -> list[Difference]:
        try:
            report = await self._provider.look_up(payment.reference)
        except NotFound:
            return _unknown_to_the_provider(payment)
        after = await self._recording.record(payment.reference, report)
        if after.state.is_unpaid_end and report.state.is_open:
            return [_still_open_there(after, report, buried=await self._burying.bury(after))]
        return [*_of_state(payment, report), *_of_amounts(payment, report), *_of_attention(after)]


def _unknown_to_the_provider(payment: Payment) -> list[Difference]:
    if payment.state in {PaymentState.REJECTED, PaymentState.EXPIRED}:
        return []
    if payment.state.is_open:
        what = f"we call it {payment.state}, the provider has never heard of it"
        return [Difference(reference=payment.reference, what=what, fix=LOOKS_LATER)]
    what = f"we call it {payment.state}, the provider has never heard of it"
    fix = "Check that the MSN in the settings is the one that took the payment."
    return [Difference(reference=payment.reference, what=what, fix=fix)]


def _of_state(payment: Payment, report: PaymentReport) -> list[Difference]:
    if payment.state is report.state:
        return []
    what = f"we called it {payment.state}, the provider says {report.state}"
    if payment.state.is_open:
        if report.state.is_open:
            return []
        fix = "Nothing to do: it was recorded now."
        return [Difference(reference=payment.reference, what=what, fix=fix, mended=True)]
    if payment.state.is_unpaid_end:
        return []  # two names for one end without money; money that is held is told by its attention
    fix = "Look the payment up in the Vipps portal; the guest's share counts as paid here."
    return [Difference(reference=payment.reference, what=what, fix=fix)]


def _still_open_there(payment: Payment, report: PaymentReport, *, buried: bool) -> Difference:
    what = f"we called it {payment.state}, the provider says {report.state}"
    fix = "Nothing to do: it was cancelled there now."
    if not buried:
        fix = "It could not be cancelled there now and is tried again tonight; try at once with: taffel reconcile"
    return Difference(reference=payment.reference, what=what, fix=fix, mended=buried)


def _of_amounts(payment: Payment, report: PaymentReport) -> list[Difference]:
    if payment.state is not report.state:
        return []
    pairs: tuple[tuple[str, Money, Money], ...] = (
        ("authorized", payment.authorized, report.authorized),
        ("captured", payment.captured, report.captured),
        ("cancelled", payment.cancelled, report.cancelled),
        ("refunded", payment.refunded, report.refunded),
    )
    found = []
    for name, ours, theirs in pairs:
        what = f"we have {in_words(ours)} {name}, the provider has {in_words(theirs)}"
        if theirs > ours:
            fix = "Nothing to do: it was done elsewhere, such as in the Vipps portal, and was recorded now."
            found.append(Difference(reference=payment.reference, what=what, fix=fix, mended=True))
        elif theirs < ours:
            fix = "Look the payment up in the Vipps portal: money that we count is not there."
            found.append(Difference(reference=payment.reference, what=what, fix=fix))
    return found


def _of_attention(payment: Payment) -> list[Difference]:
    if payment.attention is None:
        return []
    what = f"a person must look: {payment.attention}"
    fix = ATTENTION_FIXES[payment.attention].format(reference=payment.reference)
    return [Difference(reference=payment.reference, what=what, fix=fix)]

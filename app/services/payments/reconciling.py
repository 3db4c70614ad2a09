"""Compare our payments with the provider's answers, and find every difference with its fix."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from app.domain.comparison import Difference, Reconciled
from app.domain.facts import AmountDiffers, Differs, Fix, Part, StateDiffers, WaitsForPerson
from app.domain.money import Money
from app.domain.payment import Payment, PaymentReport, PaymentState
from app.domain.timeline import EntryKind
from app.domain.vat import Country
from app.ports.clock import Clock
from app.ports.errors import NotFound, PortError
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage
from app.services.basics.nights import until_hour
from app.services.payments.burying import Burying
from app.services.payments.recording import Recording
from app.services.payments.timeline import Timeline

log = structlog.get_logger()

DAYS = 3
A_DAY = timedelta(days=1)
AFTER_START = 120.0
"""Seconds until a hub that was off at night makes up for it: what was open is followed and what was due taken first."""

NIGHTLY_HOUR = 4
"""In the restaurant, by its own clock: the last guest has left, the first has not come."""


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

    async def last(self) -> Reconciled | None:
        """What the last comparison found, whichever hub made it; ``None`` before the first."""
        async with self._storage.reading() as reading:
            return await reading.comparisons.last()

    async def nightly(self) -> None:
        """Until cancelled: reconcile once a night, soon after a start that follows a missed night, and log it."""
        await self._clock.sleep(AFTER_START)
        await self._logged(self._make_up)
        while True:
            await self._clock.sleep(until_hour(NIGHTLY_HOUR, self._clock.now(), self._country))
            await self._logged(self.reconcile)

    async def reconcile(self, days: int = DAYS) -> Reconciled:
        """Compare what was made, captured or given back in the last days, or since the last comparison where that is
        longer ago; and, however old, what still holds a guest's money or waits for a person.
        """
        async with self._storage.reading() as reading:
            last = await reading.comparisons.last()
            since = self._clock.now() - timedelta(days=days)
            since = since if last is None else min(since, last.at - A_DAY)
            moved = await reading.payments.to_compare(since)
            troubled = await reading.payments.needing_attention()
            payments = {payment.reference: payment for payment in (*troubled, *moved)}
            numbers = await reading.orders.numbers({payment.order_id for payment in payments.values()})
        found: list[Difference] = []
        unanswered = 0
        for payment in payments.values():
            number = numbers.get(payment.order_id, 0)
            try:
                found += [
                    Difference(reference=payment.reference, order_number=number, what=what)
                    for what in await self._compared(payment)
                ]
            except PortError as error:
                unanswered += 1
                log.warning("not_compared", reference=payment.reference, kind=type(error).__name__)
        for difference in found:
            what = difference.what
            log.warning("payment_differs", reference=difference.reference, what=type(what).__name__, fix=what.fix)
            await self._timeline.note(difference.reference, EntryKind.DIFFERENCE, what)
        reconciled = Reconciled(
            at=self._clock.now(),
            compared=len(payments) - unanswered,
            unanswered=unanswered,
            differences=tuple(found),
        )
        async with self._storage.work() as work:
            await work.comparisons.put(reconciled)
            await work.commit()
        return reconciled

    async def _make_up(self) -> Reconciled | None:
        """The comparison that a hub missed while it was off, if it missed one."""
        last = await self.last()
        missed = last is None or self._clock.now() - last.at > A_DAY
        return await self.reconcile() if missed else None

    async def _logged(self, work: Callable[[], Awaitable[Reconciled | None]]) -> None:
        try:
            reconciled = await work()
        except PortError as error:
            log.warning("reconcile_failed", kind=type(error).__name__)
            return
        if reconciled is not None:
            log.info(
                "reconciled",
                compared=reconciled.compared,
                unanswered=reconciled.unanswered,
                differences=len(reconciled.differences),
            )

    async def _compared(self, payment: Payment) -> list[Differs]:
        try:
            report = await self._provider.look_up(payment.reference)
        except NotFound:
            return _unknown_to_the_provider(payment)
        after = await self._recording.record(payment.reference, report)
        if after.state.is_unpaid_end and report.state.is_open:
            buried = await self._burying.bury(after)
            return [_of(after, report.state, Fix.CANCELLED_THERE if buried else Fix.CANCEL_AGAIN)]
        return [*_of_state(payment, report), *_of_amounts(payment, report), *_of_attention(after)]


def _unknown_to_the_provider(payment: Payment) -> list[Differs]:
    if payment.state in {PaymentState.REJECTED, PaymentState.EXPIRED}:
        return []
    return [_of(payment, None, Fix.WAIT if payment.state.is_open else Fix.CHECK_MSN)]


def _of_state(payment: Payment, report: PaymentReport) -> list[Differs]:
    if payment.state is report.state:
        return []
    if payment.state.is_open:
        return [] if report.state.is_open else [_of(payment, report.state, Fix.RECORDED)]
    if payment.state.is_unpaid_end:
        return []  # two names for one end without money; money that is held is told by its attention
    return [_of(payment, report.state, Fix.LOOK_IN_PORTAL)]


def _of_amounts(payment: Payment, report: PaymentReport) -> list[Differs]:
    if payment.state is not report.state:
        return []
    pairs: tuple[tuple[Part, Money, Money], ...] = (
        (Part.AUTHORIZED, payment.authorized, report.authorized),
        (Part.CAPTURED, payment.captured, report.captured),
        (Part.CANCELLED, payment.cancelled, report.cancelled),
        (Part.REFUNDED, payment.refunded, report.refunded),
    )
    found: list[Differs] = []
    for part, ours, theirs in pairs:
        if ours != theirs:
            fix = Fix.DONE_ELSEWHERE if theirs > ours else Fix.MONEY_MISSING
            found.append(AmountDiffers(part=part, ours=ours, theirs=theirs, fix=fix))
    return found


def _of_attention(payment: Payment) -> list[Differs]:
    if payment.attention is None:
        return []
    return [WaitsForPerson(attention=payment.attention)]


def _of(payment: Payment, theirs: PaymentState | None, fix: Fix) -> StateDiffers:
    return StateDiffers(ours=payment.state, theirs=theirs, fix=fix)

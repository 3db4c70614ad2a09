"""Compare our payments with the provider's answers, and find every difference with its fix."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from app.domain.comparison import Difference, Reconciled
from app.domain.facts import AmountDiffers, Differs, Fix, Part, StateDiffers, WaitsForPerson
from app.domain.ids import Reference
from app.domain.money import Money
from app.domain.payment import Payment, PaymentReport, PaymentState
from app.domain.refund import Refund, RefundState
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
MOST_BEHIND = timedelta(days=30)
"""So far behind a comparison stays at most for what never gets an answer; what holds money is compared at any age."""

AGAIN_AFTER = 3600.0
"""Seconds until the next try when not everything was answered: a night without the net is made up for that morning."""

TRIES = 3
"""A payment that moves while it is looked up is looked up anew so often, and then with the next comparison."""

AFTER_START = 120.0
"""Seconds until a hub that was off at night makes up for it: what was open is followed and what was due taken first."""

NIGHTLY_HOUR = 4
"""In the restaurant, by its own clock: the last guest has left, the first has not come."""


class _MovedOnError(Exception):
    """The payment is not the one any more that the provider's answer is about."""


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
        """Until cancelled: reconcile once a night, soon after a start that follows a missed night, again after an hour
        while not everything is answered; and log it.
        """
        await self._clock.sleep(AFTER_START)
        whole = await self._logged(self._make_up)
        while True:
            night = until_hour(NIGHTLY_HOUR, self._clock.now(), self._country)
            await self._clock.sleep(night if whole else min(night, AGAIN_AFTER))
            whole = await self._logged(self.reconcile)

    async def reconcile(self, days: int = DAYS) -> Reconciled:
        """Compare what was made, captured or given back in the last days, or since everything was compared where that
        is longer ago; and, however old, what still holds a guest's money or waits for a person.
        """
        started = self._clock.now()
        async with self._storage.reading() as reading:
            last = await reading.comparisons.last()
            since = started - timedelta(days=days)
            before = since if last is None else last.compared_to or last.at - timedelta(days=DAYS)
            since = since if last is None else min(since, before - A_DAY)
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
                    for what in await self._compared(payment.reference)
                ]
            except (PortError, _MovedOnError) as error:
                unanswered += 1
                log.warning("not_compared", reference=payment.reference, kind=type(error).__name__)
        await self._tell(found, last)
        reconciled = Reconciled(
            at=self._clock.now(),
            compared=len(payments) - unanswered,
            unanswered=unanswered,
            differences=tuple(found),
            compared_to=max(before, started - MOST_BEHIND) if unanswered else started,
        )
        async with self._storage.work() as work:
            await work.comparisons.put(reconciled)
            await work.commit()
        return reconciled

    async def _tell(self, found: list[Difference], last: Reconciled | None) -> None:
        """In the log and in each payment's story; there once, however many tries a comparison takes."""
        told = last.differences if last is not None and last.unanswered else ()
        for difference in found:
            what = difference.what
            log.warning("payment_differs", reference=difference.reference, what=type(what).__name__, fix=what.fix)
            if difference not in told:
                await self._timeline.note(difference.reference, EntryKind.DIFFERENCE, what)

    async def _make_up(self) -> Reconciled | None:
        """The comparison that a hub missed while it was off, or that got no answer, if there is one."""
        last = await self.last()
        missed = last is None or last.unanswered > 0 or self._clock.now() - last.at > A_DAY
        return await self.reconcile() if missed else None

    async def _logged(self, work: Callable[[], Awaitable[Reconciled | None]]) -> bool:
        """Whether nothing is left to be tried again soon."""
        try:
            reconciled = await work()
        except PortError as error:
            log.warning("reconcile_failed", kind=type(error).__name__)
            return False
        if reconciled is None:
            return True
        log.info(
            "reconciled",
            compared=reconciled.compared,
            unanswered=reconciled.unanswered,
            differences=len(reconciled.differences),
        )
        return not reconciled.unanswered

    async def _compared(self, reference: Reference) -> list[Differs]:
        """Raises :class:`_MovedOnError` for a payment that does not stand still."""
        for _ in range(TRIES - 1):
            try:
                return await self._compared_once(reference)
            except _MovedOnError:
                continue
        return await self._compared_once(reference)

    async def _compared_once(self, reference: Reference) -> list[Differs]:
        """The answer is held against the payment as it was right before and still is when the answer is recorded."""
        looked_at = self._clock.now()
        payment = await self._recording.payment(reference)

        def still(now: Payment) -> Payment:
            if now.version != payment.version:
                raise _MovedOnError
            return now

        try:
            report = await self._provider.look_up(reference)
        except NotFound:
            still(await self._recording.payment(reference))
            return _unknown_to_the_provider(payment)
        after = await self._recording.record(reference, report, still)
        if after.state.is_unpaid_end and report.state.is_open:
            buried = await self._burying.bury(after)
            return [_of(after, report.state, Fix.CANCELLED_THERE if buried else Fix.CANCEL_AGAIN)]
        amounts = [each for each in _of_amounts(payment, report) if not await self._is_ours(payment, each, looked_at)]
        return [*_of_state(payment, report), *amounts, *_of_attention(after)]

    async def _is_ours(self, payment: Payment, differs: AmountDiffers, looked_at: datetime) -> bool:
        """Whether it is what we asked for ourselves, and only the answer was not here yet."""
        more = differs.theirs - differs.ours
        match differs.part:
            case Part.CAPTURED:
                return more == payment.capturing
            case Part.CANCELLED:
                return payment.release_asked and more == payment.left_to_capture
            case Part.REFUNDED:
                async with self._storage.reading() as reading:
                    refunds = await reading.refunds.of(payment.reference)
                return any(each.amount == more and _was_under_way(each, looked_at) for each in refunds)
            case _:
                return False


def _was_under_way(refund: Refund, at: datetime) -> bool:
    return refund.state is RefundState.ASKED or (refund.done_at is not None and refund.done_at >= at)


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


def _of_amounts(payment: Payment, report: PaymentReport) -> list[AmountDiffers]:
    if payment.state is not report.state:
        return []
    pairs: tuple[tuple[Part, Money, Money], ...] = (
        (Part.AUTHORIZED, payment.authorized, report.authorized),
        (Part.CAPTURED, payment.captured, report.captured),
        (Part.CANCELLED, payment.cancelled, report.cancelled),
        (Part.REFUNDED, payment.refunded, report.refunded),
    )
    found: list[AmountDiffers] = []
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

"""Take authorized money when its time has come: at once, at hand-over, or before the reservation runs out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from app.domain.errors import IllegalMove, InvalidValue
from app.domain.facts import Decision, HandedOver, Released, TookNow
from app.domain.ids import IdempotencyKey, OrderId, Reference
from app.domain.money import Money
from app.domain.outbox import wait_before_retry
from app.domain.payment import Attention, Payment, PaymentState
from app.domain.timeline import EntryKind
from app.ports.clock import Chance, Clock
from app.ports.errors import Delayed, NoLonger, OnlyWhole, PortError, RateLimited, Refused
from app.ports.payment_provider import PaymentProvider
from app.ports.storage import Storage, Work
from app.services.basics.bell import Bell
from app.services.payments.recording import Recording
from app.services.payments.telling import in_words
from app.services.payments.timeline import Timeline

log = structlog.get_logger()

Change = Callable[[Payment], Payment]

LONGEST_SLEEP = 30.0
SAME_KEY_TRIES = 3
"""A refused part of the money is asked for with the same key so often: a new key could take it twice."""

MOST_REFUSALS = 8
"""After so many refusals in a row a person must look; a lost connection never counts. What the bank merely delays is
tried on, all the same.
"""


class Capturing:
    """Works off what is due. What takes money and what releases it is done by one worker, never both at once."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        recording: Recording,
        timeline: Timeline,
        bell: Bell,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._recording = recording
        self._timeline = timeline
        self._bell = bell

    async def run(self) -> None:
        """Until cancelled: capture what is due."""
        while True:
            try:
                await self.capture_due()
            except PortError as error:
                log.warning("capture_round_failed", kind=type(error).__name__)
            await self._bell.wait(self._clock, LONGEST_SLEEP)

    async def capture_due(self) -> int:
        """Capture, or release, everything that is due now; how many payments were tried."""
        async with self._storage.reading() as reading:
            due = await reading.payments.due_captures(self._clock.now())
        for payment in due:
            if payment.release_asked and payment.capturing is None:
                await self._release(payment)
            else:
                await self._capture(payment)
        return len(due)

    async def hand_over(self, order_id: OrderId) -> None:
        """The food is with the guest: from now on the money may be taken."""
        async with self._storage.reading() as reading:
            payments = await reading.payments.of(order_id)
        now = self._clock.now()
        for payment in payments:
            if payment.state is PaymentState.AUTHORIZED and payment.left_to_capture and payment.attention is None:
                await self._decided(payment.reference, HandedOver(), _due(now))
        self._bell.ring()

    async def capture(
        self,
        reference: Reference,
        amount: Money | None = None,
        *,
        release_rest: bool = False,
        seen: Money | None = None,
    ) -> Payment:
        """Take so much of what is authorized, or all that is left; a rest stays reserved until it is due, or goes back
        to the guest with ``release_rest`` once the part is taken.

        ``seen`` is what was left when a person decided; where that is not so any more, nothing is done.
        What is tried in vain is tried once more at once, as it was asked for: the same key never with another amount.
        Raises :class:`InvalidValue` for an amount that is nothing or more than is left, and :class:`IllegalMove` for a
        payment that is not authorized or has a capture or a release under way. The worker does the rest.
        """
        now = self._clock.now()

        def wanted(payment: Payment) -> Payment:
            if payment.is_stuck:
                return replace(_fresh(payment), capture_due_at=now)
            _must_be_free(payment)
            asked = payment.left_to_capture if amount is None else amount
            if not 0 < asked.minor <= payment.left_to_capture.minor or asked.currency is not payment.amount.currency:
                msg = f"{in_words(asked)} cannot be captured: {in_words(payment.left_to_capture)} is left"
                raise InvalidValue(msg)
            _must_be_as_seen(seen, payment.left_to_capture)
            rest = release_rest and asked < payment.left_to_capture
            return replace(_fresh(payment), capturing=asked, release_asked=rest, capture_due_at=now)

        took = TookNow(amount=amount, release_rest=release_rest)
        payment = await self._decided(reference, took, wanted)
        self._bell.ring()
        return payment

    async def release(self, reference: Reference) -> Payment:
        """Give back all that is authorized and not captured; this cannot be undone.

        A capture that is tried in vain is given up for it: should it have worked after all, nothing is left to release.
        Raises :class:`IllegalMove` as :meth:`capture` does. The worker does the rest.
        """
        now = self._clock.now()

        def wanted(payment: Payment) -> Payment:
            if payment.attention is Attention.MONEY_AFTER_END:
                return payment
            if payment.is_stuck:
                payment = replace(payment, capturing=None, capture_number=payment.capture_number + 1)
            _must_be_free(payment)
            return replace(_fresh(payment), release_asked=True, capture_due_at=now)

        payment = await self._decided(reference, Released(), wanted)
        if payment.attention is Attention.MONEY_AFTER_END:
            return await self._release(payment)
        self._bell.ring()
        return payment

    async def _capture(self, payment: Payment) -> None:
        if payment.capturing is None:
            payment = await self._recording.change(payment.reference, _all_that_is_left)
        amount = payment.capturing
        if amount is None:
            return
        key = payment.capture_key
        try:
            report = await self._provider.capture(payment.reference, key, amount)
        except NoLonger:
            await self._recording.change(payment.reference, lambda now: now.needs(Attention.RESERVATION_GONE))
        except OnlyWhole as refusal:
            if amount < payment.left_to_capture:
                await self._recording.change(payment.reference, _with_next_capture(Attention.CAPTURE_REFUSED))
            else:
                await self._capture_refused(payment, key, refusal)
        except Refused as refusal:
            await self._capture_refused(payment, key, refusal)
        except Delayed as delayed:
            await self._postponed(payment, delayed, refusals=1)
        except PortError as error:
            await self._postponed(payment, error)
        else:
            after = await self._recording.record(payment.reference, report, self._rest_is_due_later)
            if after.release_asked and after.capturing is None:
                await self._release(after)

    async def _capture_refused(self, payment: Payment, key: IdempotencyKey, refusal: Refused) -> None:
        """Look first: the money may be captured already. Only then try again, if need be with a new key."""
        log.warning("capture_refused", reference=payment.reference, code=refusal.code, tries=payment.capture_tries)

        def again(now: Payment) -> Payment:
            if now.capture_key != key or now.capturing is None:
                return self._rest_is_due_later(now)
            if now.capture_refusals + 1 >= MOST_REFUSALS:
                whole = now.capturing >= now.left_to_capture  # what a person asks for next has a key not refused yet
                return replace(now, capture_number=now.capture_number + whole).needs(Attention.CAPTURE_REFUSED)
            later = self._later(replace(now, capture_refusals=now.capture_refusals + 1))
            if now.capturing < now.left_to_capture and later.capture_refusals % SAME_KEY_TRIES:
                return later
            left = min(now.capturing, now.left_to_capture)
            return replace(later, capture_number=now.capture_number + 1, capturing=left or None)

        await self._looked_then(payment, again)

    async def _release(self, payment: Payment) -> Payment:
        key = payment.cancel_key

        def again(now: Payment) -> Payment:
            after = replace(now, cancel_number=now.cancel_number + (now.cancel_key == key))
            if not now.release_asked:
                return after
            if not now.left_to_capture:
                return _released(after)
            if now.capture_refusals + 1 >= MOST_REFUSALS:
                return after.needs(Attention.RELEASE_REFUSED)
            return self._later(replace(after, capture_refusals=now.capture_refusals + 1))

        try:
            report = await self._provider.cancel(payment.reference, key, only_if_unapproved=False)
        except NoLonger:
            return await self._recording.change(payment.reference, lambda now: now.needs(Attention.RESERVATION_GONE))
        except Refused as refusal:
            log.warning("release_refused", reference=payment.reference, code=refusal.code)
            return await self._looked_then(payment, again)
        except PortError as error:
            return await self._postponed(payment, error)
        return await self._recording.record(payment.reference, report, _released)

    async def _looked_then(self, payment: Payment, change: Change) -> Payment:
        try:
            report = await self._provider.look_up(payment.reference)
        except PortError as error:
            return await self._postponed(payment, error)
        return await self._recording.record(payment.reference, report, change)

    async def _postponed(self, payment: Payment, error: PortError, refusals: int = 0) -> Payment:
        """Nothing is known to be wrong with the key: the very same request again, later; in vain for too long, a person
        is told meanwhile.
        """
        log.warning("capture_postponed", reference=payment.reference, kind=type(error).__name__)
        at_least = error.retry_after or 0.0 if isinstance(error, RateLimited) else 0.0

        def later(now: Payment) -> Payment:
            in_vain = now.capture_refusals + refusals
            told = Attention.CAPTURE_REFUSED if in_vain >= MOST_REFUSALS else now.attention
            return replace(self._later(now, at_least), capture_refusals=in_vain, attention=told)

        return await self._recording.change(payment.reference, later)

    def _later(self, payment: Payment, at_least: float = 0.0) -> Payment:
        tries = payment.capture_tries + 1
        pause = max(wait_before_retry(tries, self._chance.spread()), timedelta(seconds=at_least))
        return replace(payment, capture_due_at=self._clock.now() + pause, capture_tries=tries)

    def _rest_is_due_later(self, payment: Payment) -> Payment:
        """After a part was captured, the rest waits for the safety capture, unless it is to be released."""
        if payment.capturing is not None or payment.release_asked or not payment.left_to_capture:
            return payment
        return replace(payment, capture_due_at=self._recording.safety_capture(payment).at, capture_tries=0)

    async def _decided(self, reference: Reference, decided: Decision, change: Change) -> Payment:
        async def told(work: Work, _payment: Payment) -> None:
            await self._timeline.within(work, reference, EntryKind.DECISION, decided)

        return await self._recording.change(reference, change, told)


def _due(at: datetime) -> Change:
    return lambda payment: replace(payment, capture_due_at=at)


def _fresh(payment: Payment) -> Payment:
    """A person decided anew: earlier failures do not count."""
    return replace(payment, capture_tries=0, capture_refusals=0, attention=None)


def _with_next_capture(attention: Attention) -> Change:
    """In the hands of a person; what they ask for next has a key that was not refused yet."""
    return lambda payment: replace(payment, capture_number=payment.capture_number + 1).needs(attention)


def _all_that_is_left(payment: Payment) -> Payment:
    """Fix the amount before it is sent, so that a repeat sends the same."""
    return replace(payment, capturing=payment.capturing or payment.left_to_capture or None)


def _released(payment: Payment) -> Payment:
    return replace(payment, release_asked=False, capture_due_at=None, capture_tries=0, capture_refusals=0)


def _must_be_free(payment: Payment) -> None:
    if payment.state is not PaymentState.AUTHORIZED:
        msg = f"the payment is {payment.state}, not authorized"
        raise IllegalMove(msg)
    if payment.capturing is not None or payment.release_asked:
        msg = "a capture or a release of this payment is under way"
        raise IllegalMove(msg)
    if not payment.left_to_capture:
        msg = "nothing is left to capture"
        raise IllegalMove(msg)


def _must_be_as_seen(seen: Money | None, left: Money) -> None:
    if seen is not None and seen != left:
        msg = f"{in_words(left)} is left, not {in_words(seen)} as when it was decided"
        raise IllegalMove(msg)

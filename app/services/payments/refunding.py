"""Give money back, and tell the loyalty programme: two messages that are delivered one after the other, once each."""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from app.domain.errors import IllegalMove, InvalidValue
from app.domain.facts import RefundDone, RefundWanted
from app.domain.ids import LineId, Reference, posted_order_id
from app.domain.money import Money, total
from app.domain.outbox import (
    CREDITED_BY_CHECK_IN,
    TOLD_BY_HAND,
    MessageKind,
    MessageState,
    OutboxMessage,
    wait_before_retry,
)
from app.domain.payment import Attention, Payment
from app.domain.refund import Refund, RefundState, refundable
from app.domain.share_contents import lines_of
from app.domain.timeline import EntryKind
from app.ports.clock import Chance, Clock
from app.ports.errors import Conflict, PortError, RateLimited, Refused
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.payment_provider import PaymentEvent, PaymentProvider
from app.ports.storage import Reading, Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import NoSuchPayment
from app.services.basics.transactions import retried, the_order
from app.services.payments.recording import Also, Recording
from app.services.payments.telling import in_words
from app.services.payments.timeline import Timeline

log = structlog.get_logger()

SAME_KEY_TRIES = 3
"""A refund that met another operation is asked for with the same key so often: a new key could give it twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Why:
    reason: str
    by: str
    seen: Money | None = None


class Refunding:
    """Refunds of captured payments. Asking stores refund and message in one transaction; a worker delivers."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        provider: PaymentProvider,
        loyalty: LoyaltyProgram,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        recording: Recording,
        timeline: Timeline,
        changes: Changes,
        bell: Bell,
    ) -> None:
        self._provider = provider
        self._loyalty = loyalty
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._recording = recording
        self._timeline = timeline
        self._changes = changes
        self._bell = bell

    # -- asking

    async def refund(
        self, reference: Reference, amount: Money | None, *, reason: str, by: str, seen: Money | None = None
    ) -> Refund:
        """Give back so much, or all that is left. ``by`` is who decided, such as a staff member's name at the till.

        ``seen`` is what was left when they decided: two who give back at once, each at a tablet, would give twice.
        Raises :class:`InvalidValue` for an amount that is nothing or more than was captured and not given back yet, and
        :class:`IllegalMove` when something else than ``seen`` is left by now.
        """
        return await self._asked(reference, amount, (), _Why(reason=reason, by=by, seen=seen))

    async def refund_lines(self, reference: Reference, line_ids: tuple[LineId, ...], *, reason: str, by: str) -> Refund:
        """Give back what these order lines cost. Raises :class:`InvalidValue` as above, and for a line that is not
        part of the share or was given back already.
        """
        return await self._asked(reference, None, line_ids, _Why(reason=reason, by=by))

    async def of(self, reference: Reference) -> tuple[Refund, ...]:
        """All refunds of a payment, by number."""
        async with self._storage.reading() as reading:
            return await reading.refunds.of(reference)

    async def _asked(
        self, reference: Reference, amount: Money | None, line_ids: tuple[LineId, ...], why: _Why
    ) -> Refund:
        async def once() -> tuple[Refund, Payment]:
            async with self._storage.work() as work:
                payment = await _the_payment(work, reference)
                earlier = await work.refunds.of(reference)
                asked = await _price(work, payment, earlier, line_ids) if line_ids else amount
                left = refundable(payment, earlier)
                asked = left if asked is None else asked
                _check(payment, earlier, asked)
                if why.seen is not None and why.seen != left:
                    raise IllegalMove(f"{in_words(left)} is left, not {in_words(why.seen)} as when it was decided")
                refund = Refund(
                    reference=reference,
                    number=len(earlier) + 1,
                    amount=asked,
                    line_ids=line_ids,
                    reason=why.reason,
                    asked_by=why.by,
                    asked_at=self._clock.now(),
                )
                refund = await work.refunds.add(refund)
                await work.outbox.add(self._message(payment, MessageKind.REFUND, refund.number))
                wanted = RefundWanted(number=refund.number, amount=asked)
                await self._timeline.within(work, reference, EntryKind.DECISION, wanted)
                await work.commit()
                return refund, payment

        refund, payment = await retried(once)
        self._bell.ring()
        self._changes.tell(payment.order_id)
        return refund

    # -- delivering

    async def deliver(self, message: OutboxMessage) -> OutboxMessage:
        """Send one refund; the answer is the message as it stands after that."""
        payment, refund = await self._found(message)
        if refund.state is RefundState.DONE:
            return message.delivered(self._clock.now(), None, None)
        if refund.state is RefundState.REFUSED:
            return message.parked(refund.answer or "refused")
        if await self._has_earlier(refund):
            return self._later(message, "an earlier refund of this payment is not settled yet")
        try:
            report = await self._provider.refund(refund.reference, refund.key, refund.amount)
        except Refused as refusal:
            return await self._looked(message, payment, refund, refusal)
        except PortError as error:
            return self._later(message, f"{type(error).__name__}: {error}", error)
        await self._recording.record(refund.reference, report, also=self._done(refund, payment))
        return await self._settled(message)

    async def correct(self, message: OutboxMessage) -> OutboxMessage:
        """Tell the programme that nothing of the money is left; not before it was told of the share itself.

        What a check-in credited cannot be taken back by a call: then a person must.
        """
        async with self._storage.reading() as reading:
            told = [each for each in await reading.outbox.all_of(message.order_id) if _tells_of(each, message)]
            payments = await reading.payments.of(message.order_id)
            by_hand = [each for each in told if await reading.outbox.is_put_away(each.id)]
        if by_hand:
            return message.parked(TOLD_BY_HAND)
        if not told or any(each.state is not MessageState.DELIVERED for each in told):
            return self._later(message, "the order itself is not posted yet")
        cancelled = not any(payment.captured for payment in payments if payment.share == message.share)
        posted_id = posted_order_id(message.order_id, message.share)
        try:
            if any(not each.check_in for each in told):
                await self._loyalty.undo_order(posted_id, cancelled=cancelled)
        except Refused as refusal:
            return message.parked(f"{type(refusal).__name__}: {refusal}")
        except PortError as error:
            return self._later(message, f"{type(error).__name__}: {error}", error)
        if any(each.check_in and each.points_earned != 0 for each in told):
            return message.parked(CREDITED_BY_CHECK_IN)
        return message.delivered(self._clock.now(), None, None)

    async def _looked(
        self, message: OutboxMessage, payment: Payment, refund: Refund, refusal: Refused
    ) -> OutboxMessage:
        """Refused: look whether the money went back all the same; a refusal for good is a matter for a person."""
        try:
            events = await self._provider.events(refund.reference)
            report = await self._provider.look_up(refund.reference)
        except PortError as error:
            return self._later(message, f"{type(error).__name__}: {error}", error)
        if _was_done(refund, events):
            await self._recording.record(refund.reference, report, also=self._done(refund, payment))
            return await self._settled(message)
        reason = f"{type(refusal).__name__}: {refusal}"
        if not isinstance(refusal, Conflict):
            needs = partial(Payment.needs, attention=Attention.REFUND_REFUSED)
            await self._recording.record(refund.reference, report, needs, self._refused(refund, reason))
            return message.parked(reason)
        everything = report.captured - report.refunded == refund.amount
        if everything or message.attempts % SAME_KEY_TRIES == 0:
            await self._next_key(refund)
        return self._later(message, reason)

    def _done(self, refund: Refund, payment: Payment) -> Also:
        """In the transaction that records the money: the refund is done, and a full one has the order corrected."""

        async def also(work: Work, after: Payment) -> None:
            current = await _numbered(work, refund)
            if current.state is not RefundState.ASKED:
                return
            await work.refunds.save(current.done(self._clock.now()))
            some_is_left = after.refunded != after.captured or bool(after.left_to_capture)
            done = RefundDone(number=refund.number, amount=refund.amount, points_stay=some_is_left)
            await self._timeline.within(work, refund.reference, EntryKind.DECISION, done)

        return also

    def _refused(self, refund: Refund, reason: str) -> Also:
        async def also(work: Work, _after: Payment) -> None:
            await work.refunds.save((await _numbered(work, refund)).refused(reason))

        return also

    async def _next_key(self, refund: Refund) -> None:
        async with self._storage.work() as work:
            current = await _numbered(work, refund)
            if current.key_number == refund.key_number:
                await work.refunds.save(replace(current, key_number=current.key_number + 1))
            await work.commit()

    async def _found(self, message: OutboxMessage) -> tuple[Payment, Refund]:
        async with self._storage.reading() as reading:
            payments = await reading.payments.of(message.order_id)
            for payment in payments:
                for refund in await reading.refunds.of(payment.reference):
                    if payment.share == message.share and refund.number == message.number:
                        return payment, refund
        raise NoSuchPayment(message.order_id)

    async def _has_earlier(self, refund: Refund) -> bool:
        return any(
            other.number < refund.number and other.state is RefundState.ASKED
            for other in await self.of(refund.reference)
        )

    async def _settled(self, message: OutboxMessage) -> OutboxMessage:
        self._bell.ring()
        return message.delivered(self._clock.now(), None, None)

    def _later(self, message: OutboxMessage, reason: str, error: PortError | None = None) -> OutboxMessage:
        wait = wait_before_retry(message.attempts, self._chance.spread())
        until = self._clock.now() + wait
        if isinstance(error, RateLimited) and error.retry_after is not None:
            until = max(until, self._clock.now() + timedelta(seconds=error.retry_after))
        log.warning("message_postponed", order=message.order_id, kind=message.kind, attempts=message.attempts)
        return message.postponed(until, reason)

    def _message(self, payment: Payment, kind: MessageKind, number: int) -> OutboxMessage:
        now = self._clock.now()
        return OutboxMessage(
            id=self._chance.message_id(),
            kind=kind,
            order_id=payment.order_id,
            share=payment.share,
            number=number,
            due_at=now,
            created_at=now,
        )


def _tells_of(message: OutboxMessage, correction: OutboxMessage) -> bool:
    return message.kind is MessageKind.ORDER and message.share == correction.share


def _check(payment: Payment, earlier: tuple[Refund, ...], asked: Money) -> None:
    if asked.currency is not payment.amount.currency:
        raise InvalidValue(f"the payment is in {payment.amount.currency}, not {asked.currency}")
    left = refundable(payment, earlier)
    if not 0 < asked.minor <= left.minor:
        raise InvalidValue(f"{in_words(asked)} cannot be given back: {in_words(left)} of what was captured is left")


async def _price(work: Reading, payment: Payment, earlier: tuple[Refund, ...], line_ids: tuple[LineId, ...]) -> Money:
    """What the lines cost; each can be given back once."""
    order = await the_order(work, payment.order_id)
    share = next(share for share in await work.shares.of(order.id) if share.number == payment.share)
    prices = {line.id: line.amount for line in lines_of(order, share)}
    given = {line_id for refund in earlier if refund.state is not RefundState.REFUSED for line_id in refund.line_ids}
    for line_id in line_ids:
        if line_id not in prices:
            raise InvalidValue(f"{line_id} is no line of this share")
        if line_id in given or line_ids.count(line_id) > 1:
            raise InvalidValue(f"{line_id} was given back already")
    return total([prices[line_id] for line_id in line_ids], payment.amount.currency)


def _was_done(refund: Refund, events: tuple[PaymentEvent, ...]) -> bool:
    """Whether the provider's own log holds this refund, under any of its keys."""
    keys = {replace(refund, key_number=number).key for number in range(1, refund.key_number + 1)}
    return any(event.name == "REFUNDED" and event.success and event.key in keys for event in events)


async def _the_payment(work: Reading, reference: Reference) -> Payment:
    payment = await work.payments.get(reference)
    if payment is None:
        raise NoSuchPayment(reference)
    return payment


async def _numbered(work: Work, refund: Refund) -> Refund:
    return next(each for each in await work.refunds.of(refund.reference) if each.number == refund.number)

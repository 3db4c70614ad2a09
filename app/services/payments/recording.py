"""The one door for payment news: whatever was heard, from whom and how often, ends here in one transaction."""

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog

from app.domain.capture import CaptureBy, capture_by
from app.domain.facts import AskedByCode, Moved, NeedsPerson, NothingLeft, Released, SentRequest, TakesBy
from app.domain.ids import OrderId, Reference, payment_reference
from app.domain.money import zero
from app.domain.order import OrderState
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.payment import Attention, Ending, Payment, PaymentFlow, PaymentReport, PaymentState, advance
from app.domain.restaurant import Restaurant
from app.domain.split import ShareState, numbered
from app.domain.timeline import EntryKind
from app.ports.clock import Chance, Clock
from app.ports.storage import Reading, Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import NoSuchPayment
from app.services.basics.transactions import retried, the_order
from app.services.payments.intending import Intending
from app.services.payments.timeline import Timeline

log = structlog.get_logger()

Also = Callable[[Work, Payment], Awaitable[None]]
"""What else belongs into the transaction that saves a payment."""

FALLS_OVER = frozenset({Ending.NOT_A_USER, Ending.PUSH_NOT_ALLOWED, Ending.CODE_REFUSED})
"""Ends of a push message after which the same guest can still scan a one-time QR (7010, 5080, 4060)."""

REMEMBERED = 100
"""So many requests that were stored in place of others are remembered until they are sent."""


def _unchanged(payment: Payment) -> Payment:
    return payment


async def _nothing_else(_work: Work, _payment: Payment) -> None:
    return


class Recording:
    """Moves payments, and with them their share, their order and the outbox."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        restaurant: Restaurant,
        intending: Intending,
        timeline: Timeline,
        changes: Changes,
        bells: tuple[Bell, ...],
        asking_bell: Bell,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._restaurant = restaurant
        self._intending = intending
        self._timeline = timeline
        self._changes = changes
        self._bells = bells
        self._asking_bell = asking_bell
        self._stored_here: deque[Reference] = deque(maxlen=REMEMBERED)

    async def payment(self, reference: Reference) -> Payment:
        """The payment as it is now; raises :class:`NoSuchPayment`."""
        async with self._storage.reading() as reading:
            return await _the_payment(reading, reference)

    async def to_ask_instead(self, refused: Payment) -> Payment | None:
        """The request by one-time QR that took the place of a refused one: given out once, where it was stored.

        Nobody else may send it as if it had never been sent: should that try fail to leave, the payment would be
        called dead while the request of the one who stored it is on its way. It is looked up first instead.
        """
        instead = payment_reference(refused.order_id, refused.share, refused.attempt + 1)
        if instead not in self._stored_here:
            return None
        self._stored_here.remove(instead)
        payment = await self.payment(instead)
        return payment if payment.state is PaymentState.INTENDED else None

    async def record(
        self,
        reference: Reference,
        report: PaymentReport,
        change: Callable[[Payment], Payment] = _unchanged,
        also: Also = _nothing_else,
    ) -> Payment:
        """Act on a provider's report. The report that makes a share paid writes the outbox message with it.

        ``change`` is applied after the report; ``also`` is done in the same transaction, news or no news.
        """

        def moved(payment: Payment, now: datetime) -> Payment:
            return change(_judged(advance(payment, report, now), report))

        return await self._applied(reference, moved, also, always=also is not _nothing_else)

    async def note(
        self,
        reference: Reference,
        state: PaymentState,
        *,
        ending: Ending | None = None,
        redirect_url: str | None = None,
        only_from: PaymentState | None = None,
    ) -> Payment:
        """Act on what our own request told: accepted, refused, or outcome unknown.

        With ``only_from`` nothing happens when the payment has left that state by now.
        """

        def moved(payment: Payment, now: datetime) -> Payment:
            if only_from is not None and payment.state is not only_from:
                return payment
            nothing = zero(payment.amount.currency)
            report = PaymentReport(
                state=state, authorized=nothing, captured=nothing, cancelled=nothing, refunded=nothing, ending=ending
            )
            return replace(advance(payment, report, now), redirect_url=redirect_url or payment.redirect_url)

        return await self._applied(reference, moved)

    async def change(
        self, reference: Reference, change: Callable[[Payment], Payment], also: Also = _nothing_else
    ) -> Payment:
        """Change what we want of a payment (to cancel it, to capture it later), not what it is.

        ``also`` is done in the same transaction, unless nothing changed.
        """
        return await self._applied(reference, lambda payment, _now: change(payment), also)

    async def _applied(
        self,
        reference: Reference,
        change: Callable[[Payment, datetime], Payment],
        also: Also = _nothing_else,
        *,
        always: bool = False,
    ) -> Payment:
        async def once() -> tuple[Payment, Payment]:
            async with self._storage.work() as work:
                before = await _the_payment(work, reference)
                after = change(before, self._clock.now())
                if after == before and not always:
                    return before, before
                heard = await self._timeline.waiting_within(work, reference)
                after = before if after == before else await self._saved(work, before, after)
                await also(work, after)
                await work.commit()
                self._timeline.written(heard)
                return before, after

        before, after = await retried(once)
        if after is not before:
            self._tell(before, after)
        return after

    async def _saved(self, work: Work, before: Payment, after: Payment) -> Payment:
        """The payment, and with it all that follows from its news."""
        moved = after.state is not before.state
        if moved and after.state is PaymentState.AUTHORIZED:
            after = await self._paid(work, after)
        elif after.capture_due_at is not None and after.guaranteed_until != before.guaranteed_until:
            after = await self._in_time(work, after)
        if _all_given_back(after) and not _all_given_back(before):
            await self._correct_points(work, after)
        after = await work.payments.save(after)
        if moved:
            await self._timeline.within(work, after.reference, EntryKind.STATE, _move(before, after))
        if moved and after.state.is_unpaid_end:
            await self._unpaid(work, after)
        if after.attention is not before.attention and after.attention is not None:
            needs = NeedsPerson(attention=after.attention)
            await self._timeline.within(work, after.reference, EntryKind.DECISION, needs)
        return after

    async def _paid(self, work: Work, payment: Payment) -> Payment:
        now = self._clock.now()
        order = await the_order(work, payment.order_id)
        shares = await work.shares.of(order.id)
        share = numbered(shares, payment.share).paid(now)
        if share.number == 1:
            share = replace(share, guest=order.guest)
        await work.shares.save(share)
        others = (other for other in shares if other.number != share.number)
        if all(other.is_settled for other in others):
            await work.orders.save(order.moved_to(OrderState.PAID))
        decided = share.guest is not None and (share.guest.member is not None or share.guest.joined)
        message = self._message(order.id, share.number, MessageKind.ORDER)
        await work.outbox.add(message if decided else replace(message, due_at=now + self._restaurant.grace))
        if self._restaurant.capture_at_once.get(order.serving, False):
            return replace(payment, capture_due_at=now)
        by = self.safety_capture(payment)
        if payment.cancel_asked and by.at <= now:  # heard of too late: who gave it up was served by nobody
            await self._timeline.within(work, payment.reference, EntryKind.DECISION, Released())
            return replace(payment, release_asked=True, capture_due_at=now)
        await self._timeline.within(work, payment.reference, EntryKind.DECISION, _due(by))
        return replace(payment, capture_due_at=by.at)

    async def _correct_points(self, work: Work, payment: Payment) -> None:
        """Nothing of the money is left, by refund or release, here or at the provider: the points go too, once."""
        messages = await work.outbox.all_of(payment.order_id)
        kinds = {message.kind for message in messages if message.share == payment.share}
        if MessageKind.ORDER in kinds and MessageKind.ORDER_STATUS not in kinds:
            await work.outbox.add(self._message(payment.order_id, payment.share, MessageKind.ORDER_STATUS))
            await self._timeline.within(work, payment.reference, EntryKind.DECISION, NothingLeft())

    def safety_capture(self, payment: Payment) -> CaptureBy:
        """When authorized money is taken at the latest, whatever else happens; that may be over already.

        The reservation began when the guest approved, not when a hub that was away heard of it; nobody can approve
        a request after its end.
        """
        authorized_at = min(payment.settled_at or self._clock.now(), payment.expires_at)
        return capture_by(self._restaurant.country, authorized_at, payment.guaranteed_until)

    async def _in_time(self, work: Work, payment: Payment) -> Payment:
        """A shorter guarantee became known: the money is taken before it ends."""
        by = self.safety_capture(payment)
        if payment.capture_due_at is None or payment.capture_due_at <= by.at:
            return payment
        await self._timeline.within(work, payment.reference, EntryKind.DECISION, _due(by))
        return replace(payment, capture_due_at=by.at)

    async def _unpaid(self, work: Work, payment: Payment) -> None:
        order = await the_order(work, payment.order_id)
        shares = await work.shares.of(order.id)
        share = numbered(shares, payment.share).released()
        if self._falls_over(payment):
            again = self._intending.payment(order, share.reserved(), PaymentFlow.QR)
            await work.shares.save(share.reserved())
            await work.payments.add(again)
            instead = AskedByCode(reference=again.reference)
            await self._timeline.within(work, payment.reference, EntryKind.DECISION, instead)
            await self._timeline.within(work, again.reference, EntryKind.REQUEST, SentRequest(key=again.key))
            return
        await work.shares.save(share)
        others = (other for other in shares if other.number != payment.share)
        if all(other.state is ShareState.UNPAID for other in others):
            await work.orders.save(order.moved_to(OrderState.OPEN))

    def _message(self, order_id: OrderId, share: int, kind: MessageKind) -> OutboxMessage:
        now = self._clock.now()
        return OutboxMessage(
            id=self._chance.message_id(), kind=kind, order_id=order_id, share=share, due_at=now, created_at=now
        )

    def _falls_over(self, payment: Payment) -> bool:
        """The push is dead by the provider's own word, so a one-time QR under a new reference cannot charge twice."""
        return (
            self._restaurant.fall_over_to_qr
            and payment.state is PaymentState.REJECTED
            and payment.flow is PaymentFlow.PUSH_MESSAGE
            and payment.ending in FALLS_OVER
            and not payment.cancel_asked
        )

    def _tell(self, before: Payment, after: Payment) -> None:
        if after.state is not before.state:
            log.info("payment_moved", reference=after.reference, before=before.state, after=after.state)
        if after.state is PaymentState.AUTHORIZED:
            for bell in self._bells:
                bell.ring()
        if self._falls_over(after) and after.state is not before.state:
            self._stored_here.append(payment_reference(after.order_id, after.share, after.attempt + 1))
            self._asking_bell.ring()
        self._changes.tell(after.order_id)


async def _the_payment(work: Reading, reference: Reference) -> Payment:
    payment = await work.payments.get(reference)
    if payment is None:
        raise NoSuchPayment(reference)
    return payment


def _all_given_back(payment: Payment) -> bool:
    authorized = payment.state is PaymentState.AUTHORIZED and bool(payment.authorized)
    return authorized and payment.refunded == payment.captured and not payment.left_to_capture


def _judged(payment: Payment, report: PaymentReport) -> Payment:
    """Money that is held for a payment which ended unpaid must be seen by a person; released, it is well again."""
    if not payment.state.is_unpaid_end or report.state is not PaymentState.AUTHORIZED:
        return payment
    held = report.authorized - report.cancelled - report.refunded
    return payment.needs(Attention.MONEY_AFTER_END) if held else replace(payment, attention=None)


def _move(before: Payment, after: Payment) -> Moved:
    return Moved(before=before.state, after=after.state, ending=after.ending)


def _due(by: CaptureBy) -> TakesBy:
    return TakesBy(at=by.at, limit=by.limit)

"""The one door for payment news: whatever was heard, from whom and how often, ends here in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from app.domain.ids import Reference
from app.domain.money import zero
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.payment import Ending, Payment, PaymentReport, PaymentState, advance
from app.domain.restaurant import SAFETY_CAPTURE, Restaurant
from app.domain.split import Share, ShareState
from app.ports.clock import Chance, Clock
from app.ports.storage import Reading, Storage, Work
from app.services.bell import Bell
from app.services.changes import Changes
from app.services.errors import NoSuchPayment
from app.services.transactions import retried, the_order

log = structlog.get_logger()


class Recording:
    """Moves payments, and with them their share, their order and the outbox."""

    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        restaurant: Restaurant,
        changes: Changes,
        bells: tuple[Bell, ...],
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._restaurant = restaurant
        self._changes = changes
        self._bells = bells

    async def payment(self, reference: Reference) -> Payment:
        """The payment as it is now; raises :class:`NoSuchPayment`."""
        async with self._storage.reading() as reading:
            return await _the_payment(reading, reference)

    async def record(self, reference: Reference, report: PaymentReport) -> Payment:
        """Act on a provider's report. The report that makes a share paid writes the outbox message with it."""
        return await self._applied(reference, lambda payment, now: advance(payment, report, now))

    async def note(
        self,
        reference: Reference,
        state: PaymentState,
        *,
        ending: Ending | None = None,
        redirect_url: str | None = None,
    ) -> Payment:
        """Act on what our own request told: accepted, refused, or outcome unknown."""

        def moved(payment: Payment, now: datetime) -> Payment:
            nothing = zero(payment.amount.currency)
            report = PaymentReport(
                state=state, authorized=nothing, captured=nothing, cancelled=nothing, refunded=nothing, ending=ending
            )
            return replace(advance(payment, report, now), redirect_url=redirect_url or payment.redirect_url)

        return await self._applied(reference, moved)

    async def change(self, reference: Reference, change: Callable[[Payment], Payment]) -> Payment:
        """Change what we want of a payment (to cancel it, to capture it later), not what it is."""
        return await self._applied(reference, lambda payment, _now: change(payment))

    async def _applied(self, reference: Reference, change: Callable[[Payment, datetime], Payment]) -> Payment:
        async def once() -> tuple[Payment, Payment]:
            async with self._storage.work() as work:
                before = await _the_payment(work, reference)
                after = change(before, self._clock.now())
                if after == before:
                    return before, before
                if after.state is not before.state:
                    after = await self._with_consequences(work, after)
                after = await work.payments.save(after)
                await work.commit()
                return before, after

        before, after = await retried(once)
        if after is not before:
            self._tell(before, after)
        return after

    async def _with_consequences(self, work: Work, payment: Payment) -> Payment:
        if payment.state is PaymentState.AUTHORIZED:
            return await self._paid(work, payment)
        if payment.state.is_unpaid_end:
            await self._unpaid(work, payment)
        return payment

    async def _paid(self, work: Work, payment: Payment) -> Payment:
        now = self._clock.now()
        order = await the_order(work, payment.order_id)
        shares = await work.shares.of(order.id)
        share = replace(_numbered(shares, payment.share).paid(now), guest=order.guest)
        await work.shares.save(share)
        others = (other for other in shares if other.number != share.number)
        if all(other.state is ShareState.PAID for other in others):
            await work.orders.save(order.moved_to(OrderState.PAID))
        await work.outbox.add(self._message(share, now))
        return replace(payment, capture_due_at=now if self._capture_at_once(order) else now + SAFETY_CAPTURE)

    async def _unpaid(self, work: Work, payment: Payment) -> None:
        order = await the_order(work, payment.order_id)
        shares = await work.shares.of(order.id)
        await work.shares.save(_numbered(shares, payment.share).released())
        others = (other for other in shares if other.number != payment.share)
        if all(other.state is ShareState.UNPAID for other in others):
            await work.orders.save(order.moved_to(OrderState.OPEN))

    def _message(self, share: Share, now: datetime) -> OutboxMessage:
        guest = share.guest
        decided = guest is not None and (guest.member is not None or guest.joined)
        return OutboxMessage(
            id=self._chance.message_id(),
            kind=MessageKind.ORDER,
            order_id=share.order_id,
            share=share.number,
            due_at=now if decided else now + self._restaurant.grace,
            created_at=now,
        )

    def _capture_at_once(self, order: Order) -> bool:
        return self._restaurant.capture_at_once.get(order.serving, False)

    def _tell(self, before: Payment, after: Payment) -> None:
        if after.state is not before.state:
            log.info("payment_moved", reference=after.reference, before=before.state, after=after.state)
        if after.state is PaymentState.AUTHORIZED:
            for bell in self._bells:
                bell.ring()
        self._changes.tell(after.order_id)


async def _the_payment(work: Reading, reference: Reference) -> Payment:
    payment = await work.payments.get(reference)
    if payment is None:
        raise NoSuchPayment(reference)
    return payment


def _numbered(shares: tuple[Share, ...], number: int) -> Share:
    return next(share for share in shares if share.number == number)

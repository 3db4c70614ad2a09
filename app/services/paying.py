"""Ask a guest for money: store the intent, ask, follow; or give it up."""

from dataclasses import replace

from app.domain.errors import PaymentOpen
from app.domain.ids import IdempotencyKey, OrderId, Reference, payment_reference
from app.domain.money import zero
from app.domain.order import Order, OrderState
from app.domain.payment import LIFETIME, Payment, PaymentFlow
from app.domain.restaurant import Restaurant
from app.domain.split import Share, ShareState, whole_bill
from app.ports.clock import Clock
from app.ports.payment_provider import PaymentAsk, PaymentProvider
from app.ports.storage import Storage, Work
from app.services.background import Background
from app.services.changes import Changes
from app.services.recording import Recording
from app.services.requesting import Requesting
from app.services.transactions import retried, the_order
from app.services.watching import Watching


class Paying:
    """Use cases of paying a bill."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        provider: PaymentProvider,
        storage: Storage,
        clock: Clock,
        restaurant: Restaurant,
        changes: Changes,
        recording: Recording,
        requesting: Requesting,
        watching: Watching,
        background: Background,
    ) -> None:
        self._provider = provider
        self._storage = storage
        self._clock = clock
        self._restaurant = restaurant
        self._changes = changes
        self._recording = recording
        self._requesting = requesting
        self._watching = watching
        self._background = background

    async def start(self, order_id: OrderId, flow: PaymentFlow | None = None) -> Payment:
        """Reserve the bill and commit the intent with its exact body; then ask, in the background.

        Without a phone number the guest is asked by a one-time QR. Raises :class:`PaymentOpen` while an earlier
        attempt is not settled, and :class:`NothingToPay` for an empty or paid bill.
        """
        payment = await retried(lambda: self._intended(order_id, flow))
        self._changes.tell(order_id)
        self._background.spawn(self._asked(payment), f"ask {payment.reference}")
        return payment

    async def cancel(self, reference: Reference) -> Payment:
        """Give up an open payment. It stays followed to its end: the guest's thumb may have been quicker."""
        payment = await self._recording.change(reference, lambda current: replace(current, cancel_asked=True))
        if not payment.state.is_open:
            return payment
        self._watching.follow(reference)
        return await self._watching.try_to_cancel(payment)

    async def _asked(self, payment: Payment) -> None:
        sent = await self._requesting.send(payment)
        if sent.state.is_open:
            self._watching.follow(payment.reference)

    async def _intended(self, order_id: OrderId, flow: PaymentFlow | None) -> Payment:
        async with self._storage.work() as work:
            order = await the_order(work, order_id)
            if order.state is OrderState.PLACED:
                raise PaymentOpen(order_id)
            share = (await self._share_of(work, order)).reserved()
            payment = self._payment(order, share, flow)
            order = await work.orders.save(order.moved_to(OrderState.PLACED))
            await work.shares.save(share)
            payment = await work.payments.add(payment)
            await work.commit()
        return payment

    async def _share_of(self, work: Work, order: Order) -> Share:
        """The one share of the bill, as large as the bill is now."""
        (fresh,) = whole_bill(order)
        for share in await work.shares.of(order.id):
            if share.state is ShareState.RESERVED:
                raise PaymentOpen(order.id)
            return replace(share, amount=fresh.amount, line_ids=fresh.line_ids, guest=order.guest)
        return await work.shares.add(fresh)

    def _payment(self, order: Order, share: Share, flow: PaymentFlow | None) -> Payment:
        now = self._clock.now()
        phone = order.guest.phone if order.guest else None
        chosen = flow or (PaymentFlow.PUSH_MESSAGE if phone else PaymentFlow.QR)
        reference = payment_reference(order.id, share.number, share.attempts)
        ask = PaymentAsk(
            reference=reference,
            order=order,
            share=share,
            flow=chosen,
            phone=phone if chosen is PaymentFlow.PUSH_MESSAGE else None,
            language=self._restaurant.language,
            description=f"{self._restaurant.name} #{order.number}"[:100],
        )
        nothing = zero(share.amount.currency)
        return Payment(
            reference=reference,
            order_id=order.id,
            share=share.number,
            attempt=share.attempts,
            amount=share.amount,
            flow=chosen,
            key=IdempotencyKey(f"{reference}-create"),
            body=self._provider.prepare(ask),
            created_at=now,
            expires_at=now + LIFETIME,
            authorized=nothing,
            captured=nothing,
            cancelled=nothing,
            refunded=nothing,
        )

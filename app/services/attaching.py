"""Put a guest on an order, at the start, at payment or after it: all three end here."""

from dataclasses import replace

from app.domain.customer import Guest
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState, OutboxMessage
from app.domain.restaurant import Restaurant
from app.ports.clock import Clock
from app.ports.storage import Storage, Work
from app.services.bell import Bell
from app.services.changes import Changes
from app.services.errors import TooLate
from app.services.transactions import retried, the_order


class Attaching:
    """One transaction that sets the guest of an order and of its paid shares that are not posted yet."""

    def __init__(
        self, *, storage: Storage, clock: Clock, restaurant: Restaurant, changes: Changes, posting_bell: Bell
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._grace = restaurant.grace
        self._changes = changes
        self._posting_bell = posting_bell

    async def attach(self, order_id: OrderId, guest: Guest | None) -> Order:
        """Set the guest. Raises :class:`TooLate` when the paid order was posted, or is being posted, already."""

        async def once() -> Order:
            async with self._storage.work() as work:
                order = await work.orders.save((await the_order(work, order_id)).with_guest(guest))
                if order.state is OrderState.PAID:
                    await self._attach_to_shares(work, order, guest)
                await work.commit()
                return order

        order = await retried(once)
        self._posting_bell.ring()
        self._changes.tell(order_id)
        return order

    async def _attach_to_shares(self, work: Work, order: Order, guest: Guest | None) -> None:
        for share in await work.shares.of(order.id):
            message = await work.outbox.of(order.id, share.number)
            if message is None or not _can_still_change(message):
                raise TooLate(order.id)
            await work.shares.save(replace(share, guest=guest))
            await work.outbox.save(self._timed(message, guest))

    def _timed(self, message: OutboxMessage, guest: Guest | None) -> OutboxMessage:
        """Post at once for a member; give anybody else the time to answer whether to join."""
        now = self._clock.now()
        decided = guest is not None and (guest.member is not None or guest.joined)
        return replace(message, due_at=now if decided else now + self._grace)


def _can_still_change(message: OutboxMessage) -> bool:
    return message.state is MessageState.DUE and not message.body

"""Put a guest on an order, at the start, at payment or after it: all three end here."""

from dataclasses import replace
from datetime import datetime

from app.domain.customer import Guest
from app.domain.enrolment import LIFETIME
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
                order = await self.attach_in(work, order_id, guest)
                await work.commit()
                return order

        order = await retried(once)
        self.tell(order_id)
        return order

    async def attach_in(self, work: Work, order_id: OrderId, guest: Guest | None) -> Order:
        """The same inside a unit of work of the caller's, who commits and calls :meth:`tell`.

        Raises :class:`TooLate` before anything is written.
        """
        order = await the_order(work, order_id)
        if order.state is OrderState.PAID:
            await self._attach_to_shares(work, order, guest)
        return await work.orders.save(order.with_guest(guest))

    async def retime_in(self, work: Work, order_id: OrderId) -> None:
        """How long a paid order waits for its guest was changed: inside a unit of work, like :meth:`attach_in`."""
        order = await the_order(work, order_id)
        for share in await work.shares.of(order_id):
            message = await work.outbox.of(order_id, share.number)
            if message is not None and _can_still_change(message):
                due_at = await self._due_at(work, message, order.guest)
                await work.outbox.save(replace(message, due_at=due_at))

    def tell(self, order_id: OrderId) -> None:
        """What was attached is committed."""
        self._posting_bell.ring()
        self._changes.tell(order_id)

    async def _attach_to_shares(self, work: Work, order: Order, guest: Guest | None) -> None:
        paid = [(share, await work.outbox.of(order.id, share.number)) for share in await work.shares.of(order.id)]
        if any(message is None or not _can_still_change(message) for _, message in paid):
            raise TooLate(order.id)
        for share, message in paid:
            if message is not None:
                due_at = await self._due_at(work, message, guest)
                await work.shares.save(replace(share, guest=guest))
                await work.outbox.save(replace(message, due_at=due_at))

    async def _due_at(self, work: Work, message: OutboxMessage, guest: Guest | None) -> datetime:
        """Post at once for a member; give anybody else the time to answer whether to join, also on their phone."""
        now = self._clock.now()
        if guest is not None and (guest.member is not None or guest.joined):
            return now
        waited_for = [e.expires_at for e in await work.enrolments.of(message.order_id) if e.is_waited_for(now)]
        answered_by = min(max(waited_for, default=now), message.created_at + LIFETIME)
        return max(now + self._grace, answered_by)


def _can_still_change(message: OutboxMessage) -> bool:
    return message.state is MessageState.DUE and not message.body

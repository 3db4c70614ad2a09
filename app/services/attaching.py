"""Put a guest on an order, at the start, at payment or after it: all three end here.

After payment the guest goes along with the order as long as that was not posted. Where the restaurant wants it, who
comes later is credited by a check-in of their own, once, and never when the posted order named a guest already.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from app.domain.customer import Guest
from app.domain.enrolment import LIFETIME
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.restaurant import Restaurant
from app.ports.clock import Chance, Clock
from app.ports.storage import Storage, Work
from app.services.bell import Bell
from app.services.changes import Changes
from app.services.errors import TooLate
from app.services.transactions import retried, the_order

DECIDING = timedelta(minutes=2)
"""At least so long a guest who was just recognised may think about joining."""


class Attaching:
    """One transaction that sets the guest of an order and of its paid shares that are not posted yet."""

    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        restaurant: Restaurant,
        changes: Changes,
        posting_bell: Bell,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._grace = restaurant.grace
        self._late_check_in = restaurant.late_check_in
        self._changes = changes
        self._posting_bell = posting_bell

    async def attach(self, order_id: OrderId, guest: Guest | None) -> Order:
        """Set the guest. Raises :class:`TooLate` when the paid order can credit nobody else any more."""

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
        corrected = any(each.kind is MessageKind.ORDER_STATUS for each in await work.outbox.all_of(order.id))
        late = self._late_check_in and not corrected
        if any(message is None or not still_attaches(message, late=late) for _, message in paid):
            raise TooLate(order.id)
        for share, message in paid:
            if message is not None:
                await work.shares.save(replace(share, guest=guest))
                await self._tell_of(work, message, guest)

    async def _tell_of(self, work: Work, message: OutboxMessage, guest: Guest | None) -> None:
        """The message takes the guest along, or another one credits them, once they have decided."""
        if _can_still_change(message):
            await work.outbox.save(replace(message, due_at=await self._due_at(work, message, guest)))
        elif guest is not None and (guest.member is not None or guest.joined):
            await work.outbox.add(self._late_credit(message))

    def _late_credit(self, message: OutboxMessage) -> OutboxMessage:
        now = self._clock.now()
        return OutboxMessage(
            id=self._chance.message_id(),
            kind=MessageKind.ORDER,
            order_id=message.order_id,
            share=message.share,
            number=message.number + 1,
            check_in=True,
            due_at=now,
            created_at=now,
        )

    async def _due_at(self, work: Work, message: OutboxMessage, guest: Guest | None) -> datetime:
        """Post at once for a member; give anybody else the time to answer whether to join, also on their phone.

        The time runs from the payment; who identifies at its end still has a moment.
        """
        now = self._clock.now()
        if guest is not None and (guest.member is not None or guest.joined):
            return now
        waited_for = [e.expires_at for e in await work.enrolments.of(message.order_id) if e.is_waited_for(now)]
        answered_by = min(max(waited_for, default=now), message.created_at + LIFETIME)
        return max(message.created_at + self._grace, now + min(self._grace, DECIDING), answered_by)


def still_attaches(message: OutboxMessage, *, late: bool) -> bool:
    """Whether a guest who identifies now is still credited for this share; ``late``: if need be by a check-in."""
    return _can_still_change(message) or (late and bool(message.body) and not message.credits)


def _can_still_change(message: OutboxMessage) -> bool:
    return message.state is MessageState.DUE and not message.body

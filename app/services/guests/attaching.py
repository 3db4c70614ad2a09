"""Put a guest on a bill, at the start, at payment or after it: all three end here.

After payment the guest goes along with their share as long as that was not posted. Where the restaurant wants it, who
comes later is credited by a check-in of their own, once, and never when the posted share named a guest already.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.customer import Guest
from app.domain.enrolment import LIFETIME
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.restaurant import Restaurant
from app.domain.split import Share, ShareState, is_paid, numbered
from app.ports.clock import Chance, Clock
from app.ports.storage import Reading, Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import TooLate
from app.services.basics.transactions import people_on, retried, the_order


@dataclass(frozen=True, slots=True)
class Attached:
    """The guest is on the share now."""

    order: Order
    guest: Guest


@dataclass(frozen=True, slots=True)
class OnTheBill:
    """This person pays another share of the same bill already; nothing was changed."""

    share: int


@dataclass(frozen=True, slots=True)
class SomebodyElse:
    """Another person than the one on the share, or one for whom no share was named: nothing was changed."""

    guest: Guest
    present: Guest | None


DECIDING = timedelta(minutes=2)
"""At least so long a guest who was just recognised may think about joining."""


class Attaching:
    """One transaction that sets the payer of a share, also of a paid one that is not posted yet."""

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

    async def attach(self, order_id: OrderId, guest: Guest | None, share: int = 1) -> Order:
        """Set the payer of a share. Raises :class:`TooLate` when it is paid and can credit nobody else any more."""

        async def once() -> Order:
            async with self._storage.work() as work:
                order = await self.attach_in(work, order_id, guest, share)
                await work.commit()
                return order

        order = await retried(once)
        self.tell(order_id)
        return order

    async def recognise(
        self, order_id: OrderId, guest: Guest, share: int | None
    ) -> Attached | OnTheBill | SomebodyElse:
        """Put a person on a share that nobody has yet; nobody is ever replaced by another one here.

        Without a share it is only looked up whether they are on the bill. Raises as :meth:`attach`.
        """

        async def once() -> Attached | OnTheBill | SomebodyElse:
            async with self._storage.work() as work:
                people = await people_on(work, await the_order(work, order_id))
                holder = next((number for number, each in people.items() if each.phone == guest.phone), None)
                present = people.get(share) if share is not None else None
                if holder is not None and holder != share:
                    return OnTheBill(holder)
                if share is None or (present is not None and holder is None):
                    return SomebodyElse(guest, present)
                known = replace(guest, joined=present is not None and present.joined)
                order = await self.attach_in(work, order_id, known, share)
                await work.commit()
                return Attached(order, known)

        found = await retried(once)
        if isinstance(found, Attached):
            self.tell(order_id)
        return found

    async def waits_for_a_payer(self, order_id: OrderId, share: int) -> bool:
        """Whether a share is still to be paid, and nobody is known to pay it."""
        async with self._storage.reading() as reading:
            people = await people_on(reading, await the_order(reading, order_id))
            return people.get(share) is None and not is_paid(await reading.shares.of(order_id), share)

    async def attach_in(self, work: Work, order_id: OrderId, guest: Guest | None, share: int = 1) -> Order:
        """The same as :meth:`attach` inside a unit of work of the caller's, who commits and calls :meth:`tell`.

        Raises :class:`TooLate` before anything is written.
        """
        order = await the_order(work, order_id)
        shares = await work.shares.of(order_id)
        if share > 1 or is_paid(shares, share):
            await self._attach_to(work, numbered(shares, share), guest)
        return await work.orders.save(order.with_guest(guest)) if share == 1 else order

    async def retime_in(self, work: Work, order_id: OrderId) -> None:
        """How long a paid order waits for its guest was changed: inside a unit of work, like :meth:`attach_in`."""
        for share in await work.shares.of(order_id):
            message = await work.outbox.of(order_id, share.number)
            if message is not None and _can_still_change(message):
                due_at = await self._due_at(work, message, share.guest)
                await work.outbox.save(replace(message, due_at=due_at))

    def tell(self, order_id: OrderId) -> None:
        """What was attached is committed."""
        self._posting_bell.ring()
        self._changes.tell(order_id)

    async def _attach_to(self, work: Work, share: Share, guest: Guest | None) -> None:
        message = await work.outbox.of(share.order_id, share.number) if share.state is ShareState.PAID else None
        if share.state is ShareState.PAID:
            late = self._late_check_in and not await corrected(work, share)
            if message is None or not still_attaches(message, late=late):
                raise TooLate(share.order_id)
        await work.shares.save(replace(share, guest=guest))
        if message is not None:
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
        asked = (e for e in await work.enrolments.of(message.order_id) if guest is None or e.phone == guest.phone)
        waited_for = [e.expires_at for e in asked if e.is_waited_for(now)]
        answered_by = min(max(waited_for, default=now), message.created_at + LIFETIME)
        return max(message.created_at + self._grace, now + min(self._grace, DECIDING), answered_by)


async def corrected(reading: Reading, share: Share) -> bool:
    """Whether the programme is told that the money of this share went back."""
    messages = await reading.outbox.all_of(share.order_id)
    return any(each.kind is MessageKind.ORDER_STATUS and each.share == share.number for each in messages)


def still_attaches(message: OutboxMessage, *, late: bool) -> bool:
    """Whether a guest who identifies now is still credited for this share; ``late``: if need be by a check-in."""
    return _can_still_change(message) or (late and bool(message.body) and not message.credits)


def _can_still_change(message: OutboxMessage) -> bool:
    return message.state is MessageState.DUE and not message.body

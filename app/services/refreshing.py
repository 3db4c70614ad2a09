"""News of the programme's customers: who is on an order right now is looked up again and shown as they are now."""

from dataclasses import replace

import structlog

from app.domain.customer import Guest, Member
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.split import ShareState
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage, Work
from app.ports.webhooks import Delivery, Outcome
from app.services.changes import Changes
from app.services.transactions import retried, the_order

log = structlog.get_logger()

REFRESHED = {OrderState.OPEN, OrderState.PLACED}


class Refreshing:
    """The programme tells of every customer it has; nobody is looked up who is not at one of our tables."""

    def __init__(self, *, storage: Storage, loyalty: LoyaltyProgram, changes: Changes) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._changes = changes

    async def stored(self, work: Work, delivery: Delivery) -> None:
        """Nothing else is written down about a customer."""

    async def act(self, delivery: Delivery) -> Outcome:
        """Refresh the guest of every order that is open or being paid. Raises only :mod:`app.ports.errors`."""
        customer_id = delivery.reference
        async with self._storage.reading() as reading:
            orders = await reading.orders.with_guests()
        if not any(_may_be(order.guest, customer_id) for order in orders):
            return Outcome.UNKNOWN
        member = await self._loyalty.find_by_pass(customer_id)
        if member is None:
            return Outcome.UNKNOWN
        theirs = [order.id for order in orders if _is(order.guest, member)]
        for order_id in theirs:
            await self._refresh(order_id, member)
        return Outcome.LOOKED_UP if theirs else Outcome.UNKNOWN

    async def _refresh(self, order_id: OrderId, member: Member) -> None:
        async def once() -> bool:
            async with self._storage.work() as work:
                order = await the_order(work, order_id)
                guest = order.guest
                if order.state not in REFRESHED or guest is None or not _is(guest, member):
                    return False
                known = replace(guest, member=member, asked=True)
                if known == guest:
                    return False
                await self._put(work, order, known)
                await work.commit()
                return True

        if await retried(once):
            log.info("guest_refreshed", order=order_id)
            self._changes.tell(order_id)

    async def _put(self, work: Work, order: Order, guest: Guest) -> None:
        await work.orders.save(order.with_guest(guest))
        for share in await work.shares.of(order.id):
            if share.state is not ShareState.PAID and share.guest is not None and share.guest.phone == guest.phone:
                await work.shares.save(replace(share, guest=replace(guest, joined=share.guest.joined)))


def _may_be(guest: Guest | None, customer_id: str) -> bool:
    """Whether it could be about them: theirs is the id, or the programme did not know them yet."""
    return guest is not None and (guest.member is None or guest.member.customer_id == customer_id)


def _is(guest: Guest | None, member: Member) -> bool:
    if guest is None:
        return False
    if guest.member is None:
        return guest.phone == member.phone
    return guest.member.customer_id == member.customer_id

"""News of the programme's customers: who is at a table right now is looked up again and shown as they are now."""

from dataclasses import replace

import structlog

from app.domain.customer import Guest, Member
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.split import ShareState, is_paid, payers
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage, Work
from app.ports.webhooks import Delivery, Outcome
from app.services.basics.changes import Changes
from app.services.basics.transactions import retried, the_order

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
        """Refresh whoever has not paid yet on a bill at a table. Raises only :mod:`app.ports.errors`."""
        customer_id = delivery.reference
        async with self._storage.reading() as reading:
            people = await reading.orders.people()
        if not any(_may_be(guest, customer_id) for _, guest in people):
            return Outcome.UNKNOWN
        member = await self._loyalty.find_by_pass(customer_id)
        if member is None:
            return Outcome.UNKNOWN
        theirs = dict.fromkeys(order_id for order_id, guest in people if _is(guest, member))
        for order_id in theirs:
            await self._refresh(order_id, member)
        return Outcome.LOOKED_UP if theirs else Outcome.UNKNOWN

    async def _refresh(self, order_id: OrderId, member: Member) -> None:
        async def once() -> bool:
            async with self._storage.work() as work:
                order = await the_order(work, order_id)
                if order.state not in REFRESHED or not await _put(work, order, member):
                    return False
                await work.commit()
                return True

        if await retried(once):
            log.info("guest_refreshed", order=order_id)
            self._changes.tell(order_id)


async def _put(work: Work, order: Order, member: Member) -> bool:
    """Put the member on what is theirs and not paid; the payer of the first share is the order's guest."""
    shares = await work.shares.of(order.id)
    first = _news(order.guest, member)
    if is_paid(shares, 1):
        first = None
    if first is not None:
        await work.orders.save(order.with_guest(first))
    changed = first is not None
    for share in payers(shares):
        known = first if share.number == 1 else _news(share.guest, member)
        if known is not None and share.state is not ShareState.PAID:
            await work.shares.save(replace(share, guest=known))
            changed = True
    return changed


def _news(guest: Guest | None, member: Member) -> Guest | None:
    """The guest as they are now, or ``None`` for somebody else and without a change."""
    if guest is None or not _is(guest, member):
        return None
    known = replace(guest, member=member, asked=True)
    return None if known == guest else known


def _may_be(guest: Guest, customer_id: str) -> bool:
    """Whether it could be about them: theirs is the id, or the programme did not know them yet."""
    return guest.member is None or guest.member.customer_id == customer_id


def _is(guest: Guest, member: Member) -> bool:
    if guest.member is None:
        return guest.phone == member.phone
    return guest.member.customer_id == member.customer_id

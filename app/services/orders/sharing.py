"""Cut a bill among several payers, while nothing is being asked for; who has paid keeps what they paid for."""

from collections.abc import Callable

import structlog

from app.domain.customer import Guest
from app.domain.cutting import Shares, by_lines, equally, up_to_date, with_payer, without_payer
from app.domain.errors import NothingToPay
from app.domain.ids import LineId, OrderId
from app.domain.order import Order, OrderState
from app.ports.clock import Chance
from app.ports.storage import Storage
from app.services.basics.changes import Changes
from app.services.basics.transactions import people_on, retried, save_shares, the_order

log = structlog.get_logger()

MOST_PIECES = 40
"""A bill of more pieces is cut by its lines as they are: nobody wants to look at so many."""

Change = Callable[[Order, Shares], Shares]


class Sharing:
    """Use cases of a bill with several payers.

    Each raises :class:`PaymentOpen` while any payment is open, :class:`NothingToPay` for a bill that needs no payer,
    and :class:`InvalidValue` for parts that cannot be.
    """

    def __init__(self, *, storage: Storage, chance: Chance, changes: Changes) -> None:
        self._storage = storage
        self._chance = chance
        self._changes = changes

    async def add(self, order_id: OrderId, guest: Guest | None) -> int:
        """One payer more, known or not; the number of their share. Who is on the bill already stays where they are."""
        if guest is not None:
            async with self._storage.reading() as reading:
                people = await people_on(reading, await the_order(reading, order_id))
            for number, present in people.items():
                if present.phone == guest.phone:
                    return number
        shares = await self._changed(order_id, lambda order, shares: with_payer(order, shares, guest))
        log.info("payer_added", order=order_id, payers=len(shares))
        return max(share.number for share in shares)

    async def take_off(self, order_id: OrderId, number: int) -> None:
        """One payer less; the others pay for them."""
        await self._changed(order_id, lambda order, shares: without_payer(order, shares, number), leaving=number)

    async def equally(self, order_id: OrderId) -> None:
        """What is unpaid in equal parts."""
        await self._changed(order_id, equally)

    async def by_dishes(self, order_id: OrderId) -> None:
        """Each payer for their dishes; pieces of one dish become lines of their own, so that each can be given."""
        await self._changed(order_id, by_lines, in_pieces=True)

    async def give(self, order_id: OrderId, line_id: LineId, number: int) -> None:
        """This dish is paid by that payer."""
        await self._changed(order_id, lambda order, shares: by_lines(order, shares, line_id, number))

    async def _changed(
        self, order_id: OrderId, change: Change, *, leaving: int | None = None, in_pieces: bool = False
    ) -> Shares:
        async def once() -> Shares:
            async with self._storage.work() as work:
                order = await the_order(work, order_id)
                if order.state not in {OrderState.OPEN, OrderState.PLACED}:
                    raise NothingToPay(order_id)
                stored = await work.shares.of(order_id)
                if in_pieces and order.state is OrderState.OPEN and _pieces(order) <= MOST_PIECES:
                    order = order.in_pieces(self._chance.line_id)
                shares = change(order, up_to_date(order, stored))
                if leaving == 1:
                    order = order.with_guest(None)
                await work.orders.save(order)
                await save_shares(work, stored, shares)
                await work.commit()
                return shares

        shares = await retried(once)
        self._changes.tell(order_id)
        return shares


def _pieces(order: Order) -> int:
    return sum(line.quantity for line in order.lines)

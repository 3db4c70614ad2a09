"""All that a screen needs to know of one order, read in one go: the database is the truth, the screen a view of it."""

from dataclasses import dataclass, replace
from typing import Final

from app.domain.cutting import up_to_date
from app.domain.enrolment import Enrolment
from app.domain.ids import OrderId
from app.domain.money import Money
from app.domain.order import Order, OrderState
from app.domain.outbox import OutboxMessage
from app.domain.payment import Payment
from app.domain.split import Share, ShareState, payers, unpaid
from app.ports.storage import Reading, Storage
from app.services.basics.transactions import the_order
from app.services.guests.attaching import corrected, still_attaches


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareView:
    """One payer's share, its newest payment, the message that posts it, the newest request to join in their app."""

    share: Share
    payment: Payment | None = None
    message: OutboxMessage | None = None
    enrolment: Enrolment | None = None
    attaches: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order, its newest payment, the message that posts it once it is paid, its newest request to join in an app.

    ``payers`` are the shares of those who are on the bill, one for a bill that was never cut. ``attaches``: it is paid,
    and who identifies now is still credited.
    """

    order: Order
    payment: Payment | None
    message: OutboxMessage | None
    enrolment: Enrolment | None = None
    payers: tuple[ShareView, ...] = ()
    attaches: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether more than one person pays."""
        return len(self.payers) > 1

    @property
    def unpaid(self) -> Money:
        """What nobody has paid yet."""
        return unpaid(self.order, [each.share for each in self.payers])

    def seen_by(self, number: int) -> "OrderView":
        """The bill as one payer sees it: the guest is that payer, and its state that of their share."""
        mine = next((each for each in self.payers if each.share.number == number), None)
        if mine is None:
            return self
        own = self.is_cut and self.order.state is not OrderState.ABANDONED
        state = _STATES[mine.share.state] if own else self.order.state
        return replace(
            self,
            order=replace(self.order, guest=mine.share.guest, state=state),
            payment=mine.payment,
            message=mine.message,
            enrolment=mine.enrolment,
            attaches=mine.attaches,
        )


_STATES: Final = {
    ShareState.UNPAID: OrderState.OPEN,
    ShareState.RESERVED: OrderState.PLACED,
    ShareState.PAID: OrderState.PAID,
}


class Showing:
    """Reads for screens."""

    def __init__(self, *, storage: Storage, late_check_in: bool) -> None:
        self._storage = storage
        self._late_check_in = late_check_in

    async def order(self, order_id: OrderId) -> OrderView:
        """The order as it is committed now; raises :class:`NoSuchOrder`."""
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
            payments = await reading.payments.of(order_id)
            enrolments = await reading.enrolments.of(order_id)
            shares = payers(up_to_date(order, await reading.shares.of(order_id)))
            seen = [await self._seen(reading, share, payments, enrolments) for share in shares]
        return OrderView(
            order=order,
            payment=payments[-1] if payments else None,
            message=seen[0].message if seen else None,
            enrolment=enrolments[-1] if enrolments else None,
            payers=tuple(seen),
            attaches=bool(seen) and seen[0].attaches,
        )

    async def _seen(
        self, reading: Reading, share: Share, payments: tuple[Payment, ...], enrolments: tuple[Enrolment, ...]
    ) -> ShareView:
        mine = [payment for payment in payments if payment.share == share.number]
        asked = [each for each in enrolments if share.guest is not None and each.phone == share.guest.phone]
        seen = ShareView(share=share, payment=mine[-1] if mine else None, enrolment=asked[-1] if asked else None)
        if share.state is not ShareState.PAID:
            return seen
        message = await reading.outbox.of(share.order_id, share.number)
        late = self._late_check_in and not await corrected(reading, share)
        return replace(seen, message=message, attaches=message is not None and still_attaches(message, late=late))

"""What the staff see of the restaurant's bills: every one that is not paid yet, whatever tablet it began at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.cutting import up_to_date
from app.domain.ids import OrderId
from app.domain.money import Money, zero
from app.domain.order import Order
from app.domain.payment import Payment
from app.domain.split import payers, unpaid
from app.ports.clock import Clock
from app.ports.storage import Storage
from app.services.admin.admitting import Admitting
from app.services.basics.transactions import the_order
from app.services.payments.capturing import Capturing


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBill:
    """An order that somebody still has to pay, and how much of it."""

    order: Order
    unpaid: Money
    payers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """An order that is paid and whose money is taken when the food is with the guest; ``held`` is how much."""

    order: Order
    held: Money


FAR_AHEAD = timedelta(days=365)
"""No reservation lasts longer."""


class Hosting:
    """Use cases of staff at their tablets. ``door`` admits who knows the staff's PIN."""

    def __init__(self, *, storage: Storage, clock: Clock, capturing: Capturing, door: Admitting) -> None:
        self.door = door
        self._storage = storage
        self._clock = clock
        self._capturing = capturing

    async def to_hand_over(self) -> tuple[ToHandOver, ...]:
        """Orders whose reserved money waits for the hand-over, oldest first; none where it is taken at once."""
        now = self._clock.now()
        held: dict[OrderId, Money] = {}
        async with self._storage.reading() as reading:
            for payment in await reading.payments.due_captures(now + FAR_AHEAD):
                if _waits(payment, now):
                    before = held.get(payment.order_id, zero(payment.amount.currency))
                    held[payment.order_id] = before + payment.left_to_capture
            orders = [await the_order(reading, order_id) for order_id in held]
        orders.sort(key=lambda order: order.opened_at)
        return tuple(ToHandOver(order=order, held=held[order.id]) for order in orders)

    async def hand_over(self, order_id: OrderId) -> None:
        """The food is with the guest: from now on the money may be taken."""
        await self._capturing.hand_over(order_id)

    async def open_bills(self) -> tuple[OpenBill, ...]:
        """Every bill with something on it that is not paid in full, newest first."""
        async with self._storage.reading() as reading:
            orders = await reading.orders.unpaid()
            shares = [up_to_date(order, await reading.shares.of(order.id)) for order in orders]
        return tuple(
            OpenBill(order=order, unpaid=unpaid(order, cut), payers=len(payers(cut)))
            for order, cut in zip(orders, shares, strict=True)
        )


def _waits(payment: Payment, now: datetime) -> bool:
    """What is being taken or released already, or needs a person, is not for whoever carries the food."""
    busy = payment.capturing is not None or payment.release_asked or payment.attention is not None
    return not busy and payment.capture_due_at is not None and payment.capture_due_at > now

"""What the staff see of the restaurant's bills: every one that is not paid yet, whatever tablet it began at."""

from dataclasses import dataclass

from app.domain.cutting import up_to_date
from app.domain.money import Money
from app.domain.order import Order
from app.domain.split import payers, unpaid
from app.ports.storage import Storage
from app.services.admin.admitting import Admitting


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBill:
    """An order that somebody still has to pay, and how much of it."""

    order: Order
    unpaid: Money
    payers: int


class Hosting:
    """Use cases of staff at their tablets. ``door`` admits who knows the staff's PIN."""

    def __init__(self, *, storage: Storage, door: Admitting) -> None:
        self.door = door
        self._storage = storage

    async def open_bills(self) -> tuple[OpenBill, ...]:
        """Every bill with something on it that is not paid in full, newest first."""
        async with self._storage.reading() as reading:
            orders = await reading.orders.unpaid()
            shares = [up_to_date(order, await reading.shares.of(order.id)) for order in orders]
        return tuple(
            OpenBill(order=order, unpaid=unpaid(order, cut), payers=len(payers(cut)))
            for order, cut in zip(orders, shares, strict=True)
        )

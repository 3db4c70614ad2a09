"""A bill is cut into shares; every øre belongs to exactly one share."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.customer import Guest
from app.domain.errors import IllegalMove, NothingToPay
from app.domain.ids import LineId, OrderId
from app.domain.money import Money
from app.domain.order import Order


class ShareState(StrEnum):
    """Unpaid shares can be paid; a reserved one has an open payment; a paid one is finished."""

    UNPAID = "unpaid"
    RESERVED = "reserved"
    PAID = "paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One payer's part of one bill, numbered from 1. ``line_ids`` empty means a share by amount."""

    order_id: OrderId
    number: int
    amount: Money
    line_ids: tuple[LineId, ...]
    state: ShareState = ShareState.UNPAID
    guest: Guest | None = None
    attempts: int = 0
    paid_at: datetime | None = None
    version: int = 0

    def reserved(self) -> "Share":
        """With an open payment, counted as one more attempt."""
        self._must_be(ShareState.UNPAID)
        return replace(self, state=ShareState.RESERVED, attempts=self.attempts + 1)

    def released(self) -> "Share":
        """Free again after a payment that ended without money."""
        self._must_be(ShareState.RESERVED)
        return replace(self, state=ShareState.UNPAID)

    def paid(self, at: datetime) -> "Share":
        """Paid for good."""
        self._must_be(ShareState.RESERVED)
        return replace(self, state=ShareState.PAID, paid_at=at)

    def _must_be(self, state: ShareState) -> None:
        if self.state is not state:
            msg = f"share is {self.state}, not {state}"
            raise IllegalMove(msg)


def whole_bill(order: Order) -> tuple[Share, ...]:
    """One share for everything; raises :class:`NothingToPay` for an empty order."""
    if not order.amount.minor > 0:
        raise NothingToPay(order.id)
    lines = tuple(line.id for line in order.bill_lines)
    return (Share(order_id=order.id, number=1, amount=order.amount, line_ids=lines, guest=order.guest),)

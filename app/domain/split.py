"""A bill is cut into shares; every øre belongs to exactly one share."""

from collections.abc import Sequence
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


class Cut(StrEnum):
    """How a share's part follows from the bill; ``off`` is a payer who was taken off it and pays nothing."""

    WHOLE = "whole"
    EQUAL = "equal"
    LINES = "lines"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class RatePart:
    """How much of a share by amount was sold at one VAT rate: hundredths of a percent, and minor units."""

    basis_points: int
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One payer's part of one bill, numbered from 1. ``line_ids`` empty means a share by amount.

    The payer of share 1 is the order's guest. ``parts`` cut a share by amount by VAT rate, so that all shares of a
    bill together hold exactly what the bill holds of each rate.
    """

    order_id: OrderId
    number: int
    amount: Money
    line_ids: tuple[LineId, ...]
    cut: Cut = Cut.WHOLE
    parts: tuple[RatePart, ...] = ()
    state: ShareState = ShareState.UNPAID
    guest: Guest | None = None
    attempts: int = 0
    paid_at: datetime | None = None
    version: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether the bill waits for nothing from here any more."""
        return self.state is ShareState.PAID or (self.state is ShareState.UNPAID and self.amount.minor == 0)

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


def payers(shares: Sequence[Share]) -> tuple[Share, ...]:
    """The shares of those who are on the bill."""
    return tuple(share for share in shares if share.cut is not Cut.OFF)


def is_cut(shares: Sequence[Share]) -> bool:
    """Whether more than one person pays."""
    return len(payers(shares)) > 1


def unpaid(order: Order, shares: Sequence[Share]) -> Money:
    """What of the bill nobody has paid yet, whether it is being asked for or not."""
    paid = sum(share.amount.minor for share in shares if share.state is ShareState.PAID)
    return Money(order.amount.minor - paid, order.currency)


def is_paid(shares: Sequence[Share], number: int) -> bool:
    """Whether the share of a number is there and paid."""
    return any(share.number == number and share.state is ShareState.PAID for share in shares)


def numbered(shares: Sequence[Share], number: int) -> Share:
    """The share of a number; raises :class:`NothingToPay` where there is none."""
    found = next((share for share in payers(shares) if share.number == number), None)
    if found is None:
        msg = f"nobody pays share {number}"
        raise NothingToPay(msg)
    return found

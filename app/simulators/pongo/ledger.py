"""What Pongo's back office shows: the world in the shape its page draws."""

import json
from dataclasses import dataclass
from datetime import datetime

from app.simulators.pongo.records import CheckIn, Customer, Movement, Order, Store
from app.simulators.pongo.world import World

_REASONS = {
    "order": "Order",
    "check_in": "Check-in",
    "reward": "Reward",
    "canceled": "Order cancelled",
    "refunded": "Order refunded",
    "created": "At enrolment",
    "updated": "By hand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order beside its customer; `body` is the received JSON, indented."""

    order: Order
    store: Store
    customer: Customer | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A customer with the newest movements first."""

    customer: Customer
    movements: tuple[tuple[Movement, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRow:
    """A check-in beside its customer."""

    check_in: CheckIn
    customer: Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRow:
    """A store with what it took in paid orders, in minor units."""

    store: Store
    orders: int
    takings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All rows of the page: orders and check-ins newest first, customers latest changed first."""

    merchant: str
    currency: str
    programme: str
    entries: tuple[OrderRow | CheckInRow, ...]
    customers: tuple[CustomerRow, ...]
    stores: tuple[StoreRow, ...]
    points_given: int


def ledger(world: World) -> Ledger:
    """Draw up the ledger of a world as it is now."""
    customers = sorted(world.customers.values(), key=_latest_change(world), reverse=True)
    earned = sum(each.points_earned for each in world.orders.values())
    return Ledger(
        merchant=world.merchant.name,
        currency=world.merchant.currency,
        programme=world.settings.programme.name,
        entries=tuple(_entries(world)),
        customers=tuple(_customer_row(world, each) for each in customers),
        stores=tuple(_store_row(world, each) for each in world.stores.values()),
        points_given=earned + sum(each.points_earned for each in world.check_ins),
    )


def money(minor: int, currency: str) -> str:
    """An amount for reading: `kr 1 234,50` for kroner, `1 234.50 EUR` else."""
    whole, cents = divmod(abs(minor), 100)
    sign = "−" if minor < 0 else ""
    grouped = f"{whole:,}".replace(",", "\u202f")
    if currency in ("NOK", "SEK", "DKK"):
        return f"{sign}kr\u00a0{grouped},{cents:02}"
    return f"{sign}{grouped}.{cents:02}\u00a0{currency}"


def phone(digits: str | None) -> str:
    """A phone number for reading, in groups: `+47 12 34 56 78`."""
    if digits is None:
        return "no phone number"
    rest = digits[2:]
    size = 2 if len(rest) == 8 else 3  # Norwegian and Danish numbers are read in pairs
    return f"+{digits[:2]} " + " ".join(rest[start : start + size] for start in range(0, len(rest), size))


def _latest_change(world: World) -> "_ByChange":
    return _ByChange({each: position for position, each in enumerate(reversed(world.customers))})


@dataclass(frozen=True, slots=True)
class _ByChange:
    """Sorts by change; seeded together, the first stays first."""

    positions: dict[str, int]

    def __call__(self, customer: Customer) -> tuple[datetime, int]:
        return customer.updated_at.replace(microsecond=0), self.positions[customer.public_id]


def _entries(world: World) -> list[OrderRow | CheckInRow]:
    rows: list[tuple[datetime, OrderRow | CheckInRow]] = [
        (each.received_at, _order_row(world, each)) for each in world.orders.values()
    ]
    rows += [
        (each.checked_in_at, CheckInRow(check_in=each, customer=world.customers[each.customer_id]))
        for each in world.check_ins
    ]
    rows.reverse()  # of two at the same instant the later taken comes first
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]


def _order_row(world: World, order: Order) -> OrderRow:
    return OrderRow(
        order=order,
        store=world.stores[order.store_slug],
        customer=world.customers[order.customer_id] if order.customer_id else None,
        body=json.dumps(order.body, indent=2, ensure_ascii=False),
    )


def _customer_row(world: World, customer: Customer) -> CustomerRow:
    mine = [each for each in world.movements if each.customer_id == customer.public_id]
    return CustomerRow(
        customer=customer,
        movements=tuple((each, f"{_REASONS[each.reason]}") for each in reversed(mine[-8:])),
    )


def _store_row(world: World, store: Store) -> StoreRow:
    paid = [each for each in world.orders.values() if each.store_slug == store.slug and each.status == "paid"]
    return StoreRow(store=store, orders=len(paid), takings=sum(each.amount for each in paid))

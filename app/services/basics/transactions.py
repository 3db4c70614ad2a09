"""Read, change, save: the loop that every use case on one order goes through."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from app.domain.customer import Guest, PhoneNumber
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.split import Share, payers
from app.ports.errors import StaleWrite
from app.ports.storage import Reading, Storage, Work
from app.services.basics.errors import NoSuchOrder

TRIES = 5

P = ParamSpec("P")
T = TypeVar("T")


async def retried(do: Callable[[], Awaitable[T]]) -> T:
    """Do it again from the start when somebody else saved first; the last failure is raised."""
    for _ in range(TRIES - 1):
        try:
            return await do()
        except StaleWrite:
            continue
    return await do()


async def the_order(reading: Reading, order_id: OrderId) -> Order:
    """The order; raises :class:`NoSuchOrder`."""
    order = await reading.orders.get(order_id)
    if order is None:
        raise NoSuchOrder(order_id)
    return order


async def people_on(reading: Reading, order: Order) -> dict[int, Guest]:
    """Who is known on a bill, by the number of their share; the order's guest pays the first one."""
    shares = payers(await reading.shares.of(order.id))
    others = {share.number: share.guest for share in shares if share.number > 1 and share.guest is not None}
    return others if order.guest is None else {1: order.guest, **others}


async def payer_with(reading: Reading, order: Order, phone: PhoneNumber) -> tuple[int, Guest] | None:
    """Who has this number, with their share, when the bill still carries them."""
    if order.state is OrderState.ABANDONED:
        return None
    people = await people_on(reading, order)
    return next((found for found in people.items() if found[1].phone == phone), None)


async def save_shares(work: Work, stored: tuple[Share, ...], shares: tuple[Share, ...]) -> None:
    """Store what differs from what was read, inside a unit of work."""
    before = {share.number: share for share in stored}
    for share in shares:
        if share.number not in before:
            await work.shares.add(share)
        elif share != before[share.number]:
            await work.shares.save(share)


async def changed(storage: Storage, order_id: OrderId, change: Callable[[Order], Order]) -> Order:
    """Apply a pure change to an order and commit it; two tablets at once is normal, so it is retried."""

    async def once() -> Order:
        async with storage.work() as work:
            order = await the_order(work, order_id)
            after = change(order)
            if after == order:
                return order
            saved = await work.orders.save(after)
            await work.commit()
            return saved

    return await retried(once)

"""Read, change, save: the loop that every use case on one order goes through."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from app.domain.ids import OrderId
from app.domain.order import Order
from app.ports.errors import StaleWrite
from app.ports.storage import Reading, Storage
from app.services.errors import NoSuchOrder

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

"""Open an order at a tablet, fill it, empty it, give it up."""

from collections.abc import Callable
from dataclasses import replace

from app.domain.catalog import Catalog, Modifier, Product
from app.domain.errors import InvalidValue
from app.domain.ids import LineId, LocationId, OrderId, ProductId, TabletId
from app.domain.order import Order, OrderState, order_line
from app.domain.restaurant import Restaurant
from app.domain.vat import Serving
from app.ports.clock import Chance, Clock
from app.ports.storage import Storage
from app.services.basics.changes import Changes
from app.services.basics.transactions import changed, retried, the_order

LONGEST_TABLE = 20


class Ordering:
    """Use cases of an order before it is paid."""

    def __init__(
        self,
        *,
        storage: Storage,
        clock: Clock,
        chance: Chance,
        catalog: Catalog,
        restaurant: Restaurant,
        changes: Changes,
    ) -> None:
        self.catalog = catalog
        self.restaurant = restaurant
        self._storage = storage
        self._clock = clock
        self._chance = chance
        self._changes = changes

    async def begin(
        self, tablet: TabletId, serving: Serving, location: LocationId | None = None, table: str = ""
    ) -> Order:
        """A new, empty order at a location of the restaurant, home unless another one is named; perhaps at a table."""
        async with self._storage.work() as work:
            order = await work.orders.add(
                Order(
                    id=self._chance.order_id(),
                    number=await work.orders.next_number(),
                    tablet=tablet,
                    serving=serving,
                    country=self.restaurant.country,
                    currency=self.restaurant.currency,
                    opened_at=self._clock.now(),
                    location=self.restaurant.location(location),
                    table=table.strip()[:LONGEST_TABLE],
                )
            )
            await work.commit()
        return order

    async def current(self, tablet: TabletId) -> Order | None:
        """The order that this tablet was busy with, so that a reload or a restart shows it again."""
        async with self._storage.reading() as reading:
            return await reading.orders.current(tablet)

    async def get(self, order_id: OrderId) -> Order:
        """The order as it is now."""
        async with self._storage.reading() as reading:
            return await the_order(reading, order_id)

    async def add(
        self, order_id: OrderId, product_id: ProductId, modifier_ids: tuple[str, ...] = (), note: str = ""
    ) -> Order:
        """One more of a product. Raises :class:`InvalidValue` for what the menu does not allow."""
        product = self.catalog.product(product_id)
        line = order_line(self._chance.line_id(), product, _chosen(product, modifier_ids), note=note)
        return await self._change(order_id, lambda order: order.add(line))

    async def set_quantity(self, order_id: OrderId, line_id: LineId, quantity: int) -> Order:
        """So many pieces on a line; none takes it away."""
        return await self._change(order_id, lambda order: order.with_quantity(line_id, quantity))

    async def hand_to_staff(self, order_id: OrderId) -> Order:
        """The tablet is free for others; what is unpaid stays on the staff's list."""
        return await self._change(order_id, Order.handed_to_staff)

    async def abandon(self, order_id: OrderId) -> Order:
        """Forget an order that nobody will pay; the payers' names go with it."""

        async def once() -> Order:
            async with self._storage.work() as work:
                order = (await the_order(work, order_id)).with_guest(None).moved_to(OrderState.ABANDONED)
                for share in await work.shares.of(order_id):
                    if share.guest is not None:
                        await work.shares.save(replace(share, guest=None))
                saved = await work.orders.save(order)
                await work.commit()
                return saved

        order = await retried(once)
        self._changes.tell(order_id)
        return order

    async def _change(self, order_id: OrderId, change: Callable[[Order], Order]) -> Order:
        order = await changed(self._storage, order_id, change)
        self._changes.tell(order_id)
        return order


def _chosen(product: Product, modifier_ids: tuple[str, ...]) -> tuple[Modifier, ...]:
    offered = {modifier.id: modifier for group in product.modifier_groups for modifier in group.modifiers}
    try:
        return tuple(offered[modifier_id] for modifier_id in modifier_ids)
    except KeyError as error:
        msg = f"{product.id} has no modifier {error}"
        raise InvalidValue(msg) from None

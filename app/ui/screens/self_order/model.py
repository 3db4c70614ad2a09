"""Turns taps into service calls, and the committed order into the state that is shown."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from app.domain.catalog import Category, Product
from app.domain.errors import DomainError, OrderClosed
from app.domain.ids import LineId, LocationId, ProductId, TabletId
from app.domain.order import Order, OrderState
from app.domain.vat import Serving
from app.ports.errors import PortError
from app.services.services import Services
from app.ui.screens.self_order.state import Choice, Menu, Opening, Paying, SelfOrderState, Welcome, has_to_show

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """Where the guest is on the menu; nothing of it is worth keeping."""

    category: Category
    choice: Choice | None = None
    looking: bool = False
    idle: bool = False
    failed: bool = False


class SelfOrderModel:
    """One tablet between two payments. Plain Python: ``show`` is told each new state."""

    def __init__(
        self,
        services: Services,
        tablet: TabletId,
        show: Callable[[SelfOrderState], None],
        location: LocationId | None = None,
    ) -> None:
        self._services = services
        self._tablet = tablet
        self._location = location
        self._show = show
        self._here = _Here(category=services.catalog.categories[0])
        self._order: Order | None = None
        self._acting = False

    async def refresh(self) -> None:
        """Read what the tablet was busy with, and show it."""
        try:
            self._order = await self._services.ordering.current(self._tablet)
        except PortError as error:
            log.warning("order_unreadable", kind=type(error).__name__)
            self._show(Opening(failed=True))
            return
        self._tell()

    async def begin(self, serving: Serving) -> None:
        """A new order, to eat here or to take away."""

        async def open_order() -> Order:
            return await self._services.ordering.begin(self._tablet, serving, self._location)

        self._here = _Here(category=self._services.catalog.categories[0])
        await self._act(open_order)

    def choose_category(self, category: Category) -> None:
        """Another part of the menu."""
        self._set(category=category)

    async def tap(self, product: Product) -> None:
        """A card was tapped: add the dish, or ask first when there is something to choose."""
        if product.modifier_groups:
            self._set(choice=Choice(product=product))
        else:
            await self._add(product.id)

    def toggle(self, modifier_id: str) -> None:
        """One extra more or less."""
        if self._here.choice is not None:
            self._set(choice=self._here.choice.toggled(modifier_id))

    async def confirm(self, note: str) -> None:
        """Add the dish as it was chosen."""
        choice = self._here.choice
        if choice is not None and choice.is_complete:
            await self._add(choice.product.id, choice.modifiers, note)

    def cancel_choice(self) -> None:
        """Rather not."""
        self._set(choice=None)

    def choice_dismissed(self, product_id: ProductId) -> None:
        """The sheet of a dish has closed; that of another dish may be open by now."""
        if self._here.choice is not None and self._here.choice.product.id == product_id:
            self.cancel_choice()

    async def one_more(self, line_id: LineId) -> None:
        """One piece more on a line."""
        await self._step(line_id, +1)

    async def one_less(self, line_id: LineId) -> None:
        """One piece less on a line; the last one takes the line away."""
        await self._step(line_id, -1)

    async def one_less_of(self, product: Product) -> None:
        """One piece less of a dish, from the line it was added to last."""
        order = self._order
        lines = [line for line in order.lines if line.product_id == product.id] if order else []
        if lines:
            await self._step(lines[-1].id, -1)

    def look(self, *, at_order: bool) -> None:
        """Open or close the order where it is no panel of its own."""
        self._set(looking=at_order)

    def ask_whether_there(self) -> None:
        """Nobody has touched the tablet for a while."""
        if self._order is not None and self._order.state is OrderState.OPEN:
            self._set(idle=True)

    def still_there(self) -> None:
        """Somebody has."""
        self._set(idle=False)

    async def nobody_answered(self) -> bool:
        """The countdown ended: clear the order, unless somebody said that they are there; whether it was cleared."""
        if not self._here.idle:
            return False
        await self.start_over()
        return True

    async def start_over(self) -> None:
        """Forget the order; the next guest is welcome."""
        order = self._order
        if order is None:
            return

        async def abandon() -> None:
            await self._services.ordering.abandon(order.id)

        await self._act(abandon)

    async def _add(self, product_id: ProductId, modifiers: tuple[str, ...] = (), note: str = "") -> None:
        order = self._order
        if order is None:
            return
        await self._act(lambda: self._services.ordering.add(order.id, product_id, modifiers, note))

    async def _step(self, line_id: LineId, by: int) -> None:
        order = self._order
        line = next((line for line in order.lines if line.id == line_id), None) if order else None
        if order is None or line is None:
            return
        await self._act(lambda: self._services.ordering.set_quantity(order.id, line_id, line.quantity + by))

    async def _act(self, work: Callable[[], Awaitable[Order | None]]) -> None:
        """One change at a time; a change that was not saved is told, and nothing of it stays."""
        if self._acting:
            return
        self._acting = True
        try:
            self._order = await work()
            self._here = replace(self._here, choice=None, failed=False, idle=False)
        except OrderClosed:
            self._order = await self._services.ordering.current(self._tablet)
        except (PortError, DomainError) as error:
            log.warning("order_not_changed", kind=type(error).__name__)
            self._here = replace(self._here, failed=True)
        finally:
            self._acting = False
        self._tell()

    def _set(self, **changes: object) -> None:
        self._here = replace(self._here, **changes)  # type: ignore[arg-type]
        self._tell()

    def _tell(self) -> None:
        self._show(self._state())

    def _state(self) -> SelfOrderState:
        order, here = self._order, self._here
        if order is None:
            return Welcome(failed=here.failed)
        if order.state is not OrderState.OPEN:
            return Paying(order_id=order.id)
        return Menu(
            order=order,
            estimate=self._services.estimating.of(order),
            category=here.category,
            choice=here.choice,
            looking=here.looking and has_to_show(order),
            idle=here.idle,
            failed=here.failed,
        )

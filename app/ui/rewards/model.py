"""Turns taps on rewards into service calls, and what was read into the state that is shown."""

from collections.abc import Awaitable, Callable

import structlog

from app.domain.errors import DomainError
from app.domain.ids import ProductId
from app.domain.order import Order, OrderState
from app.ports.errors import PortError
from app.services.basics.errors import NothingToPay, PinWanted, RewardGone, RewardInUse, ServiceError
from app.services.loyalty.rewarding import RewardsView
from app.services.services import Services
from app.ui.rewards.state import Choosing, Fault, PinAsk, RewardsState, Taken, Unseen

log = structlog.get_logger()


class RewardsModel:
    """The rewards of one order. Plain Python: ``show`` is told each new state; taps that come while one acts are lost.

    ``changed`` is called after the order was changed here, so that the screen around reads it again.
    """

    def __init__(
        self, services: Services, show: Callable[[RewardsState], None], changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._services = services
        self._show = show
        self._changed = changed
        self._order: Order | None = None
        self._seen: RewardsView | None = None
        self._fault: Fault | None = None
        self._pin: PinAsk | None = None
        self._acting = False

    def order_is(self, order: Order) -> None:
        """The order around changed: what it earns may bring something else near."""
        if self._order is None or customer_of(self._order) != customer_of(order):
            self._seen, self._fault, self._pin = None, None, None
        if self._fault is Fault.NOTHING_TO_PAY and order.amount.minor:
            self._fault = None
        self._order = order
        self._tell()

    async def read(self) -> None:
        """Ask the programme what this guest may use; without an answer rewards stay unseen."""
        order = self._order
        if order is None or customer_of(order) is None or order.state is not OrderState.OPEN:
            return
        try:
            seen = await self._services.rewarding.view(order.id)
        except (PortError, ServiceError) as error:
            log.warning("rewards_unreadable", kind=type(error).__name__)
            return
        if self._order is not None and customer_of(seen.order) == customer_of(self._order):
            self._seen = seen
            self._tell()

    async def use(self, key: str, product_id: ProductId | None = None, pin: str | None = None) -> None:
        """Take this reward onto the order."""
        order = self._order
        if order is None:
            return

        async def take() -> Order:
            return await self._services.rewarding.take(order.id, key, product_id=product_id, pin=pin)

        try:
            await self._act(take)
        except PinWanted as wanted:
            self._pin = PinAsk(key=key, product_id=product_id, wrong=wanted.wrong)
            self._tell()

    async def use_with_pin(self, pin: str) -> None:
        """The PIN was typed."""
        if self._pin is not None:
            await self.use(self._pin.key, self._pin.product_id, pin.strip())

    def without_pin(self) -> None:
        """Rather not."""
        self._pin = None
        self._tell()

    async def give_back(self) -> None:
        """Take the reward off the order."""
        order = self._order
        if order is not None:
            await self._act(lambda: self._services.rewarding.give_back(order.id))

    async def _act(self, work: Callable[[], Awaitable[Order]]) -> None:
        """One at a time; what went wrong is told, and then what stands open is read again."""
        if self._acting:
            return
        self._acting, self._fault = True, None
        self._tell()
        try:
            self._order = await work()
            self._pin = None
        except RewardInUse:
            self._failed(Fault.IN_USE)
        except RewardGone:
            self._failed(Fault.GONE)
        except NothingToPay:
            self._failed(Fault.NOTHING_TO_PAY)
        except (PortError, DomainError) as error:
            log.warning("reward_not_changed", kind=type(error).__name__)
            self._failed(Fault.UNREACHABLE)
        finally:
            self._acting = False
        self._tell()
        await self.read()
        await self._changed()

    def _failed(self, fault: Fault) -> None:
        self._fault, self._pin = fault, None

    def _tell(self) -> None:
        self._show(self._state())

    def _state(self) -> RewardsState:
        order, seen = self._order, self._seen
        if order is None or order.state is not OrderState.OPEN:
            return Unseen()
        if order.reward is not None:
            return Taken(reward=order.reward, busy=self._acting)
        if seen is None:
            return Unseen()
        return Choosing(
            offers=seen.offers,
            nudge=self._services.rewarding.nudge(seen, order),
            fault=self._fault,
            pin=self._pin,
            busy=self._acting,
        )


def customer_of(order: Order) -> str | None:
    """Whose rewards they are."""
    member = order.guest.member if order.guest is not None else None
    return None if member is None else member.customer_id

"""What the checkout's models share: reading what is committed, acting once at a time, telling the state."""

from collections.abc import Awaitable, Callable, MutableSet
from dataclasses import replace

import structlog

from app.domain.errors import NothingToPay, OrderClosed, PaymentOpen
from app.domain.ids import OrderId
from app.domain.order import OrderState
from app.domain.restaurant import Restaurant
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.services.basics.errors import NoSuchOrder, TooLate
from app.services.orders.showing import OrderView
from app.services.services import Services
from app.ui.screens.checkout.derive import derive
from app.ui.screens.checkout.facts import Facts, Here, Step
from app.ui.screens.checkout.state import CheckoutState, Gone, Opening, SharingFault, Trouble

log = structlog.get_logger()


class CheckoutCore:
    """One order at one tablet. Plain Python: `show` is told each new state; taps that come while one acts are ignored.

    `put_aside` outlives the screen: references of payments whose end the guest has read, and the names of shares whose
    payer has answered who they are.
    """

    def __init__(
        self,
        services: Services,
        clock: Clock,
        order_id: OrderId,
        *,
        put_aside: MutableSet[str],
        show: Callable[[CheckoutState], None],
    ) -> None:
        self._services = services
        self._clock = clock
        self._order_id = order_id
        self._put_aside = put_aside
        self._show = show
        self._here: Here | None = None
        self._facts: Facts | None = None
        self._shown: CheckoutState = Opening()
        self._acting = False
        self._reads = self._newest_read = 0

    @property
    def house(self) -> Restaurant:
        """Whose checkout it is."""
        return self._services.restaurant

    async def refresh(self) -> None:
        """Read again what is committed, and show it. An older answer never replaces a newer one."""
        self._reads += 1
        mine = self._reads
        try:
            view = await self._services.showing.order(self._order_id)
        except NoSuchOrder:
            self._show(Gone())
            return
        except PortError as error:
            log.warning("order_unreadable", kind=type(error).__name__)
            if self._facts is None:
                self._show(Opening(failed=True))
            return
        if mine < self._newest_read:
            return
        self._newest_read = mine
        self._facts = Facts(view=view, estimate=self._services.estimating.of(view.order), now=self._clock.now())
        if self._here is None:
            self._here = Here(step=self._first_step(view))
        self._tell()

    async def _act(
        self,
        work: Callable[[], Awaitable[None]],
        *,
        looking_up: bool = False,
        asking: bool = False,
        asking_app: bool = False,
    ) -> None:
        """One thing at a time: do it, show it, and put every failure into words."""
        if self._acting or self._here is None:
            return
        self._acting = True
        self._set(
            looking_up=looking_up,
            asking=asking,
            asking_app=asking_app,
            trouble=None,
            join_news=None,
            sharing_fault=None,
        )
        self._tell()
        try:
            await work()
        except TooLate:
            self._set(too_late=True, after_payment=False)
        except (PaymentOpen, OrderClosed) as rule:  # somebody was quicker: what is committed is shown
            log.info("checkout_not_needed", kind=type(rule).__name__)
            self._set(sharing_fault=SharingFault.BEING_PAID)
        except NothingToPay as rule:
            log.info("checkout_not_needed", kind=type(rule).__name__)
            self._set(sharing_fault=SharingFault.NOT_OWED)
            await self.refresh()
            if self._is_open() and self._comes_to_nothing():
                self._set(trouble=Trouble.NOTHING_TO_PAY)
        except PortError as error:
            log.warning("checkout_failed", kind=type(error).__name__)
            if not self._is_open():
                raise
            self._set(trouble=Trouble.STORAGE_UNAVAILABLE)
        finally:
            self._acting = False
            self._set(looking_up=False, asking=False, asking_app=False)
            await self.refresh()
            self._tell()

    def _first_step(self, view: OrderView) -> Step:
        if view.is_cut and view.order.lines:
            return Step.PAYERS
        if self._answer_key(view.payers[0].share.number if view.payers else 1) in self._put_aside:
            return Step.BILL
        return Step.IDENTIFY if view.seen_by(1).order.guest is None else Step.GUEST

    def _answer_key(self, number: int) -> str:
        """What is put aside once a payer has said who they are, or that they would rather not."""
        return str(self._order_id) if number == 1 else f"{self._order_id}-{number}"

    def _answered(self, **changes: object) -> None:
        """The payer in focus has said who they are, or that they would rather not."""
        self._put_aside.add(self._answer_key(self._now().number))
        self._set(step=Step.BILL, after_payment=False, **changes)

    def _is_open(self) -> bool:
        seen = self._seen()
        return seen is not None and seen.order.state is OrderState.OPEN

    def _comes_to_nothing(self) -> bool:
        """Whether nothing was ever to be paid, as the bill was read last."""
        return self._facts is not None and self._facts.view.order.amount.minor <= 0

    def _seen(self) -> OrderView | None:
        """The bill as the payer in focus sees it."""
        return self._facts.view.seen_by(self._now().number) if self._facts else None

    def _now(self) -> Here:
        return self._here or Here()

    def _set(self, **changes: object) -> None:
        self._here = replace(self._now(), **changes)  # type: ignore[arg-type]

    def _tell(self) -> None:
        if self._facts is None:
            return
        view, estimating = self._facts.view, self._services.estimating
        shares = {each.share.number: each.share for each in view.payers}
        if len(shares) == 1:
            self._set(number=next(iter(shares)))
        here = replace(self._now(), put_aside=frozenset(self._put_aside))
        focus = shares.get(here.number)
        facts = replace(
            self._facts,
            estimate=estimating.of(view.order, focus.amount if focus else None),
            points={number: estimating.of(view.order, share.amount).points for number, share in shares.items()},
        )
        self._shown = derive(facts, here)
        self._show(self._shown)

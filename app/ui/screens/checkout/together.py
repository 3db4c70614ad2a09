"""Several payers at one bill: who joins it, who leaves it, how it is cut, and whose turn it is at the tablet."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from app.domain.customer import Guest
from app.domain.errors import InvalidValue
from app.domain.ids import LineId
from app.domain.order import OrderState
from app.domain.split import ShareState
from app.ports.errors import PortError
from app.services.basics.errors import ServiceError
from app.services.guests.attaching import SomebodyElse
from app.services.orders.showing import ShareView
from app.ui.screens.checkout.core import CheckoutCore
from app.ui.screens.checkout.facts import Step
from app.ui.screens.checkout.state import SharingFault, Trouble

log = structlog.get_logger()


class Together(CheckoutCore):
    """What is done at a bill before it is one payer's turn."""

    @property
    def is_cut(self) -> bool:
        """Whether more than one person pays; nobody pays for an order of nothing."""
        return self._facts is not None and self._facts.view.is_cut and bool(self._facts.view.order.lines)

    @property
    def in_company(self) -> bool:
        """Whether the way back leads to the others, or to who else pays."""
        return self.is_cut or self._now().step is Step.ANOTHER

    @property
    def may_use_rewards(self) -> bool:
        """Rewards are the order's own guest's, and fixed before the bill is split."""
        return not self.is_cut and self._now().number == 1

    async def another(self) -> None:
        """Somebody else will pay too: who is it?"""
        self._set(step=Step.ANOTHER, fault=None, sharing_fault=None)
        self._tell()

    async def add_unknown(self) -> None:
        """One payer more who stays unknown."""

        async def add() -> None:
            await self._added(None)
            self._set(step=Step.PAYERS)

        await self._share(add)

    async def add_newcomer(self) -> None:
        """Whose code was shown pays too; first they are greeted, or asked to join."""
        newcomer = self._now().newcomer

        async def add() -> None:
            if newcomer is not None:
                await self._added(newcomer.guest)

        await self._share(add)

    async def replace_by_newcomer(self) -> None:
        """Whose code was shown pays instead."""
        newcomer = self._now().newcomer

        async def take_over() -> None:
            if newcomer is not None:
                self._put_aside.discard(self._answer_key(self._now().number))
                await self._services.identifying.replace(self._order_id, newcomer.guest, self._now().number)
                self._set(newcomer=None, step=Step.GUEST, email=False, sms=False)

        await self._share(take_over)

    async def ignore_newcomer(self) -> None:
        """It was a mistake: everything is as it was."""
        self._set(newcomer=None)
        await self.back()

    async def back(self) -> None:
        """From one payer to all of them; from who else pays to where that was asked."""
        if self.is_cut:
            self._read_the_end()
            self._set(step=Step.PAYERS, fault=None, trouble=None, after_payment=False, sharing_fault=None)
        elif self._now().step is Step.ANOTHER:
            self._set(step=Step.BILL, fault=None)
        self._tell()

    async def focus(self, number: int) -> None:
        """It is this payer's turn."""
        share = next((each.share for each in self._views() if each.share.number == number), None)
        if share is None:
            return
        answered = share.guest is None or self._answer_key(number) in self._put_aside
        paid = share.state is ShareState.PAID
        self._set(
            number=number,
            step=Step.BILL if answered or paid else Step.GUEST,
            email=False,
            sms=False,
            fault=None,
            trouble=None,
            too_late=False,
            after_payment=False,
            sharing_fault=None,
        )
        self._tell()

    async def take_off(self, number: int) -> None:
        """This payer leaves the bill."""
        await self._share(lambda: self._services.sharing.take_off(self._order_id, number))

    async def equally(self) -> None:
        """Everybody pays the same."""

        async def cut() -> None:
            await self._services.sharing.equally(self._order_id)
            self._set(step=Step.PAYERS)

        await self._share(cut)

    async def by_dishes(self) -> None:
        """Everybody pays for their dishes: show them."""

        async def cut() -> None:
            await self._services.sharing.by_dishes(self._order_id)
            unpaid = [each.share.number for each in self._views() if each.share.state is ShareState.UNPAID]
            self._set(step=Step.DISHES, chosen=unpaid[-1] if unpaid else 1)

        await self._share(cut)

    async def choose_payer(self, number: int) -> None:
        """Dishes that are tapped from now on are this payer's."""
        self._set(chosen=number, sharing_fault=None)
        self._tell()

    async def give(self, line_id: LineId) -> None:
        """This dish is paid by the payer who is chosen."""
        await self._share(lambda: self._services.sharing.give(self._order_id, line_id, self._now().chosen))

    def ask_whether_to_leave(self) -> None:
        """Something is unpaid, and the table wants to go, or nobody is there any more."""
        self._set(leaving=True, step=Step.PAYERS)
        self._tell()

    async def stay(self) -> None:
        """Rather pay the rest."""
        self._set(leaving=False)
        self._tell()

    async def leave(self) -> None:
        """The guests go: what is paid waits for nobody any more, what is not is the staff's. Going is never held up."""
        try:
            if self._facts is not None and self._facts.view.order.state is OrderState.PLACED:
                await self._services.ordering.hand_to_staff(self._order_id)
            await self._services.posting.release(self._order_id)
        except (PortError, ServiceError) as error:
            log.warning("release_failed", kind=type(error).__name__)

    # -- inside

    async def _met(self, found: SomebodyElse) -> None:
        """Another person's code: who asked for one more payer has answered already, anybody else is asked."""
        here = self._now()
        people = [each.share.guest for each in self._views() if each.share.guest is not None]
        only = people[0] if len(self._views()) == 1 and people else None
        if here.step is Step.ANOTHER and only is None:
            try:
                await self._added(found.guest)
            except InvalidValue:
                self._cannot_be_cut()
        else:
            self._set(newcomer=replace(found, present=found.present or only), looking_up=False)

    async def _added(self, guest: Guest | None) -> None:
        number = await self._services.sharing.add(self._order_id, guest)
        self._set(
            newcomer=None,
            number=number,
            step=Step.GUEST,
            email=False,
            sms=False,
            after_payment=False,
            address_fault=False,
        )

    async def _share(self, work: Callable[[], Awaitable[None]]) -> None:
        """Act on the bill's shares: what cannot be is said where the payers are, or over the bill."""

        async def within() -> None:
            try:
                await work()
            except InvalidValue:
                self._cannot_be_cut()

        await self._act(within)

    def _cannot_be_cut(self) -> None:
        step = Step.PAYERS if self._now().step is Step.ANOTHER else self._now().step
        self._set(newcomer=None, looking_up=False)
        if self.is_cut:
            self._set(sharing_fault=SharingFault.IMPOSSIBLE, step=step)
        else:
            self._set(trouble=Trouble.CANNOT_SHARE, step=Step.BILL)

    def _read_the_end(self) -> None:
        seen = self._seen()
        if seen is not None and seen.payment is not None and seen.payment.state.is_unpaid_end:
            self._put_aside.add(seen.payment.reference)

    def _views(self) -> tuple[ShareView, ...]:
        return self._facts.view.payers if self._facts else ()

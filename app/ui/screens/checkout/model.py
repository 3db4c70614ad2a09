"""Turns taps into service calls, and what is committed into the state that is shown."""

from collections.abc import Awaitable, Callable, MutableSet
from dataclasses import replace
from typing import Final

import structlog

from app.domain.customer import Channel, Member
from app.domain.errors import InvalidValue, NothingToPay, OrderClosed, PaymentOpen
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.payment import PaymentFlow
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.services.enrolling import OptInAnswer
from app.services.errors import NoSuchOrder, ServiceError, TooLate
from app.services.identifying import BadNumber, CodeOutcome, Identified
from app.services.joining_in_app import CannotAsk
from app.services.services import Services
from app.ui.screens.checkout.derive import Facts, Here, Step, derive
from app.ui.screens.checkout.state import CheckoutState, Gone, Identify, JoinNews, Opening, Trouble

log = structlog.get_logger()


class CheckoutModel:
    """One order at one tablet. Plain Python: `show` is told each new state; taps that come while one acts are ignored.

    `put_aside` outlives the screen: references of payments whose end the guest has read, ids of orders whose guest has
    answered who they are.
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
    def house(self) -> str:
        """The restaurant's name."""
        return self._services.restaurant.name

    # -- looking

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
        estimate = self._services.estimating.of(view.order)
        self._facts = Facts(view=view, estimate=estimate, now=self._clock.now())
        if self._here is None:
            self._here = Here(step=self._first_step(view.order))
        self._tell()

    # -- who is there

    async def scanned(self, text: str) -> CodeOutcome | None:
        """A code was seen; the answer tells the viewfinder what it was. `None`: not now, show it again."""
        found: CodeOutcome | None = None
        if not isinstance(self._shown, Identify):
            return None

        async def look_up() -> None:
            nonlocal found
            found = await self._services.identifying.by_code(self._order_id, text)
            if isinstance(found, Identified):
                self._set(step=Step.GUEST, fault=None)

        await self._act(look_up, looking_up=True)
        return found

    async def typed(self, number: str) -> None:
        """A phone number was typed and confirmed."""

        async def look_up() -> None:
            found = await self._services.identifying.by_phone(self._order_id, number)
            if isinstance(found, BadNumber):
                self._set(fault=found.trouble)
            else:
                self._set(step=Step.GUEST, fault=None)

        await self._act(look_up, looking_up=True)

    async def without_membership(self) -> None:
        """The guest wants to stay unknown; after paying, that leads back to the paid screen."""
        self._answered(fault=None)
        self._tell()

    async def not_me(self) -> None:
        """Somebody else was recognised."""
        await self._act(self._forget)

    async def to_the_bill(self) -> None:
        """On to paying."""
        self._answered(trouble=None)
        self._tell()

    # -- joining

    async def choose(self, channel: Channel, *, given: bool) -> None:
        """One of the two switches was moved."""
        touched = self._now().touched | {channel}
        if channel is Channel.EMAIL:
            self._set(email=given, touched=touched)
        else:
            self._set(sms=given, touched=touched)
        self._tell()

    async def join(self, sentences: dict[Channel, str], language: str) -> None:
        """The guest joins, with both answers as they stand and the sentences beside them."""

        async def enrol() -> None:
            here = self._now()
            given = {Channel.EMAIL: here.email, Channel.SMS: here.sms}
            answers = {each: OptInAnswer(given=given[each], text=sentences[each]) for each in Channel}
            await self._services.enrolling.join(self._order_id, answers, language)
            self._answered()

        await self._act(enrol)

    async def look_at_offers(self) -> None:
        """A member wants to see, or change, their answers about offers; a question never answered stands at no."""
        member = self._member()
        if member is not None:
            email, sms = bool(member.email_opt_in), bool(member.sms_opt_in)
            self._set(step=Step.OFFERS, email=email, sms=sms, touched=frozenset())
            self._tell()

    async def keep_offers(self) -> None:
        """Back from there; nothing is changed."""
        self._leave_offers()
        self._tell()

    async def save_offers(self, sentences: dict[Channel, str], language: str) -> None:
        """The switches that were moved count from now on, with the sentences beside them."""

        async def save() -> None:
            here, member = self._now(), self._member()
            if member is None:
                return
            stored = {Channel.EMAIL: bool(member.email_opt_in), Channel.SMS: bool(member.sms_opt_in)}
            wanted = {Channel.EMAIL: here.email, Channel.SMS: here.sms}
            moved = [each for each in Channel if each in here.touched and wanted[each] is not stored[each]]
            answers = {each: OptInAnswer(given=wanted[each], text=sentences[each]) for each in moved}
            await self._services.changing_opt_ins.change(self._order_id, answers, language)
            self._leave_offers()

        await self._act(save)

    async def join_in_app(self) -> None:
        """The guest would rather join in their own app."""

        async def ask() -> None:
            self._put_join_news_aside()
            asked = await self._services.joining_in_app.start(self._order_id)
            if isinstance(asked, CannotAsk):
                self._set(join_news=_CANNOT_ASK[asked])

        await self._act(ask, asking_app=True)

    async def stop_joining(self) -> None:
        """The guest does not want to wait for the phone any more."""
        await self._act(lambda: self._services.joining_in_app.give_up(self._order_id))

    async def not_now(self) -> None:
        """The guest does not join."""

        async def decline() -> None:
            await self._services.enrolling.decline(self._order_id)
            self._answered()

        await self._act(decline)

    async def earn(self) -> None:
        """Identify or join after all, from the bill or from the paid screen."""
        if self._facts is None:
            return
        order = self._facts.view.order
        step = Step.IDENTIFY if order.guest is None else Step.GUEST
        self._set(after_payment=order.state is OrderState.PAID, step=step, fault=None)
        self._tell()

    # -- paying

    async def pay(self) -> None:
        """Ask for the money the usual way."""
        await self._act(lambda: self._start(None), asking=True)

    async def pay_by_code(self) -> None:
        """Ask by a one-time QR on the tablet."""
        await self._act(lambda: self._start(PaymentFlow.QR), asking=True)

    async def cancel(self) -> None:
        """Give the open payment up."""

        async def cancel() -> None:
            payment = self._facts.view.payment if self._facts else None
            if payment is not None:
                await self._services.paying.cancel(payment.reference)

        await self._act(cancel)

    async def back_to_the_bill(self) -> None:
        """The guest has read what went wrong."""
        self._read_the_end()
        self._set(trouble=None, step=Step.BILL)
        self._tell()
        await self.refresh()

    async def another_number(self) -> None:
        """The guest wants to be asked on another phone: what is asked for now is given up first."""
        self._read_the_end()

        async def change() -> None:
            payment = self._facts.view.payment if self._facts else None
            if payment is not None and payment.state.is_open:
                payment = await self._services.paying.cancel(payment.reference)
                if payment.state.is_open:  # the provider has not agreed: the payment may still come through
                    return
                self._put_aside.add(payment.reference)
            self._put_aside.discard(self._order_id)
            await self._forget()

        await self._act(change)

    async def leave(self) -> None:
        """The guest goes: the paid order waits for nobody any more. Going is never held up."""
        try:
            await self._services.posting.release(self._order_id)
        except (PortError, ServiceError) as error:
            log.warning("release_failed", kind=type(error).__name__)

    # -- inside

    async def _start(self, flow: PaymentFlow | None) -> None:
        self._read_the_end()
        await self._services.paying.start(self._order_id, flow)

    async def _forget(self) -> None:
        await self._services.identifying.forget(self._order_id)
        self._set(step=Step.IDENTIFY, fault=None, trouble=None, email=False, sms=False, touched=frozenset())

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
        self._set(looking_up=looking_up, asking=asking, asking_app=asking_app, trouble=None, join_news=None)
        self._tell()
        try:
            await work()
        except TooLate:
            self._set(too_late=True, after_payment=False)
        except (PaymentOpen, NothingToPay, OrderClosed) as rule:  # somebody was quicker: what is committed is shown
            log.info("checkout_not_needed", kind=type(rule).__name__)
        except InvalidValue:
            self._set(trouble=Trouble.REFUSED)
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

    def _first_step(self, order: Order) -> Step:
        if self._order_id in self._put_aside:
            return Step.BILL
        return Step.IDENTIFY if order.guest is None else Step.GUEST

    def _answered(self, **changes: object) -> None:
        """The guest has said who they are, or that they would rather not."""
        self._put_aside.add(self._order_id)
        self._set(step=Step.BILL, after_payment=False, **changes)

    def _member(self) -> Member | None:
        guest = self._facts.view.order.guest if self._facts else None
        return guest.member if guest is not None else None

    def _leave_offers(self) -> None:
        self._set(step=Step.GUEST, email=False, sms=False, touched=frozenset())

    def _is_open(self) -> bool:
        return self._facts is not None and self._facts.view.order.state is OrderState.OPEN

    def _read_the_end(self) -> None:
        payment = self._facts.view.payment if self._facts else None
        if payment is not None and payment.state.is_unpaid_end:
            self._put_aside.add(payment.reference)

    def _put_join_news_aside(self) -> None:
        enrolment = self._facts.view.enrolment if self._facts else None
        if enrolment is not None:
            self._put_aside.add(enrolment.id)

    def _now(self) -> Here:
        return self._here or Here()

    def _set(self, **changes: object) -> None:
        self._here = replace(self._now(), **changes)  # type: ignore[arg-type]

    def _tell(self) -> None:
        if self._facts is not None:
            here = replace(self._now(), put_aside=frozenset(self._put_aside))
            self._shown = derive(self._facts, here)
            self._show(self._shown)


_CANNOT_ASK: Final = {
    CannotAsk.ANOTHER_WAY: JoinNews.ANOTHER_WAY,
    CannotAsk.OLD_APP: JoinNews.OLD_APP,
    CannotAsk.TOO_MANY: JoinNews.TOO_MANY,
    CannotAsk.UNREACHABLE: JoinNews.UNREACHABLE,
}

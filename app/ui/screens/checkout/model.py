"""Turns taps into service calls, and what is committed into the state that is shown."""

from typing import Final

import structlog

from app.domain.customer import Channel, EmailAddress, Member
from app.domain.errors import InvalidValue
from app.domain.order import OrderState
from app.domain.payment import PaymentFlow
from app.services.guests.attaching import OnTheBill, SomebodyElse
from app.services.guests.enrolling import OptInAnswer
from app.services.guests.identifying import BadNumber, CodeOutcome, Identified
from app.services.guests.joining_in_app import CannotAsk
from app.ui.screens.checkout.facts import Step
from app.ui.screens.checkout.state import (
    BillFault,
    HelloMember,
    Identify,
    Join,
    JoinNews,
    Offers,
    Payers,
    Summary,
    Trouble,
)
from app.ui.screens.checkout.together import Together

log = structlog.get_logger()


class CheckoutModel(Together):
    """What the payer in focus does; everything else is in what it is built on."""

    # -- who is there

    async def scanned(self, text: str) -> CodeOutcome | None:
        """A code was seen; the answer tells the viewfinder what it was. `None`: not now, show it again.

        The paid screen takes none: whoever holds a code up there may be the next guest in the queue.
        """
        found: CodeOutcome | None = None
        if not isinstance(self._shown, Identify | HelloMember | Join | Summary | Payers):
            return None

        async def look_up() -> None:
            nonlocal found
            found = await self._services.identifying.by_code(self._order_id, text, self._meant())
            await self._found(found)

        await self._act(look_up, looking_up=isinstance(self._shown, Identify))
        return found

    async def typed(self, number: str, region: str | None = None) -> None:
        """A phone number was typed and confirmed, as one of a country (ISO 3166)."""

        async def look_up() -> None:
            found = await self._services.identifying.by_phone(self._order_id, number, self._meant(), region)
            if isinstance(found, BadNumber):
                self._set(fault=found.trouble)
            elif isinstance(found, OnTheBill):
                self._set(fault=BillFault.ON_IT_ALREADY)
            else:
                await self._found(found)

        await self._act(look_up, looking_up=True)

    def mend(self) -> None:
        """A number that was refused is being changed: what was said of it holds no longer."""
        if isinstance(self._shown, Identify) and self._shown.fault is not None:
            self._set(fault=None)
            self._tell()

    def mend_address(self) -> None:
        """The same for an e-mail address."""
        if isinstance(self._shown, Join | Offers) and self._shown.address_fault:
            self._set(address_fault=False)
            self._tell()

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
            self._set(email=given, touched=touched, address_fault=False)
        else:
            self._set(sms=given, touched=touched)
        self._tell()

    async def join(self, sentences: dict[Channel, str], language: str, typed: str = "") -> None:
        """The guest joins, with both answers as they stand and the sentences beside them.

        ``typed`` is where offers by e-mail may go; what is no address is said at its field, and nobody joins yet.
        """
        address = self._address(typed)
        if self._now().address_fault:
            return

        async def enrol() -> None:
            here = self._now()
            given = {Channel.EMAIL: here.email, Channel.SMS: here.sms}
            answers = {each: _answer(each, given=given[each], sentences=sentences, address=address) for each in Channel}
            await self._services.enrolling.join(self._order_id, answers, language, self._now().number)
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

    async def save_offers(self, sentences: dict[Channel, str], language: str, typed: str = "") -> None:
        """The switches that were moved count from now on, with the sentences beside them; so does a new address."""
        address = self._address(typed)
        if self._now().address_fault:
            return

        async def save() -> None:
            here, member = self._now(), self._member()
            if member is None:
                return
            stored = {Channel.EMAIL: bool(member.email_opt_in), Channel.SMS: bool(member.sms_opt_in)}
            wanted = {Channel.EMAIL: here.email, Channel.SMS: here.sms}
            moved = {each for each in here.touched if wanted[each] is not stored[each]}
            if address is not None:
                moved.add(Channel.EMAIL)
            answers = {
                each: _answer(each, given=wanted[each], sentences=sentences, address=address)
                for each in Channel
                if each in moved
            }
            await self._services.changing_opt_ins.change(self._order_id, answers, language, here.number)
            self._leave_offers()

        await self._act(save)

    async def join_in_app(self) -> None:
        """The guest would rather join in their own app."""

        async def ask() -> None:
            self._put_join_news_aside()
            asked = await self._services.joining_in_app.start(self._order_id, self._now().number)
            if isinstance(asked, CannotAsk):
                self._set(join_news=_CANNOT_ASK[asked])

        await self._act(ask, asking_app=True)

    async def stop_joining(self) -> None:
        """The guest does not want to wait for the phone any more."""
        await self._act(lambda: self._services.joining_in_app.give_up(self._order_id, self._now().number))

    async def not_now(self) -> None:
        """The guest does not join."""

        async def decline() -> None:
            await self._services.enrolling.decline(self._order_id, self._now().number)
            self._answered()

        await self._act(decline)

    async def earn(self) -> None:
        """Identify or join after all, from the bill or from the paid screen."""
        seen = self._seen()
        if seen is None:
            return
        order = seen.order
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
            seen = self._seen()
            payment = seen.payment if seen else None
            if payment is not None:
                await self._services.paying.cancel(payment.reference)

        await self._act(cancel)

    async def back_to_the_bill(self) -> None:
        """The guest has read what went wrong; before any dish was chosen, that was while being recognised."""
        self._read_the_end()
        seen = self._seen()
        ordered = seen is not None and bool(seen.order.lines)
        self._set(trouble=None, step=Step.BILL if ordered else Step.GUEST)
        self._tell()
        await self.refresh()

    async def another_number(self) -> None:
        """The guest wants to be asked on another phone: what is asked for now is given up first."""
        self._read_the_end()

        async def change() -> None:
            seen = self._seen()
            payment = seen.payment if seen else None
            if payment is not None and payment.state.is_open:
                payment = await self._services.paying.cancel(payment.reference)
                if payment.state.is_open:  # the provider has not agreed: the payment may still come through
                    return
                self._put_aside.add(payment.reference)
            self._put_aside.discard(self._answer_key(self._now().number))
            await self._forget()

        await self._act(change)

    # -- inside

    def _meant(self) -> int | None:
        """Whose share a code is for; nobody's yet, where all payers look on or another one is looked for."""
        nobody = isinstance(self._shown, Payers) or self._now().step is Step.ANOTHER
        return None if nobody else self._now().number

    async def _found(self, found: CodeOutcome) -> None:
        if isinstance(found, Identified):
            self._set(step=Step.GUEST, fault=None)
        elif isinstance(found, SomebodyElse):
            await self._met(found)

    async def _start(self, flow: PaymentFlow | None) -> None:
        self._read_the_end()
        try:
            await self._services.paying.start(self._order_id, flow, self._now().number)
        except InvalidValue as why:  # told before anything was sent; no second try can help
            log.warning("payment_not_possible", order=self._order_id, why=str(why))
            self._set(trouble=Trouble.NOT_PAYABLE)

    def _member(self) -> Member | None:
        seen = self._seen()
        guest = seen.order.guest if seen else None
        return guest.member if guest is not None else None

    def _leave_offers(self) -> None:
        self._set(step=Step.GUEST, email=False, sms=False, touched=frozenset(), address_fault=False)

    def _address(self, typed: str) -> EmailAddress | None:
        """Where offers by e-mail may go; of no importance to who wants none."""
        try:
            address = EmailAddress(typed.strip()) if typed.strip() and self._now().email else None
        except InvalidValue:
            self._set(address_fault=True)
            self._tell()
            return None
        self._set(address_fault=False)
        return address

    async def _forget(self) -> None:
        await self._services.identifying.forget(self._order_id, self._now().number)
        nothing = {"email": False, "sms": False, "touched": frozenset[Channel](), "address_fault": False}
        self._set(step=Step.IDENTIFY, fault=None, trouble=None, **nothing)

    def _put_join_news_aside(self) -> None:
        seen = self._seen()
        if seen is not None and seen.enrolment is not None:
            self._put_aside.add(seen.enrolment.id)


def _answer(
    channel: Channel, *, given: bool, sentences: dict[Channel, str], address: EmailAddress | None
) -> OptInAnswer:
    return OptInAnswer(
        given=given, text=sentences[channel], address=address if given and channel is Channel.EMAIL else None
    )


_CANNOT_ASK: Final = {
    CannotAsk.ANOTHER_WAY: JoinNews.ANOTHER_WAY,
    CannotAsk.OLD_APP: JoinNews.OLD_APP,
    CannotAsk.TOO_MANY: JoinNews.TOO_MANY,
    CannotAsk.UNREACHABLE: JoinNews.UNREACHABLE,
}

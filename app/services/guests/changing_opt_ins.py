"""A member changes their mind about offers: the evidence is kept at once, the programme is told until it has heard."""

from collections.abc import Mapping
from dataclasses import replace

from app.domain.customer import Channel, Guest, Member, PhoneNumber
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.split import ShareState
from app.ports.clock import Clock
from app.ports.storage import Storage, Work
from app.services.basics.changes import Changes
from app.services.basics.errors import NobodyThere
from app.services.basics.transactions import people_on, retried, the_order
from app.services.guests.enrolling import OptInAnswer, evidence
from app.services.guests.telling_the_programme import TellingTheProgramme, owe


class ChangingOptIns:
    """Only what was answered is told. A channel that nobody asked about stays as the programme has it."""

    def __init__(self, *, storage: Storage, telling: TellingTheProgramme, clock: Clock, changes: Changes) -> None:
        self._storage = storage
        self._telling = telling
        self._clock = clock
        self._changes = changes

    async def change(
        self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str, share: int = 1
    ) -> Order:
        """Keep these answers of the member who pays a share with their evidence; the worker tells the programme.

        The order shows the answers at once. Raises :class:`NobodyThere` where that payer is no member.
        """

        async def once() -> Order:
            async with self._storage.work() as work:
                order = await the_order(work, order_id)
                guest = (await people_on(work, order)).get(share)
                if guest is None or guest.member is None:
                    raise NobodyThere(order_id)
                if not answers:
                    return order
                await self._keep(work, order, guest.phone, answers, language)
                order = await _shown(work, order, guest, {each: answer.given for each, answer in answers.items()})
                await work.commit()
                return order

        order = await retried(once)
        self._changes.tell(order_id)
        self._telling.ring()
        return order

    async def _keep(
        self,
        work: Work,
        order: Order,
        phone: PhoneNumber,
        answers: Mapping[Channel, OptInAnswer],
        language: str,
    ) -> None:
        now = self._clock.now()
        for consent in evidence(order, phone, answers, language, now):
            await work.consents.add(consent)
        await owe(work, phone, frozenset(answers), now)


def _with(member: Member, opt_ins: Mapping[Channel, bool]) -> Member:
    return replace(
        member,
        email_opt_in=opt_ins.get(Channel.EMAIL, member.email_opt_in),
        sms_opt_in=opt_ins.get(Channel.SMS, member.sms_opt_in),
    )


async def _shown(work: Work, order: Order, guest: Guest, opt_ins: Mapping[Channel, bool]) -> Order:
    """The answers on everything of theirs that is not paid yet."""
    for share in await work.shares.of(order.id):
        theirs = share.guest
        if share.state is not ShareState.PAID and theirs is not None and theirs.phone == guest.phone:
            await work.shares.save(replace(share, guest=_answered(theirs, opt_ins)))
    theirs = order.guest
    if order.state not in {OrderState.OPEN, OrderState.PLACED} or theirs is None or theirs.phone != guest.phone:
        return order
    return await work.orders.save(order.with_guest(_answered(theirs, opt_ins)))


def _answered(guest: Guest, opt_ins: Mapping[Channel, bool]) -> Guest:
    return guest if guest.member is None else replace(guest, member=_with(guest.member, opt_ins))

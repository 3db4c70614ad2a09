"""A member changes their mind about offers: the evidence is kept at once, the programme is told until it has heard."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from app.domain.customer import Channel, Consent, Guest, Member, PhoneNumber, Untold
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.outbox import wait_before_retry
from app.domain.split import ShareState
from app.ports.clock import Chance, Clock
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import NobodyThere
from app.services.basics.transactions import people_on, retried, the_order
from app.services.guests.enrolling import OptInAnswer

log = structlog.get_logger()

LONGEST_SLEEP = 60.0
SHORTEST_SLEEP = 0.05


class ChangingOptIns:
    """Only what was answered is told. A channel that nobody asked about stays as the programme has it."""

    def __init__(
        self, *, storage: Storage, loyalty: LoyaltyProgram, clock: Clock, chance: Chance, changes: Changes
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock
        self._chance = chance
        self._changes = changes
        self._bell = Bell()

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
        self._bell.ring()
        return order

    async def run(self) -> None:
        """Until cancelled: tell what is due, sleep until something is, or until the bell rings."""
        while True:
            try:
                await self.tell_due()
                pause = await self._pause()
            except PortError as error:
                log.warning("opt_ins_interrupted", kind=type(error).__name__)
                pause = LONGEST_SLEEP
            await self._bell.wait(self._clock, pause)

    async def tell_due(self) -> None:
        """Tell everything that is due once."""
        async with self._storage.reading() as reading:
            untold = await reading.consents.untold()
        for each in untold:
            if each.due_at <= self._clock.now():
                await self._tell(each)

    async def _tell(self, untold: Untold) -> None:
        async with self._storage.reading() as reading:
            latest = await reading.consents.latest(untold.phone)
        opt_ins = {channel: latest[channel].given for channel in untold.channels if channel in latest}
        try:
            if await self._loyalty.find(untold.phone) is not None:  # nobody is made a member by an answer
                await self._loyalty.enrol(untold.phone, opt_ins)
        except PortError as error:
            log.warning("opt_ins_postponed", kind=type(error).__name__, attempts=untold.attempts)
            await self._postpone(untold)
            return
        async with self._storage.work() as work:
            if await work.consents.told(untold):
                await work.commit()
        log.info("opt_ins_told", channels=len(opt_ins))

    async def _postpone(self, untold: Untold) -> None:
        wait = wait_before_retry(untold.attempts + 1, self._chance.spread())
        later = replace(untold, due_at=self._clock.now() + wait, attempts=untold.attempts + 1)
        async with self._storage.work() as work:
            if await work.consents.told(untold):
                await work.consents.put_untold(later)
                await work.commit()

    async def _keep(
        self,
        work: Work,
        order: Order,
        phone: PhoneNumber,
        answers: Mapping[Channel, OptInAnswer],
        language: str,
    ) -> None:
        now = self._clock.now()
        for channel, answer in answers.items():
            await work.consents.add(
                Consent(
                    phone=phone,
                    channel=channel,
                    given=answer.given,
                    text=answer.text,
                    language=language,
                    at=now,
                    device=order.tablet,
                )
            )
        before = {each.phone: each.channels for each in await work.consents.untold()}.get(phone, frozenset())
        await work.consents.put_untold(Untold(phone=phone, channels=before | answers.keys(), due_at=now))

    async def _pause(self) -> float:
        async with self._storage.reading() as reading:
            untold = await reading.consents.untold()
        if not untold:
            return LONGEST_SLEEP
        left = (untold[0].due_at - self._clock.now()) / timedelta(seconds=1)
        return min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP)


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

"""Let a guest join in their own app: ask there, take an earlier request up again, stop waiting.

A request is in the database as soon as the app has it;
:mod:`app.services.guests.following_enrolments` follows it from there.
"""

from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto

import structlog

from app.domain.customer import Guest
from app.domain.enrolment import LIFETIME, Enrolment, EnrolmentState
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.outbox import MessageState
from app.domain.split import is_paid
from app.ports.clock import Chance, Clock
from app.ports.enrolment_in_app import OLD_APP, EnrolmentAsk, EnrolmentAsked, EnrolmentInApp
from app.ports.errors import Misconfigured, PortError, RateLimited, Refused, StaleWrite
from app.ports.storage import Reading, Storage, Work
from app.services.basics.errors import NobodyThere, TooLate
from app.services.basics.transactions import people_on, retried, the_order
from app.services.guests.attaching import Attaching
from app.services.guests.following_enrolments import FollowingEnrolments

log = structlog.get_logger()

SHORTEST = timedelta(seconds=60)
"""Less time than this is none: reading two questions takes longer."""


class CannotAsk(Enum):
    """Why nothing is in the guest's app, sorted by what to tell them."""

    ANOTHER_WAY = auto()
    OLD_APP = auto()
    TOO_MANY = auto()
    UNREACHABLE = auto()


class JoiningInApp:
    """Use cases of joining in the guest's own app."""

    def __init__(
        self,
        *,
        app: EnrolmentInApp,
        storage: Storage,
        attaching: Attaching,
        clock: Clock,
        chance: Chance,
        following: FollowingEnrolments,
    ) -> None:
        self._app = app
        self._storage = storage
        self._attaching = attaching
        self._clock = clock
        self._chance = chance
        self._following = following

    async def start(self, order_id: OrderId, share: int = 1) -> Enrolment | CannotAsk:
        """Ask the payer of a share in their app. A request that is there already is taken up again, never doubled.

        Raises :class:`NobodyThere`, and :class:`TooLate` for a paid share that cannot wait for an answer any more.
        """
        asked = await self._taken_up_again(order_id, share)
        if asked is None:
            async with self._storage.reading() as reading:
                order, guest = await _who(reading, order_id, share)
                life = await self._time_to_answer(reading, order, share)
            ask = EnrolmentAsk(
                phone=guest.phone,
                binding_message=self._chance.binding_message(),
                nonce=self._chance.nonce(),
                life=life,
            )
            accepted = await self._put_into_the_app(ask)
            if isinstance(accepted, CannotAsk):
                return accepted
            asked = await self._stored(order, ask, accepted, share)
        self._following.follow(asked)
        self._attaching.tell(order_id)
        return asked

    async def give_up(self, order_id: OrderId, share: int = 1) -> None:
        """The tablet does not wait any more. What the guest says on the phone still counts."""

        async def once() -> None:
            async with self._storage.work() as work:
                payer = (await people_on(work, await the_order(work, order_id))).get(share)
                for enrolment in await work.enrolments.of(order_id):
                    theirs = payer is None or enrolment.phone == payer.phone
                    if theirs and enrolment.is_waited_for(self._clock.now()):
                        await work.enrolments.save(replace(enrolment, given_up=True))
                await self._attaching.retime_in(work, order_id)
                await work.commit()

        await retried(once)
        self._attaching.tell(order_id)

    # -- asking

    async def _taken_up_again(self, order_id: OrderId, share: int) -> Enrolment | None:
        async def once() -> Enrolment | None:
            async with self._storage.work() as work:
                _, guest = await _who(work, order_id, share)
                found = await self._asked(work, order_id, guest)
                if found is None or not found.given_up:
                    return found
                found = await work.enrolments.save(replace(found, given_up=False))
                await self._attaching.retime_in(work, order_id)
                await work.commit()
                return found

        return await retried(once)

    async def _asked(self, reading: Reading, order_id: OrderId, guest: Guest) -> Enrolment | None:
        mine = (each for each in await reading.enrolments.of(order_id) if each.phone == guest.phone)
        now = self._clock.now()
        return next((each for each in mine if each.state is EnrolmentState.ASKED and now < each.expires_at), None)

    async def _time_to_answer(self, reading: Reading, order: Order, share: int) -> timedelta:
        shares = await reading.shares.of(order.id)
        if not is_paid(shares, share):
            return LIFETIME
        message = await reading.outbox.of(order.id, share)
        if message is None or message.state is not MessageState.DUE or message.body:
            raise TooLate(order.id)
        left = min(LIFETIME, message.created_at + LIFETIME - self._clock.now())
        if left < SHORTEST:
            raise TooLate(order.id)
        return left

    async def _put_into_the_app(self, ask: EnrolmentAsk) -> EnrolmentAsked | CannotAsk:
        try:
            if not await self._app.knows(ask.phone):
                return CannotAsk.ANOTHER_WAY
            return await self._app.ask(ask)
        except RateLimited:
            return CannotAsk.TOO_MANY
        except Refused as refusal:
            log.info("enrolment_refused", code=refusal.code)
            return CannotAsk.OLD_APP if refusal.code == OLD_APP else CannotAsk.ANOTHER_WAY
        except PortError as error:
            fix = error.fix if isinstance(error, Misconfigured) else ""
            log.warning("enrolment_not_asked", kind=type(error).__name__, fix=fix)
            return CannotAsk.UNREACHABLE

    async def _stored(self, order: Order, ask: EnrolmentAsk, accepted: EnrolmentAsked, share: int) -> Enrolment:
        now = self._clock.now()
        enrolment = Enrolment(
            id=accepted.id,
            order_id=order.id,
            phone=ask.phone,
            device=order.tablet,
            binding_message=ask.binding_message,
            nonce=ask.nonce,
            interval=accepted.interval,
            started_at=now,
            expires_at=now + accepted.life,
        )
        try:
            async with self._storage.work() as work:
                await self._end_what_ran_out(work, enrolment)
                enrolment = await work.enrolments.add(enrolment)
                await self._attaching.retime_in(work, order.id)
                await work.commit()
        except StaleWrite:
            other = await self._taken_up_again(order.id, share)  # somebody else asked at the same moment
            if other is None:
                raise
            return other
        return enrolment

    async def _end_what_ran_out(self, work: Work, newer: Enrolment) -> None:
        """One request at a time for one order and phone: an older one whose time is over gives way."""
        for older in await work.enrolments.of(newer.order_id):
            ran_out = older.state is EnrolmentState.ASKED and older.expires_at <= newer.started_at
            if ran_out and older.phone == newer.phone:
                await work.enrolments.save(older.moved_to(EnrolmentState.EXPIRED, newer.started_at))


async def _who(reading: Reading, order_id: OrderId, share: int) -> tuple[Order, Guest]:
    order = await the_order(reading, order_id)
    guest = (await people_on(reading, order)).get(share)
    if guest is None:
        raise NobodyThere(order_id)
    return order, guest

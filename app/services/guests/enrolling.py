"""Let a guest join the loyalty programme, with the evidence of what they said yes and no to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from app.domain.customer import Channel, Consent, EmailAddress, Guest, Member, PhoneNumber
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.split import is_paid
from app.ports.clock import Clock
from app.ports.storage import Storage, Work
from app.services.basics.background import Background
from app.services.basics.bell import Bell
from app.services.basics.errors import NobodyThere, TooLate
from app.services.basics.transactions import people_on, retried, the_order
from app.services.guests.attaching import Attaching
from app.services.guests.telling_the_programme import TellingTheProgramme, owe

log = structlog.get_logger()

PATIENCE = 4.0
"""Seconds that a guest waits for the programme at most: their yes is kept, and it is told behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptInAnswer:
    """One switch as it stood when the guest joined, with the sentence beside it, and the address told with a yes."""

    given: bool
    text: str
    address: EmailAddress | None = None


def evidence(
    order: Order, phone: PhoneNumber, answers: Mapping[Channel, OptInAnswer], language: str, at: datetime
) -> tuple[Consent, ...]:
    """What is kept of answers that were given at the tablet of this order; an address only beside a yes."""
    return tuple(
        Consent(
            phone=phone,
            channel=channel,
            given=answer.given,
            text=answer.text,
            language=language,
            at=at,
            device=order.tablet,
            address=answer.address if answer.given else None,
        )
        for channel, answer in answers.items()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The guest has joined. ``confirmed`` is false when the programme could not be told yet: a worker will."""

    order: Order
    guest: Guest
    confirmed: bool


class Enrolling:
    """Use cases of joining."""

    def __init__(
        self,
        *,
        storage: Storage,
        attaching: Attaching,
        telling: TellingTheProgramme,
        clock: Clock,
        background: Background,
    ) -> None:
        self._storage = storage
        self._attaching = attaching
        self._telling = telling
        self._clock = clock
        self._background = background

    async def join(
        self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str, share: int = 1
    ) -> Joined:
        """Keep the evidence, the joining and that the programme must hear of it in one transaction; then tell it.

        Raises :class:`TooLate` where the share cannot credit this guest any more; they are a member all the same.
        """

        async def once() -> tuple[Guest, bool]:
            async with self._storage.work() as work:
                kept = await self._kept(work, order_id, answers, language, share)
                await work.commit()
                return kept

        guest, in_time = await retried(once)
        member = await self._told(guest.phone)
        self._attaching.tell(order_id)
        if not in_time:
            raise TooLate(order_id)
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
            present = (await people_on(reading, order)).get(share) or guest
        return Joined(order=order, guest=present, confirmed=member is not None)

    async def decline(self, order_id: OrderId, share: int = 1) -> Order:
        """The payer does not want to join: a paid share goes without them, an open one keeps the number for paying."""
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
            shares = await reading.shares.of(order_id)
        if is_paid(shares, share):
            return await self._attaching.attach(order_id, None, share)
        return order

    async def _told(self, phone: PhoneNumber) -> Member | None:
        """The member, where the programme answers soon; otherwise it goes on being told while the guest goes on."""
        told: list[Member | None] = []
        answered = Bell()

        async def tell() -> None:
            told.append(await self._telling.tell(phone))

        self._background.spawn(tell(), "join", answered.ring)
        await answered.wait(self._clock, PATIENCE)
        if told and told[0] is None:
            self._telling.ring()
        return told[0] if told else None

    async def _kept(
        self, work: Work, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str, share: int
    ) -> tuple[Guest, bool]:
        """The guest as they joined, and whether the share still credits them."""
        order, now = await the_order(work, order_id), self._clock.now()
        guest = (await people_on(work, order)).get(share)
        if guest is None:
            raise NobodyThere(order_id)
        for consent in evidence(order, guest.phone, answers, language, now):
            await work.consents.add(consent)
        await owe(work, guest.phone, frozenset(answers), now, joined_on=order_id)
        joined = replace(guest, joined=True)
        try:
            await self._attaching.attach_in(work, order_id, joined, share)
        except TooLate:
            log.info("joined_too_late", order=order_id)
            return joined, False
        return joined, True

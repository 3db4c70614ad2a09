"""Let a guest join the loyalty programme, with the evidence of what they said yes and no to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from app.domain.customer import Channel, Consent, Guest
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.split import ShareState
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage
from app.services.basics.errors import NobodyThere
from app.services.basics.transactions import people_on, the_order
from app.services.guests.attaching import Attaching
from app.services.loyalty.locating import Locating

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class OptInAnswer:
    """One switch as it stood when the guest joined, with the sentence beside it."""

    given: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The guest has joined. ``confirmed`` is false when the programme could not be told yet: the order will tell it."""

    order: Order
    guest: Guest
    confirmed: bool


class Enrolling:
    """Use cases of joining."""

    def __init__(
        self, *, storage: Storage, loyalty: LoyaltyProgram, locating: Locating, attaching: Attaching, clock: Clock
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._locating = locating
        self._attaching = attaching
        self._clock = clock

    async def join(
        self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str, share: int = 1
    ) -> Joined:
        """Keep the evidence first, then tell the programme, then put the membership on the payer's share."""
        order, guest = await self._evidence_kept(order_id, answers, language, share)
        opt_ins = {channel: answer.given for channel, answer in answers.items()}
        joined = replace(guest, joined=True)
        try:
            store = await self._locating.store_slug(order.location)
            member = await self._loyalty.enrol(guest.phone, opt_ins, store)
        except PortError as error:
            log.warning("enrol_postponed", kind=type(error).__name__)
            order = await self._attaching.attach(order.id, joined, share)
            return Joined(order=order, guest=joined, confirmed=False)
        joined = replace(joined, member=member, asked=True)
        order = await self._attaching.attach(order.id, joined, share)
        return Joined(order=order, guest=joined, confirmed=True)

    async def decline(self, order_id: OrderId, share: int = 1) -> Order:
        """The payer does not want to join: a paid share goes without them, an open one keeps the number for paying."""
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
            shares = await reading.shares.of(order_id)
        if any(each.number == share and each.state is ShareState.PAID for each in shares):
            return await self._attaching.attach(order_id, None, share)
        return order

    async def _evidence_kept(
        self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str, share: int
    ) -> tuple[Order, Guest]:
        async with self._storage.work() as work:
            order = await the_order(work, order_id)
            guest = (await people_on(work, order)).get(share)
            if guest is None:
                raise NobodyThere(order_id)
            for channel, answer in answers.items():
                await work.consents.add(
                    Consent(
                        phone=guest.phone,
                        channel=channel,
                        given=answer.given,
                        text=answer.text,
                        language=language,
                        at=self._clock.now(),
                        device=order.tablet,
                    )
                )
            await work.commit()
        return order, guest

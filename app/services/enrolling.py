"""Let a guest join the loyalty programme, with the evidence of what they said yes and no to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from app.domain.customer import Channel, Consent, Guest
from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage
from app.services.attaching import Attaching
from app.services.errors import NobodyThere
from app.services.locating import Locating
from app.services.transactions import the_order

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

    async def join(self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str) -> Joined:
        """Keep the evidence first, then tell the programme, then put the membership on the order."""
        order, guest = await self._evidence_kept(order_id, answers, language)
        opt_ins = {channel: answer.given for channel, answer in answers.items()}
        joined = replace(guest, joined=True)
        try:
            store = await self._locating.store_slug(order.location)
            member = await self._loyalty.enrol(guest.phone, opt_ins, store)
        except PortError as error:
            log.warning("enrol_postponed", kind=type(error).__name__)
            return Joined(order=await self._attaching.attach(order.id, joined), guest=joined, confirmed=False)
        joined = replace(joined, member=member, asked=True)
        return Joined(order=await self._attaching.attach(order.id, joined), guest=joined, confirmed=True)

    async def decline(self, order_id: OrderId) -> Order:
        """The guest does not want to join: a paid order goes without them, an open one keeps the number for paying."""
        order = await self._attaching_order(order_id)
        if order.state is OrderState.PAID:
            return await self._attaching.attach(order_id, None)
        return order

    async def _attaching_order(self, order_id: OrderId) -> Order:
        async with self._storage.reading() as reading:
            return await the_order(reading, order_id)

    async def _evidence_kept(
        self, order_id: OrderId, answers: Mapping[Channel, OptInAnswer], language: str
    ) -> tuple[Order, Guest]:
        async with self._storage.work() as work:
            order = await the_order(work, order_id)
            if order.guest is None:
                raise NobodyThere(order_id)
            for channel, answer in answers.items():
                await work.consents.add(
                    Consent(
                        phone=order.guest.phone,
                        channel=channel,
                        given=answer.given,
                        text=answer.text,
                        language=language,
                        at=self._clock.now(),
                        device=order.tablet,
                    )
                )
            await work.commit()
        return order, order.guest

"""Credit a guest by a check-in: a repeat would credit twice, so a lost answer is looked up in the guest's balance."""

import structlog

from app.domain.customer import PhoneNumber
from app.domain.ids import OrderId
from app.domain.outbox import CANNOT_TELL, NOBODY_TO_CREDIT, MessageKind, OutboxMessage
from app.ports.clock import Clock
from app.ports.errors import OutcomeUnknown, PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage

log = structlog.get_logger()


class CheckingIn:
    """Delivers messages that are told as a check-in, each at most once as far as anybody can tell.

    Pongo's rule for an unknown outcome: compare the balance with the one read before, resend only if it did not move.
    """

    def __init__(self, *, storage: Storage, loyalty: LoyaltyProgram, clock: Clock) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock

    async def deliver(self, message: OutboxMessage) -> tuple[OutboxMessage, PortError | None]:
        """Send it, or find out what became of it: the message after that, and what went wrong, if anything did.

        Raises what the programme raises when it is asked for the balance; then nothing has changed.
        """
        phone = await self._phone(message)
        if phone is None or not message.body:
            return message.parked(NOBODY_TO_CREDIT), None
        if message.sent_at is not None:
            settled = await self._looked(message, phone)
            if settled is not None:
                return settled, None
        elif await self._given_back(message.order_id, message.share):
            log.info("check_in_needless", order=message.order_id, share=message.share)
            return message.delivered(self._clock.now(), 0, None), None
        return await self._sent(message, phone)

    async def _sent(self, message: OutboxMessage, phone: PhoneNumber) -> tuple[OutboxMessage, PortError | None]:
        balance = await self._balance(phone)
        message = await self._saved(message.sent(self._clock.now(), balance))
        try:
            posted = await self._loyalty.post_check_in(message.body)
        except OutcomeUnknown as unknown:
            log.warning("check_in_unknown", order=message.order_id, share=message.share)
            return message, unknown
        except PortError as error:
            return message.not_sent(), error
        log.info("check_in_posted", order=message.order_id, share=message.share)
        return message.delivered(self._clock.now(), posted.points_earned, posted.balance), None

    async def _looked(self, message: OutboxMessage, phone: PhoneNumber) -> OutboxMessage | None:
        """What became of it, or ``None`` when it did not count."""
        before, now = message.balance_before, await self._balance(phone)
        if before is None or now is None or now < before:
            return message.parked(CANNOT_TELL)
        if now == before:
            return None
        log.info("check_in_found", order=message.order_id, share=message.share)
        return message.delivered(self._clock.now(), now - before, now)

    async def _balance(self, phone: PhoneNumber) -> int | None:
        """The guest's points; none for who is no member yet, ``None`` where the programme does not tell."""
        member = await self._loyalty.find(phone)
        return 0 if member is None else member.points

    async def _phone(self, message: OutboxMessage) -> PhoneNumber | None:
        async with self._storage.reading() as reading:
            shares = await reading.shares.of(message.order_id)
        guest = next((share.guest for share in shares if share.number == message.share), None)
        return None if guest is None else guest.phone

    async def _given_back(self, order_id: OrderId, share: int) -> bool:
        """Nothing of the money is left, so nothing is earned."""
        async with self._storage.reading() as reading:
            messages = await reading.outbox.all_of(order_id)
        return any(each.kind is MessageKind.ORDER_STATUS and each.share == share for each in messages)

    async def _saved(self, message: OutboxMessage) -> OutboxMessage:
        async with self._storage.work() as work:
            saved = await work.outbox.save(message)
            await work.commit()
        return saved

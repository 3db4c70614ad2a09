"""A person takes over where no machine can go on: try a parked message again, put it away, take care of a payment."""

from dataclasses import replace

import structlog

from app.domain.errors import IllegalMove
from app.domain.facts import Decision, DoneByHand, SentAgain, TakenCareOf
from app.domain.ids import MessageId, Reference
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.payment import Payment, PaymentState, Remedy
from app.domain.reward import HoldState
from app.domain.timeline import EntryKind
from app.ports.clock import Clock
from app.ports.storage import Storage, Work
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import NoSuchMessage
from app.services.basics.transactions import retried
from app.services.payments.recording import Recording
from app.services.payments.timeline import Timeline

log = structlog.get_logger()


class Attending:
    """What a person decides is in the payment's timeline; who decided is with the message, never in the story."""

    def __init__(
        self, *, storage: Storage, clock: Clock, recording: Recording, timeline: Timeline, changes: Changes, bell: Bell
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._recording = recording
        self._timeline = timeline
        self._changes = changes
        self._bell = bell

    async def try_again(self, message_id: MessageId) -> OutboxMessage:
        """Make a parked message due now; a worker delivers the same bytes.

        Raises :class:`NoSuchMessage`, and :class:`IllegalMove` for a message that is not parked or that carries a
        refund: the provider refused it for good, so it is asked for anew at the payment.
        """

        async def once() -> OutboxMessage:
            async with self._storage.work() as work:
                message = await _the_message(work, message_id)
                if message.kind is MessageKind.REFUND:
                    raise IllegalMove("a refund that was refused for good is asked for anew")
                saved = await work.outbox.save(message.tried_again(self._clock.now()))
                await self._tell_payment(work, message, SentAgain(message=message.kind))
                await work.commit()
                return saved

        message = await retried(once)
        log.info("message_tried_again", order=message.order_id, kind=message.kind)
        self._bell.ring()
        self._changes.tell(message.order_id)
        return message

    async def put_away(self, message_id: MessageId, by: str) -> None:
        """Somebody did by hand what a parked message was to do. Raises :class:`NoSuchMessage` and
        :class:`IllegalMove` for a message that is not parked: nothing that may still go out is put away.
        """
        async with self._storage.work() as work:
            message = await _the_message(work, message_id)
            if message.state is not MessageState.PARKED:
                raise IllegalMove(f"the message is {message.state}, not parked")
            await work.outbox.put_away(message_id, by, self._clock.now())
            await self._tell_payment(work, message, DoneByHand(message=message.kind))
            await work.commit()
        log.info("message_put_away", order=message.order_id, kind=message.kind)
        self._changes.tell(message.order_id)

    async def attend(self, reference: Reference, remedy: Remedy, by: str) -> Payment:
        """Somebody took care of what no machine could mend; parked refunds of the payment are put away with it.

        Raises :class:`NoSuchPayment`, and :class:`IllegalMove` for a payment that needs nobody.
        """

        def attended(payment: Payment) -> Payment:
            if payment.attention is None:
                raise IllegalMove("nothing about this payment needs a person")
            return replace(payment.needs(payment.attention), attention=None)  # what was tried in vain ends with it

        async def also(work: Work, payment: Payment) -> None:
            for message in await work.outbox.all_of(payment.order_id):
                parked = message.state is MessageState.PARKED and message.kind is MessageKind.REFUND
                if parked and message.share == payment.share:
                    await work.outbox.put_away(message.id, by, self._clock.now())
            await self._timeline.within(work, reference, EntryKind.DECISION, TakenCareOf(remedy=remedy))

        payment = await self._recording.change(reference, attended, also)
        log.info("payment_attended", reference=reference, remedy=remedy)
        return payment

    async def rewards_were_used(self) -> int:
        """Somebody used up by hand what could not be told to the programme; how many holds are forgotten."""

        async def once() -> int:
            async with self._storage.work() as work:
                stuck = [hold for hold in await work.holds.all() if hold.state is HoldState.STUCK]
                for hold in stuck:
                    await work.holds.remove(hold)
                await work.commit()
                return len(stuck)

        count = await retried(once)
        log.info("stuck_rewards_forgotten", count=count)
        return count

    async def _tell_payment(self, work: Work, message: OutboxMessage, decided: Decision) -> None:
        for payment in await work.payments.of(message.order_id):
            if payment.share == message.share and payment.state is PaymentState.AUTHORIZED:
                await self._timeline.within(work, payment.reference, EntryKind.DECISION, decided)


async def _the_message(work: Work, message_id: MessageId) -> OutboxMessage:
    message = await work.outbox.get(message_id)
    if message is None:
        raise NoSuchMessage(message_id)
    return message

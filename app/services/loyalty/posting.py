"""The outbox worker: claim a message, deliver it, try again later, or park it for a person.

It posts paid shares itself; refunds and what follows from them are delivered by ``app/services/payments/refunding.py``.
"""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

import structlog

from app.domain.customer import Guest
from app.domain.ids import OrderId
from app.domain.outbox import CLAIM_LASTS, LONGEST_WAIT, MessageKind, MessageState, OutboxMessage, wait_before_retry
from app.domain.payment import PaymentState
from app.domain.restaurant import Restaurant
from app.domain.split import Share
from app.ports.clock import Chance, Clock
from app.ports.errors import NotConnected, NotFound, NotMapped, PortError, RateLimited, Refused
from app.ports.loyalty_program import LoyaltyProgram, PaidShare, Posted
from app.ports.storage import Reading, Storage
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.transactions import retried, the_order
from app.services.loyalty.checking_in import CheckingIn
from app.services.loyalty.locating import Locating
from app.services.payments.refunding import Refunding

log = structlog.get_logger()

LONGEST_SLEEP = 30.0
SHORTEST_SLEEP = 0.05


class Posting:
    """Delivers paid shares to the loyalty programme, each exactly once."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        storage: Storage,
        loyalty: LoyaltyProgram,
        clock: Clock,
        chance: Chance,
        restaurant: Restaurant,
        locating: Locating,
        refunding: Refunding,
        checking_in: CheckingIn,
        changes: Changes,
        bell: Bell,
        worker: str,
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock
        self._chance = chance
        self._restaurant = restaurant
        self._locating = locating
        self._refunding = refunding
        self._checking_in = checking_in
        self._changes = changes
        self._bell = bell
        self._worker = worker

    async def run(self) -> None:
        """Until cancelled: deliver what is due, sleep until the next is, or until the bell rings."""
        while True:
            try:
                await self.free_stale(CLAIM_LASTS)
                while await self.deliver_one():
                    pass
                pause = await self._pause()
            except PortError as error:
                log.warning("posting_round_failed", kind=type(error).__name__)
                pause = LONGEST_SLEEP
            await self._bell.wait(self._clock, pause)

    async def free_stale(self, older_than: timedelta) -> int:
        """Make messages due again whose worker died."""
        async with self._storage.work() as work:
            freed = await work.outbox.free_stale(self._clock.now() - older_than)
            if freed:
                await work.commit()
        return freed

    async def release(self, order_id: OrderId) -> None:
        """The guest has left the paid screen: nobody will join any more, so the order need not wait.

        A share still waits for a payer who was asked in their own app and has not answered.
        """

        async def once() -> None:
            async with self._storage.work() as work:
                now = self._clock.now()
                waited_for = {each.phone for each in await work.enrolments.of(order_id) if each.is_waited_for(now)}
                for share in await work.shares.of(order_id):
                    if share.guest is not None and share.guest.phone in waited_for:
                        continue
                    message = await work.outbox.of(order_id, share.number)
                    if message is not None and message.state is MessageState.DUE and not message.body:
                        await work.outbox.save(replace(message, due_at=self._clock.now()))
                await work.commit()

        await retried(once)
        self._bell.ring()

    async def resume(self) -> int:
        """What waited for a person is due now: the account is connected (again), or a location has its store."""
        async with self._storage.work() as work:
            hurried = await work.outbox.hurry(self._clock.now())
            if hurried:
                await work.commit()
        self._bell.ring()
        return hurried

    async def waiting(self) -> tuple[OutboxMessage, ...]:
        """What the programme should have been told and was not yet, with the reason, the oldest first."""
        async with self._storage.reading() as reading:
            return await reading.outbox.waiting()

    async def deliver_one(self) -> bool:
        """Deliver one message that is due; false when there was none."""
        message = await self._claimed()
        if message is None:
            return False
        match message.kind:
            case MessageKind.ORDER:
                after = await self._posted(message)
            case MessageKind.REFUND:
                after = await self._refunding.deliver(message)
            case MessageKind.ORDER_STATUS:
                after = await self._refunding.correct(message)
            case _:
                assert_never(message.kind)
        await self._saved(after)
        return True

    async def _posted(self, message: OutboxMessage) -> OutboxMessage:
        fresh = not message.body
        try:
            message = await self._prepared(message) if fresh else message
            if message.check_in:
                message, trouble = await self._checking_in.deliver(message)
                return message if trouble is None else self._failed(message, trouble, fresh=fresh)
            posted = await self._loyalty.post_order(message.body)
        except PortError as error:
            return self._failed(message, error, fresh=fresh)
        return self._delivered(message, posted)

    def _failed(self, message: OutboxMessage, error: PortError, *, fresh: bool) -> OutboxMessage:
        """What a person can mend is tried again; what was refused for itself waits for a person.

        A body that was ``fresh`` and refused for its store was never taken: it is written anew for another store.
        """
        if isinstance(error, NotMapped) and message.body:
            self._locating.doubt()
            message = replace(message, body="") if fresh else message
        if isinstance(error, Refused) and not isinstance(error, NotFound):
            return message.parked(f"{type(error).__name__}: {error}")
        return self._later(message, error)

    async def _claimed(self) -> OutboxMessage | None:
        async with self._storage.work() as work:
            message = await work.outbox.claim(self._worker, self._clock.now())
            if message is not None:
                await work.commit()
        return message

    async def _prepared(self, message: OutboxMessage) -> OutboxMessage:
        """Fix the exact body now; every retry repeats it to the byte. A check-in for nobody has none."""
        async with self._storage.reading() as reading:
            location = (await the_order(reading, message.order_id)).location
        store_slug = await self._locating.store_slug(location)
        async with self._storage.reading() as reading:
            paid = await self._paid_share(reading, message, store_slug)
        guest = await self._to_credit(paid.share)
        told = replace(paid, share=replace(paid.share, guest=guest))
        by_amount = self._restaurant.amount_shares_by_check_in and not paid.share.line_ids
        if not message.check_in and (guest is None or not by_amount):
            body = self._loyalty.prepare_order(told)
            return await self._saved(replace(message, body=body, credits=guest is not None))
        body = "" if guest is None else self._loyalty.prepare_check_in(told)
        return await self._saved(replace(message, body=body, check_in=True, credits=guest is not None))

    async def _to_credit(self, share: Share) -> Guest | None:
        """Whom to credit: a member, or somebody who joined. Nobody is made a member behind their back."""
        guest = share.guest
        if guest is None or guest.member is not None or guest.joined:
            return guest
        if guest.asked:
            return None
        member = await self._loyalty.find(guest.phone)
        return None if member is None else replace(guest, member=member, asked=True)

    async def _paid_share(self, work: Reading, message: OutboxMessage, store_slug: str) -> PaidShare:
        order = await the_order(work, message.order_id)
        share = next(share for share in await work.shares.of(order.id) if share.number == message.share)
        payments = await work.payments.of(order.id)
        payment = next(p for p in payments if p.share == share.number and p.state is PaymentState.AUTHORIZED)
        return PaidShare(
            order=order,
            share=share,
            paid_at=share.paid_at or message.created_at,
            payment_reference=payment.reference,
            store_slug=store_slug,
            language=self._restaurant.language,
        )

    def _delivered(self, message: OutboxMessage, posted: Posted) -> OutboxMessage:
        log.info("order_posted", order=message.order_id, share=message.share, already_known=posted.already_known)
        return message.delivered(self._clock.now(), posted.points_earned, posted.balance)

    def _later(self, message: OutboxMessage, error: PortError) -> OutboxMessage:
        wait = wait_before_retry(message.attempts, self._chance.spread())
        if isinstance(error, RateLimited) and error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        if isinstance(error, NotConnected | NotMapped):
            wait = LONGEST_WAIT  # a person must act, and rings when it is done
        reason = f"{type(error).__name__}: {error}"
        log.warning("posting_postponed", order=message.order_id, kind=type(error).__name__, attempts=message.attempts)
        return message.postponed(self._clock.now() + wait, reason)

    async def _saved(self, message: OutboxMessage) -> OutboxMessage:
        async with self._storage.work() as work:
            saved = await work.outbox.save(message)
            await work.commit()
        self._changes.tell(message.order_id)
        return saved

    async def _pause(self) -> float:
        async with self._storage.reading() as reading:
            next_due = await reading.outbox.next_due()
        if next_due is None:
            return LONGEST_SLEEP
        seconds = (next_due - self._clock.now()).total_seconds()
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP)

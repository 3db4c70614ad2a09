"""Keeps holds in step with orders: renews the locks of those in use, and lets go what no order needs any more."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState
from app.domain.reward import Hold, HoldState
from app.domain.share_contents import tells_of_reward
from app.domain.split import ShareState
from app.ports.clock import Clock
from app.ports.errors import Conflict, PortError, Refused, StaleWrite
from app.ports.reward_program import RewardProgram
from app.ports.storage import Reading, Storage
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.transactions import changed
from app.services.loyalty.pins import Pins
from app.services.loyalty.redeeming import Redeeming

log = structlog.get_logger()

LOCK_LASTS = timedelta(minutes=15)
"""So long the programme keeps a lock that is not renewed."""

RENEWED_AFTER = timedelta(minutes=5)
"""Two renewals may fail before a lock is lost."""

QUIET = timedelta(minutes=30)
"""So long an open order that nobody changes keeps its reward; tablets ask far earlier whether somebody is there."""

TRY_AGAIN = timedelta(minutes=5)
"""So long it keeps its reward after a payment that failed or was cancelled."""

ANSWER_TAKES = timedelta(minutes=1)
"""A hold that waits longer for an answer belongs to a worker that died."""

PAUSE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """A hold, its order, and when the order's last payment failed, if it did.

    ``told``: one of the shares tells of the reward when it is posted. ``posted``: every share was.
    """

    hold: Hold
    order: Order | None
    told: bool
    posted: bool
    failed_at: datetime | None

    @property
    def is_on_the_order(self) -> bool:
        reward = self.order.reward if self.order is not None else None
        return reward is not None and reward.hold == self.hold.id


class Holding:
    """The worker behind rewards. The order is the truth: a hold that it does not name is let go."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        storage: Storage,
        rewards: RewardProgram,
        clock: Clock,
        changes: Changes,
        redeeming: Redeeming,
        pins: Pins,
        bell: Bell,
    ) -> None:
        self._storage = storage
        self._rewards = rewards
        self._clock = clock
        self._changes = changes
        self._redeeming = redeeming
        self._pins = pins
        self._bell = bell
        self._touched: dict[OrderId, datetime] = {}
        self._followed: dict[OrderId, Callable[[], None]] = {}
        self._turn = asyncio.Lock()

    async def run(self, *, alone: bool) -> None:
        """Until cancelled: settle what can be settled after every change of an order that holds a reward.

        ``alone``: what waits for an answer since before now waits in vain, because no other hub asked.
        """
        died_before = self._clock.now() if alone else None
        with suppress(PortError):
            await self._forget_pins()
        while True:
            with suppress(PortError):
                await self.settle(died_before)
            await self._bell.wait(self._clock, PAUSE)

    async def settle(self, died_before: datetime | None = None) -> None:
        """Look at every hold once; what the programme does not answer for stays for the next time."""
        async with self._turn:
            await self._settle_all(died_before)

    async def _settle_all(self, died_before: datetime | None) -> None:
        fates = await self._fates()
        self._follow({fate.hold.order_id for fate in fates})
        for fate in fates:
            try:
                await self._settle(fate, died_before)
            except StaleWrite:
                continue
            except PortError as error:
                log.warning("hold_unsettled", hold=fate.hold.id, kind=type(error).__name__)

    async def let_go(self, hold: Hold) -> None:
        """Unlock at the programme, then forget. A lock that is not ours any more is no reason to keep the hold."""
        try:
            await self._rewards.unlock(hold.customer_id, hold.name)
        except Refused as refusal:
            log.info("reward_not_ours", hold=hold.id, kind=type(refusal).__name__)
        await self.forget(hold)

    async def forget(self, hold: Hold) -> None:
        """Forget a hold whose lock the programme does not have."""
        async with self._storage.work() as work:
            await work.holds.remove(hold)
            await work.commit()
        await self._pins.forget(hold.id)
        log.info("reward_let_go", order=hold.order_id, hold=hold.id)

    async def make_way(self, order: Order, name: str) -> None:
        """Let go of a hold on this reward that an earlier try on this or an abandoned order left behind."""
        customers = {order.guest.member.customer_id} if order.guest and order.guest.member else set()
        async with self._turn:
            for fate in await self._fates():
                hold = fate.hold
                mine = hold.customer_id in customers and hold.name == name
                if mine and not fate.is_on_the_order and _waits_in_vain(hold, order.id):
                    await self.let_go(hold)

    async def _settle(self, fate: _Fate, died_before: datetime | None) -> None:
        hold, now = fate.hold, self._clock.now()
        unanswered = now - hold.moved_at > ANSWER_TAKES or (died_before is not None and hold.moved_at < died_before)
        match hold.state:
            case HoldState.LOCKING:
                if unanswered:
                    await self.let_go(hold)
            case HoldState.USING:
                if unanswered and await self._redeeming.was_used(hold):
                    await self.let_go(hold)
            case HoldState.HELD:
                await self._settle_held(fate)
            case HoldState.STUCK:
                return

    async def _settle_held(self, fate: _Fate) -> None:
        hold, order, now = fate.hold, fate.order, self._clock.now()
        if order is None or not fate.is_on_the_order:
            await self.let_go(hold)
        elif order.state is OrderState.PAID and (self._by_call(fate) or fate.posted):
            used = await self._redeeming.use(hold) if self._by_call(fate) else hold
            if used is not None:
                await self.let_go(used)
        elif order.state is OrderState.OPEN and self._is_given_up(fate):
            await self._at_full_price(hold, order.id)
        elif now - hold.moved_at >= RENEWED_AFTER:
            await self._renew(hold, order)

    def _by_call(self, fate: _Fate) -> bool:
        """By setting, or because no posted share can tell: one by amount names no lines, a check-in nothing at all."""
        return self._redeeming.by_call or not fate.told

    async def _renew(self, hold: Hold, order: Order) -> None:
        """Lock again, which makes the lock last longer.

        A conflict is no news while the lock that we have still lasts: then the programme does not renew. Afterwards
        somebody else has it. An order that is open goes back to the full price; once it is being paid, it stays.
        """
        now = self._clock.now()
        try:
            await self._rewards.lock(hold.customer_id, hold.name, await self._pins.of(hold.id))
        except Refused as refusal:
            if isinstance(refusal, Conflict) and now - hold.moved_at < LOCK_LASTS:
                return
            log.warning("reward_lock_lost", order=order.id, hold=hold.id, kind=type(refusal).__name__)
            if order.state is OrderState.OPEN:
                await self._at_full_price(hold, order.id)
                return
        await self._saved(hold.moved(HoldState.HELD, now))

    def _is_given_up(self, fate: _Fate) -> bool:
        moments = (fate.hold.taken_at, self._touched.get(fate.hold.order_id), fate.failed_at)
        quiet_since = max(moment for moment in moments if moment is not None)
        patience = QUIET if fate.failed_at is None else TRY_AGAIN
        return self._clock.now() - quiet_since >= patience

    async def _at_full_price(self, hold: Hold, order_id: OrderId) -> None:
        def full_price(order: Order) -> Order:
            named = order.reward is not None and order.reward.hold == hold.id and order.state is OrderState.OPEN
            return order.without_reward() if named else order

        order = await changed(self._storage, order_id, full_price)
        self._changes.tell(order_id)
        if order.reward is None:
            await self.let_go(hold)

    async def _saved(self, hold: Hold) -> None:
        async with self._storage.work() as work:
            await work.holds.save(hold)
            await work.commit()

    async def _forget_pins(self) -> None:
        """PINs whose reward was let go while the database could not be written."""
        async with self._storage.reading() as reading:
            held = frozenset(hold.id for hold in await reading.holds.all())
        await self._pins.forget_others(held)

    async def _fates(self) -> list[_Fate]:
        async with self._storage.reading() as reading:
            return [await _fate(reading, hold) for hold in await reading.holds.all()]

    def _follow(self, orders: set[OrderId]) -> None:
        """Hear of every change of these orders, and of no others."""
        for order_id in self._followed.keys() - orders:
            self._followed.pop(order_id)()
            self._touched.pop(order_id, None)
        for order_id in orders - self._followed.keys():
            self._followed[order_id] = self._changes.subscribe(order_id, partial(self._heard, order_id))

    def _heard(self, order_id: OrderId) -> None:
        self._touched[order_id] = self._clock.now()
        self._bell.ring()


def _waits_in_vain(hold: Hold, order_id: OrderId) -> bool:
    return hold.state is HoldState.HELD or (hold.state is HoldState.LOCKING and hold.order_id == order_id)


async def _fate(reading: Reading, hold: Hold) -> _Fate:
    order = await reading.orders.get(hold.order_id)
    shares = [share for share in await reading.shares.of(hold.order_id) if share.state is ShareState.PAID]
    messages = [await reading.outbox.of(hold.order_id, share.number) for share in shares]
    delivered = [message is not None and message.state is MessageState.DELIVERED for message in messages]
    payments = await reading.payments.of(hold.order_id)
    failed = bool(payments) and payments[-1].state.is_unpaid_end
    return _Fate(
        hold=hold,
        order=order,
        told=order is not None and any(tells_of_reward(order, share) for share in shares),
        posted=bool(delivered) and all(delivered),
        failed_at=payments[-1].settled_at if failed else None,
    )

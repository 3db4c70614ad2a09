"""Keeps holds in step with orders: a reward that no order needs any more is let go, whatever made it so."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState
from app.domain.reward import Hold, HoldState
from app.domain.split import ShareState
from app.ports.clock import Clock
from app.ports.errors import PortError, Refused, StaleWrite
from app.ports.reward_program import RewardProgram
from app.ports.storage import Reading, Storage
from app.services.bell import Bell
from app.services.changes import Changes
from app.services.redeeming import Redeeming
from app.services.transactions import changed

log = structlog.get_logger()

HOLD_LASTS = timedelta(minutes=15)
"""So long an order that nobody pays keeps its reward: no longer than the programme's own lock."""

ANSWER_TAKES = timedelta(minutes=1)
"""A hold that waits longer for an answer belongs to a worker that died."""

PAUSE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """A hold, its order, and whether every share of it was posted."""

    hold: Hold
    order: Order | None
    posted: bool

    @property
    def is_on_the_order(self) -> bool:
        reward = self.order.reward if self.order is not None else None
        return reward is not None and reward.hold == self.hold.id


class Holding:
    """The worker behind rewards. The order is the truth: a hold that it does not name is let go."""

    def __init__(
        self,
        *,
        storage: Storage,
        rewards: RewardProgram,
        clock: Clock,
        changes: Changes,
        redeeming: Redeeming,
        bell: Bell,
    ) -> None:
        self._storage = storage
        self._rewards = rewards
        self._clock = clock
        self._changes = changes
        self._redeeming = redeeming
        self._bell = bell
        self._followed: dict[OrderId, Callable[[], None]] = {}
        self._turn = asyncio.Lock()

    async def run(self, *, alone: bool) -> None:
        """Until cancelled: settle what can be settled after every change of an order that holds a reward.

        ``alone``: what waits for an answer since before now waits in vain, because no other hub asked.
        """
        died_before = self._clock.now() if alone else None
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
        self._redeeming.forget_pin(hold.id)
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
        hold, order, now = fate.hold, fate.order, self._clock.now()
        unanswered = now - hold.moved_at > ANSWER_TAKES or (died_before is not None and hold.moved_at < died_before)
        match hold.state:
            case HoldState.LOCKING:
                if unanswered:
                    await self.let_go(hold)
            case HoldState.USING:
                if unanswered and await self._redeeming.was_used(hold):
                    await self.let_go(hold)
            case HoldState.HELD:
                if order is None or not fate.is_on_the_order:
                    await self.let_go(hold)
                elif order.state is OrderState.OPEN:
                    await self._expire(hold, order.id, now)
                elif order.state is OrderState.PAID and (used := await self._used_up(fate)) is not None:
                    await self.let_go(used)
            case HoldState.STUCK:
                return

    async def _used_up(self, fate: _Fate) -> Hold | None:
        """The hold, once the posted order told of the reward or the call of its own did."""
        if self._redeeming.by_call:
            return await self._redeeming.use(fate.hold)
        return fate.hold if fate.posted else None

    async def _expire(self, hold: Hold, order_id: OrderId, now: datetime) -> None:
        if now - hold.taken_at < HOLD_LASTS:
            return

        def full_price(order: Order) -> Order:
            named = order.reward is not None and order.reward.hold == hold.id and order.state is OrderState.OPEN
            return order.without_reward() if named else order

        order = await changed(self._storage, order_id, full_price)
        self._changes.tell(order_id)
        if order.reward is None:
            await self.let_go(hold)

    async def _fates(self) -> list[_Fate]:
        async with self._storage.reading() as reading:
            return [await _fate(reading, hold) for hold in await reading.holds.all()]

    def _follow(self, orders: set[OrderId]) -> None:
        """Hear of every change of these orders, and of no others."""
        for order_id in self._followed.keys() - orders:
            self._followed.pop(order_id)()
        for order_id in orders - self._followed.keys():
            self._followed[order_id] = self._changes.subscribe(order_id, self._bell.ring)


def _waits_in_vain(hold: Hold, order_id: OrderId) -> bool:
    return hold.state is HoldState.HELD or (hold.state is HoldState.LOCKING and hold.order_id == order_id)


async def _fate(reading: Reading, hold: Hold) -> _Fate:
    order = await reading.orders.get(hold.order_id)
    paid = [share for share in await reading.shares.of(hold.order_id) if share.state is ShareState.PAID]
    messages = [await reading.outbox.of(hold.order_id, share.number) for share in paid]
    delivered = [message is not None and message.state is MessageState.DELIVERED for message in messages]
    return _Fate(hold=hold, order=order, posted=bool(delivered) and all(delivered))

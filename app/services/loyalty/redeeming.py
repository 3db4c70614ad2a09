"""Use up a reward by its own call, where the programme shall not hear of it in the posted order."""

from dataclasses import replace

import structlog

from app.domain.reward import Hold, HoldState
from app.ports.clock import Clock
from app.ports.errors import OutcomeUnknown, PortError, Refused
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage
from app.services.basics.transactions import the_order
from app.services.loyalty.locating import Locating
from app.services.loyalty.pins import Pins

log = structlog.get_logger()


class Redeeming:
    """Buys and uses rewards of paid orders, each once. ``by_call`` is false where the order tells instead."""

    def __init__(
        self, *, storage: Storage, loyalty: LoyaltyProgram, clock: Clock, locating: Locating, pins: Pins, by_call: bool
    ) -> None:
        self.by_call = by_call
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock
        self._locating = locating
        self._pins = pins

    async def use(self, hold: Hold) -> Hold | None:
        """Use it up now: the hold as it is then, or ``None`` when it is not certain that it was.

        An answer that was lost is looked up later; nothing is sent blindly a second time.
        """
        hold = await self._intended(hold)
        try:
            await self._send(hold)
        except OutcomeUnknown as unknown:
            log.warning("reward_use_unknown", hold=hold.id, kind=type(unknown).__name__)
            return None
        except Refused as refusal:
            await self._saved(hold, HoldState.STUCK)
            log.warning("reward_not_used", order=hold.order_id, hold=hold.id, kind=type(refusal).__name__)
            return None
        except PortError:
            await self._saved(hold, HoldState.HELD)
            raise
        return hold

    async def was_used(self, hold: Hold) -> bool:
        """After a lost answer: look at what the guest holds. Not used means that it is tried again."""
        pieces = await self._loyalty.won(hold.customer_id)
        if hold.won is not None:
            used = any(piece.hash == hold.won and piece.used for piece in pieces)
        else:
            mine = [piece for piece in pieces if piece.reward_id == hold.reward_id]
            used = any(piece.hash not in hold.known_hashes for piece in mine)
        if not used:
            await self._saved(hold, HoldState.STUCK if await self._points_fell(hold) else HoldState.HELD)
        return used

    async def _points_fell(self, hold: Hold) -> bool:
        """Points went and nothing came: only a person can tell why."""
        member = await self._loyalty.find_by_pass(hold.customer_id)
        now = member.points if member is not None else None
        return hold.won is None and hold.balance is not None and now is not None and now < hold.balance

    async def _intended(self, hold: Hold) -> Hold:
        """What the guest has before, committed before anything is sent."""
        pieces = await self._loyalty.won(hold.customer_id)
        member = await self._loyalty.find_by_pass(hold.customer_id)
        known = tuple(piece.hash for piece in pieces)
        before = replace(hold, known_hashes=known, balance=member.points if member is not None else None)
        return await self._saved(before, HoldState.USING)

    async def _send(self, hold: Hold) -> None:
        async with self._storage.reading() as reading:
            order = await the_order(reading, hold.order_id)
        store, pin = await self._locating.store_slug(order.location), await self._pins.of(hold.id)
        if hold.won is not None:
            await self._loyalty.use(hold.customer_id, hold.won, store, pin)
        else:
            await self._loyalty.buy(hold.customer_id, hold.reward_id, store, pin)

    async def _saved(self, hold: Hold, state: HoldState) -> Hold:
        async with self._storage.work() as work:
            saved = await work.holds.save(hold.moved(state, self._clock.now()))
            await work.commit()
        return saved

"""Rewards: what a guest may use, taking one onto an order, giving it back."""

import re
from contextlib import suppress
from dataclasses import dataclass

import structlog

from app.domain.catalog import Catalog, Product
from app.domain.customer import Member
from app.domain.errors import DomainError
from app.domain.ids import OrderId, ProductId
from app.domain.nudge import Nudge
from app.domain.order import LEAST_TO_PAY, Order
from app.domain.reward import (
    FreeDish,
    Hold,
    HoldId,
    HoldState,
    Offer,
    RewardId,
    RewardKind,
    Standing,
    TakenReward,
    offers,
)
from app.ports.clock import Chance, Clock
from app.ports.errors import Conflict, OutcomeUnknown, PinRefused, PortError, Refused
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage
from app.services.basics.bell import Bell
from app.services.basics.changes import Changes
from app.services.basics.errors import NobodyThere, NothingToPay, PinWanted, RewardGone, RewardInUse
from app.services.basics.transactions import changed, retried, the_order
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.holding import Holding
from app.services.loyalty.locating import Locating
from app.services.loyalty.pins import Pins

log = structlog.get_logger()

_PIN = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsView:
    """What stands open to the guest of an order. ``points`` are those that no other order of theirs holds."""

    order: Order
    offers: tuple[Offer, ...]
    points: int | None


class Rewarding:
    """Use cases of rewards before an order is paid."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        storage: Storage,
        loyalty: LoyaltyProgram,
        clock: Clock,
        chance: Chance,
        catalog: Catalog,
        locating: Locating,
        estimating: Estimating,
        holding: Holding,
        pins: Pins,
        changes: Changes,
        bell: Bell,
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock
        self._chance = chance
        self._catalog = catalog
        self._locating = locating
        self._estimating = estimating
        self._holding = holding
        self._pins = pins
        self._changes = changes
        self._bell = bell
        self._warned: set[RewardId] = set()

    async def view(self, order_id: OrderId) -> RewardsView:
        """What the guest of this order may use, read from the programme now.

        Raises :class:`NobodyThere` without a member, and what the programme raises.
        """
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
        member = _member(order)
        store = await self._locating.store_slug(order.location)
        catalogue = await self._loyalty.rewards(member.customer_id, store)
        pieces = await self._loyalty.won(member.customer_id)
        fresh = await self._loyalty.find_by_pass(member.customer_id)
        async with self._storage.reading() as reading:
            holds = await reading.holds.of(member.customer_id)
        others = [hold for hold in holds if hold.order_id != order.id]
        points = None if fresh is None or fresh.points is None else fresh.points - _promised(others)
        found = offers(
            tuple(reward for reward in catalogue if reward.given_in(store)),
            tuple(piece for piece in pieces if piece.usable(self._clock.now())),
            points=points,
            held=frozenset(hold.name for hold in others),
            own=frozenset(hold.name for hold in holds if hold.order_id == order.id),
            catalog=self._catalog,
        )
        self._warn_of_unmapped(found)
        return RewardsView(order=order, offers=found, points=points)

    def nudge(self, seen: RewardsView, order: Order) -> Nudge | None:
        """What one more dish on the order, as it is now, would bring within reach; nothing is asked of anybody."""
        if seen.points is None or order.reward is not None:
            return None
        return self._estimating.nudge(order, seen.points, seen.offers, self._catalog)

    async def take(
        self, order_id: OrderId, key: str, *, product_id: ProductId | None = None, pin: str | None = None
    ) -> Order:
        """Lock an offered reward at the programme, then put it on the order in place of any other.

        Raises :class:`NothingToPay`, :class:`RewardInUse`, :class:`RewardGone`, :class:`PinWanted`, and what the
        programme raises; then the order is as it was.
        """
        if pin is not None and not _PIN.fullmatch(pin):
            raise PinWanted(wrong=True)
        seen = await self.view(order_id)
        offer = next((offer for offer in seen.offers if offer.key == key), None)
        if offer is None or offer.standing in {Standing.TOO_FEW_POINTS, Standing.ASK_STAFF}:
            raise RewardGone(order_id)
        if offer.standing is Standing.IN_USE:
            raise RewardInUse(order_id)
        if seen.order.reward is not None and key == (seen.order.reward.won or seen.order.reward.reward_id):
            return seen.order
        if seen.order.without_reward().amount.minor < LEAST_TO_PAY:
            raise NothingToPay(order_id)
        if pin is not None and not self._pins.may_try(_member(seen.order).customer_id, self._clock.now()):
            raise RewardGone(order_id)
        taken = self._taken(offer, _member(seen.order), product_id)
        await self._holding.make_way(seen.order, key)
        hold = await retried(lambda: self._intended(order_id, taken, key))
        await self._locked(hold, pin)
        return await self._put_on(hold, taken)

    async def give_back(self, order_id: OrderId) -> Order:
        """Take the reward off the order; the worker tells the programme, as soon as it answers."""
        order = await changed(self._storage, order_id, Order.without_reward)
        self._changes.tell(order_id)
        self._bell.ring()
        return order

    def _warn_of_unmapped(self, found: tuple[Offer, ...]) -> None:
        """Tell the operator, once a reward, that no dish on the menu has its SKU."""
        for offer in found:
            if offer.standing is Standing.ASK_STAFF and offer.reward.id not in self._warned:
                self._warned.add(offer.reward.id)
                log.warning("reward_not_on_the_menu", reward=offer.reward.id, skus=offer.reward.skus)

    def _taken(self, offer: Offer, member: Member, product_id: ProductId | None) -> TakenReward:
        reward = offer.reward
        return TakenReward(
            hold=HoldId(self._chance.message_id()),
            reward_id=reward.id,
            customer_id=member.customer_id,
            name=reward.name,
            kind=reward.kind,
            points=0 if offer.won else reward.points,
            won=offer.won,
            amount=reward.amount,
            basis_points=reward.basis_points,
            dish=_chosen(offer, product_id) if reward.kind is RewardKind.PRODUCT else None,
        )

    async def _intended(self, order_id: OrderId, taken: TakenReward, name: str) -> Hold:
        """Only one order of the whole house gets past here with one reward of one guest."""
        now = self._clock.now()
        async with self._storage.work() as work:
            if any(hold.name == name for hold in await work.holds.of(taken.customer_id)):
                raise RewardInUse(order_id)
            hold = await work.holds.add(
                Hold(
                    id=taken.hold,
                    order_id=order_id,
                    customer_id=taken.customer_id,
                    name=name,
                    reward_id=taken.reward_id,
                    won=taken.won,
                    points=taken.points,
                    taken_at=now,
                    moved_at=now,
                )
            )
            await work.commit()
        return hold

    async def _locked(self, hold: Hold, pin: str | None) -> None:
        if pin is not None:
            await self._pins.keep(hold.id, pin)
        try:
            await self._loyalty.lock(hold.customer_id, hold.name, pin)
        except OutcomeUnknown:
            with suppress(PortError):
                await self._holding.let_go(hold)
            raise
        except PortError as error:
            await self._holding.forget(hold)
            if pin is not None and isinstance(error, PinRefused):
                self._pins.was_wrong(hold.customer_id, self._clock.now())
            log.info("reward_not_locked", order=hold.order_id, kind=type(error).__name__)
            raise _told(error, hold.order_id, pin) from error

    async def _put_on(self, hold: Hold, taken: TakenReward) -> Order:
        async def once() -> Order:
            async with self._storage.work() as work:
                order = await work.orders.save((await the_order(work, hold.order_id)).with_reward(taken))
                await work.holds.save(hold.moved(HoldState.HELD, self._clock.now()))
                await work.commit()
                return order

        try:
            order = await retried(once)
        except (DomainError, PortError):
            with suppress(PortError):
                await self._holding.let_go(hold)
            raise
        log.info("reward_taken", order=order.id, hold=hold.id, reward=taken.reward_id)
        self._changes.tell(order.id)
        self._bell.ring()
        return order


def _told(error: PortError, order_id: OrderId, pin: str | None) -> Exception:
    """What a refused lock means to the guest."""
    match error:
        case Conflict():
            return RewardInUse(order_id)
        case PinRefused():
            return PinWanted(wrong=pin is not None)
        case Refused():
            return RewardGone(order_id)
        case _:
            return error


def _member(order: Order) -> Member:
    if order.guest is None or order.guest.member is None:
        raise NobodyThere(order.id)
    return order.guest.member


def _promised(holds: list[Hold]) -> int:
    return sum(hold.points for hold in holds)


def _chosen(offer: Offer, product_id: ProductId | None) -> FreeDish:
    product: Product = next((each for each in offer.choices if each.id == product_id), offer.choices[0])
    return FreeDish(
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        category=product.category,
        vat_class=product.vat_class,
        minimum_age=product.minimum_age,
    )

"""Rewards: what the programme gives, what a guest holds, what is on an order, and who may use which."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from app.domain.catalog import Catalog, Product, Words
from app.domain.errors import InvalidValue
from app.domain.ids import OrderId, ProductId
from app.domain.money import Money
from app.domain.vat import VatClass

RewardId = NewType("RewardId", str)
HoldId = NewType("HoldId", str)

WHOLE = 10_000
"""Hundredths of a percent in a whole."""


class RewardKind(StrEnum):
    """What a reward takes off a bill: the price of one dish, an amount, or a part of everything."""

    PRODUCT = "product"
    AMOUNT = "amount"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reward:
    """One entry of the programme's catalogue, as this guest sees it.

    ``skus`` are alternatives. ``amount`` is in minor units, ``basis_points`` in hundredths of a percent. No
    ``store_slugs`` means every store.
    """

    id: RewardId
    name: str
    kind: RewardKind
    points: int
    skus: tuple[str, ...] = ()
    amount: int = 0
    basis_points: int = 0
    store_slugs: tuple[str, ...] = ()

    def given_in(self, store_slug: str) -> bool:
        """Whether this store gives it."""
        return not self.store_slugs or store_slug in self.store_slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class WonReward:
    """A reward that the guest holds already; ``hash`` names this very piece."""

    hash: str
    reward_id: RewardId
    name: str
    skus: tuple[str, ...] = ()
    used: bool = False
    locked: bool = False
    expires_at: datetime | None = None

    def usable(self, now: datetime) -> bool:
        """Whether it can still be used up."""
        return not self.used and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeDish:
    """The product of a product reward, as the menu had it when it was taken."""

    product_id: ProductId
    sku: str
    name: Words
    category: str
    vat_class: VatClass
    minimum_age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReward:
    """The reward on an order, for one guest, under one hold. ``won`` is the hash of a piece that they held already."""

    hold: HoldId
    reward_id: RewardId
    customer_id: str
    name: str
    kind: RewardKind
    points: int
    won: str | None = None
    amount: int = 0
    basis_points: int = 0
    dish: FreeDish | None = None

    def __post_init__(self) -> None:
        if (self.kind is RewardKind.PRODUCT) != (self.dish is not None):
            msg = "a product reward, and no other, gives a dish"
            raise InvalidValue(msg)

    def off(self, goods: Money) -> int:
        """Minor units that it takes off these goods, were there no lower limit; a fraction is given to the house."""
        match self.kind:
            case RewardKind.PRODUCT:
                return 0
            case RewardKind.AMOUNT:
                return max(self.amount, 0)
            case RewardKind.PERCENT:
                return goods.minor * min(max(self.basis_points, 0), WHOLE) // WHOLE


class HoldState(StrEnum):
    """A reward is being locked, is held, is being used up at the programme, or needs a person."""

    LOCKING = "locking"
    HELD = "held"
    USING = "using"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One reward kept for one order, so that no second tablet uses it. There is one for a customer and ``name``.

    ``name`` is what is locked at the programme: the won piece's hash, or the reward's id. ``known_hashes`` and
    ``balance`` are what the guest held before it was bought, to tell later whether a lost answer was a yes.
    """

    id: HoldId
    order_id: OrderId
    customer_id: str
    name: str
    reward_id: RewardId
    won: str | None
    points: int
    taken_at: datetime
    moved_at: datetime
    state: HoldState = HoldState.LOCKING
    known_hashes: tuple[str, ...] = ()
    balance: int | None = None
    version: int = 0

    def moved(self, state: HoldState, at: datetime) -> "Hold":
        """In another state since then."""
        return replace(self, state=state, moved_at=at)


class Standing(StrEnum):
    """Whether a guest may use a reward now, and if not, why."""

    READY = "ready"
    TOO_FEW_POINTS = "too_few_points"
    ASK_STAFF = "ask_staff"
    IN_USE = "in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reward as it is offered to one guest; ``key`` names it until it is taken, ``choices`` are dishes to have."""

    key: str
    reward: Reward
    standing: Standing
    missing: int = 0
    won: str | None = None
    choices: tuple[Product, ...] = ()


def next_reward(found: tuple[Offer, ...]) -> Reward | None:
    """The nearest one that the guest has not points enough for; ``None`` when nothing is out of reach."""
    out_of_reach = [offer.reward for offer in found if offer.standing is Standing.TOO_FEW_POINTS]
    return min(out_of_reach, key=lambda reward: reward.points, default=None)


def offers(
    rewards: tuple[Reward, ...],
    won: tuple[WonReward, ...],
    *,
    points: int | None,
    held: frozenset[str],
    own: frozenset[str] = frozenset(),
    catalog: Catalog,
) -> tuple[Offer, ...]:
    """What a guest holds already first, then what points buy: cheapest first.

    ``held`` names rewards on other orders, ``own`` those on this one. ``won`` are those that can still be used.
    ``points`` are those that no other order holds; when they are not known, nothing can be bought.
    """
    by_id = {reward.id: reward for reward in rewards}
    elsewhere = held | {piece.hash for piece in won if piece.locked and piece.hash not in own}
    mine = [_won_offer(piece, by_id.get(piece.reward_id), elsewhere, catalog) for piece in won]
    bought = [_bought_offer(reward, points, held, catalog) for reward in sorted(rewards, key=lambda r: r.points)]
    return (*mine, *bought)


def dishes(skus: tuple[str, ...], catalog: Catalog) -> tuple[Product, ...]:
    """The dishes on the menu that a guest can have for one of these SKUs without being asked anything more."""
    by_sku = {product.sku: product for product in catalog.products}
    found = (by_sku[sku] for sku in skus if sku in by_sku)
    return tuple(
        product
        for product in found
        if not product.sold_out and all(group.least == 0 for group in product.modifier_groups)
    )


def _won_offer(piece: WonReward, known: Reward | None, held: frozenset[str], catalog: Catalog) -> Offer:
    reward = known or Reward(id=piece.reward_id, name=piece.name, kind=RewardKind.PRODUCT, points=0, skus=piece.skus)
    choices = dishes(piece.skus or reward.skus, catalog) if reward.kind is RewardKind.PRODUCT else ()
    standing = Standing.READY
    if piece.hash in held:
        standing = Standing.IN_USE
    elif not _can_be_given(reward, choices):
        standing = Standing.ASK_STAFF
    return Offer(key=piece.hash, reward=reward, standing=standing, won=piece.hash, choices=choices)


def _bought_offer(reward: Reward, points: int | None, held: frozenset[str], catalog: Catalog) -> Offer:
    choices = dishes(reward.skus, catalog) if reward.kind is RewardKind.PRODUCT else ()
    missing = max(reward.points - (points or 0), 0)
    standing = Standing.READY
    if reward.id in held:
        standing = Standing.IN_USE
    elif not _can_be_given(reward, choices):
        standing = Standing.ASK_STAFF
    elif missing or points is None:
        standing = Standing.TOO_FEW_POINTS
    return Offer(key=reward.id, reward=reward, standing=standing, missing=missing, choices=choices)


def _can_be_given(reward: Reward, choices: tuple[Product, ...]) -> bool:
    match reward.kind:
        case RewardKind.PRODUCT:
            return bool(choices)
        case RewardKind.AMOUNT:
            return reward.amount > 0
        case RewardKind.PERCENT:
            return 0 < reward.basis_points <= WHOLE

"""What is wrong between the programme's rewards and the menu, before a guest finds out."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from app.domain.catalog import Catalog, Product
from app.domain.reward import WHOLE, Reward, RewardKind


class Mistake(StrEnum):
    """One thing that a person should mend, at the programme or on the menu."""

    NO_SKU = "no_sku"
    """A free dish that names no dish."""
    NOT_ON_MENU = "not_on_menu"
    SKU_TWICE = "sku_twice"
    """Two dishes of the menu have this SKU, so nobody knows which is meant."""
    NEEDS_CHOICE = "needs_choice"
    """The dish cannot be ordered without choosing something, so it cannot be given with one tap."""
    SOLD_OUT = "sold_out"
    NO_AMOUNT = "no_amount"
    """Money off, but no money."""
    ODD_PERCENT = "odd_percent"
    """Nothing off, or more than everything."""
    COSTS_NOTHING = "costs_nothing"
    """Any member may have it any number of times."""
    WORTHLESS = "worthless"
    """A free dish that costs nothing anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mistake; ``sku`` is the one that it is about, where there is one."""

    mistake: Mistake
    sku: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedReward:
    """A reward, the dishes that guests may choose from, and what is wrong with it."""

    reward: Reward
    dishes: tuple[Product, ...]
    found: tuple[Found, ...]

    @property
    def can_be_given(self) -> bool:
        """Whether guests can use it on the tablet at all; otherwise it is shown greyed, with *ask the staff*."""
        match self.reward.kind:
            case RewardKind.PRODUCT:
                return bool(self.dishes)
            case RewardKind.AMOUNT:
                return self.reward.amount > 0
            case RewardKind.PERCENT:
                return 0 < self.reward.basis_points <= WHOLE


def audited(reward: Reward, catalog: Catalog) -> AuditedReward:
    """One reward held against the menu."""
    found = [*_costs(reward)]
    dishes: list[Product] = []
    if reward.kind is RewardKind.PRODUCT:
        dishes, about_dishes = _dishes(reward, catalog)
        found += about_dishes
    elif reward.kind is RewardKind.AMOUNT and reward.amount <= 0:
        found.append(Found(mistake=Mistake.NO_AMOUNT))
    elif reward.kind is RewardKind.PERCENT and not 0 < reward.basis_points <= WHOLE:
        found.append(Found(mistake=Mistake.ODD_PERCENT))
    return AuditedReward(reward=reward, dishes=tuple(dishes), found=tuple(found))


def _costs(reward: Reward) -> list[Found]:
    return [] if reward.points > 0 else [Found(mistake=Mistake.COSTS_NOTHING)]


def _dishes(reward: Reward, catalog: Catalog) -> tuple[list[Product], list[Found]]:
    """The dishes that can be given, in the order of their SKUs, and why the others cannot."""
    if not reward.skus:
        return [], [Found(mistake=Mistake.NO_SKU)]
    times = Counter(product.sku for product in catalog.products)
    by_sku = {product.sku: product for product in catalog.products}
    given, found = [], []
    for sku in dict.fromkeys(reward.skus):
        product = by_sku.get(sku)
        if product is None:
            found.append(Found(mistake=Mistake.NOT_ON_MENU, sku=sku))
            continue
        if times[sku] > 1:
            found.append(Found(mistake=Mistake.SKU_TWICE, sku=sku))
        if not product.price:
            found.append(Found(mistake=Mistake.WORTHLESS, sku=sku))
        obstacle = _obstacle(product)
        if obstacle is None:
            given.append(product)
        else:
            found.append(Found(mistake=obstacle, sku=sku))
    return given, found


def _obstacle(product: Product) -> Mistake | None:
    if any(group.least for group in product.modifier_groups):
        return Mistake.NEEDS_CHOICE
    return Mistake.SOLD_OUT if product.sold_out else None

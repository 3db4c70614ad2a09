"""What would bring the next reward within reach: so many points, and the cheapest dish that earns them."""

from dataclasses import dataclass

from app.domain.catalog import Catalog, Product
from app.domain.loyalty import Programme, estimate
from app.domain.money import Money
from app.domain.reward import Offer, next_reward


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """``points`` are missing to ``reward`` after this order; with ``dish`` on it they would not be."""

    points: int
    reward: str
    dish: Product


def nudge(
    programme: Programme, goods: Money, balance: int, offers: tuple[Offer, ...], catalog: Catalog
) -> Nudge | None:
    """The nearest reward that this order does not reach and one more dish would; ``None`` when that is nothing near."""
    earned = estimate(programme, goods)
    reward = next_reward(offers)
    if earned is None or reward is None:
        return None
    missing = reward.points - balance - earned
    dish = _cheapest(programme, goods, earned + missing, catalog)
    if missing <= 0 or dish is None:
        return None
    return Nudge(points=missing, reward=reward.name, dish=dish)


def _cheapest(programme: Programme, goods: Money, wanted: int, catalog: Catalog) -> Product | None:
    enough = (
        product
        for product in catalog.products
        if not product.sold_out
        and product.minimum_age == 0
        and (estimate(programme, goods + product.price) or 0) >= wanted
    )
    return min(enough, key=lambda product: product.price.minor, default=None)

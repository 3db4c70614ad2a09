"""Everything the self-order screen can look like: a closed set of frozen values."""

from dataclasses import dataclass, replace

from app.domain.catalog import Category, Product
from app.domain.ids import OrderId
from app.domain.money import Money, total
from app.domain.order import Order
from app.services.loyalty.estimating import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Nothing has been read yet; ``failed`` when it cannot be read."""

    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Nobody orders: who comes next chooses where to eat."""

    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A product with extras, before it is on the order."""

    product: Product
    modifiers: tuple[str, ...] = ()

    def toggled(self, modifier_id: str) -> "Choice":
        """With one extra taken or left; in a group of which one may be taken, the other is left."""
        group = next(g for g in self.product.modifier_groups if any(m.id == modifier_id for m in g.modifiers))
        mine = [m.id for m in group.modifiers if m.id in self.modifiers]
        others = tuple(m for m in self.modifiers if m not in mine)
        left = [m for m in mine if m != modifier_id]
        kept = left if modifier_id in mine else [*mine, modifier_id][-group.most :]
        return replace(self, modifiers=(*others, *kept))

    @property
    def is_complete(self) -> bool:
        """Whether every group has as many as it asks for."""
        return all(self._taken(group_index) for group_index in range(len(self.product.modifier_groups)))

    @property
    def price(self) -> Money:
        """One piece with what was chosen."""
        chosen = [m.price for group in self.product.modifier_groups for m in group.modifiers if m.id in self.modifiers]
        return total([self.product.price, *chosen], self.product.price.currency)

    def _taken(self, group_index: int) -> bool:
        group = self.product.modifier_groups[group_index]
        return group.least <= sum(m.id in self.modifiers for m in group.modifiers) <= group.most


def has_to_show(order: Order) -> bool:
    """Whether there is anything to look at: dishes, or the rewards of a member who has chosen none yet."""
    return bool(order.lines) or (order.guest is not None and order.guest.member is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """Dishes on one side, the order on the other; ``choice`` and ``looking`` are sheets over it."""

    order: Order
    estimate: Estimate
    category: Category
    choice: Choice | None = None
    looking: bool = False
    idle: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paying:
    """The order is being paid: the checkout takes over."""

    order_id: OrderId


SelfOrderState = Opening | Welcome | Menu | Paying

"""Order, order lines and totals; what may change in which state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.catalog import Modifier, Product, Words
from app.domain.customer import Guest
from app.domain.errors import InvalidValue, OrderClosed
from app.domain.ids import LineId, LocationId, OrderId, ProductId, TabletId
from app.domain.money import Currency, Money, total, zero
from app.domain.restaurant import MAIN
from app.domain.reward import FreeDish, RewardId, TakenReward
from app.domain.vat import Country, Serving, VatClass, VatRate, local_day, vat_rate

MOST_OF_ONE_LINE = 99
LONGEST_NOTE = 200
LEAST_TO_PAY = 100
"""Minor units that a money-off reward leaves to be paid: providers take no less than one krone."""


class OrderState(StrEnum):
    """Open orders change; a placed one is being paid; a paid one goes to the kitchen; an abandoned one is forgotten."""

    OPEN = "open"
    PLACED = "placed"
    PAID = "paid"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """So many of one product with the same modifiers and note; prices are those at the time of ordering.

    A line that a reward brings names it in ``reward_id``: a dish for nothing, or a negative amount at one VAT class.
    """

    id: LineId
    product_id: ProductId
    sku: str
    name: Words
    category: str
    quantity: int
    unit_price: Money
    vat_class: VatClass
    modifiers: tuple[Modifier, ...] = ()
    note: str = ""
    minimum_age: int = 0
    reward_id: RewardId | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.quantity <= MOST_OF_ONE_LINE:
            msg = f"a line holds 1 to {MOST_OF_ONE_LINE} pieces"
            raise InvalidValue(msg)
        if len(self.note) > LONGEST_NOTE:
            msg = f"a note has at most {LONGEST_NOTE} letters"
            raise InvalidValue(msg)

    @property
    def piece_price(self) -> Money:
        """One piece with its modifiers, VAT included."""
        return total([self.unit_price, *(modifier.price for modifier in self.modifiers)], self.unit_price.currency)

    @property
    def amount(self) -> Money:
        """All pieces, VAT included."""
        return self.piece_price * self.quantity

    def same_dish(self, other: "OrderLine") -> bool:
        """Whether two lines differ in nothing but their number of pieces."""
        return replace(self, id=other.id, quantity=other.quantity) == other


@dataclass(frozen=True, slots=True, kw_only=True)
class VatTotal:
    """How much of a bill was sold at one rate, and the tax inside it."""

    rate: VatRate
    gross: Money
    tax: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one party at one tablet wants. A value: every change returns a new order.

    ``number`` is what is called out at the counter; ``version`` is raised by the storage at every save. ``lines`` are
    what was ordered; what a reward does follows from them and is told by :attr:`bill_lines`. ``table`` is where it is
    served, where that is known. An order ``with_staff`` has left its tablet unpaid: the staff look after it.
    """

    id: OrderId
    number: int
    tablet: TabletId
    serving: Serving
    country: Country
    currency: Currency
    opened_at: datetime
    lines: tuple[OrderLine, ...] = ()
    state: OrderState = OrderState.OPEN
    guest: Guest | None = None
    reward: TakenReward | None = None
    table: str = ""
    with_staff: bool = False
    location: LocationId = MAIN
    version: int = 0

    @property
    def bill_lines(self) -> tuple[OrderLine, ...]:
        """What is paid for: the lines, and after them those of the reward."""
        return (*self.lines, *self._reward_lines())

    @property
    def amount(self) -> Money:
        """The whole bill after the reward, VAT included; never negative."""
        return total([line.amount for line in self.bill_lines], self.currency)

    @property
    def minimum_age(self) -> int:
        """The highest age that a product on the order asks for; 0 when none does."""
        return max((line.minimum_age for line in self.bill_lines), default=0)

    def line_rate(self, line: OrderLine) -> VatRate:
        """The VAT rate of a line of this order, on the day on which it was opened there."""
        return vat_rate(self.country, self.serving, line.vat_class, local_day(self.country, self.opened_at))

    def vat(self) -> tuple[VatTotal, ...]:
        """Tax by rate, lowest rate first; line by line, so that receipt and posting agree with it to the øre.

        Where a reward leaves nearly nothing of a rate, rounding line by line never makes its tax negative.
        """
        totals: dict[VatRate, tuple[Money, Money]] = {}
        for line in self.bill_lines:
            rate = self.line_rate(line)
            gross, tax = totals.get(rate, (zero(self.currency), zero(self.currency)))
            totals[rate] = (gross + line.amount, tax + rate.included_in(line.amount))
        ordered = sorted(totals.items(), key=lambda entry: entry[0].basis_points)
        nothing = zero(self.currency)
        return tuple(VatTotal(rate=rate, gross=gross, tax=max(tax, nothing)) for rate, (gross, tax) in ordered)

    def add(self, line: OrderLine) -> "Order":
        """With one more line, or more pieces on the line that holds the same dish."""
        self._must_be_open()
        for present in self.lines:
            if present.same_dish(line):
                return self.with_quantity(present.id, present.quantity + line.quantity)
        return replace(self, lines=(*self.lines, line))

    def with_quantity(self, line_id: LineId, quantity: int) -> "Order":
        """With so many pieces on a line; none takes the line away."""
        self._must_be_open()
        if quantity <= 0:
            return replace(self, lines=tuple(line for line in self.lines if line.id != line_id))
        return replace(self, lines=self._mapped(line_id, lambda line: replace(line, quantity=quantity)))

    def in_pieces(self, fresh: Callable[[], LineId]) -> "Order":
        """With each piece on a line of its own, so that every one can have another payer; ``fresh`` names them."""
        self._must_be_open()
        lines = [
            replace(line, id=line.id if piece == 0 else fresh(), quantity=1)
            for line in self.lines
            for piece in range(line.quantity)
        ]
        return replace(self, lines=tuple(lines))

    def with_guest(self, guest: Guest | None) -> "Order":
        """With this person on it. Allowed while open and after paying: joining late attaches the order.

        Somebody else's reward goes; once it counts for a payment its owner stays.
        """
        kept = self.reward if self.reward is not None and _owns(guest, self.reward) else None
        if self.state is OrderState.ABANDONED or (kept is not self.reward and self.state is not OrderState.OPEN):
            raise OrderClosed(self.state)
        return replace(self, guest=guest, reward=kept)

    def with_reward(self, reward: TakenReward) -> "Order":
        """With this reward in place of any other; raises :class:`InvalidValue` when it is not the guest's."""
        self._must_be_open()
        if not _owns(self.guest, reward):
            msg = "the reward is somebody else's"
            raise InvalidValue(msg)
        return replace(self, reward=reward)

    def without_reward(self) -> "Order":
        """At the full price again."""
        self._must_be_open()
        return replace(self, reward=None)

    def handed_to_staff(self) -> "Order":
        """Off its tablet, though something is unpaid."""
        return self if self.with_staff else replace(self, with_staff=True)

    def moved_to(self, state: OrderState) -> "Order":
        """In another state; raises :class:`OrderClosed` for a way that does not exist."""
        if state is not self.state and state not in _WAYS[self.state]:
            msg = f"{self.state} order cannot become {state}"
            raise OrderClosed(msg)
        return replace(self, state=state)

    def _reward_lines(self) -> tuple[OrderLine, ...]:
        if self.reward is None or not self.lines:
            return ()
        if self.reward.dish is not None:
            return (_free_line(self.reward, self.reward.dish, zero(self.currency)),)
        return self._money_off(self.reward)

    def _money_off(self, reward: TakenReward) -> tuple[OrderLine, ...]:
        """One negative line a VAT class, in proportion to what was ordered of it: so each rate loses its part."""
        gross: dict[VatClass, int] = {}
        for line in self.lines:
            gross[line.vat_class] = gross.get(line.vat_class, 0) + line.amount.minor
        goods = Money(sum(gross.values()), self.currency)
        off = min(reward.off(goods), goods.minor - LEAST_TO_PAY)
        if off <= 0:
            return ()
        parts = Money(off, self.currency).allocate(list(gross.values()))
        taken = ((vat_class, part) for vat_class, part in zip(gross, parts, strict=True) if part)
        return tuple(_money_off_line(reward, vat_class, part) for vat_class, part in taken)

    def _must_be_open(self) -> None:
        if self.state is not OrderState.OPEN:
            raise OrderClosed(self.state)

    def _mapped(self, line_id: LineId, change: Callable[[OrderLine], OrderLine]) -> tuple[OrderLine, ...]:
        return tuple(change(line) if line.id == line_id else line for line in self.lines)


_WAYS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.OPEN: frozenset({OrderState.PLACED, OrderState.ABANDONED}),
    OrderState.PLACED: frozenset({OrderState.OPEN, OrderState.PAID}),
    OrderState.PAID: frozenset(),
    OrderState.ABANDONED: frozenset(),
}


def _owns(guest: Guest | None, reward: TakenReward) -> bool:
    return guest is not None and guest.member is not None and guest.member.customer_id == reward.customer_id


def _free_line(reward: TakenReward, dish: FreeDish, price: Money) -> OrderLine:
    return OrderLine(
        id=LineId("reward"),
        product_id=dish.product_id,
        sku=dish.sku,
        name=dish.name,
        category=dish.category,
        quantity=1,
        unit_price=price,
        vat_class=dish.vat_class,
        minimum_age=dish.minimum_age,
        reward_id=reward.reward_id,
    )


def _money_off_line(reward: TakenReward, vat_class: VatClass, part: Money) -> OrderLine:
    return OrderLine(
        id=LineId(f"reward-{vat_class}"),
        product_id=ProductId(""),
        sku=reward.reward_id,
        name={"en": reward.name},
        category="",
        quantity=1,
        unit_price=-part,
        vat_class=vat_class,
        reward_id=reward.reward_id,
    )


def order_line(
    line_id: LineId, product: Product, modifiers: tuple[Modifier, ...] = (), *, quantity: int = 1, note: str = ""
) -> OrderLine:
    """A line of ``product`` as the menu has it now; raises :class:`InvalidValue` when sold out or wrongly modified."""
    if product.sold_out:
        msg = f"{product.id} is sold out"
        raise InvalidValue(msg)
    _check_modifiers(product, modifiers)
    return OrderLine(
        id=line_id,
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        category=product.category,
        quantity=quantity,
        unit_price=product.price,
        vat_class=product.vat_class,
        modifiers=modifiers,
        note=note.strip(),
        minimum_age=product.minimum_age,
    )


def _check_modifiers(product: Product, modifiers: tuple[Modifier, ...]) -> None:
    offered = [modifier for group in product.modifier_groups for modifier in group.modifiers]
    if any(modifier not in offered for modifier in modifiers):
        msg = f"{product.id} has no such modifier"
        raise InvalidValue(msg)
    for group in product.modifier_groups:
        taken = sum(modifier in group.modifiers for modifier in modifiers)
        if not group.least <= taken <= group.most:
            msg = f"{product.id}: choose {group.least} to {group.most} of {group.id}"
            raise InvalidValue(msg)

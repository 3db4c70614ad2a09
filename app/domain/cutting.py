"""How a bill is cut among its payers: equal parts, order lines, or everything to one; nothing is lost or paid twice."""

from collections.abc import Sequence
from dataclasses import replace

from app.domain.customer import Guest
from app.domain.errors import InvalidValue, NothingToPay, PaymentOpen
from app.domain.ids import LineId
from app.domain.money import Money, total, zero
from app.domain.order import LEAST_TO_PAY, Order
from app.domain.share_contents import vat_of
from app.domain.split import Cut, RatePart, Share, ShareState, is_cut, numbered, payers, whole_bill

MOST_PAYERS = 12

Shares = tuple[Share, ...]


def up_to_date(order: Order, shares: Sequence[Share]) -> Shares:
    """The shares as they follow from the order now. What is paid or being asked for stays as it is.

    A bill that was never cut is one share; an empty one has none. A reward counts for its owner alone. Where it would
    leave them less than can be paid, its worth is shared by all.
    """
    if not shares:
        return whole_bill(order) if order.amount.minor > 0 else ()
    present = tuple(replace(share, guest=order.guest) if _is_first(share) else share for share in shares)
    free = tuple(share for share in payers(present) if share.state is ShareState.UNPAID)
    if not free:
        return present
    taken = tuple(share for share in payers(present) if share.state is not ShareState.UNPAID)
    fresh = {share.number: share for share in _cut(order, free, taken)}
    return tuple(fresh.get(share.number, share) for share in present)


def with_payer(order: Order, shares: Sequence[Share], guest: Guest | None) -> Shares:
    """With one payer more, known or not. What is unpaid is cut anew, equally or, where lines were given, by lines.

    Raises :class:`PaymentOpen`, :class:`NothingToPay`, and :class:`InvalidValue` for too many or too small parts.
    """
    present = _ready(order, shares)
    if len(payers(present)) >= MOST_PAYERS:
        raise InvalidValue(f"a bill has at most {MOST_PAYERS} payers")
    how = Cut.LINES if any(share.cut is Cut.LINES for share in present) else Cut.EQUAL
    newest = Share(
        order_id=order.id,
        number=max(share.number for share in present) + 1,
        amount=zero(order.currency),
        line_ids=(),
        guest=guest,
    )
    return _checked(order, _all(how, (*present, newest)))


def without_payer(order: Order, shares: Sequence[Share], number: int) -> Shares:
    """Without one who has not paid: the others pay for them. Raises as above, and for the owner of a reward."""
    present = _ready(order, shares)
    leaving = numbered(present, number)
    if leaving.state is ShareState.PAID:
        raise InvalidValue("who has paid stays on the bill")
    if owns_reward(order, leaving):
        raise InvalidValue("a reward is taken off the order before its owner")
    staying = [share for share in payers(present) if share.number != number]
    if not any(share.state is ShareState.UNPAID for share in staying):
        raise InvalidValue("somebody has to pay the rest")
    gone = replace(leaving, cut=Cut.OFF, amount=zero(order.currency), line_ids=(), parts=(), guest=None)
    after = tuple(gone if share.number == number else share for share in present)
    return _checked(order, after if is_cut(after) else _all(Cut.WHOLE, after))


def equally(order: Order, shares: Sequence[Share]) -> Shares:
    """What is unpaid in equal parts; raises as above, and when somebody has paid for their dishes already."""
    present = _ready(order, shares)
    _must_allow(Cut.EQUAL, present)
    return _checked(order, _all(Cut.EQUAL if is_cut(present) else Cut.WHOLE, present))


def by_lines(order: Order, shares: Sequence[Share], line_id: LineId | None = None, to: int = 1) -> Shares:
    """By dishes: one line goes to a payer, the others stay where they are; raises as above.

    A payer with no dish pays nothing.
    """
    present = _ready(order, shares)
    _must_allow(Cut.LINES, present)
    if any(line_id in share.line_ids and share.state is ShareState.PAID for share in present):
        raise InvalidValue(f"{line_id} is paid already")
    if line_id is not None and all(line_id != line.id for line in order.lines):
        raise InvalidValue(f"{line_id} is no line of this order")
    cut = _all(Cut.LINES, present)
    if line_id is not None:
        owner = numbered(cut, to)
        if owner.state is ShareState.PAID:
            raise InvalidValue("who has paid takes no more")
        cut = tuple(_with_line(share, line_id, mine=share.number == to) for share in cut)
    return _checked(order, cut)


def owns_reward(order: Order, share: Share) -> bool:
    """Whether the reward on the order is this payer's."""
    guest = order.guest if _is_first(share) else share.guest
    member = guest.member if guest is not None else None
    return order.reward is not None and member is not None and member.customer_id == order.reward.customer_id


def _is_first(share: Share) -> bool:
    return share.number == 1 and share.cut is not Cut.OFF and share.state is not ShareState.PAID


def _ready(order: Order, shares: Sequence[Share]) -> Shares:
    """Nothing is being asked for, and something is left to cut."""
    present = up_to_date(order, shares)
    if any(share.state is ShareState.RESERVED for share in present):
        raise PaymentOpen(order.id)
    if all(share.is_settled for share in present):
        raise NothingToPay(order.id)
    return present


def _all(how: Cut, shares: Shares) -> Shares:
    return tuple(
        replace(share, cut=how, line_ids=share.line_ids if how is Cut.LINES else ())
        if share.cut is not Cut.OFF and share.state is ShareState.UNPAID
        else share
        for share in shares
    )


def _must_allow(how: Cut, shares: Shares) -> None:
    """Once somebody has paid one way, the rest is paid that way: amounts name no dishes, and dishes no amounts."""
    if any(share.state is ShareState.PAID and share.cut is not how for share in shares):
        raise InvalidValue(f"the rest of this bill cannot be cut by {how} any more")


def _with_line(share: Share, line_id: LineId, *, mine: bool) -> Share:
    if share.state is not ShareState.UNPAID or share.cut is Cut.OFF:
        return share
    kept = tuple(each for each in share.line_ids if each != line_id)
    return replace(share, line_ids=(*kept, line_id) if mine else kept)


def _checked(order: Order, shares: Shares) -> Shares:
    """The parts as they are now; each is nothing or enough for a payment, and the owner of a reward pays something."""
    fresh = up_to_date(order, shares)
    asked = [share for share in payers(shares) if share.state is ShareState.UNPAID]
    for share in asked:
        now = numbered(fresh, share.number)
        if now.cut is not share.cut:
            raise InvalidValue("the reward is worth more than its owner's part")
        if 0 < now.amount.minor < LEAST_TO_PAY:
            raise InvalidValue("a part is too small to be paid")
    return fresh


def _cut(order: Order, free: Shares, taken: Shares) -> Shares:
    match free[0].cut:
        case Cut.WHOLE:
            lines = tuple(line.id for line in order.bill_lines)
            return tuple(replace(share, amount=order.amount, line_ids=lines, parts=()) for share in free)
        case Cut.LINES:
            return _by_lines(order, free, taken)
        case _:
            return _equal(order, free, taken)


def _by_lines(order: Order, free: Shares, taken: Shares) -> Shares:
    """Each line goes where it was given; what was given to nobody goes to the first, a reward to its owner."""
    paid = {line_id for share in taken for line_id in share.line_ids}
    wanted = {line_id: share.number for share in free for line_id in share.line_ids}
    owner = next((share.number for share in free if owns_reward(order, share)), free[0].number)
    lines: dict[int, list[LineId]] = {share.number: [] for share in free}
    amounts = {share.number: 0 for share in free}
    for line in order.bill_lines:
        if line.id in paid:
            continue
        number = owner if line.reward_id is not None else wanted.get(line.id, free[0].number)
        lines[number].append(line.id)
        amounts[number] += line.amount.minor
    rewarded = any(line.reward_id is not None and line.id not in paid for line in order.bill_lines)
    if rewarded and amounts[owner] < LEAST_TO_PAY and len(free) > 1:
        return _equal(order, tuple(replace(share, cut=Cut.EQUAL) for share in free), taken)
    return tuple(
        replace(
            share,
            amount=Money(amounts[share.number], order.currency),
            line_ids=tuple(lines[share.number]),
            parts=(),
        )
        for share in free
    )


def _equal(order: Order, free: Shares, taken: Shares) -> Shares:
    amounts = _equal_amounts(order, free, taken)
    left = {total.rate.basis_points: total.gross.minor for total in order.vat()}
    for share in taken:
        for sold in vat_of(order, share):
            left[sold.rate.basis_points] -= sold.gross.minor
    cut: list[Share] = []
    for share, amount in zip(free, amounts, strict=True):
        parts = _rates(left, amount)
        for part in parts:
            left[part.basis_points] -= part.minor
        cut.append(replace(share, amount=amount, line_ids=(), parts=parts))
    return tuple(cut)


def _equal_amounts(order: Order, free: Shares, taken: Shares) -> list[Money]:
    """Equal parts of the goods, and the reward off its owner's; of what is left to pay where that cannot be."""
    goods = total([line.amount for line in order.lines], order.currency)
    off = goods - order.amount
    for share in taken:
        goods -= share.amount + off if owns_reward(order, share) else share.amount
    ones = [1] * len(free)
    amounts = goods.allocate(ones)
    owners = [owns_reward(order, share) for share in free]
    if off and any(owners):
        owner = owners.index(True)
        amounts[owner] -= off
        if amounts[owner].minor < LEAST_TO_PAY:
            return (goods - off).allocate(ones)
    return amounts


def _rates(left: dict[int, int], amount: Money) -> tuple[RatePart, ...]:
    """A part of what is left of each rate, in proportion: never more of one than there is."""
    if not amount or sum(left.values()) <= 0:
        return ()
    parts = amount.allocate(list(left.values()))
    return tuple(RatePart(rate, part.minor) for rate, part in zip(left, parts, strict=True) if part)

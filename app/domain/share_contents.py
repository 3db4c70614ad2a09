"""What a share pays for: its lines, its tax by rate, and the words for them; receipt and posted order agree by this."""

from dataclasses import replace

from app.domain.catalog import say
from app.domain.errors import InvalidValue
from app.domain.money import Money
from app.domain.order import Order, OrderLine, VatTotal
from app.domain.split import Share
from app.domain.vat import VatRate


def lines_of(order: Order, share: Share) -> tuple[OrderLine, ...]:
    """The order lines of a share; none for a share by amount.

    Raises :class:`InvalidValue` for a share that names lines which do not add up to its amount.
    """
    lines = tuple(line for line in order.bill_lines if line.id in share.line_ids)
    if share.line_ids and sum(line.amount.minor for line in lines) != share.amount.minor:
        raise InvalidValue("the lines of a share must add up to its amount")
    return lines


def vat_of(order: Order, share: Share) -> tuple[VatTotal, ...]:
    """What the share pays at each rate and the tax inside it, lowest rate first; the parts add up to the share.

    A share by amount holds what it was given of each rate when the bill was cut, or else a part in proportion.
    """
    if share.line_ids:
        return replace(order, lines=lines_of(order, share), reward=None).vat()
    if share.parts:
        return tuple(_sold(VatRate(part.basis_points), Money(part.minor, order.currency)) for part in share.parts)
    totals = order.vat()
    parts = share.amount.allocate([total.gross.minor for total in totals])
    return tuple(_sold(total.rate, part) for total, part in zip(totals, parts, strict=True) if part)


def _sold(rate: VatRate, gross: Money) -> VatTotal:
    return VatTotal(rate=rate, gross=gross, tax=rate.included_in(gross))


def tells_of_reward(order: Order, share: Share) -> bool:
    """Whether the reward of the order is on lines of this share, and the share is its owner's own to pay."""
    reward, guest = order.reward, share.guest
    if reward is None or guest is None or guest.member is None:
        return False
    held = any(line.reward_id is not None and line.id in share.line_ids for line in order.bill_lines)
    return held and guest.member.customer_id == reward.customer_id


def line_text(line: OrderLine, language: str) -> str:
    """The dish with its modifiers, such as ``Burger (Bacon, Brioche)``. Without the note: guests write anything."""
    name = say(line.name, language)
    modifiers = ", ".join(say(modifier.name, language) for modifier in line.modifiers)
    return f"{name} ({modifiers})" if modifiers else name

"""POST create order: one paid share, posted under one stable id, so that a repeat is harmless (202)."""

from http import HTTPStatus

from app.domain.ids import posted_order_id
from app.domain.order import OrderLine
from app.domain.share_contents import line_text, lines_of, tells_of_reward, vat_of
from app.domain.vat import Serving
from app.ports.loyalty_program import PaidShare, Posted
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build, nothing
from app.providers.pongo import wire
from app.providers.pongo.config import AmountShare, PongoConfig, RewardsUse
from app.providers.pongo.headers import BODY_HEADERS
from app.providers.pongo.moments import moment
from app.providers.pongo.schemas.orders import (
    EarnedAnswer,
    LineBody,
    OrderBody,
    OrderCustomerBody,
    OrderPaymentBody,
    OrderStatusBody,
)
from app.providers.pongo.schemas.unwrapping import read_resource

DELIVERY_MODES = {
    Serving.EAT_HERE: wire.Value.DELIVERY_ON_SITE,
    Serving.TAKE_AWAY: wire.Value.DELIVERY_TAKE_AWAY,
}


def create(body: str) -> ApiRequest[Posted]:
    """Post a prepared body, byte for byte."""
    return ApiRequest(
        action="pongo_create_order",
        method="POST",
        path=wire.Path.ORDERS,
        template=wire.Path.ORDERS,
        headers=BODY_HEADERS,
        body=body,
        parse=_parse,
        effect=Effect.ONCE,
    )


def undo(posted_id: str, *, cancelled: bool) -> ApiRequest[None]:
    """PATCH order status to canceled or refunded: its points are taken back; a repeat changes nothing more."""
    status = wire.Value.STATUS_CANCELLED if cancelled else wire.Value.STATUS_REFUNDED
    return ApiRequest(
        action="pongo_undo_order",
        method="PATCH",
        path=wire.Path.ORDER.format(order_id=posted_id),
        template=wire.Path.ORDER,
        headers=BODY_HEADERS,
        body=build(OrderStatusBody, status=status).text(),
        parse=nothing,
        effect=Effect.ONCE,
    )


def order_body(config: PongoConfig, paid: PaidShare) -> str:
    """The exact text of the request; its lines add up to its amount. Raises :class:`InvalidValue` where they cannot."""
    order, share = paid.order, paid.share
    paid_at = moment(paid.paid_at, config.time_zone)
    body = build(
        OrderBody,
        order_id=posted_order_id(order.id, share.number),
        partner_order_id=str(order.id),
        delivery_mode=DELIVERY_MODES[order.serving],
        store_slug=paid.store_slug,
        amount=share.amount.minor,
        tax_amount=_tax(paid),
        reward_ids=_reward_ids(config, paid),
        created_at=moment(order.opened_at, config.time_zone),
        lines=_lines(config, paid),
        customer=_customer(paid),
        payments=(OrderPaymentBody(amount=share.amount.minor, paid_at=paid_at),),
    )
    return body.text()


def _parse(answer: Answer) -> Posted:
    """200 and 201 are new, 202 was there before: then the numbers of the first answer count, not these."""
    earned = read_resource(EarnedAnswer, answer)
    if answer.status == HTTPStatus.ACCEPTED:
        return Posted(points_earned=None, balance=None, already_known=True)
    balance = earned.customer.points if earned.customer else None
    return Posted(points_earned=earned.points_earned, balance=balance)


def _lines(config: PongoConfig, paid: PaidShare) -> tuple[LineBody, ...] | None:
    lines = lines_of(paid.order, paid.share)
    if lines:
        return tuple(_line(config, paid, line) for line in lines)
    if config.amount_share is AmountShare.ORDER_WITHOUT_LINES:
        return None
    return (_whole_share(paid),)


def _reward_ids(config: PongoConfig, paid: PaidShare) -> tuple[str, ...] | None:
    """The reward whose lines this share holds; absent where another call tells of it."""
    reward = paid.order.reward
    return (reward.reward_id,) if reward is not None and _told(config, paid) else None


def _told(config: PongoConfig, paid: PaidShare) -> bool:
    return config.rewards is RewardsUse.ORDER and tells_of_reward(paid.order, paid.share)


def _line(config: PongoConfig, paid: PaidShare, line: OrderLine) -> LineBody:
    rate = paid.order.line_rate(line)
    return LineBody(
        product_id=line.sku if line.product_id else None,
        name=line_text(line, paid.language),
        quantity=line.quantity,
        unit_amount=line.piece_price.minor,
        amount=line.amount.minor,
        tax_amount=rate.included_in(line.amount).minor,
        tax_rate=rate.basis_points / 100,
        category=line.category or None,
        reward_id=line.reward_id if _told(config, paid) else None,
    )


def _whole_share(paid: PaidShare) -> LineBody:
    """A share by amount has no products; one line named after bill and share carries its amount."""
    amount = paid.share.amount.minor
    return LineBody(
        name=f"Order {paid.order.number}, share {paid.share.number}",
        quantity=1,
        unit_amount=amount,
        amount=amount,
        tax_amount=_tax(paid),
    )


def _tax(paid: PaidShare) -> int:
    return sum(part.tax.minor for part in vat_of(paid.order, paid.share))


def _customer(paid: PaidShare) -> OrderCustomerBody | None:
    guest = paid.share.guest
    if guest is None:
        return None
    return OrderCustomerBody(
        phone=str(guest.phone),
        public_id=guest.member.customer_id if guest.member else None,
    )

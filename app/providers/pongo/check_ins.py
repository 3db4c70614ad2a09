"""POST create checkin: credits a visit and an amount without order lines. A repeat would credit twice."""

from datetime import timedelta

from app.domain.errors import InvalidValue
from app.domain.ids import posted_order_id
from app.ports.loyalty_program import PaidShare, Posted
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build
from app.providers.pongo import wire
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.headers import BODY_HEADERS
from app.providers.pongo.moments import moment
from app.providers.pongo.schemas.check_ins import CheckInBody
from app.providers.pongo.schemas.orders import EarnedAnswer
from app.providers.pongo.schemas.unwrapping import read_resource

CLOCK_SKEW = timedelta(seconds=30)
"""The API refuses a time after its own now: ours may run ahead by so much."""


def create(body: str) -> ApiRequest[Posted]:
    """Post a prepared body, byte for byte."""
    return ApiRequest(
        action="pongo_create_check_in",
        method="POST",
        path=wire.Path.CHECK_INS,
        template=wire.Path.CHECK_INS,
        headers=BODY_HEADERS,
        body=body,
        parse=_parse,
        effect=Effect.ONCE,
    )


def check_in_body(config: PongoConfig, paid: PaidShare) -> str:
    """The exact text of the request; raises :class:`InvalidValue` for a share that nobody identified for."""
    guest = paid.share.guest
    if guest is None:
        raise InvalidValue("a check-in needs a guest")
    body = build(
        CheckInBody,
        store_slug=paid.store_slug,
        phone=str(guest.phone),
        order_id=posted_order_id(paid.order.id, paid.share.number),
        amount=paid.share.amount.minor,
        checked_in_at=moment(paid.paid_at - CLOCK_SKEW, config.time_zone),
    )
    return body.text()


def _parse(answer: Answer) -> Posted:
    earned = read_resource(EarnedAnswer, answer)
    return Posted(
        points_earned=earned.points_earned, balance=earned.customer.points if earned.customer is not None else None
    )

"""Webhooks API: where Vipps delivers events of payments to. There is no change of a registration, only new and gone."""

from urllib.parse import quote

from app.ports.webhooks import NewWebhook, Webhook
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build, nothing, read_answer
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.headers import body_headers, common_headers
from app.providers.vipps.schemas.webhooks import QueryAnswer, RegisterAnswer, RegisterRequest

WEBHOOKS_PATH = "/webhooks/v1/webhooks"
PAYMENT_EVENTS = tuple(
    f"epayments.payment.{name}.v1"
    for name in ("created", "authorized", "aborted", "expired", "terminated", "captured", "cancelled", "refunded")
)
"""Every event that a payment can have."""


def register(config: VippsConfig, url: str) -> ApiRequest[NewWebhook]:
    """Have all payment events delivered to ``url``. Not repeated by itself: each time makes one more registration."""
    return ApiRequest(
        action="vipps_register_webhook",
        method="POST",
        path=WEBHOOKS_PATH,
        template=WEBHOOKS_PATH,
        headers=body_headers(config),
        body=build(RegisterRequest, url=url, events=PAYMENT_EVENTS).text(),
        parse=_parse_registered,
        effect=Effect.ONCE,
    )


def query(config: VippsConfig) -> ApiRequest[tuple[Webhook, ...]]:
    """All registrations of the sales unit."""
    return ApiRequest(
        action="vipps_list_webhooks",
        method="GET",
        path=WEBHOOKS_PATH,
        template=WEBHOOKS_PATH,
        headers=common_headers(config),
        parse=_parse_list,
        effect=Effect.READ,
    )


def delete(config: VippsConfig, webhook_id: str) -> ApiRequest[None]:
    """End a registration; what still waits for it is never delivered."""
    return ApiRequest(
        action="vipps_delete_webhook",
        method="DELETE",
        path=f"{WEBHOOKS_PATH}/{quote(webhook_id, safe='')}",
        template=f"{WEBHOOKS_PATH}/{{id}}",
        headers=common_headers(config),
        parse=nothing,
        effect=Effect.REPEATABLE,
    )


def _parse_registered(answer: Answer) -> NewWebhook:
    made = read_answer(RegisterAnswer, answer)
    return NewWebhook(id=made.id, secret=made.secret)


def _parse_list(answer: Answer) -> tuple[Webhook, ...]:
    return tuple(
        Webhook(id=one.id, url=one.url, events=one.events, complete=set(PAYMENT_EVENTS) <= set(one.events))
        for one in read_answer(QueryAnswer, answer).webhooks
    )

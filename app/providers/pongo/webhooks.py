"""Webhook calls: subscribe to one event, and end that. There is none that lists what was subscribed."""

from urllib.parse import quote

from app.ports.webhooks import NewWebhook
from app.providers.http.request import Answer, ApiRequest, Effect
from app.providers.http.schema import build, nothing
from app.providers.pongo import wire
from app.providers.pongo.headers import BODY_HEADERS, COMMON_HEADERS
from app.providers.pongo.schemas.unwrapping import read_resource
from app.providers.pongo.schemas.webhooks import SubscribeAnswer, SubscribeRequest

CUSTOMER_EVENTS = (wire.Value.CUSTOMER_CREATED, wire.Value.CUSTOMER_UPDATED)
"""Every event that there is; none tells of orders, check-ins or rewards."""


def subscribe(event: str, url: str, secret: str) -> ApiRequest[NewWebhook]:
    """Have one event delivered to ``url``, signed with ``secret``. Asking twice makes two subscriptions."""

    def parse(answer: Answer) -> NewWebhook:
        made = read_resource(SubscribeAnswer, answer)
        return NewWebhook(id=made.id, secret=made.secret or secret)

    return ApiRequest(
        action="pongo_subscribe_webhook",
        method="POST",
        path=wire.Path.WEBHOOKS,
        template=wire.Path.WEBHOOKS,
        headers=BODY_HEADERS,
        body=build(SubscribeRequest, event=event, url=url, secret=secret).text(),
        parse=parse,
        effect=Effect.ONCE,
    )


def unsubscribe(webhook_id: str) -> ApiRequest[None]:
    """End a subscription."""
    return ApiRequest(
        action="pongo_unsubscribe_webhook",
        method="DELETE",
        path=wire.Path.WEBHOOK.format(webhook_id=quote(webhook_id, safe="")),
        template=wire.Path.WEBHOOK,
        headers=COMMON_HEADERS,
        parse=nothing,
        effect=Effect.REPEATABLE,
    )

"""Signs deliveries as Vipps documents it, and doubles of what webhooks need."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from app.bootstrap.outside import PublicAddress
from app.ports.errors import Refused
from app.ports.webhooks import Arrival, NewWebhook, Webhook
from app.providers.vipps.deliveries import VippsDeliveries
from support.provider_fakes import Scripted
from support.secret_fakes import FakeSecretStore

URL = "https://hub.example/webhooks/vipps"
MSN = "123456"
SECRET = "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A=="
DATE = "Sat, 21 Nov 2026 18:00:00 GMT"
EVENTS = ("created", "authorized")


def event(reference: str, name: str = "AUTHORIZED", number: int = 1, **more: Any) -> bytes:
    """The body of a delivery about a payment."""
    told = {
        "msn": MSN,
        "reference": reference,
        "pspReference": f"psp-{name.lower()}-{number}",
        "name": name,
        "amount": {"currency": "NOK", "value": 18900},
        "timestamp": "2026-11-21T18:00:00.000Z",
        "success": True,
    }
    return json.dumps({**told, **more}).encode()


def signed_headers(
    body: bytes, *, secret: str = SECRET, host: str = "hub.example", path: str = "/webhooks/vipps", date: str = DATE
) -> dict[str, str]:
    """The headers of a genuine delivery."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    text = f"POST\n{path}\n{date};{host};{digest}"
    mac = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "host": host,
        "x-ms-date": date,
        "x-ms-content-sha256": digest,
        "authorization": f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={mac}",
    }


def arrival(body: bytes, headers: Mapping[str, str] | None = None) -> Arrival:
    """A delivery as it comes in, genuine unless other headers are given."""
    return Arrival(headers=signed_headers(body) if headers is None else headers, body=body)


class FakeWebhookRegistry(Scripted):
    """The sales unit's registrations in memory, with ids in counting order."""

    def __init__(self) -> None:
        super().__init__()
        self.registered: dict[str, Webhook] = {}
        self._numbers = count(1)

    def add(self, url: str = URL, *, complete: bool = True) -> str:
        """A registration that somebody made; its id."""
        made = Webhook(id=f"webhook-{next(self._numbers)}", url=url, events=EVENTS, complete=complete)
        self.registered[made.id] = made
        return made.id

    async def register(self, url: str) -> NewWebhook:
        made = self._answer(lambda: self.add(url), "register", url)
        return NewWebhook(id=made, secret=f"secret of {made}")

    async def webhooks(self) -> tuple[Webhook, ...]:
        return self._answer(lambda: tuple(self.registered.values()), "webhooks")

    async def remove(self, webhook_id: str) -> None:
        self._answer(lambda: self._remove(webhook_id), "remove", webhook_id)

    def _remove(self, webhook_id: str) -> None:
        if self.registered.pop(webhook_id, None) is None:
            msg = "the webhook does not exist"
            raise Refused(msg, status=400)


def public_address(*, register: bool = False) -> PublicAddress:
    """A hub with a public address that was registered before; it knows the secret."""
    return PublicAddress(
        url=URL,
        register=register,
        reader=VippsDeliveries(URL, MSN),
        registry=FakeWebhookRegistry(),
        secrets=FakeSecretStore({"webhook/webhook-0": SECRET}),
    )

"""A till that talks to the simulated Vipps, in-process or over HTTP, with sensible bodies and fresh keys."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.errors import CodeRefusal
from app.simulators.vipps.idempotency import Asked
from app.simulators.vipps.payment_request import JsonObject

NOON = datetime(2026, 10, 4, 12, 0, tzinfo=UTC)
KARI, OLA, INGRID, FREJA = "4712345678", "4798765432", "4791234567", "4520123456"
REFERENCE = "fjord-20261004-0007-1"
KEY_HEADERS = {
    "client_id": seed.VIPPS_CLIENT_ID,
    "client_secret": seed.VIPPS_CLIENT_SECRET,
    "Ocp-Apim-Subscription-Key": seed.VIPPS_SUBSCRIPTION_KEY,
    "Merchant-Serial-Number": seed.VIPPS_MSN,
}

_BODY: dict[str, Any] = {
    "amount": {"currency": "NOK", "value": 18900},
    "customer": {"phoneNumber": KARI},
    "customerInteraction": "CUSTOMER_PRESENT",
    "paymentMethod": {"type": "WALLET"},
    "reference": REFERENCE,
    "userFlow": "PUSH_MESSAGE",
    "paymentDescription": "Order 7, Fjord & Furu",
    "receipt": {
        "orderLines": [
            {
                "name": "Fish soup",
                "id": "soup",
                "totalAmount": 18900,
                "totalAmountExcludingTax": 15120,
                "totalTaxAmount": 3780,
                "taxRate": 2500,
                "unitInfo": {"unitPrice": 18900, "quantity": "1", "quantityUnit": "PCS"},
            }
        ],
        "bottomLine": {"currency": "NOK", "posId": "tablet-3", "receiptNumber": "2026-000123"},
    },
    "metadata": {"table": "12"},
}


def payment_body(**changes: Any) -> dict[str, Any]:
    """Return a body that Vipps accepts, with top-level fields changed; `None` removes a field."""
    body = deepcopy(_BODY) | changes
    return {name: value for name, value in body.items() if value is not None}


def changed_at(path: str, value: object) -> dict[str, Any]:
    """Return the body with one field changed, as in `receipt.orderLines.0.taxRate`."""
    body = payment_body()
    *parents, last = path.split(".")
    place: Any = body
    for part in parents:
        place = place[int(part)] if part.isdigit() else place[part]
    place[last] = value
    return body


class Till:
    """Calls the backend without HTTP, with a fresh idempotency key for every call that gives none."""

    def __init__(self) -> None:
        self.clock = SimClock(frozen_at=NOON)
        self.heard: list[str] = []
        self.vipps = VippsBackend(self.clock, on_change=lambda: self.heard.append("changed"))
        self._keys = (f"key-{number}" for number in count(1))

    def create(self, body: dict[str, Any] | None = None, key: str | None = None) -> dict[str, object]:
        """Ask for a payment."""
        raw = json.dumps(payment_body() if body is None else body).encode()
        parsed: object = json.loads(raw, object_pairs_hook=JsonObject)
        reference = str((body or {}).get("reference", REFERENCE))
        asked = Asked(operation="create", reference=reference, key=key or next(self._keys), body=raw)
        return self.vipps.create_payment(asked, parsed, "http://sim")

    def modify(
        self, operation: str, value: int | None = None, key: str | None = None, **body: object
    ) -> dict[str, object]:
        """Cancel, capture or refund the usual payment."""
        if value is not None:
            body["modificationAmount"] = {"currency": "NOK", "value": value}
        asked = Asked(
            operation=operation, reference=REFERENCE, key=key or next(self._keys), body=json.dumps(body).encode()
        )
        return self.vipps.modify_payment(asked, body)

    def authorized(self, value: int = 18900) -> "Till":
        """Return this till once the customer has approved a payment of `value` minor units."""
        self.create(payment_body(amount={"currency": "NOK", "value": value}, receipt=None))
        self.vipps.payments.approve(REFERENCE)
        return self

    def state(self) -> str:
        """Return the usual payment's state, as a look-up tells it."""
        return str(self.vipps.get_payment(REFERENCE)["state"])

    def amounts(self) -> dict[str, int]:
        """Return the four amounts in minor units: authorized, cancelled, captured, refunded."""
        aggregate: Any = self.vipps.payments.find(REFERENCE).amounts()
        return {name.removesuffix("Amount"): amount["value"] for name, amount in aggregate.items()}

    def events(self) -> list[tuple[str, int, bool]]:
        """Return name, minor units and success of every event."""
        return [(event.name, event.value, event.success) for event in self.vipps.payments.find(REFERENCE).events]


def code_of(refusal: BaseException) -> int:
    """Return a refusal's ePayment code."""
    assert isinstance(refusal, CodeRefusal)
    return refusal.code


async def bearer_headers(http: httpx.AsyncClient, **more: str) -> dict[str, str]:
    """Fetch a token and return the headers of an API call."""
    token = (await http.post("/accesstoken/get", headers=KEY_HEADERS)).json()["access_token"]
    return {
        "Authorization": f"Bearer {token}",
        "Ocp-Apim-Subscription-Key": seed.VIPPS_SUBSCRIPTION_KEY,
        "Merchant-Serial-Number": seed.VIPPS_MSN,
        "Vipps-System-Name": "taffel",
        **more,
    }

"""Signs deliveries as Hey Pongo documents it, by a reading of its own."""

import hashlib
import hmac
import json
from typing import Any

from app.ports.webhooks import Arrival
from support.clocks import START

SECRET = "whsec_of_this_hub"
SENT = int(START.timestamp())


def customer_event(
    customer_id: str = "cus_kari", event: str = "customer.updated", number: int = 1, **customer: Any
) -> bytes:
    """The body of a delivery about a customer."""
    data = {"public_id": customer_id, "phone": "4712345678", "first_name": "Kari", "points": 7, **customer}
    return json.dumps({"id": f"evt_{number}", "event": event, "created_at": "2026-11-21", "data": data}).encode()


def pongo_signature(body: bytes, secret: str = SECRET, seconds: int = SENT) -> str:
    """The header of a genuine delivery."""
    signed = hmac.new(secret.encode(), b"%b%d" % (body, seconds), hashlib.sha256).hexdigest()
    return f"t={seconds},v1={signed}"


def pongo_arrival(body: bytes, header: str | None = None) -> Arrival:
    """A delivery as it comes in, genuine unless another header is given."""
    return Arrival(headers={"pongo-signature": pongo_signature(body) if header is None else header}, body=body)

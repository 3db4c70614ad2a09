"""The events that can be subscribed to, and what a delivery about a payment says."""

from datetime import datetime
from typing import Any

from app.simulators.vipps.payment import Event, Payment

PAYMENT_EVENTS = (
    "epayments.payment.created.v1",
    "epayments.payment.authorized.v1",
    "epayments.payment.aborted.v1",
    "epayments.payment.expired.v1",
    "epayments.payment.terminated.v1",
    "epayments.payment.captured.v1",
    "epayments.payment.cancelled.v1",
    "epayments.payment.refunded.v1",
)
CHECKED_IN = "user.checked-in.v1"
LOGIN_PING = "login.merchant-initiated.ping.v1"
EVENTS = frozenset({*PAYMENT_EVENTS, CHECKED_IN, LOGIN_PING})


def payment_event(event: Event) -> str:
    """Return the name under which a line of the event log is delivered."""
    return f"epayments.payment.{event.name.lower()}.v1"


def payment_payload(msn: str, payment: Payment, event: Event) -> dict[str, Any]:
    """Return the body of a delivery; the PSP reference is the event's own, the amount that of the operation."""
    payload: dict[str, Any] = {
        "msn": msn,
        "reference": payment.reference,
        "pspReference": event.psp_reference,
        "name": event.name,
        "amount": {"currency": payment.currency, "value": event.value},
        "timestamp": iso_milliseconds(event.at),
        "idempotencyKey": event.idempotency_key,
        "success": event.success,
    }
    if event.name == "AUTHORIZED" and event.success:
        payload |= {} if payment.sub is None else {"sub": payment.sub}
    return payload


def iso_milliseconds(at: datetime) -> str:
    """Return an instant the way the payloads write it, like `2026-10-04T10:51:59.378Z`."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"

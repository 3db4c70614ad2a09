"""What the guest's phone shows, as plain values for the page to draw."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.simulators.seed import Person
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.login.view import login_view
from app.simulators.vipps.payment import Payment

RECENT_PAYMENTS = 8
RECENT_LOGINS = 3
CHECK_IN_SHOWN = timedelta(minutes=5)


def phone_view(backend: VippsBackend, msisdn: str) -> dict[str, object]:
    """Return everything on one person's phone: payments and logins newest first, codes on the tablet, a check-in."""
    payments = [payment for payment in reversed(backend.payments.all()) if payment.msisdn == msisdn]
    codes = [
        payment for payment in reversed(backend.payments.all()) if payment.msisdn is None and payment.state == "CREATED"
    ]
    return {
        "now": _iso(backend.clock.now()),
        "merchant": backend.settings.merchant_name,
        "qr_seconds": backend.settings.qr_seconds,
        "person": person_view(backend.people[msisdn]),
        "payments": [payment_view(payment) for payment in payments[:RECENT_PAYMENTS]],
        "codes": [payment_view(payment) for payment in codes[:1]],
        "check_in": _check_in(backend, msisdn),
        "logins": [login_view(backend.logins, login) for login in backend.logins.of(msisdn)[:RECENT_LOGINS]],
    }


def person_view(person: Person) -> dict[str, object]:
    """Return who somebody is."""
    return {
        "msisdn": person.msisdn,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "app": person.app,
        "age": person.age,
    }


def payment_view(payment: Payment) -> dict[str, object]:
    """Return a payment with what the merchant is never told: who, whether the app is open, why it was declined."""
    receipt = payment.raw.get("receipt") or {}
    return {
        "reference": payment.reference,
        "msisdn": payment.msisdn,
        "state": payment.state,
        "is_open": payment.is_open,
        "is_slow": payment.settles_at is not None,
        "declined": payment.declined,
        "amount": payment.amount(),
        "aggregate": payment.amounts(),
        "user_flow": payment.user_flow,
        "token": payment.token,
        "description": payment.raw.get("paymentDescription"),
        "lines": [_line(line) for line in receipt.get("orderLines", ())],
        "tip": receipt.get("bottomLine", {}).get("tipAmount") or 0,
        "created_at": _iso(payment.created_at),
        "expires_at": _iso(payment.expires_at),
        "events": payment.events_json(),
    }


def _line(line: Mapping[str, Any]) -> dict[str, object]:
    unit = line.get("unitInfo", {})
    return {
        "name": line["name"],
        "quantity": unit.get("quantity", "1"),
        "unit": unit.get("quantityUnit") or "PCS",
        "total": -line["totalAmount"] if line.get("isReturn") else line["totalAmount"],
    }


def _check_in(backend: VippsBackend, msisdn: str) -> dict[str, object] | None:
    since = backend.clock.now() - CHECK_IN_SHOWN
    mine = [one for one in backend.check_ins.received if one.msisdn == msisdn and one.is_member and one.at > since]
    return {"id": mine[-1].id, "at": _iso(mine[-1].at)} if mine else None


def _iso(at: datetime) -> str:
    return at.isoformat()

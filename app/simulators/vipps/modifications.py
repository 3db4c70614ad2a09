"""Cancel, capture and refund: what is allowed when, each as one check and one change of the amounts."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.simulators.vipps.errors import CodeRefusal
from app.simulators.vipps.payment import NO_RECEIVING_ACCOUNT, REFUND_TOO_LATE, Payment
from app.simulators.vipps.payment_request import AMOUNT
from app.simulators.vipps.settings import Settings
from app.simulators.vipps.shapes import Flag, Record, record

CANCEL = Record({"cancelTransactionOnly": Flag()})
MODIFICATION = record({"modificationAmount": AMOUNT})
CANCEL_DAYS = 180
REFUND_DAYS = 365


def check_cancel(payment: Payment, now: datetime, *, transaction_only: bool) -> None:
    """Raise `CodeRefusal` unless the payment, or what is left of it, may be cancelled now."""
    if payment.state == "CREATED":
        if payment.is_open:
            raise CodeRefusal(6250)
    elif payment.state != "AUTHORIZED":
        raise CodeRefusal(6190)
    elif transaction_only:
        raise CodeRefusal(6060)
    elif payment.aggregate.capturable == 0:
        raise CodeRefusal(6040 if payment.aggregate.captured else 6190)
    elif _older_than(payment, now, CANCEL_DAYS):
        raise CodeRefusal(6030)


def check_capture(payment: Payment, now: datetime, amount: Mapping[str, Any], settings: Settings) -> None:
    """Raise `CodeRefusal` unless this amount may be captured now."""
    if payment.state != "AUTHORIZED":
        raise CodeRefusal({"CREATED": 6080, "TERMINATED": 6070}.get(payment.state, 6200))
    if payment.aggregate.capturable == 0:
        raise CodeRefusal(6170 if payment.aggregate.captured else 6070)
    _check_amount(payment, amount)
    if amount["value"] > payment.aggregate.capturable:
        raise CodeRefusal(6090)
    if settings.full_capture_only and amount["value"] != payment.value:
        raise CodeRefusal(6140)
    if _older_than(payment, now, settings.capture_days):
        raise CodeRefusal(6100)


def check_refund(payment: Payment, now: datetime, amount: Mapping[str, Any]) -> None:
    """Raise `CodeRefusal` unless this amount may be refunded now."""
    if payment.state != "AUTHORIZED":
        raise CodeRefusal(6020 if payment.state == "CREATED" else 6210)
    if payment.aggregate.captured > 0 and payment.aggregate.refundable == 0:
        raise CodeRefusal(6180)
    _check_amount(payment, amount)
    if amount["value"] > payment.aggregate.refundable:
        raise CodeRefusal(6150)
    if amount["value"] == NO_RECEIVING_ACCOUNT:
        raise CodeRefusal(5100)
    if amount["value"] == REFUND_TOO_LATE or _older_than(payment, now, REFUND_DAYS):
        raise CodeRefusal(6220)


def _check_amount(payment: Payment, amount: Mapping[str, Any]) -> None:
    if amount["currency"] != payment.currency or amount["value"] < 1:
        raise CodeRefusal(4040)


def _older_than(payment: Payment, now: datetime, days: int) -> bool:
    return payment.authorized_at is not None and now > payment.authorized_at + timedelta(days=days)

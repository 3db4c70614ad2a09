"""Reads what Vipps delivers: first whether it is genuine, then which event of which payment it tells."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import structlog

from app.ports.webhooks import Arrival, Delivery, Source
from app.providers.http.request import UnreadableAnswer
from app.providers.http.schema import read_as
from app.providers.vipps.schemas.webhooks import PaymentEventBody
from app.providers.vipps.signature import place_of, verify

USUAL_AGE = timedelta(hours=1)
KEPT_FIELDS = (
    "msn",
    "reference",
    "pspReference",
    "name",
    "amount",
    "timestamp",
    "idempotencyKey",
    "success",
    "captureGuaranteedUntil",
)
"""What is stored of a body. Names, addresses and ``sub`` are not, nor what Vipps may add one day."""

_log = structlog.get_logger()


class VippsDeliveries:
    """Implements :class:`app.ports.webhooks.DeliveryReader` for the public ``url`` that was registered.

    A registration of a partner hears of all its sales units. References are unique within one of them only, so what is
    told of another one than ``msn`` is none of ours, whatever its reference.
    """

    def __init__(self, url: str, msn: str) -> None:
        self._place = place_of(url)
        self._msn = msn

    def read(self, arrival: Arrival, secrets: Iterable[str], now: datetime) -> Delivery | None:
        verify(self._place, arrival.headers, arrival.body, secrets)
        _tell_of_odd_date(arrival.headers["x-ms-date"], now)
        try:
            data = json.loads(arrival.body)
            event = read_as(PaymentEventBody, data)
        except (UnreadableAnswer, ValueError, RecursionError):
            return None
        if event.msn is not None and str(event.msn) != self._msn:
            _log.info("delivery_of_another_sales_unit", name=event.name)
            return None
        kept = {name: data[name] for name in KEPT_FIELDS if name in data}
        return Delivery(
            source=Source.VIPPS,
            reference=event.reference,
            name=event.name,
            psp_reference=event.pspReference,
            body=json.dumps(kept, ensure_ascii=False, separators=(",", ":")),
            received_at=now,
            due_at=now,
        )


def _tell_of_odd_date(header: str, now: datetime) -> None:
    """A date never decides; it only tells whoever reads the log that a delivery was long on its way."""
    try:
        dated = parsedate_to_datetime(header)
    except ValueError:
        _log.info("delivery_date_unreadable")
        return
    age = now - dated.replace(tzinfo=dated.tzinfo or UTC)
    if abs(age) > USUAL_AGE:
        _log.info("delivery_dated_oddly", hours=round(age / timedelta(hours=1)))

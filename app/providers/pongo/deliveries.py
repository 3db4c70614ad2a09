"""Reads what Hey Pongo delivers: first whether it is genuine, then which event of which customer it tells."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from app.ports.webhooks import Arrival, Delivery, Source
from app.providers.http.request import UnreadableAnswer
from app.providers.http.schema import read_as
from app.providers.pongo import wire
from app.providers.pongo.schemas.webhooks import DeliveryBody
from app.providers.pongo.signature import verify
from app.providers.pongo.webhooks import CUSTOMER_EVENTS


class PongoDeliveries:
    """Implements :class:`app.ports.webhooks.DeliveryReader`. Of the customer nothing but the id is kept."""

    def read(self, arrival: Arrival, secrets: Iterable[str], now: datetime) -> Delivery | None:
        verify(arrival.headers.get(wire.Webhook.SIGNATURE), arrival.body, secrets, now)
        try:
            told = read_as(DeliveryBody, json.loads(arrival.body))
        except (UnreadableAnswer, ValueError, RecursionError):
            return None
        if told.event not in CUSTOMER_EVENTS:
            return None
        event_id = told.id or hashlib.sha256(arrival.body).hexdigest()
        kept = {wire.Webhook.ID: event_id, wire.Webhook.EVENT: told.event}
        return Delivery(
            source=Source.PONGO,
            reference=told.subject.public_id,
            name=told.event,
            psp_reference=event_id,
            body=json.dumps(kept, separators=(",", ":")),
            received_at=now,
            due_at=now,
        )

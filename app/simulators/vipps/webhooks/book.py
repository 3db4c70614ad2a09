"""The Webhooks API's state and rules as a whole, with no HTTP in it: who hears of what, when, and signed how."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any

from app.simulators.clock import SimClock
from app.simulators.deliveries.letter import Letter
from app.simulators.vipps.webhooks.deliveries import Attempt, Delivery, DeliveryQueue
from app.simulators.vipps.webhooks.registrations import Registration, Registrations
from app.simulators.vipps.webhooks.signature import place_of, signed_headers
from app.simulators.vipps.webhooks.switches import Corruption, Switches

DEAD_AFTER = timedelta(days=14)
REORDER_SECONDS = 2.0
OLD_DATE = timedelta(days=7)


class WebhookBook:
    """Registrations, switches and deliveries of the sales unit `msn`."""

    def __init__(self, clock: SimClock, msn: str, on_change: Callable[[], None]) -> None:
        self.msn = msn
        self.registrations = Registrations()
        self.switches = Switches()
        self.deliveries = DeliveryQueue()
        self._clock = clock
        self._on_change = on_change

    @property
    def answer_seconds(self) -> float:
        """How long an endpoint has, in real seconds."""
        return self.switches.answer_seconds

    def publish(self, event: str, subject: str, payload: Mapping[str, Any]) -> list[Delivery]:
        """Queue an event for everybody who subscribed to it; events of one subject keep their order."""
        body = json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()
        now = self._clock.now()
        wait = max(self.switches.delay_seconds, REORDER_SECONDS if self.switches.reorder else 0)
        due_at = now + timedelta(seconds=wait)
        queued = [
            self.deliveries.add(one.id, (event, subject, body), now, due_at)
            for one in self.registrations.for_event(event)
        ]
        if queued:
            self._on_change()
        return queued

    def register(self, body: object) -> Registration:
        """Take a subscriber; raises `FieldsRefusal`."""
        made = self.registrations.register(body, allow_http_loopback=self.switches.allow_http_loopback)
        self._on_change()
        return made

    def remove(self, webhook_id: str) -> None:
        """Forget a subscriber and what waits for it; raises `FieldsRefusal`."""
        self.registrations.remove(webhook_id)
        self.deliveries.remove(webhook_id)
        self._on_change()

    def redeliver(self, number: int) -> Delivery:
        """Queue a copy of an earlier delivery; raises `LookupError` when it or its registration is gone."""
        first = self.deliveries.find(number)
        if self.registrations.find(first.webhook_id) is None:
            raise LookupError("the registration of this delivery is gone")
        made = self._copy(first)
        self._on_change()
        return made

    def switch(self, data: Mapping[str, Any]) -> None:
        """Change switches; raises `FieldsRefusal`."""
        self.switches = self.switches.changed(data)
        self._on_change()

    def take_due(self) -> list[Delivery]:
        """Return what is to be sent now; each must be settled."""
        if self.switches.paused:
            return []
        return self.deliveries.take_due(self._clock.now(), newest_first=self.switches.reorder)

    def next_due_at(self) -> datetime | None:
        """Return when there is something to send again, as things stand."""
        return None if self.switches.paused else self.deliveries.next_due_at(newest_first=self.switches.reorder)

    def letter(self, delivery: Delivery) -> Letter | None:
        """Write and sign a delivery, dated now; `None` when its registration is gone."""
        registration = self.registrations.find(delivery.webhook_id)
        if registration is None:
            return None
        place = place_of(registration.url)
        corrupt = self.switches.corrupt
        at = self._clock.now() - (OLD_DATE if corrupt == "date" else timedelta())
        headers = signed_headers(registration.secret, place, format_datetime(at, usegmt=True), delivery.body)
        headers |= {"Content-Type": "application/json", "Webhook-Id": registration.id}
        return Letter(
            url=self.switches.deliver_to or registration.url,
            target=place.path_and_query,
            headers=_spoiled_headers(headers, corrupt),
            body=_spoiled_body(delivery.body) if corrupt == "body" else delivery.body,
        )

    def settle(self, delivery: Delivery, *, status: int | None = None, error: str | None = None) -> None:
        """Note how an attempt ended; after two weeks without an answer the registration is lost."""
        attempt = Attempt(at=self._clock.now(), status=status, error=error)
        self.deliveries.settle(delivery, attempt)
        registration = self.registrations.find(delivery.webhook_id)
        if registration is not None:
            self._judge(registration, attempt)
        if delivery.state == "delivered" and delivery.copy_of is None:
            for _ in range(self.switches.duplicates):
                self._copy(delivery)
        self._on_change()

    def reset(self) -> None:
        """Forget deliveries and switches; registrations stay, as no client can know of a reset."""
        self.deliveries.forget()
        self.switches = Switches()

    def _judge(self, registration: Registration, attempt: Attempt) -> None:
        if attempt.is_success:
            registration.failing_since = None
        elif registration.failing_since is None:
            registration.failing_since = attempt.at
        elif attempt.at - registration.failing_since >= DEAD_AFTER:
            self.registrations.remove(registration.id)
            self.deliveries.remove(registration.id)

    def _copy(self, first: Delivery) -> Delivery:
        now = self._clock.now()
        made = self.deliveries.add(first.webhook_id, (first.event, first.subject, first.body), now, now)
        made.copy_of = first.number
        return made


def _spoiled_headers(headers: dict[str, str], corrupt: Corruption) -> dict[str, str]:
    if corrupt == "digest":
        return {name: value for name, value in headers.items() if name != "x-ms-content-sha256"}
    if corrupt == "signature":
        start, _, signature = headers["Authorization"].rpartition("Signature=")
        other = "B" if signature[0] == "A" else "A"
        return headers | {"Authorization": f"{start}Signature={other}{signature[1:]}"}
    return headers


def _spoiled_body(body: bytes) -> bytes:
    """Change one byte and keep it JSON where it was: the last digit becomes another."""
    for index in range(len(body) - 1, -1, -1):
        if body[index : index + 1].isdigit():
            return body[:index] + (b"1" if body[index : index + 1] == b"0" else b"0") + body[index + 1 :]
    return body + b" "

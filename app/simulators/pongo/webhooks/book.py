"""Who hears of which event, what waits to be delivered, and signed how; no HTTP in it."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

from app.simulators.clock import SimClock
from app.simulators.deliveries.letter import Letter, is_loopback
from app.simulators.ids import new_secret
from app.simulators.pongo import views
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import NotFound
from app.simulators.pongo.records import Customer
from app.simulators.pongo.webhooks.signature import signed_header
from app.simulators.pongo.webhooks.switches import Switches
from app.simulators.pongo.world import World

CREATED, UPDATED = "customer.created", "customer.updated"
EVENTS = (CREATED, UPDATED)
WAITS = (timedelta(0), timedelta(seconds=10), timedelta(seconds=60))
"""Before the first, the second and the third try; there is no fourth."""

OLD = timedelta(minutes=10)
KEPT_DELIVERIES = 500
SUCCESS = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One event to one address."""

    id: str
    event: str
    url: str
    secret: str

    def as_json(self, *, with_secret: bool = False) -> dict[str, object]:
        """Return it; the secret is shown only when it is made."""
        told: dict[str, object] = {"id": self.id, "event": self.event, "url": self.url}
        return told | {"secret": self.secret} if with_secret else told


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event for one subscription; `statuses` holds an HTTP status, or why there was none, for each try."""

    number: int
    subscription_id: str
    event: str
    body: bytes
    due_at: datetime
    copy_of: int | None = None
    state: str = "waiting"
    statuses: list[int | str] = field(default_factory=list)
    on_its_way: bool = False

    def as_json(self) -> dict[str, object]:
        """Return it with its outcome, for the control path."""
        return {
            "number": self.number,
            "subscription_id": self.subscription_id,
            "event": self.event,
            "body": self.body.decode(),
            "copy_of": self.copy_of,
            "state": self.state,
            "due_at": self.due_at.isoformat() if self.state == "waiting" else None,
            "statuses": self.statuses,
        }


class WebhookBook:
    """Subscriptions, switches and deliveries of one merchant."""

    def __init__(self, clock: SimClock, world: World) -> None:
        self.switches = Switches()
        self.subscriptions: dict[str, Subscription] = {}
        self.deliveries: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._clock = clock
        self._world = world
        self._seen: dict[str, Customer] = dict(world.customers)
        self._numbers, self._events = count(1), count(1)

    @property
    def answer_seconds(self) -> float:
        """How long an endpoint has, in real seconds."""
        return self.switches.answer_seconds

    def begin_again(self, world: World) -> None:
        """Another world, whose customers are no news; subscriptions stay, as no client can know of a reset."""
        self._world, self._seen = world, dict(world.customers)
        self.switches = Switches()
        self.deliveries.clear()

    def subscribe(self, sent: Fields) -> Subscription:
        """Take a subscriber; `Invalid` with every wrong field."""
        event = sent.choice("event", EVENTS, required=True) or ""
        url = sent.text("url", required=True) or ""
        secret = sent.text("secret")
        if url and not self._is_fine(url):
            sent.fail("url", "The url must start with one of the following: https://.")
        sent.finish()
        made = Subscription(id=self._world.next_id("whk"), event=event, url=url, secret=secret or new_secret())
        while made.id in self.subscriptions:  # ids begin again after a reset
            made = replace(made, id=self._world.next_id("whk"))
        self.subscriptions[made.id] = made
        return made

    def unsubscribe(self, subscription_id: str) -> None:
        """Forget a subscriber and what waits for it, or `NotFound`."""
        if self.subscriptions.pop(subscription_id, None) is None:
            raise NotFound
        for each in self.deliveries:
            if each.subscription_id == subscription_id and each.state == "waiting":
                each.state = "removed"

    def notice(self) -> None:
        """Publish what happened to customers since the last time."""
        for customer in list(self._world.customers.values()):
            before = self._seen.get(customer.public_id)
            if before == customer:
                continue
            self._seen[customer.public_id] = customer
            if before is None:
                self.publish(CREATED, customer)
            elif self.switches.points_changes or not _same_but_for_points(before, customer):
                self.publish(UPDATED, customer)

    def publish(self, event: str, customer: Customer) -> list[Delivery]:
        """Queue an event for everybody who subscribed to it."""
        now = self._clock.now()
        told = {
            "id": f"evt_{next(self._events)}",
            "event": event,
            "created_at": views.moment(now),
            "data": views.customer(customer),
        }
        body = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
        due_at = now + timedelta(seconds=self.switches.delay_seconds)
        return [self._add(one.id, event, body, due_at) for one in self.subscriptions.values() if one.event == event]

    def redeliver(self, number: int) -> Delivery:
        """Queue a copy of an earlier delivery, or `NotFound`."""
        first = next((each for each in self.deliveries if each.number == number), None)
        if first is None or first.subscription_id not in self.subscriptions:
            raise NotFound
        return self._copy(first)

    def switch(self, body: Mapping[str, object]) -> None:
        """Change switches; `Invalid` names each wrong one."""
        self.switches = self.switches.changed(body)

    # -- what the courier asks

    def tick(self) -> datetime | None:
        """Notice what happened; nothing happens by time alone."""
        self.notice()
        return None

    def take_due(self) -> list[Delivery]:
        """Return what is to be sent now; each must be settled."""
        if self.switches.paused:
            return []
        now = self._clock.now()
        due = [each for each in self._waiting() if each.due_at <= now]
        for each in due:
            each.on_its_way = True
        return due

    def next_due_at(self) -> datetime | None:
        """Return when there is something to send again, as things stand."""
        return None if self.switches.paused else min((each.due_at for each in self._waiting()), default=None)

    def letter(self, delivery: Delivery) -> Letter | None:
        """Write and sign a delivery, dated now; `None` when its subscription is gone."""
        subscription = self.subscriptions.get(delivery.subscription_id)
        if subscription is None:
            return None
        corrupt = self.switches.corrupt
        at = self._clock.now() - (OLD if corrupt == "time" else timedelta())
        header = signed_header(subscription.secret, delivery.body, int(at.timestamp()))
        if corrupt == "signature":
            header = header[:-1] + ("1" if header[-1] == "0" else "0")
        parts = urlsplit(subscription.url)
        headers = {"Host": parts.netloc, "Pongo-Signature": header, "Content-Type": "application/json"}
        return Letter(
            url=self.switches.deliver_to or subscription.url,
            target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
            headers=headers,
            body=delivery.body + b" " if corrupt == "body" else delivery.body,
        )

    def settle(self, delivery: Delivery, *, status: int | None = None, error: str | None = None) -> None:
        """Note how a try ended; after the third there is none."""
        delivery.on_its_way = False
        delivery.statuses.append(status if status is not None else error or "")
        if delivery.state != "waiting":
            return
        tries = len(delivery.statuses)
        if status in SUCCESS:
            delivery.state = "delivered"
            if delivery.copy_of is None:
                for _ in range(self.switches.duplicates):
                    self._copy(delivery)
        elif tries < len(WAITS):
            delivery.due_at = self._clock.now() + WAITS[tries]
        else:
            delivery.state = "given_up"

    def _waiting(self) -> list[Delivery]:
        return [each for each in self.deliveries if each.state == "waiting" and not each.on_its_way]

    def _copy(self, first: Delivery) -> Delivery:
        made = self._add(first.subscription_id, first.event, first.body, self._clock.now())
        made.copy_of = first.number
        return made

    def _add(self, subscription_id: str, event: str, body: bytes, due_at: datetime) -> Delivery:
        made = Delivery(
            number=next(self._numbers), subscription_id=subscription_id, event=event, body=body, due_at=due_at
        )
        self.deliveries.append(made)
        return made

    def _is_fine(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            return False
        here = is_loopback(host) and self.switches.allow_http_loopback
        return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and here))


def _same_but_for_points(before: Customer, after: Customer) -> bool:
    return replace(after, points=before.points, updated_at=before.updated_at) == before

"""Deliveries waiting for their turn: one lane for each registration and payment, retried on Vipps' schedule."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

State = Literal["waiting", "delivered", "given_up", "removed"]
Lane = tuple[str, str]

GIVE_UP_AFTER = timedelta(days=7)
KEPT_DELIVERIES = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try: the HTTP status of the answer, or why there was none."""

    at: datetime
    status: int | None = None
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Whether the endpoint took it."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One event for one registration; `subject` is the payment's reference, or the login's id."""

    number: int
    webhook_id: str
    event: str
    subject: str
    body: bytes
    queued_at: datetime
    due_at: datetime
    copy_of: int | None = None
    state: State = "waiting"
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def lane(self) -> Lane:
        """Deliveries of one lane go one after the other."""
        return self.webhook_id, self.subject

    def as_json(self) -> dict[str, object]:
        """Return it with its outcome, for the control path."""
        return {
            "number": self.number,
            "webhook_id": self.webhook_id,
            "event": self.event,
            "subject": self.subject,
            "copy_of": self.copy_of,
            "state": self.state,
            "body": self.body.decode(),
            "queued_at": self.queued_at.isoformat(),
            "due_at": self.due_at.isoformat() if self.state == "waiting" else None,
            "attempts": [{"at": one.at.isoformat(), "status": one.status, "error": one.error} for one in self.attempts],
        }


def retry_delay(attempts: int) -> timedelta:
    """Return how long Vipps waits after that many failed attempts."""
    if attempts < 4:
        return timedelta(seconds=2)
    if attempts < 6:
        return timedelta(seconds=60 * (attempts - 3))
    return timedelta(hours=1) if attempts < 29 else timedelta(days=1)


class DeliveryQueue:
    """All deliveries: those that wait, in lanes, and the newest of those that are over."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, list[Delivery]] = {}
        self._busy: set[Lane] = set()
        self._known: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)
        self._numbers = count(1)

    def add(self, webhook_id: str, event: tuple[str, str, bytes], now: datetime, due_at: datetime) -> Delivery:
        """Queue an event (its name, subject and body) at the end of its lane."""
        name, subject, body = event
        delivery = Delivery(
            number=next(self._numbers),
            webhook_id=webhook_id,
            event=name,
            subject=subject,
            body=body,
            queued_at=now,
            due_at=due_at,
        )
        self._lanes.setdefault(delivery.lane, []).append(delivery)
        self._known.append(delivery)
        return delivery

    def take_due(self, now: datetime, *, newest_first: bool = False) -> list[Delivery]:
        """Return what is to be sent now, one of each lane; a lane rests until its delivery is settled."""
        taken = []
        for lane, waiting in self._lanes.items():
            if lane in self._busy:
                continue
            chosen = _newest_of(waiting, now) if newest_first else waiting[0]
            if chosen is not None and (newest_first or chosen.due_at <= now):
                self._busy.add(lane)
                taken.append(chosen)
        return taken

    def settle(self, delivery: Delivery, attempt: Attempt) -> None:
        """Note an attempt: delivered, to be retried later, or given up after seven days."""
        self._busy.discard(delivery.lane)
        if delivery.state != "waiting":
            return
        delivery.attempts.append(attempt)
        due_at = attempt.at + retry_delay(len(delivery.attempts))
        if attempt.is_success:
            self._finish(delivery, "delivered")
        elif due_at > delivery.queued_at + GIVE_UP_AFTER:
            self._finish(delivery, "given_up")
        else:
            delivery.due_at = due_at

    def next_due_at(self, *, newest_first: bool = False) -> datetime | None:
        """Return when the next delivery is due that is not on its way already."""
        free = (waiting for lane, waiting in self._lanes.items() if lane not in self._busy)
        firsts = (min(one.due_at for one in waiting) if newest_first else waiting[0].due_at for waiting in free)
        return min(firsts, default=None)

    def remove(self, webhook_id: str) -> None:
        """Drop what waits for a registration that is gone."""
        for lane in [lane for lane in self._lanes if lane[0] == webhook_id]:
            for delivery in list(self._lanes[lane]):
                self._finish(delivery, "removed")

    def find(self, number: int) -> Delivery:
        """Return one delivery; raises `LookupError` when it is not known (any more)."""
        for delivery in self._known:
            if delivery.number == number:
                return delivery
        raise LookupError("no such delivery")

    def all(self) -> list[Delivery]:
        """Return the newest deliveries, oldest first."""
        return list(self._known)

    def forget(self) -> None:
        """Forget all; what is on its way now settles unseen."""
        for delivery in self._known:
            delivery.state = "removed"
        self._lanes.clear()
        self._busy.clear()
        self._known.clear()

    def _finish(self, delivery: Delivery, state: State) -> None:
        delivery.state = state
        lane = self._lanes[delivery.lane]
        lane.remove(delivery)
        if not lane:
            del self._lanes[delivery.lane]


def _newest_of(waiting: list[Delivery], now: datetime) -> Delivery | None:
    """Return the newest that was not tried yet or is due again, once any of the lane is due."""
    if not any(one.due_at <= now for one in waiting):
        return None
    return next((one for one in reversed(waiting) if not one.attempts or one.due_at <= now), None)

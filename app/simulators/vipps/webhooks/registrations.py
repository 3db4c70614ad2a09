"""Who wants to hear of what: the registrations of the sales unit."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from app.simulators.deliveries.letter import is_loopback
from app.simulators.ids import new_guid, new_secret
from app.simulators.vipps.errors import FieldProblem, FieldsRefusal
from app.simulators.vipps.shapes import Choice, ListOf, Text, record, require
from app.simulators.vipps.webhooks.events import CHECKED_IN, EVENTS

REGISTER = record({"url": Text(least=1, most=2000), "events": ListOf(item=Choice(tuple(sorted(EVENTS))), least=1)})
MOST_PER_EVENT = 25


@dataclass(slots=True, kw_only=True)
class Registration:
    """One subscriber; `failing_since` is when its endpoint was last heard of no more."""

    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    failing_since: datetime | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as the API lists it: never with the secret."""
        return {"id": self.id, "url": self.url, "events": list(self.events)}


class Registrations:
    """All registrations, oldest first."""

    def __init__(self) -> None:
        self._by_id: dict[str, Registration] = {}

    def register(self, body: object, *, allow_http_loopback: bool) -> Registration:
        """Take a new subscriber; raises `FieldsRefusal` for a bad URL or event, or when there are too many."""
        require(REGISTER, body)
        assert isinstance(body, dict)  # noqa: S101 (the shape says so)
        _check_url(body["url"], allow_http_loopback=allow_http_loopback)
        events = tuple(dict.fromkeys(body["events"]))
        for event in events:
            most = 1 if event == CHECKED_IN else MOST_PER_EVENT
            if len(self.for_event(event)) >= most:
                raise _refusal("events", f"At most {most} webhooks can be registered for {event}.")
        made = Registration(id=new_guid(), url=body["url"], events=events, secret=new_secret())
        self._by_id[made.id] = made
        return made

    def remove(self, webhook_id: str) -> None:
        """Forget one; raises `FieldsRefusal` for an id that is none of ours (the API documents 400 only)."""
        try:
            UUID(webhook_id)
        except ValueError as error:
            raise _refusal("id", f"The value '{webhook_id}' is not valid.") from error
        if self._by_id.pop(webhook_id, None) is None:
            raise _refusal("id", "The webhook does not exist.")

    def find(self, webhook_id: str) -> Registration | None:
        """Return one, or `None` when it is gone."""
        return self._by_id.get(webhook_id)

    def all(self) -> list[Registration]:
        """Return all, oldest first."""
        return list(self._by_id.values())

    def for_event(self, event: str) -> list[Registration]:
        """Return who subscribed to an event."""
        return [one for one in self._by_id.values() if event in one.events]


def _check_url(url: str, *, allow_http_loopback: bool) -> None:
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise _refusal("url", "The URL is not valid.") from error
    if not host or not url.isascii() or any(char.isspace() for char in url) or parts.scheme not in {"http", "https"}:
        raise _refusal("url", "The URL is not valid.")
    if parts.scheme == "http" and not (allow_http_loopback and is_loopback(host)):
        raise _refusal("url", "The URL must use HTTPS.")
    if parts.scheme == "https" and is_loopback(host) and not allow_http_loopback:
        raise _refusal("url", "The URL must be reachable from the internet.")


def _refusal(field: str, reason: str) -> FieldsRefusal:
    return FieldsRefusal(FieldProblem(field, reason))

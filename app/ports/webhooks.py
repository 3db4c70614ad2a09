"""Hearing of news: registering for deliveries, and reading those that arrive. They are hints, never proof."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class NotGenuine(Exception):
    """A delivery that the provider did not sign for this address; the message tells which check failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A delivery as it came in: header names in lower case, and the very bytes of the body."""

    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class Source(StrEnum):
    """Who delivers."""

    VIPPS = "vipps"
    """News of payments."""
    PONGO = "pongo"
    """News of the programme's customers."""


class Outcome(StrEnum):
    """What came of a delivery."""

    LOOKED_UP = "looked_up"
    UNKNOWN = "unknown"
    """The payment, or the customer, is none of ours."""
    GIVEN_UP = "given_up"
    """The provider did not answer for a day, or knows nothing of it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A genuine event and what became of it; one event has one row however often it is delivered.

    ``reference`` names what it is about: a payment, or a customer. With ``name`` and ``psp_reference``, the source's
    name of the event, it is unique. ``body`` is JSON that names nobody in any other way.
    """

    source: Source
    reference: str
    name: str
    psp_reference: str
    body: str
    received_at: datetime
    due_at: datetime
    attempts: int = 0
    handled_at: datetime | None = None
    outcome: Outcome | None = None
    id: int = 0

    def handled(self, at: datetime, outcome: Outcome) -> "Delivery":
        """Nothing more is to be done about it."""
        return replace(self, handled_at=at, outcome=outcome)

    def postponed(self, until: datetime) -> "Delivery":
        """To be acted on later."""
        return replace(self, due_at=until)


class DeliveryReader(Protocol):
    """Knows how the provider signs and what its deliveries say."""

    def read(self, arrival: Arrival, secrets: Iterable[str], now: datetime) -> Delivery | None:
        """The event in a delivery signed with one of ``secrets``; ``None`` when it is about nothing that we follow.

        Raises :class:`NotGenuine`. Nothing outside is asked.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """One registration. ``complete`` says whether it hears of every event that it is there for."""

    id: str
    url: str
    events: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A registration just made. The provider shows ``secret`` this once."""

    id: str
    secret: str = field(repr=False)


class WebhookRegistry(Protocol):
    """The registrations at a provider. Raises only :mod:`app.ports.errors`."""

    async def register(self, url: str) -> NewWebhook:
        """Have every event of this registry delivered to ``url``; asking twice makes two registrations."""
        ...

    async def webhooks(self) -> tuple[Webhook, ...]:
        """All registrations that the provider tells of, ours and others'."""
        ...

    async def remove(self, webhook_id: str) -> None:
        """End a registration. :class:`Refused` when there is none of this id."""
        ...

"""Joining in the guest's own app: asked by phone number, answered there, with the consents given there."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.customer import EmailAddress, PhoneNumber
from app.domain.enrolment import AppConsent, EnrolmentId, Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAsk:
    """What is asked: ``binding_message`` is shown in the app, ``nonce`` comes back, ``life`` is the time to answer."""

    phone: PhoneNumber
    binding_message: str
    nonce: str = field(repr=False)
    life: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentAsked:
    """The request is in the guest's app. ``interval``: seconds between two looks at least."""

    id: EnrolmentId = field(repr=False)
    life: timedelta
    interval: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """The guest has not answered. ``slower``: so many seconds more between looks from now on."""

    slower: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """The guest said yes, checked to be for us and for this request.

    ``consents`` are the questions that were asked this time: none when the person answered them on an earlier visit,
    which takes nothing back. ``at`` is when they were answered, ``email`` their address, where the provider told.
    """

    subject: str = field(repr=False)
    phone: PhoneNumber | None
    consents: tuple[AppConsent, ...] = ()
    language: str = ""
    at: datetime | None = None
    email: EmailAddress | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """The guest said no."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody answered in time."""


@dataclass(frozen=True, slots=True)
class Lost:
    """There is no such request any more, or its answer was given out already."""


@dataclass(frozen=True, slots=True)
class Mistrusted:
    """An answer came that does not prove what it says; nothing of it may be used."""

    fault: Fault


EnrolmentAnswer = NotYet | Approved | Denied | Expired | Lost | Mistrusted

NO_APP_USER = "no_app_user"
OLD_APP = "old_app"
"""Codes of :class:`app.ports.errors.Refused` when a request cannot be put into the guest's app."""


class EnrolmentInApp(Protocol):
    """Raises only :mod:`app.ports.errors`."""

    async def knows(self, phone: PhoneNumber) -> bool:
        """Whether somebody with this number can be asked. ``False`` says nothing about the number itself."""
        ...

    async def ask(self, ask: EnrolmentAsk) -> EnrolmentAsked:
        """Put the request into the guest's app; :class:`Refused` with :data:`NO_APP_USER` or :data:`OLD_APP`."""
        ...

    async def answer(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        """Look once. A yes is given out once: keep it at once. After a port error look again."""
        ...

    def has_yes(self, enrolment_id: EnrolmentId) -> bool:
        """Whether the guest's yes was given out to this program, which cannot read all of it yet, and is worth looking.

        Not for longer than the provider tells what was shared, and not across a restart.
        """
        ...

    def forget(self, enrolment_id: EnrolmentId) -> None:
        """The request is over: let go of whatever was given out for it."""
        ...

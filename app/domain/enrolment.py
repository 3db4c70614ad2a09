"""A request to join in the guest's own app: asked on the tablet, answered on the phone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from app.domain.customer import Channel, PhoneNumber
from app.domain.errors import IllegalMove, InvalidValue
from app.domain.ids import OrderId, TabletId

EnrolmentId = NewType("EnrolmentId", str)
"""The provider's name of the request (Vipps: ``auth_req_id``)."""

LIFETIME = timedelta(minutes=10)
"""How long the guest has to answer, and how long after paying an order waits for that answer."""

_BINDING_MESSAGE = re.compile(r"[A-Z0-9\-]{5,8}")


class EnrolmentState(StrEnum):
    """How far a request to join has come."""

    ASKED = "asked"
    APPROVED = "approved"
    """The guest said yes and the evidence is kept; the programme has not been told yet."""
    JOINED = "joined"
    DENIED = "denied"
    EXPIRED = "expired"
    MISTRUSTED = "mistrusted"
    """An answer came that could not be trusted; nothing of it was used."""
    LOST = "lost"
    """The answer was given out once and never arrived."""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to go on with it."""
        return self in {EnrolmentState.ASKED, EnrolmentState.APPROVED}

    @property
    def is_yes(self) -> bool:
        """Whether the guest said yes."""
        return self in {EnrolmentState.APPROVED, EnrolmentState.JOINED}


MOVES: Mapping[EnrolmentState, frozenset[EnrolmentState]] = MappingProxyType(
    {
        EnrolmentState.ASKED: frozenset(EnrolmentState) - {EnrolmentState.ASKED, EnrolmentState.JOINED},
        EnrolmentState.APPROVED: frozenset({EnrolmentState.JOINED}),
        EnrolmentState.LOST: frozenset({EnrolmentState.APPROVED}),
    }
)
"""What may follow. An answer that seemed lost may have reached another hub."""


class Fault(StrEnum):
    """Why an answer was not trusted."""

    AUDIENCE = "audience"
    ISSUER = "issuer"
    KEY = "key"
    EXPIRED = "expired"
    NONCE = "nonce"
    ALGORITHM = "algorithm"
    ACCESS_TOKEN = "access_token"
    SUBJECT = "subject"
    PHONE = "phone"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One request to join, from the moment it is in the guest's app.

    ``binding_message`` stands on both screens, so that the guest knows whose request it is. ``nonce`` must come back in
    the answer. ``given_up``: the tablet does not wait any more, but a yes on the phone is still a yes. ``subject`` is
    the provider's lasting name of the person who said yes.
    """

    id: EnrolmentId = field(repr=False)
    order_id: OrderId
    phone: PhoneNumber
    device: TabletId
    binding_message: str
    nonce: str = field(repr=False)
    interval: float
    started_at: datetime
    expires_at: datetime
    state: EnrolmentState = EnrolmentState.ASKED
    given_up: bool = False
    subject: str | None = field(default=None, repr=False)
    fault: Fault | None = None
    ended_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        check_binding_message(self.binding_message)

    def is_waited_for(self, now: datetime) -> bool:
        """Whether the tablet waits for the phone."""
        return self.state is EnrolmentState.ASKED and not self.given_up and now < self.expires_at

    def moved_to(
        self, state: EnrolmentState, at: datetime, *, subject: str | None = None, fault: Fault | None = None
    ) -> "Enrolment":
        """One step further; raises :class:`IllegalMove` for one that is not in ``MOVES``."""
        if state not in MOVES.get(self.state, frozenset()):
            raise IllegalMove(f"a request to join does not go from {self.state} to {state}")
        return replace(self, state=state, ended_at=at, subject=subject or self.subject, fault=fault)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppConsent:
    """One question as it stood in the guest's app, and the answer."""

    channel: Channel
    given: bool
    text: str


def check_binding_message(text: str) -> None:
    """Raises :class:`InvalidValue` for what the app would not show: 5 to 8 of A-Z, 0-9 and hyphen (Vipps Login)."""
    if not _BINDING_MESSAGE.fullmatch(text):
        raise InvalidValue("a binding message is 5 to 8 capital letters, digits and hyphens")

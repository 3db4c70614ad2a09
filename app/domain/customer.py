"""Who the guest is: phone number, membership, and consent with its evidence."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from app.domain.errors import InvalidValue
from app.domain.ids import OrderId

_MSISDN = re.compile(r"[1-9]\d{7,14}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(
    rf"[\w!#$%&'*+/=?^`{{|}}~-][\w.!#$%&'*+/=?^`{{|}}~-]{{0,63}}(?<!\.)@(?:{_LABEL}\.)+{_LABEL}", re.ASCII
)

LONGEST_EMAIL = 254
"""Characters (RFC 5321, section 4.5.3.1.3, without the brackets)."""


class PhoneNumber(str):
    """A phone number as MSISDN digits with country code and no plus, such as ``4712345678``.

    ``repr`` is masked, so that a number cannot slip into a log or a traceback.
    """

    __slots__ = ()

    def __new__(cls, digits: str) -> Self:
        if not _MSISDN.fullmatch(digits):
            msg = "a phone number is 8 to 15 digits with country code"
            raise InvalidValue(msg)
        return super().__new__(cls, digits)

    def __repr__(self) -> str:
        return f"PhoneNumber({self.masked})"

    @property
    def masked(self) -> str:
        """For screens: all but the last three digits hidden, such as ``••• •• 678``, and never broken in two lines."""
        return f"•••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}{self[-3:]}"


class EmailAddress(str):
    """An e-mail address as a browser's own field takes it (HTML, valid e-mail address), with a dot in its domain.

    ``repr`` is masked, as that of a phone number is.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if len(text) > LONGEST_EMAIL or not _EMAIL.fullmatch(text) or ".." in text:
            msg = "not an e-mail address"
            raise InvalidValue(msg)
        return super().__new__(cls, text)

    def __repr__(self) -> str:
        return "EmailAddress(***)"


class PersonalQr(str):
    """The whole text of a guest's personal QR, good for asking its owner for money: 5 to 255 characters (ePayment).

    ``repr`` is masked, as that of a phone number is.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not 5 <= len(text) <= 255:  # noqa: PLR2004  the provider's own limits
            msg = "a personal QR to pay with has 5 to 255 characters"
            raise InvalidValue(msg)
        return super().__new__(cls, text)

    def __repr__(self) -> str:
        return "PersonalQr(***)"


class IdentifiedBy(StrEnum):
    """How the guest told who they are."""

    VIPPS_QR = "vipps_qr"
    VIPPS_QR_OFFLINE = "vipps_qr_offline"
    PONGO_PASS = "pongo_pass"
    PHONE = "phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A customer of the merchant's loyalty programme as it last told us."""

    customer_id: str
    phone: PhoneNumber
    name: str | None
    points: int | None
    email_opt_in: bool | None = None
    sms_opt_in: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """The person on an order: a phone number, and a membership when the programme knows the number.

    ``asked`` is true once the programme has answered; a guest who is neither member nor asked is simply not known yet.
    ``joined`` is true once this guest said yes to joining, also when the programme could not be told yet.
    """

    phone: PhoneNumber
    identified_by: IdentifiedBy
    member: Member | None = None
    asked: bool = False
    joined: bool = False


class Channel(StrEnum):
    """Where marketing may be sent."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer to one question, with the evidence that the law asks for (GDPR article 7(1)).

    ``text`` is the sentence as it stood on the screen, ``language`` its language, ``device`` the tablet. ``address`` is
    where offers may go, where the guest told it with a yes.
    """

    phone: PhoneNumber
    channel: Channel
    given: bool
    text: str
    language: str
    at: datetime
    device: str
    source: str = "tablet"
    address: EmailAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """What the programme was not told yet of one person: answers about these channels and no others, and joining.

    ``joined_on`` is the order on which they said yes to joining; without one the programme makes nobody a member.
    ``taken_until``: somebody tells it now, and is believed dead later than that. ``reason`` is why the last try failed;
    ``refused``: not because of an outage, the programme said no to this very request.
    """

    phone: PhoneNumber
    channels: frozenset[Channel]
    due_at: datetime
    attempts: int = 0
    joined_on: OrderId | None = None
    taken_until: datetime | None = None
    reason: str | None = None
    refused: bool = False
    version: int = 0

    @property
    def free_at(self) -> datetime:
        """From when on somebody may take it."""
        return self.due_at if self.taken_until is None else max(self.due_at, self.taken_until)

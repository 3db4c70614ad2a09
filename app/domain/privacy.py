"""What is held about a person: how they are named, what still needs them, and how long it is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.customer import PhoneNumber

ERASED = "[erased]"
"""What stands in a text in place of a number or a name."""

SHORTEST_NATIONAL = 6
"""Fewer digits than this are no number, but an amount or a time."""

_BETWEEN = r"[ .\-/()\u00a0]{0,2}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A guest as they can be found: by number, by the same number without country code, and by a keyed hash.

    ``pseudonym`` is what proofs of consent are kept under once the number is gone. ``repr`` tells none of them.
    """

    phone: PhoneNumber = field(repr=False)
    national: str = field(repr=False)
    pseudonym: str = field(repr=False)

    def redacted(self, text: str, names: Iterable[str] = ()) -> str:
        """``text`` without the number in any usual spelling, and without these names."""
        text = self._spellings().sub(ERASED, text)
        for name in sorted((name for name in names if name.strip()), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
        return text

    def _spellings(self) -> re.Pattern[str]:
        ways = [rf"(?:\+|00)?{_BETWEEN.join(self.phone)}"]
        if len(self.national) >= SHORTEST_NATIONAL:
            ways.append(rf"0?{_BETWEEN.join(self.national)}")
        return re.compile(rf"(?<![\d+])(?:{'|'.join(ways)})(?!\d)")


class Need(StrEnum):
    """Why a guest cannot be erased yet."""

    PAYMENT_OPEN = "payment_open"
    MONEY_RESERVED = "money_reserved"
    PAYMENT_IN_QUESTION = "payment_in_question"
    """A person must look at it."""
    REFUND_UNDER_WAY = "refund_under_way"
    MESSAGE_WAITING = "message_waiting"
    MESSAGE_PARKED = "message_parked"
    REQUEST_OPEN = "request_open"
    """A request to join is in the guest's app."""
    REWARD_HELD = "reward_held"
    ANSWER_UNTOLD = "answer_untold"
    """The programme was not told of their answer about offers yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One thing that is not over; ``what`` names it without naming the person: a payment, an order."""

    need: Need
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long what tells of persons is kept. What is open, in doubt or not delivered is kept however old it is.

    ``guests``: who was on a paid order, counted from its opening. ``unpaid_guests``: the same without any money.
    ``consents``: answers that no longer count, because they were no, or a newer one was given. ``proofs``: consents of
    an erased guest, counted from the erasure. ``requests``: requests to join in an app, from their end. ``accounts``:
    which account of the app a number belonged to, from the last time. ``deliveries``: what webhooks brought, from when
    it was handled. ``timelines``: the stories of settled payments. ``sign_ins``: what was left of connecting an
    account, from its end.
    """

    guests: timedelta = timedelta(days=90)
    unpaid_guests: timedelta = timedelta(days=1)
    consents: timedelta = timedelta(days=5 * 365)
    proofs: timedelta = timedelta(days=5 * 365)
    requests: timedelta = timedelta(days=30)
    accounts: timedelta = timedelta(days=2 * 365)
    deliveries: timedelta = timedelta(days=30)
    timelines: timedelta = timedelta(days=2 * 365)
    sign_ins: timedelta = timedelta(days=1)

    def before(self, now: datetime) -> "Oldest":
        """The moments at and before which everything goes."""
        return Oldest(
            guests=now - self.guests,
            unpaid_guests=now - self.unpaid_guests,
            consents=now - self.consents,
            proofs=now - self.proofs,
            requests=now - self.requests,
            accounts=now - self.accounts,
            deliveries=now - self.deliveries,
            timelines=now - self.timelines,
            sign_ins=now - self.sign_ins,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Oldest:
    """What happened at one of these moments, or before it, is removed."""

    guests: datetime
    unpaid_guests: datetime
    consents: datetime
    proofs: datetime
    requests: datetime
    accounts: datetime
    deliveries: datetime
    timelines: datetime
    sign_ins: datetime

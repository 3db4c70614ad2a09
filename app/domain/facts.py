"""Everything that can be told of a payment, as kinds with values: the words are the screens' and the command line's.

Nothing here is about the person who pays.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.capture import Limit
from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.outbox import MessageKind
from app.domain.payment import Attention, Ending, PaymentFlow, PaymentState, Remedy


class Call(StrEnum):
    """What the provider was asked for."""

    REQUEST = "request"
    LOOK_UP = "look_up"
    EVENTS = "events"
    CANCEL = "cancel"
    CAPTURE = "capture"
    REFUND = "refund"


class Trouble(StrEnum):
    """How an answer failed, by what it means for what was asked."""

    NOT_SENT = "not_sent"
    LOST = "lost"
    LATER = "later"
    REFUSED = "refused"
    MISCONFIGURED = "misconfigured"
    OTHER = "other"


class Part(StrEnum):
    """Which of a payment's amounts."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Fix(StrEnum):
    """What is to be done about a difference, or was done by the look itself."""

    WAIT = "wait"
    CHECK_MSN = "check_msn"
    RECORDED = "recorded"
    LOOK_IN_PORTAL = "look_in_portal"
    CANCELLED_THERE = "cancelled_there"
    CANCEL_AGAIN = "cancel_again"
    DONE_ELSEWHERE = "done_elsewhere"
    MONEY_MISSING = "money_missing"
    ACT = "act"

    @property
    def is_done(self) -> bool:
        """Whether nobody has to do anything about it."""
        return self in {Fix.RECORDED, Fix.CANCELLED_THERE, Fix.DONE_ELSEWHERE}


# -- decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """Somebody is to pay so much."""

    amount: Money
    flow: PaymentFlow


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedByCode:
    """The guest cannot be asked on the phone: a one-time QR takes its place, under a reference of its own."""

    reference: Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveUp:
    """The request is not wanted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The food is with the guest, so the money is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TookNow:
    """A person has the money taken, all that is left without an amount."""

    amount: Money | None
    release_rest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Nothing more is taken; the guest keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesBy:
    """The money is taken at ``at`` at the latest."""

    at: datetime
    limit: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPerson:
    """No machine can mend it."""

    attention: Attention


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenCareOf:
    """A person did."""

    remedy: Remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWanted:
    """So much is to be given back."""

    number: int
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDone:
    """So much was given back; the programme knows no part of an order, so its points may stay."""

    number: int
    amount: Money
    points_stay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingLeft:
    """All the money went back, so the programme is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentAgain:
    """A person has a parked message tried again."""

    message: MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneByHand:
    """A person did by hand what a parked message was to do."""

    message: MessageKind


# -- requests


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRequest:
    """The payment is asked for, for the first time or once more."""

    key: IdempotencyKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCancel:
    """To be ended there; ``only_if_unapproved``: not when the guest was quicker."""

    key: IdempotencyKey
    only_if_unapproved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCapture:
    """So much is to be taken."""

    key: IdempotencyKey
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRefund:
    """So much is to be given back."""

    key: IdempotencyKey
    amount: Money


# -- answers and news


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The request stands at the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """How the payment stands at the provider."""

    call: Call
    state: PaymentState
    authorized: Money
    captured: Money
    cancelled: Money
    refunded: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRead:
    """The provider's own list of what happened, by its own names."""

    names: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No good answer; ``detail`` is for those who know, in English: what kind it is, and the provider's own words."""

    call: Call
    trouble: Trouble
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A webhook came, by the provider's own name."""

    name: str
    psp_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The payment's state changed, at an unpaid end with its reason."""

    before: PaymentState
    after: PaymentState
    ending: Ending | None


# -- differences from the provider's books


@dataclass(frozen=True, slots=True, kw_only=True)
class StateDiffers:
    """What we call the payment, and what the provider does; ``None`` when it never heard of it."""

    ours: PaymentState
    theirs: PaymentState | None
    fix: Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountDiffers:
    """One amount of the payment."""

    part: Part
    ours: Money
    theirs: Money
    fix: Fix


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsForPerson:
    """Both agree, and still a person must act."""

    attention: Attention
    fix: Fix = Fix.ACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sentence that an older version wrote down as it was told then."""

    text: str


Decision = (
    AskedFor
    | AskedByCode
    | GaveUp
    | HandedOver
    | TookNow
    | Released
    | TakesBy
    | NeedsPerson
    | TakenCareOf
    | RefundWanted
    | RefundDone
    | NothingLeft
    | SentAgain
    | DoneByHand
)
Sent = SentRequest | SentCancel | SentCapture | SentRefund
News = Accepted | Answered | EventsRead | Failed | Heard | Moved
Differs = StateDiffers | AmountDiffers | WaitsForPerson
Fact = Decision | Sent | News | Differs

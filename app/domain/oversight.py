"""What those who run the restaurant look at: payments with their story, waiting messages, and who answers outside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.ids import Reference
from app.domain.money import Money
from app.domain.order import OrderLine
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.payment import Attention, Payment, PaymentState
from app.domain.refund import Refund
from app.domain.timeline import TimelineEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPayment:
    """One payment in a list; ``order_number`` is the number that was called out, ``payers`` how many share the bill."""

    payment: Payment
    order_number: int
    payers: int = 1


class Sorted(StrEnum):
    """Which payments of a day to show."""

    ALL = "all"
    OPEN = "open"
    PAID = "paid"
    REFUNDED = "refunded"
    UNPAID = "unpaid"
    TROUBLED = "troubled"

    def holds(self, payment: Payment) -> bool:
        """Whether a payment belongs here."""
        match self:
            case Sorted.ALL:
                return True
            case Sorted.OPEN:
                return payment.state.is_open
            case Sorted.PAID:
                return payment.state is PaymentState.AUTHORIZED
            case Sorted.REFUNDED:
                return bool(payment.refunded)
            case Sorted.UNPAID:
                return payment.state.is_unpaid_end
            case Sorted.TROUBLED:
                return payment.attention is not None or payment.state is PaymentState.IN_DOUBT


class Step(StrEnum):
    """What a person may do with a payment as it stands now."""

    GIVE_UP = "give_up"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND = "refund"
    ATTEND = "attend"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidLine:
    """A line of the share that was paid; ``given_back`` once a refund names it that was not refused."""

    line: OrderLine
    given_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFile:
    """Everything about one payment except who paid. ``refundable`` may still be given back."""

    payment: Payment
    order_number: int
    payers: int = 1
    lines: tuple[PaidLine, ...]
    refunds: tuple[Refund, ...]
    refundable: Money
    messages: tuple[OutboxMessage, ...]
    story: tuple[TimelineEntry, ...]

    @property
    def steps(self) -> frozenset[Step]:
        """What the rules allow now; the use case checks again."""
        payment = self.payment
        steps = set()
        if payment.state.is_open and not payment.cancel_asked:
            steps.add(Step.GIVE_UP)
        free = payment.is_stuck or (payment.capturing is None and not payment.release_asked)
        free = free and payment.attention is not Attention.RESERVATION_GONE  # there is nothing left to take or release
        if payment.state is PaymentState.AUTHORIZED and payment.left_to_capture and free:
            steps |= {Step.CAPTURE, Step.RELEASE}
        if payment.attention is not None:
            steps.add(Step.ATTEND)
            if payment.state.is_unpaid_end:
                steps.add(Step.RELEASE)
        if self.refundable:
            steps.add(Step.REFUND)
        return frozenset(steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMessage:
    """An outbox message that is not delivered; ``reference`` names the payment behind it, where there is one."""

    message: OutboxMessage
    order_number: int
    reference: Reference | None

    @property
    def may_be_tried_again(self) -> bool:
        """A refund that the provider refused for good is asked for anew at its payment instead."""
        return self.message.state is MessageState.PARKED and self.message.kind is not MessageKind.REFUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What stands open in our own books. Troubled payments and parked messages need a person, the rest only time.

    ``waiting_since`` is when the oldest message was written that is due now and still not delivered. ``untold`` is how
    many guests joined, or answered anew, of whom the programme could not be told yet, by the reason of the last try;
    ``refused_guests`` how many of them it does not want.
    """

    troubled: tuple[ListedPayment, ...]
    parked: tuple[WaitingMessage, ...]
    open_payments: int
    in_doubt: int
    waiting: int
    waiting_since: datetime | None
    stuck_rewards: int
    untold: Mapping[str, int] = field(default_factory=dict)
    refused_guests: int = 0


class Reach(StrEnum):
    """How somebody outside answered when last asked."""

    ANSWERS = "answers"
    SILENT = "silent"
    REFUSES = "refuses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One asking. ``answered_at`` is when an answer last came, now or earlier; ``fix`` is for the operator."""

    reach: Reach
    asked_at: datetime
    answered_at: datetime | None
    reason: str = ""
    fix: str = ""


class Hearing(StrEnum):
    """Whether the payment provider tells us of payments by webhook."""

    NO_ADDRESS = "no_address"
    REGISTERED = "registered"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Who answers, and whether we hear of payments without asking."""

    payments: Reached
    loyalty: Reached
    hearing: Hearing

"""An outgoing message and its life: due, claimed, delivered, or parked for a person."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import IllegalMove
from app.domain.ids import MessageId, OrderId

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=10)
CLAIM_LASTS = timedelta(minutes=2)
"""A claim older than this belongs to a worker that died; another one may take the message."""

NOBODY_TO_CREDIT = "nobody to credit: a check-in needs a guest"
CANNOT_TELL = "sent, and whether it counted cannot be told: compare the guest's points in Pongo's dashboard"
CREDITED_BY_CHECK_IN = "the points came by a check-in, which no call takes back: correct them in Pongo's dashboard"
TOLD_BY_HAND = "the order was told by hand: take its points back in Pongo's dashboard, if it was given any"
"""Why a message is parked when nobody refused it. They are stored: screens know them by these very words."""


class MessageKind(StrEnum):
    """What a message does when it is delivered."""

    ORDER = "order"
    """Tell the loyalty programme of a paid share. Number 2 credits a guest who identified after that was done."""
    REFUND = "refund"
    """Give money back through the payment provider."""
    ORDER_STATUS = "order_status"
    """Tell the loyalty programme that a posted order was refunded in full."""


class MessageState(StrEnum):
    """A message waits until it is due, is claimed by one worker, and ends delivered or parked."""

    DUE = "due"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxMessage:
    """One thing to tell somebody outside, exactly once. ``number`` counts messages of one kind for one share.

    ``body`` is empty until the first claim: until then the guest may still join and be attached to the order. From then
    on it never changes, so that every retry repeats the same bytes.

    ``check_in``: it is told as a visit with an amount, which must not be repeated blindly. Such a message was sent at
    ``sent_at`` when the guest had ``balance_before`` points, and has no usable answer yet. ``credits``: the fixed body
    names a guest.
    """

    id: MessageId
    kind: MessageKind
    order_id: OrderId
    share: int
    due_at: datetime
    created_at: datetime
    number: int = 1
    body: str = ""
    state: MessageState = MessageState.DUE
    attempts: int = 0
    claimed_at: datetime | None = None
    claimed_by: str | None = None
    delivered_at: datetime | None = None
    points_earned: int | None = None
    balance: int | None = None
    reason: str | None = None
    check_in: bool = False
    credits: bool = True
    sent_at: datetime | None = None
    balance_before: int | None = None
    version: int = 0

    def claimed(self, worker: str, at: datetime) -> "OutboxMessage":
        """In the hands of one worker."""
        return replace(self, state=MessageState.CLAIMED, claimed_by=worker, claimed_at=at, attempts=self.attempts + 1)

    def delivered(self, at: datetime, points_earned: int | None, balance: int | None) -> "OutboxMessage":
        """Told; the points are the programme's own numbers."""
        return replace(
            self,
            state=MessageState.DELIVERED,
            delivered_at=at,
            points_earned=points_earned,
            balance=balance,
            reason=None,
            sent_at=None,
        )

    def postponed(self, until: datetime, reason: str) -> "OutboxMessage":
        """To be tried again later."""
        return replace(self, state=MessageState.DUE, due_at=until, reason=reason, claimed_by=None, claimed_at=None)

    def sent(self, at: datetime, balance_before: int | None) -> "OutboxMessage":
        """On its way as a check-in: from now on only its answer, or the guest's balance, tells what became of it."""
        return replace(self, sent_at=at, balance_before=balance_before)

    def not_sent(self) -> "OutboxMessage":
        """It never left, or was refused: it may be sent again."""
        return replace(self, sent_at=None, balance_before=None)

    def parked(self, reason: str) -> "OutboxMessage":
        """Out of the machine's hands: a person must look at ``reason``, then it can be made due again."""
        return replace(self, state=MessageState.PARKED, reason=reason, claimed_by=None, claimed_at=None)

    def tried_again(self, at: datetime) -> "OutboxMessage":
        """Due once more by a person's word: the same bytes, counted from the first attempt."""
        if self.state is not MessageState.PARKED:
            msg = f"the message is {self.state}, not parked"
            raise IllegalMove(msg)
        return replace(self, state=MessageState.DUE, due_at=at, attempts=0)


def wait_before_retry(attempts: int, spread: float) -> timedelta:
    """How long to wait after so many attempts: doubling, capped, plus up to half again of jitter.

    ``spread`` is a random number in [0, 1) from the caller, so that the decision itself is pure. There is no last
    attempt: a programme that is down for a day gets its orders the day after.
    """
    doublings = min(max(attempts - 1, 0), 16)
    doubled = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return doubled * (1 + spread / 2)

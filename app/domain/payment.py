"""The payment machine: one table that says what news may move a payment where."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.ids import IdempotencyKey, OrderId, Reference
from app.domain.money import Money

LIFETIME = timedelta(minutes=10)
"""How long Vipps keeps a payment request open (ePayment, time-outs)."""


class PaymentState(StrEnum):
    """Where a payment stands. Captured, cancelled and refunded are amounts beside it."""

    INTENDED = "intended"
    REQUESTED = "requested"
    IN_DOUBT = "in_doubt"
    AUTHORIZED = "authorized"
    REJECTED = "rejected"
    ABORTED = "aborted"
    EXPIRED = "expired"
    TERMINATED = "terminated"

    @property
    def is_open(self) -> bool:
        """Whether the guest may still pay: such a payment is followed until it is not."""
        return self in _OPEN

    @property
    def is_unpaid_end(self) -> bool:
        """Whether it ended for good without money."""
        return self in _UNPAID_ENDS


_OPEN = frozenset({PaymentState.INTENDED, PaymentState.REQUESTED, PaymentState.IN_DOUBT})
_UNPAID_ENDS = frozenset({PaymentState.REJECTED, PaymentState.ABORTED, PaymentState.EXPIRED, PaymentState.TERMINATED})

MOVES: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.INTENDED: frozenset(
        {PaymentState.REQUESTED, PaymentState.IN_DOUBT, PaymentState.AUTHORIZED, *_UNPAID_ENDS}
    ),
    PaymentState.IN_DOUBT: frozenset({PaymentState.REQUESTED, PaymentState.AUTHORIZED, *_UNPAID_ENDS}),
    PaymentState.REQUESTED: frozenset({PaymentState.AUTHORIZED, *_UNPAID_ENDS}),
    PaymentState.AUTHORIZED: frozenset(),
    PaymentState.REJECTED: frozenset(),
    PaymentState.ABORTED: frozenset(),
    PaymentState.EXPIRED: frozenset(),
    PaymentState.TERMINATED: frozenset(),
}
"""Every move there is. News that asks for another one is stale and moves nothing."""


class PaymentFlow(StrEnum):
    """How the payment request reaches the guest."""

    PUSH_MESSAGE = "push_message"
    QR = "qr"


class Ending(StrEnum):
    """Why a payment ended without money, in words that a screen can explain."""

    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_A_USER = "not_a_user"
    PUSH_NOT_ALLOWED = "push_not_allowed"
    CODE_REFUSED = "code_refused"
    NEVER_REACHED = "never_reached"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport:
    """What the provider says of a payment: its state and all four amounts (Vipps: ``state`` and ``aggregate``)."""

    state: PaymentState
    authorized: Money
    captured: Money
    cancelled: Money
    refunded: Money
    psp_reference: str | None = None
    ending: Ending | None = None
    guaranteed_until: datetime | None = None
    """Until when the provider guarantees that a capture succeeds, where it told."""


class Attention(StrEnum):
    """Why a person must look at a payment: no machine can mend it."""

    RESERVATION_GONE = "reservation_gone"
    CAPTURE_REFUSED = "capture_refused"
    RELEASE_REFUSED = "release_refused"
    REFUND_REFUSED = "refund_refused"
    MONEY_AFTER_END = "money_after_end"


class Remedy(StrEnum):
    """How a person took care of what no machine could mend; fixed words, so that no person is ever named."""

    PAID_OTHERWISE = "paid_otherwise"
    GIVEN_BACK_OTHERWISE = "given_back_otherwise"
    DONE_IN_PORTAL = "done_in_portal"
    WRITTEN_OFF = "written_off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One attempt to have one share paid. ``body`` is the exact text of the request, stored before it is sent.

    ``capturing`` is the amount of the capture that is under way or decided, with the key of ``capture_number``;
    ``cancel_number`` is that of the cancel. A repeat after an unknown outcome keeps number and amount; after a refusal
    the next try has the next number, because Vipps refuses a key for ever that it refused once.
    """

    reference: Reference
    order_id: OrderId
    share: int
    attempt: int
    amount: Money
    flow: PaymentFlow
    key: IdempotencyKey
    body: str
    created_at: datetime
    expires_at: datetime
    state: PaymentState = PaymentState.INTENDED
    authorized: Money
    captured: Money
    cancelled: Money
    refunded: Money
    psp_reference: str | None = None
    redirect_url: str | None = None
    ending: Ending | None = None
    cancel_asked: bool = False
    capture_due_at: datetime | None = None
    capture_tries: int = 0
    capture_refusals: int = 0
    capture_number: int = 1
    capturing: Money | None = None
    release_asked: bool = False
    cancel_number: int = 1
    guaranteed_until: datetime | None = None
    attention: Attention | None = None
    settled_at: datetime | None = None
    version: int = 0

    @property
    def left_to_capture(self) -> Money:
        """What is authorized and neither captured nor given back."""
        return self.authorized - self.captured - self.cancelled

    @property
    def is_stuck(self) -> bool:
        """Whether a capture is tried again and again in vain: a person may decide otherwise meanwhile."""
        return self.attention is Attention.CAPTURE_REFUSED and self.capturing is not None

    @property
    def capture_key(self) -> IdempotencyKey:
        """The key of the capture that is under way."""
        return IdempotencyKey(f"{self.reference}-capture-{self.capture_number}")

    @property
    def cancel_key(self) -> IdempotencyKey:
        """The key of the next try to cancel."""
        return IdempotencyKey(f"{self.reference}-cancel-{self.cancel_number}")

    def with_next_cancel(self, refused: IdempotencyKey) -> "Payment":
        """After a refusal of this key the next try to cancel has a new one."""
        return replace(self, cancel_number=self.cancel_number + 1) if self.cancel_key == refused else self

    def needs(self, attention: Attention) -> "Payment":
        """In the hands of a person: nothing more is tried until somebody decides."""
        return replace(self, attention=attention, capture_due_at=None, capturing=None, release_asked=False)


def advance(payment: Payment, report: PaymentReport, at: datetime) -> Payment:
    """The payment after news from the provider: it moves, or stands still; it never goes back.

    Amounts only ever grow, so that late or repeated news cannot undo what is known. Applying the same report twice
    changes nothing the second time.
    """
    moved = report.state in MOVES[payment.state]
    state = report.state if moved else payment.state
    agrees = state is report.state
    after = replace(
        payment,
        state=state,
        authorized=max(payment.authorized, report.authorized) if agrees else payment.authorized,
        captured=max(payment.captured, report.captured) if agrees else payment.captured,
        cancelled=max(payment.cancelled, report.cancelled) if agrees else payment.cancelled,
        refunded=max(payment.refunded, report.refunded) if agrees else payment.refunded,
        psp_reference=report.psp_reference or payment.psp_reference,
        ending=_ending(payment, report) if moved else payment.ending,
        settled_at=at if moved and not state.is_open else payment.settled_at,
        guaranteed_until=report.guaranteed_until or payment.guaranteed_until,
    )
    return _capture_finished(payment, after)


def _capture_finished(before: Payment, after: Payment) -> Payment:
    """Whoever tells that as much was captured as was asked for: that capture is over, the next has a new number."""
    if before.capturing is None or after.captured - before.captured < before.capturing:
        return after
    well = None if after.attention is Attention.CAPTURE_REFUSED else after.attention
    done = replace(after, capturing=None, capture_number=after.capture_number + 1, attention=well)
    return replace(done, capture_tries=0, capture_refusals=0)


def _ending(payment: Payment, report: PaymentReport) -> Ending | None:
    if report.ending is not None:
        return report.ending
    by_state = {
        PaymentState.ABORTED: Ending.DECLINED,
        PaymentState.EXPIRED: Ending.EXPIRED,
        PaymentState.TERMINATED: Ending.CANCELLED,
        PaymentState.REJECTED: Ending.REFUSED,
    }
    return by_state.get(report.state, payment.ending)

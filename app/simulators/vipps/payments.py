"""All payments of the sales unit and everything that can happen to one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from app.simulators.clock import SimClock
from app.simulators.ids import new_guid, new_number, new_token
from app.simulators.vipps.capture_troubles import CaptureTroubles
from app.simulators.vipps.errors import CodeRefusal
from app.simulators.vipps.login.people import subject_of
from app.simulators.vipps.modifications import (
    CANCEL,
    MODIFICATION,
    check_cancel,
    check_capture,
    check_refund,
)
from app.simulators.vipps.payment import DECLINED_AMOUNTS, SLOW_AMOUNT, Event, EventName, Payment
from app.simulators.vipps.payment_request import PaymentRequest, redirect_url
from app.simulators.vipps.progress import Progress
from app.simulators.vipps.settings import Settings
from app.simulators.vipps.shapes import require

LIFE = timedelta(minutes=10)
SLOW = timedelta(hours=1)

Ending = Literal["ABORTED", "EXPIRED", "TERMINATED"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a new payment gets besides its request: the customer if known, the key, our own address for links."""

    msisdn: str | None
    idempotency_key: str | None
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The sales unit as it is set up at the moment."""

    msn: str
    settings: Settings


@dataclass(slots=True)
class Payments:
    """The book of payments, newest last; time passes for a payment whenever somebody looks at it.

    `on_change` is called after every change that a page might show, `on_event` with every line of an event log.
    """

    clock: SimClock
    unit: Callable[[], Unit]
    on_change: Callable[[], None]
    on_event: Callable[[Payment, Event], None] = lambda _payment, _event: None
    progress: Progress = field(default_factory=Progress)
    troubles: CaptureTroubles = field(default_factory=CaptureTroubles)
    _payments: dict[str, Payment] = field(default_factory=dict)
    _unsettled: dict[str, Payment] = field(default_factory=dict)

    def create(self, request: PaymentRequest, origin: Origin) -> Payment:
        """Make a payment that waits for its customer; raises `CodeRefusal` when the reference is taken."""
        if request.reference in self._payments:
            raise CodeRefusal(4150)
        now = self.clock.now()
        token = new_token(24)
        payment = Payment(
            reference=request.reference,
            currency=request.currency,
            value=request.value,
            user_flow=request.user_flow,
            raw=request.raw,
            psp_reference=new_guid(),
            created_at=now,
            expires_at=request.expires_at or now + LIFE,
            msisdn=origin.msisdn,
            token=token,
            redirect_url=redirect_url(request, token, origin.public_url),
        )
        self._payments[request.reference] = payment
        self._unsettled[request.reference] = payment
        self._note(payment, _event(payment, "CREATED", now, key=origin.idempotency_key))
        return payment

    def find(self, reference: str) -> Payment:
        """Return a payment as it stands now; raises `CodeRefusal` 5090 for an unknown reference."""
        payment = self._payments.get(reference)
        if payment is None:
            raise CodeRefusal(5090)
        self._let_time_pass(payment)
        return payment

    def find_by_token(self, token: str) -> Payment:
        """Return the payment a merchant's QR or link leads to; raises `CodeRefusal` 5090 when there is none."""
        return self.find(next((ref for ref, payment in self._payments.items() if payment.token == token), ""))

    def all(self) -> list[Payment]:
        """Return every payment as it stands now, oldest first."""
        return [self.find(reference) for reference in self._payments]

    def let_time_pass(self) -> datetime | None:
        """Let happen everything that was due by now; return when the next thing happens by itself."""
        for payment in list(self._unsettled.values()):
            self._let_time_pass(payment)
        return min((self._moves_at(payment) for payment in self._unsettled.values()), default=None)

    def look_up(self, reference: str) -> Payment:
        """Return a payment to the merchant; a look-up counts for the automatic progress."""
        payment = self.find(reference)
        payment.lookups += 1
        self._let_time_pass(payment)
        return payment

    def open(self, reference: str, msisdn: str | None = None) -> Payment:
        """The customer opens the request in the app: from now on the merchant cannot cancel it (6250)."""
        payment = self._waiting(reference)
        self._claim(payment, msisdn)
        payment.is_open = True
        self.on_change()
        return payment

    def approve(self, reference: str, msisdn: str | None = None) -> Payment:
        """The customer approves; an amount that is declined in Vipps' test environment stays `CREATED`."""
        payment = self._waiting(reference)
        self._claim(payment, msisdn)
        self._customer_approves(payment, self.clock.now())
        return payment

    def reject(self, reference: str, msisdn: str | None = None) -> Payment:
        """The customer says no."""
        payment = self._waiting(reference)
        self._claim(payment, msisdn)
        self._end(payment, "ABORTED", self.clock.now())
        return payment

    def force_approve(self, reference: str, body: Mapping[str, Any]) -> None:
        """Approve through the API; honours no magic amounts. Raises `CodeRefusal`."""
        payment = self.find(reference)
        if payment.state != "CREATED":
            raise CodeRefusal(10020)
        phone = body.get("customer", {}).get("phoneNumber")
        if phone is None and body.get("token") is None:
            raise CodeRefusal(10030)
        if body.get("token") not in {None, payment.token} or (phone and payment.msisdn not in {None, phone}):
            raise CodeRefusal(10010)
        self._claim(payment, phone)
        self._authorize(payment, self.clock.now())

    def cancel(self, reference: str, body: object, key: str | None) -> Payment:
        """Terminate before approval, or release all that is not captured; raises `CodeRefusal`, `FieldsRefusal`."""
        require(CANCEL, body)
        assert isinstance(body, dict)  # noqa: S101 (the shape says so)
        payment = self.find(reference)
        now = self.clock.now()
        check_cancel(payment, now, transaction_only=body.get("cancelTransactionOnly", False))
        if payment.state == "CREATED":
            payment.cancelled_before_approval = True
            self._end(payment, "TERMINATED", now, key=key)
            return payment
        rest = payment.aggregate.capturable
        payment.aggregate = payment.aggregate.plus("cancelled", rest)
        self._note(payment, _event(payment, "CANCELLED", now, value=rest, key=key))
        return payment

    def capture(self, reference: str, body: object, key: str | None) -> Payment:
        """Take an amount that is reserved; raises `CodeRefusal`, `FieldsRefusal`."""
        amount = _modification_amount(body)
        payment = self.find(reference)
        now = self.clock.now()
        check_capture(payment, now, amount, self.unit().settings)
        try:
            self.troubles.check(reference)
        except CodeRefusal:
            self._note(payment, _event(payment, "CAPTURED", now, value=amount["value"], key=key, success=False))
            raise
        payment.aggregate = payment.aggregate.plus("captured", amount["value"])
        self._note(payment, _event(payment, "CAPTURED", now, value=amount["value"], key=key))
        return payment

    def refund(self, reference: str, body: object, key: str | None) -> Payment:
        """Pay back an amount that was captured; raises `CodeRefusal`, `FieldsRefusal`."""
        amount = _modification_amount(body)
        payment = self.find(reference)
        now = self.clock.now()
        check_refund(payment, now, amount)
        payment.aggregate = payment.aggregate.plus("refunded", amount["value"])
        self._note(payment, _event(payment, "REFUNDED", now, value=amount["value"], key=key))
        return payment

    def forget(self) -> None:
        """Forget all payments and let none move by itself."""
        self._payments.clear()
        self._unsettled.clear()
        self.troubles.clear()
        self.progress = Progress()

    def _waiting(self, reference: str) -> Payment:
        payment = self.find(reference)
        if payment.state != "CREATED" or payment.settles_at is not None:
            raise CodeRefusal(10020)
        return payment

    def _claim(self, payment: Payment, msisdn: str | None) -> None:
        if msisdn is not None and payment.msisdn not in {None, msisdn}:
            raise CodeRefusal(10010)
        payment.msisdn = payment.msisdn or msisdn
        if payment.msisdn is None:
            raise CodeRefusal(10030)

    def _let_time_pass(self, payment: Payment) -> None:
        """Let happen what was due by now, in its order: the customer's answer, a slow bank's, the expiry."""
        if payment.state != "CREATED":
            return
        now = self.clock.now()
        due = self.progress.due_at(payment, now)
        if due is not None and due < payment.expires_at and payment.settles_at is None:
            payment.progressed = True
            if self.progress.mode == "approve":
                self._customer_approves(payment, due)
            else:
                self._end(payment, "ABORTED", due)
        if payment.settles_at is not None:
            if payment.settles_at <= now:
                self._authorize(payment, payment.settles_at)
        elif payment.state == "CREATED" and payment.expires_at <= now:
            self._end(payment, "EXPIRED", payment.expires_at)

    def _customer_approves(self, payment: Payment, at: datetime) -> None:
        payment.is_open = True
        payment.declined = DECLINED_AMOUNTS.get(payment.value)
        takes = SLOW if payment.value == SLOW_AMOUNT else timedelta(seconds=self.unit().settings.bank_seconds)
        if payment.declined is not None:
            payment.is_open = False
            self._note(payment, _event(payment, "AUTHORIZED", at, success=False))
        elif takes > timedelta():
            payment.settles_at = at + takes
            self.on_change()
        else:
            self._authorize(payment, at)

    def _authorize(self, payment: Payment, at: datetime) -> None:
        payment.state = "AUTHORIZED"
        payment.authorized_at = at
        payment.is_open = False
        payment.settles_at = None
        payment.declined = None
        payment.aggregate = payment.aggregate.plus("authorized", payment.value)
        if payment.raw.get("profile", {}).get("scope"):
            payment.sub = subject_of(self.unit().msn, payment.msisdn or "")
        self._note(payment, _event(payment, "AUTHORIZED", at))

    def _end(self, payment: Payment, state: Ending, at: datetime, *, key: str | None = None) -> None:
        payment.state = state
        payment.is_open = False
        self._note(payment, _event(payment, state, at, key=key))

    def _moves_at(self, payment: Payment) -> datetime:
        if payment.settles_at is not None:
            return payment.settles_at
        if self.progress.mode == "manual" or self.progress.seconds is None or payment.progressed:
            return payment.expires_at
        return min(payment.expires_at, payment.created_at + timedelta(seconds=self.progress.seconds))

    def _note(self, payment: Payment, event: Event) -> None:
        if payment.state != "CREATED":
            self._unsettled.pop(payment.reference, None)
        payment.events.append(event)
        self.on_event(payment, event)
        self.on_change()


def _modification_amount(body: object) -> Mapping[str, Any]:
    require(MODIFICATION, body)
    assert isinstance(body, dict)  # noqa: S101 (the shape says so)
    amount: Mapping[str, Any] = body["modificationAmount"]
    return amount


def _event(
    payment: Payment,
    name: EventName,
    at: datetime,
    *,
    value: int | None = None,
    key: str | None = None,
    success: bool = True,
) -> Event:
    """Return an event with its own PSP reference: the payment's GUID for the creation, a number for the others."""
    return Event(
        name=name,
        value=payment.value if value is None else value,
        at=at,
        psp_reference=payment.psp_reference if name == "CREATED" else new_number(),
        idempotency_key=key,
        success=success,
    )

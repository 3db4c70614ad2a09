"""Asking for money: what the paying service needs from Vipps MobilePay, in our words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.customer import PersonalQr, PhoneNumber
from app.domain.ids import IdempotencyKey, Reference
from app.domain.money import Money
from app.domain.order import Order
from app.domain.payment import PaymentFlow, PaymentReport
from app.domain.split import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAsk:
    """Everything that a payment request is made of. ``language`` is that of the receipt lines.

    A push message names its payer by ``phone``, or by ``personal_qr`` where only the code is known.
    """

    reference: Reference
    order: Order
    share: Share
    flow: PaymentFlow
    phone: PhoneNumber | None
    language: str
    description: str
    """3 to 100 characters, shown in the guest's app."""
    personal_qr: PersonalQr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequested:
    """The provider took the request; ``redirect_url`` is what a one-time QR encodes (flow ``QR`` only)."""

    redirect_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent:
    """One line of the provider's own log of a payment."""

    name: str
    amount: Money
    at: datetime
    success: bool
    psp_reference: str
    key: str | None = None
    """The idempotency key of the request behind it, where there was one."""


class PaymentProvider(Protocol):
    """Raises only :mod:`app.ports.errors`. A retry of any call repeats key and body exactly."""

    def prepare(self, ask: PaymentAsk) -> str:
        """The exact body of the payment request, to be stored before it is sent. Sends nothing.

        Raises :class:`app.domain.errors.InvalidValue` for what the provider would never take (amount too small, wrong
        currency).
        """
        ...

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        """Send a prepared request."""
        ...

    async def look_up(self, reference: Reference) -> PaymentReport:
        """What the provider knows; :class:`NotFound` when it never heard of the reference."""
        ...

    async def events(self, reference: Reference) -> tuple[PaymentEvent, ...]:
        """The provider's log of a payment, oldest first."""
        ...

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        """Give up an open payment, or release what is authorized and not captured.

        :class:`Conflict` while the guest is in the middle of approving (6250), or approved already (6060): keep
        watching.
        """
        ...

    async def capture(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        """Take ``amount`` of what is authorized. :class:`NoLonger` when the bank let the reservation go (6260)."""
        ...

    async def refund(self, reference: Reference, key: IdempotencyKey, amount: Money) -> PaymentReport:
        """Give back ``amount`` of what was captured."""
        ...

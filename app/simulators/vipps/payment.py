"""One simulated payment: its state, its amounts and its event log."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

State = Literal["CREATED", "ABORTED", "EXPIRED", "AUTHORIZED", "TERMINATED"]
EventName = Literal[
    "CREATED", "ABORTED", "EXPIRED", "CANCELLED", "CAPTURED", "REFUNDED", "AUTHORIZED", "TERMINATED"
]  # fmt: skip
AmountName = Literal["authorized", "cancelled", "captured", "refunded"]

DECLINED_AMOUNTS = {
    151: "Insufficient funds",
    182: "Refused by the card issuer",
    183: "Suspected fraud",
    184: "Withdrawal limit exceeded",
    186: "Expired card",
    187: "Invalid card",
    197: "3-D Secure denied",
    202: "Strong authentication required",
}
"""Amounts in minor units whose approval fails in Vipps' test environment, with what the app says."""
SLOW_AMOUNT = 201
"""The amount whose outcome stays unknown for an hour."""
NO_RECEIVING_ACCOUNT, REFUND_TOO_LATE = 123, 124
"""Refund amounts that fail in Vipps' test environment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """The four amounts of a payment in minor units; never cancelled + captured > authorized or refunded > captured."""

    authorized: int = 0
    cancelled: int = 0
    captured: int = 0
    refunded: int = 0

    @property
    def capturable(self) -> int:
        """What is reserved and neither captured nor released."""
        return self.authorized - self.cancelled - self.captured

    @property
    def refundable(self) -> int:
        """What is captured and not paid back."""
        return self.captured - self.refunded

    def plus(self, name: AmountName, value: int) -> "Aggregate":
        """Return the amounts after one operation; raises `ValueError` if they would contradict each other."""
        after = replace(self, **{name: getattr(self, name) + value})
        if value < 0 or after.capturable < 0 or after.refundable < 0:
            raise ValueError(f"{name} +{value} does not fit {self}")
        return after

    def as_json(self, currency: str) -> dict[str, object]:
        """Return it in the API's form: all four amounts, each with its currency."""
        names: tuple[AmountName, ...] = ("authorized", "cancelled", "captured", "refunded")
        return {f"{name}Amount": {"currency": currency, "value": getattr(self, name)} for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the event log; `psp_reference` is the event's own."""

    name: EventName
    value: int
    at: datetime
    psp_reference: str
    idempotency_key: str | None
    success: bool = True


@dataclass(slots=True, kw_only=True)
class Payment:
    """A payment on its way; changed by `payments` only."""

    reference: str
    currency: str
    value: int
    user_flow: str
    raw: Mapping[str, Any]
    psp_reference: str
    created_at: datetime
    expires_at: datetime
    msisdn: str | None
    token: str
    redirect_url: str | None
    state: State = "CREATED"
    aggregate: Aggregate = field(default_factory=Aggregate)
    cancelled_before_approval: bool = False
    events: list[Event] = field(default_factory=list)
    is_open: bool = False
    declined: str | None = None
    settles_at: datetime | None = None
    authorized_at: datetime | None = None
    lookups: int = 0
    progressed: bool = False
    sub: str | None = None

    def amounts(self) -> dict[str, object]:
        """Return the API's `aggregate`; a payment cancelled before approval shows its amount as cancelled."""
        shown = self.aggregate.as_json(self.currency)
        if self.cancelled_before_approval:
            shown["cancelledAmount"] = self.amount()
        return shown

    def amount(self) -> dict[str, object]:
        """Return the created amount in the API's form."""
        return {"currency": self.currency, "value": self.value}

    def modified(self) -> dict[str, object]:
        """Return the API's answer to cancel, capture and refund."""
        return {
            "amount": self.amount(),
            "state": self.state,
            "aggregate": self.amounts(),
            "pspReference": self.psp_reference,
            "reference": self.reference,
        }

    def guaranteed_until(self, days: int) -> dict[str, str]:
        """Return the field `captureGuaranteedUntil`, or nothing before authorization and where it is switched off."""
        if self.authorized_at is None or days == 0:
            return {}
        until = self.authorized_at + timedelta(days=days)
        return {"captureGuaranteedUntil": until.isoformat(timespec="milliseconds")}

    def as_json(self) -> dict[str, object]:
        """Return the API's answer to a look-up; the receipt is never given back."""
        shown = self.modified()
        shown["paymentMethod"] = {"type": "WALLET"}
        if self.state == "AUTHORIZED":
            shown["paymentMethod"] = {"type": "WALLET", "cardBin": "540185"}
        shown["profile"] = {} if self.sub is None else {"sub": self.sub}
        if self.redirect_url is not None:
            shown["redirectUrl"] = self.redirect_url
        if self.raw.get("metadata") is not None:
            shown["metadata"] = self.raw["metadata"]
        return shown

    def events_json(self) -> list[dict[str, object]]:
        """Return the API's event log, oldest first."""
        return [
            {
                "reference": self.reference,
                "pspReference": event.psp_reference,
                "name": event.name,
                "amount": {"currency": self.currency, "value": event.value},
                "timestamp": f"{event.at:%Y-%m-%dT%H:%M:%S}.{event.at.microsecond:06d}0Z",
                "idempotencyKey": event.idempotency_key,
                "success": event.success,
            }
            for event in self.events
        ]

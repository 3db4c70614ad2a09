"""Lets payments move by themselves, for those who watch without a phone in hand."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from app.simulators.vipps.payment import Payment

Mode = Literal["manual", "approve", "reject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What happens to a payment nobody touches: nothing, or the customer approves or rejects.

    After so many look-ups by the merchant, or so many seconds, whichever is set; with neither at the first look-up.
    """

    mode: Mode = "manual"
    lookups: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        """Raise `ValueError` for a mode or number that makes no sense."""
        if self.mode not in get_args(Mode):
            raise ValueError(f"mode must be one of {', '.join(get_args(Mode))}")
        if self.lookups is not None and (isinstance(self.lookups, bool) or not isinstance(self.lookups, int)):
            raise ValueError("lookups must be a whole number or null")
        if self.seconds is not None and (isinstance(self.seconds, bool) or not isinstance(self.seconds, int | float)):
            raise ValueError("seconds must be a number or null")
        if (self.lookups or 0) < 0 or (self.seconds or 0) < 0:
            raise ValueError("lookups and seconds must not be negative")

    def due_at(self, payment: Payment, now: datetime) -> datetime | None:
        """Return the instant (up to now) at which the customer acted on this payment, or `None`."""
        if self.mode == "manual" or payment.progressed:
            return None
        if self.seconds is not None:
            due = payment.created_at + timedelta(seconds=self.seconds)
            return due if due <= now else None
        return now if payment.lookups >= max(1, self.lookups or 1) else None

    def as_json(self) -> dict[str, object]:
        """Return it as the control path shows it."""
        return asdict(self)


def progress_from_json(data: Mapping[str, Any]) -> Progress:
    """Read it from the control path; raises `ValueError` that says what is wrong."""
    unknown = sorted(set(data) - {"mode", "lookups", "seconds"})
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}; known: mode, lookups, seconds")
    return Progress(**data)

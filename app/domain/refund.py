"""Money given back: how much, why, by whom; never more than was captured."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.domain.errors import InvalidValue
from app.domain.ids import IdempotencyKey, LineId, Reference
from app.domain.money import Money, zero
from app.domain.payment import Payment

LONGEST_REASON = 200


class RefundState(StrEnum):
    """Asked for until the provider has done it or refused it for good."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """One refund of one payment, numbered from 1. ``line_ids`` says for which dishes; empty means by amount.

    ``key_number`` counts keys: a repeat after an unknown outcome keeps it, after a refusal the next one is used.
    """

    reference: Reference
    number: int
    amount: Money
    reason: str
    asked_by: str
    asked_at: datetime
    line_ids: tuple[LineId, ...] = ()
    state: RefundState = RefundState.ASKED
    key_number: int = 1
    done_at: datetime | None = None
    answer: str | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise InvalidValue("a refund must be more than nothing")
        if not self.reason.strip() or not self.asked_by.strip():
            raise InvalidValue("a refund needs a reason and the name of who gives it")
        if len(self.reason) > LONGEST_REASON:
            raise InvalidValue(f"the reason is longer than {LONGEST_REASON} characters")

    @property
    def key(self) -> IdempotencyKey:
        """The key of the next try."""
        return IdempotencyKey(f"{self.reference}-refund-{self.number}-{self.key_number}")

    def done(self, at: datetime) -> "Refund":
        """The money is on its way back."""
        return replace(self, state=RefundState.DONE, done_at=at, answer=None)

    def refused(self, answer: str) -> "Refund":
        """The provider will never do it; ``answer`` says why."""
        return replace(self, state=RefundState.REFUSED, answer=answer)


def refundable(payment: Payment, refunds: tuple[Refund, ...]) -> Money:
    """What may still be given back: captured, less what was given back and what was promised but not done yet."""
    promised = zero(payment.amount.currency)
    for refund in refunds:
        if refund.state is RefundState.ASKED:
            promised += refund.amount
    return payment.captured - payment.refunded - promised

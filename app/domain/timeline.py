"""What happened to a payment, in the order in which it happened, without a word about the person who paid."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.facts import Fact, Written
from app.domain.ids import Reference


class EntryKind(StrEnum):
    """What kind of thing happened."""

    REQUEST = "request"
    ANSWER = "answer"
    WEBHOOK = "webhook"
    STATE = "state"
    DECISION = "decision"
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One thing that happened. ``times`` counts the same thing happening again right after, up to ``at``.

    ``trace_id`` is the provider's name for the exchange, where it gave one.
    """

    reference: Reference
    at: datetime
    kind: EntryKind
    fact: Fact | Written
    times: int = 1
    trace_id: str | None = None

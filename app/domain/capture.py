"""Until when reserved money must be taken, and why.

Sources: ePayment, time limits (capture deadline 180 days in Norway, 14 days in Denmark and Finland; the real guarantee
is 7 days for Visa and BankAxept, 30 for Mastercard; ``captureGuaranteedUntil`` where an answer carries it).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.vat import Country

SHORTEST_GUARANTEE = timedelta(days=7)
DEADLINES = {Country.NO: timedelta(days=180), Country.DK: timedelta(days=14), Country.FI: timedelta(days=14)}
SHORTEST_DEADLINE = timedelta(days=14)
MARGIN = timedelta(days=2)
"""Two days to notice and mend a capture that fails."""


class Limit(StrEnum):
    """What ends the reservation first."""

    GUARANTEE = "guarantee"
    SHORTEST_GUARANTEE = "shortest_guarantee"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class CaptureBy:
    """Take the money at ``at`` at the latest, because of ``limit``."""

    at: datetime
    limit: Limit


def capture_by(country: Country, authorized_at: datetime, guaranteed_until: datetime | None = None) -> CaptureBy:
    """When the safety capture happens: two days before the earliest limit, but never before the authorization."""
    limits = [
        (authorized_at + SHORTEST_GUARANTEE, Limit.SHORTEST_GUARANTEE),
        (authorized_at + DEADLINES.get(country, SHORTEST_DEADLINE), Limit.DEADLINE),
    ]
    if guaranteed_until is not None:
        limits.append((guaranteed_until, Limit.GUARANTEE))
    ends, limit = min(limits)
    return CaptureBy(max(ends - MARGIN, authorized_at), limit)

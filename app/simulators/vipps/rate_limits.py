"""ePayment's rate limits: so many calls in a sliding minute for each reference."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from math import ceil

from app.simulators.clock import SimClock
from app.simulators.vipps.errors import GatewayRefusal

CHANGES_PER_MINUTE = 5
LOOKUPS_PER_MINUTE = 120
WINDOW = timedelta(minutes=1)


class RateLimits:
    """Counts calls; create, capture, cancel and refund have 5 a minute each, look-ups 120."""

    def __init__(self, clock: SimClock) -> None:
        self._clock = clock
        self._calls: defaultdict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def count(self, operation: str, reference: str) -> None:
        """Count one call; raises `GatewayRefusal` 429 with `Retry-After` when it is one too many."""
        limit = LOOKUPS_PER_MINUTE if operation in {"get", "events"} else CHANGES_PER_MINUTE
        now = self._clock.now()
        calls = self._calls[operation, reference]
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= limit:
            wait = max(1, ceil((calls[0] + WINDOW - now).total_seconds()))
            raise GatewayRefusal(429, f"Rate limit is exceeded. Try again in {wait} seconds.", retry_after=wait)
        calls.append(now)

    def forget(self) -> None:
        """Start counting afresh."""
        self._calls.clear()

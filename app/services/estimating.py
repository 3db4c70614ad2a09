"""What an order would earn, told before it is paid, from the programme's own configuration."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.catalog import Catalog
from app.domain.loyalty import Programme, estimate
from app.domain.money import Money
from app.domain.nudge import Nudge, nudge
from app.domain.order import Order
from app.domain.reward import Offer
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.services.background import Background

log = structlog.get_logger()

FRESH = timedelta(minutes=10)
USABLE = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``points`` is ``None`` when no number can be promised; ``enabled`` is false where no programme runs."""

    enabled: bool
    points: int | None
    programme_name: str | None = None
    terms_url: str | None = None
    next_reward_points: int | None = None


UNKNOWN = Estimate(enabled=True, points=None)


class Estimating:
    """Keeps the programme's configuration at hand: fresh for minutes, usable for hours, never waited for."""

    def __init__(self, *, loyalty: LoyaltyProgram, clock: Clock, background: Background) -> None:
        self._loyalty = loyalty
        self._clock = clock
        self._background = background
        self._programme: Programme | None = None
        self._read_at: datetime | None = None
        self._reading = False

    def of(self, order: Order, amount: Money | None = None) -> Estimate:
        """The estimate for an order, or a payer's part of it, from what is known; old rules are refreshed meanwhile."""
        age = self._age()
        if age is None or age > FRESH:
            self.refresh_soon()
        if self._programme is None or age is None or age > USABLE:
            return UNKNOWN
        programme = self._programme
        return Estimate(
            enabled=programme.enabled,
            points=estimate(programme, order.amount if amount is None else amount),
            programme_name=programme.name,
            terms_url=programme.terms_url,
            next_reward_points=programme.next_reward_points,
        )

    def nudge(self, order: Order, balance: int, offers: tuple[Offer, ...], catalog: Catalog) -> Nudge | None:
        """What is near, by the configuration at hand; ``None`` while that is unknown or old."""
        age = self._age()
        if self._programme is None or age is None or age > USABLE or not order.lines:
            return None
        return nudge(self._programme, order.amount, balance, offers, catalog)

    def refresh_soon(self) -> None:
        """Read the configuration in the background, once at a time."""
        if not self._reading:
            self._reading = True
            self._background.spawn(self.refresh(), "read_programme")

    async def refresh(self) -> None:
        """Read the configuration now; a failure leaves the last one in place."""
        try:
            self._programme = await self._loyalty.programme()
            self._read_at = self._clock.now()
        except PortError as error:
            log.warning("programme_unreadable", kind=type(error).__name__)
        finally:
            self._reading = False

    def _age(self) -> timedelta | None:
        return None if self._read_at is None else self._clock.now() - self._read_at

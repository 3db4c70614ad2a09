"""What an order would earn, told before it is paid, from the programme's own configuration."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.catalog import Catalog
from app.domain.loyalty import Programme, ProgrammeFault, estimate
from app.domain.money import Money
from app.domain.nudge import Nudge, nudge
from app.domain.order import Order
from app.domain.reward import Offer
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.services.basics.background import Background
from app.services.basics.repeating import repeat

log = structlog.get_logger()

FRESH = timedelta(minutes=10)
USABLE = timedelta(hours=12)
RETRIED_AFTER = timedelta(seconds=30)
"""So long a programme that cannot be read is left alone, however many screens ask."""

AHEAD = timedelta(minutes=1)
"""So long before the rules are old they are read anew, so that the first guest of a quiet morning sees points too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """``points`` is ``None`` when no number can be promised; ``enabled`` is false where no programme runs."""

    enabled: bool
    points: int | None
    programme_name: str | None = None
    terms_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeHealth:
    """For the operator: whether guests are told points before they pay, and if not, why.

    ``faults`` are wrong entries of the configuration; ``unreadable`` is true while the last try to read it failed.
    """

    told: bool
    faults: tuple[ProgrammeFault, ...]
    unreadable: bool
    read_at: datetime | None


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
        self._failed_at: datetime | None = None

    def of(self, order: Order, amount: Money | None = None) -> Estimate:
        """The estimate for an order, or a payer's part of it, from what is known; old rules are refreshed meanwhile.

        Before any dish is chosen no number is promised.
        """
        age = self._age()
        if (age is None or age > FRESH) and not self._failed_just_now():
            self.refresh_soon()
        if self._programme is None or age is None or age > USABLE:
            return UNKNOWN
        programme = self._programme
        return Estimate(
            enabled=programme.enabled,
            points=estimate(programme, order.amount if amount is None else amount) if order.lines else None,
            programme_name=programme.name,
            terms_url=programme.terms_url,
        )

    def nudge(self, order: Order, balance: int, offers: tuple[Offer, ...], catalog: Catalog) -> Nudge | None:
        """What is near, by the configuration at hand; ``None`` while that is unknown or old."""
        age = self._age()
        if self._programme is None or age is None or age > USABLE or not order.lines:
            return None
        return nudge(self._programme, order.amount, balance, offers, catalog)

    def health(self) -> ProgrammeHealth:
        """What the operator should know; asks nobody."""
        age, programme = self._age(), self._programme
        usable = programme is not None and age is not None and age <= USABLE
        return ProgrammeHealth(
            told=usable and programme is not None and programme.enabled and programme.rules is not None,
            faults=programme.faults if programme is not None else (),
            unreadable=self._failed_at is not None,
            read_at=self._read_at,
        )

    async def run(self) -> None:
        """Until cancelled: read the configuration at start and before it grows old; ever more rarely while it fails."""
        await repeat(self._clock, self._kept_fresh, first=RETRIED_AFTER, longest=FRESH)

    async def _kept_fresh(self) -> timedelta | None:
        await self.refresh()
        return FRESH - AHEAD if self._failed_at is None else None

    def refresh_soon(self) -> None:
        """Read the configuration in the background, once at a time."""
        if not self._reading:
            self._reading = True  # already, before the task has begun
            self._background.spawn(self.refresh(), "read_programme")

    async def refresh(self) -> None:
        """Read the configuration now; a failure leaves the last one in place."""
        self._reading = True
        try:
            self._take(await self._loyalty.programme())
        except PortError as error:
            self._failed_at = self._clock.now()
            log.warning("programme_unreadable", kind=type(error).__name__)
        finally:
            self._reading = False

    def _take(self, programme: Programme) -> None:
        known = self._programme.faults if self._programme is not None else ()
        if programme.faults and programme.faults != known:
            told = [f"{fault.key}: {fault.kind}" for fault in programme.faults]
            log.warning("programme_not_understood", faults=told)
        self._programme, self._read_at, self._failed_at = programme, self._clock.now(), None

    def _failed_just_now(self) -> bool:
        return self._failed_at is not None and self._clock.now() - self._failed_at < RETRIED_AFTER

    def _age(self) -> timedelta | None:
        return None if self._read_at is None else self._clock.now() - self._read_at

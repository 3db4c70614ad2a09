"""Holds the programme's rewards against the menu, and its rules against what can be told to guests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from app.domain.audit import AuditedReward, audited
from app.domain.catalog import Catalog
from app.domain.loyalty import Programme, ProgrammeFault
from app.ports.clock import Clock
from app.ports.errors import NotConnected, PortError
from app.ports.loyalty_program import LoyaltyProgram
from app.services.basics.background import Background
from app.services.basics.repeating import repeat

log = structlog.get_logger()

DAY = timedelta(days=1)
JUST_NOW = timedelta(minutes=10)
"""So old an answer may be for whoever opens the overview."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found just now. ``unread`` counts rewards that the programme lists and nobody can understand."""

    programme: Programme
    rewards: tuple[AuditedReward, ...]
    unread: int

    @property
    def faults(self) -> tuple[ProgrammeFault, ...]:
        """Wrong entries of the programme's configuration: no points are told before paying while there are any."""
        return self.programme.faults

    @property
    def mistakes(self) -> int:
        """How many rewards have something wrong, unread ones included."""
        return sum(bool(each.found) for each in self.rewards) + self.unread


class Auditing:
    """Asks the programme; changes nothing. What it said last is remembered for the overview."""

    def __init__(self, *, loyalty: LoyaltyProgram, catalog: Catalog, clock: Clock, background: Background) -> None:
        self._loyalty = loyalty
        self._catalog = catalog
        self._clock = clock
        self._background = background
        self._last: Audit | None = None
        self._mistakes = 0
        self._read_at: datetime | None = None

    @property
    def last(self) -> Audit | None:
        """What the last :meth:`audit` found; ``None`` before the first, and while the programme does not answer."""
        return self._last

    @property
    def mistakes(self) -> int:
        """How many rewards had something wrong when they were last read, whoever read them; 0 while nobody could."""
        return self._mistakes

    async def audit(self) -> Audit:
        """Rules and rewards as they are now; raises what the programme raises."""
        self._last = None
        programme = await self._loyalty.programme()
        rewards, unread = await self._read()
        self._last = Audit(programme=programme, rewards=rewards, unread=unread)
        return self._last

    async def look(self, older_than: timedelta = JUST_NOW) -> None:
        """Count anew, unless that was done so recently; raises what the programme raises."""
        if self._age() >= older_than:
            await self._read()

    def look_soon(self) -> None:
        """Count anew in the background: it may be another merchant's account by now."""
        self._background.spawn(self._count_anew(), "read_rewards")

    async def run(self) -> None:
        """Until cancelled: count at start and daily, no sooner when a person has looked; sooner after no answer."""
        await repeat(self._clock, self._looked_daily, first=FIRST_WAIT, longest=LONGEST_WAIT)

    async def _looked_daily(self) -> timedelta | None:
        return max(DAY - self._age(), FIRST_WAIT) if await self._looked(DAY) else None

    async def _count_anew(self) -> None:
        await self._looked(timedelta())

    async def _looked(self, older_than: timedelta) -> bool:
        """Whether the rewards are known to be no older than this now."""
        try:
            await self.look(older_than)
        except PortError as error:
            log.warning("rewards_not_listed", kind=type(error).__name__)
            return False
        return True

    async def _read(self) -> tuple[tuple[AuditedReward, ...], int]:
        """The rewards held against the menu, the wrong ones first, and how many nobody can understand."""
        try:
            catalogue = await self._loyalty.all_rewards()
        except NotConnected:
            self._mistakes, self._read_at = 0, None
            raise
        rewards = [audited(reward, self._catalog) for reward in catalogue.rewards]
        before, self._read_at = self._mistakes, self._clock.now()
        self._mistakes = sum(bool(each.found) for each in rewards) + catalogue.unread
        if self._mistakes not in {0, before}:
            log.warning("rewards_do_not_fit_the_menu", count=self._mistakes)
        in_order = sorted(rewards, key=lambda each: (not each.found, each.reward.points, each.reward.name))
        return tuple(in_order), catalogue.unread

    def _age(self) -> timedelta:
        return timedelta.max if self._read_at is None else self._clock.now() - self._read_at

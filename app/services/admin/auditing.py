"""Holds the programme's rewards against the menu, and its rules against what can be told to guests."""

from dataclasses import dataclass

from app.domain.audit import AuditedReward, audited
from app.domain.catalog import Catalog
from app.domain.loyalty import Programme, ProgrammeFault
from app.ports.errors import PortError
from app.ports.loyalty_program import LoyaltyProgram


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
    """Asks the programme; changes nothing. The last answer is remembered for the overview."""

    def __init__(self, *, loyalty: LoyaltyProgram, catalog: Catalog) -> None:
        self._loyalty = loyalty
        self._catalog = catalog
        self._last: Audit | None = None

    @property
    def last(self) -> Audit | None:
        """What the last :meth:`audit` found; ``None`` before the first, and while the programme does not answer."""
        return self._last

    async def audit(self) -> Audit:
        """Rules and rewards as they are now; raises what the programme raises."""
        try:
            programme = await self._loyalty.programme()
            catalogue = await self._loyalty.all_rewards()
        except PortError:
            self._last = None
            raise
        rewards = tuple(audited(reward, self._catalog) for reward in catalogue.rewards)
        in_order = sorted(rewards, key=lambda each: (not each.found, each.reward.points, each.reward.name))
        self._last = Audit(programme=programme, rewards=tuple(in_order), unread=catalogue.unread)
        return self._last

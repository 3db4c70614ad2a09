"""What a comparison of our payments with the provider's books found."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.facts import Differs
from app.domain.ids import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that does not agree, or that waits for a person; ``order_number`` is the one that was called out."""

    reference: Reference
    order_number: int
    what: Differs

    @property
    def mended(self) -> bool:
        """Whether the look itself put it right, or somebody had done so elsewhere."""
        return self.what.fix.is_done


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """How many payments were compared and when, how many could not be, and what differs.

    Whatever moved before ``compared_to`` was compared by then, in this comparison or in those before; ``None`` where
    that is not known.
    """

    at: datetime
    compared: int
    unanswered: int
    differences: tuple[Difference, ...]
    compared_to: datetime | None = None

    @property
    def unmended(self) -> tuple[Difference, ...]:
        """What somebody must act on."""
        return tuple(each for each in self.differences if not each.mended)

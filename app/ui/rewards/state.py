"""Everything the rewards of a guest can look like: a closed set of frozen values."""

from dataclasses import dataclass
from enum import Enum, auto

from app.domain.ids import ProductId
from app.domain.nudge import Nudge
from app.domain.reward import Offer, TakenReward


class Fault(Enum):
    """Why a reward could not be used just now."""

    IN_USE = auto()
    GONE = auto()
    NOTHING_TO_PAY = auto()
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class PinAsk:
    """The guest's PIN is wanted for this reward; ``wrong`` after a try."""

    key: str
    product_id: ProductId | None
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Nobody is known, or nothing was read: no room is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """What is within reach, and what is not yet."""

    offers: tuple[Offer, ...]
    nudge: Nudge | None = None
    fault: Fault | None = None
    pin: PinAsk | None = None
    busy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One reward is on the order."""

    reward: TakenReward
    busy: bool = False


RewardsState = Unseen | Choosing | Taken

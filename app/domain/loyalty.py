"""Points rules: what an order would earn, told before it is paid."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.domain.money import Money


class EarningMode(StrEnum):
    """What the programme counts."""

    AMOUNT = "amount"
    VISIT = "visit"


class Rounding(StrEnum):
    """What happens to a fraction of a point."""

    FLOOR = "floor"
    ROUND = "round"
    CEIL = "ceil"


_ROUNDINGS = {Rounding.FLOOR: ROUND_FLOOR, Rounding.ROUND: ROUND_HALF_UP, Rounding.CEIL: ROUND_CEILING}


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRules:
    """How the merchant's programme earns points (Pongo, ``partnerParameters.loyalty_program``).

    ``minimum`` is in minor units; ``per_unit`` is points for one whole krone or euro.
    """

    mode: EarningMode
    per_unit: Decimal
    per_visit: int
    minimum: int
    rounding: Rounding


class FaultKind(StrEnum):
    """What is wrong with one entry of the programme's configuration."""

    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFault:
    """One entry that keeps points from being told before payment; ``key`` is the provider's name for it."""

    key: str
    kind: FaultKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The merchant's loyalty programme as its provider describes it.

    ``rules`` is ``None`` when the configuration cannot be understood: then no number is promised, and ``faults`` tell
    why.
    """

    enabled: bool
    name: str | None
    rules: PointsRules | None
    terms_url: str | None = None
    faults: tuple[ProgrammeFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A location of the merchant at the loyalty programme; ``slug`` goes into every posted order.

    ``public_id`` stays when a store gets another slug. ``city`` helps a person to tell stores apart.
    """

    slug: str
    name: str
    public_id: str | None = None
    city: str | None = None


def estimate(programme: Programme, goods: Money) -> int | None:
    """Points that ``goods`` (after discounts, without tip) would earn; ``None`` when it cannot be known.

    Pongo's rule: nothing below the minimum; a visit earns a fixed number; else ``minor * rate / 100``, rounded.
    """
    if not programme.enabled:
        return 0
    rules = programme.rules
    if rules is None:
        return None
    if goods.minor <= 0 or goods.minor < rules.minimum:
        return 0
    if rules.mode is EarningMode.VISIT:
        return rules.per_visit
    exact = Decimal(goods.minor) * rules.per_unit / 100
    return int(exact.to_integral_value(_ROUNDINGS[rules.rounding]))

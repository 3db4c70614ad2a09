"""VAT rates by country, way of serving, product class and date.

Prices include VAT, so the tax is taken out of the price: ``tax = gross * rate / (100 % + rate)``.

Sources: NO, merverdiavgiftsloven chapter 5 and the yearly parliamentary decision (food 15 %, serving 25 %).
SE, mervärdesskattelagen chapter 9 (serving 12 %; food 12 %, and 6 % from 1 April 2026 to 31 December 2027; alcohol
25 %).
DK, momsloven section 33 (25 % on everything). FI, arvonlisäverolaki sections 84-85 (alcohol 25.5 %, food and serving
14 % until 31 December 2025 and 13.5 % from then on). FR, code général des impôts article 279 m (10 %, alcohol 20 %).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.domain.errors import InvalidValue
from app.domain.money import Money


class Country(StrEnum):
    """Where the restaurant stands (ISO 3166)."""

    NO = "NO"
    SE = "SE"
    DK = "DK"
    FI = "FI"
    FR = "FR"

    @property
    def time_zone(self) -> ZoneInfo:
        """The clock on the restaurant's wall."""
        return ZoneInfo(_TIME_ZONES[self])


_TIME_ZONES = {
    Country.NO: "Europe/Oslo",
    Country.SE: "Europe/Stockholm",
    Country.DK: "Europe/Copenhagen",
    Country.FI: "Europe/Helsinki",
    Country.FR: "Europe/Paris",
}


class Serving(StrEnum):
    """How the guest takes the order."""

    EAT_HERE = "eat_here"
    TAKE_AWAY = "take_away"


class VatClass(StrEnum):
    """What a product is to the tax office."""

    FOOD = "food"
    ALCOHOL = "alcohol"


@dataclass(frozen=True, slots=True)
class VatRate:
    """A rate in hundredths of a percent: 2500 is 25 %."""

    basis_points: int

    def included_in(self, gross: Money) -> Money:
        """The tax inside ``gross``, rounded half away from zero to whole minor units."""
        divisor = 10_000 + self.basis_points
        parts = abs(gross.minor) * self.basis_points
        tax = (2 * parts + divisor) // (2 * divisor)
        return Money(tax if gross.minor >= 0 else -tax, gross.currency)


_EVER = date.min
_RATES: dict[tuple[Country, Serving, VatClass], tuple[tuple[date, int], ...]] = {
    (Country.NO, Serving.EAT_HERE, VatClass.FOOD): ((_EVER, 2500),),
    (Country.NO, Serving.TAKE_AWAY, VatClass.FOOD): ((_EVER, 1500),),
    (Country.NO, Serving.EAT_HERE, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.NO, Serving.TAKE_AWAY, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.SE, Serving.EAT_HERE, VatClass.FOOD): ((_EVER, 1200),),
    (Country.SE, Serving.TAKE_AWAY, VatClass.FOOD): (
        (_EVER, 1200),
        (date(2026, 4, 1), 600),
        (date(2028, 1, 1), 1200),
    ),
    (Country.SE, Serving.EAT_HERE, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.SE, Serving.TAKE_AWAY, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.DK, Serving.EAT_HERE, VatClass.FOOD): ((_EVER, 2500),),
    (Country.DK, Serving.TAKE_AWAY, VatClass.FOOD): ((_EVER, 2500),),
    (Country.DK, Serving.EAT_HERE, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.DK, Serving.TAKE_AWAY, VatClass.ALCOHOL): ((_EVER, 2500),),
    (Country.FI, Serving.EAT_HERE, VatClass.FOOD): ((_EVER, 1400), (date(2026, 1, 1), 1350)),
    (Country.FI, Serving.TAKE_AWAY, VatClass.FOOD): ((_EVER, 1400), (date(2026, 1, 1), 1350)),
    (Country.FI, Serving.EAT_HERE, VatClass.ALCOHOL): ((_EVER, 2550),),
    (Country.FI, Serving.TAKE_AWAY, VatClass.ALCOHOL): ((_EVER, 2550),),
    (Country.FR, Serving.EAT_HERE, VatClass.FOOD): ((_EVER, 1000),),
    (Country.FR, Serving.TAKE_AWAY, VatClass.FOOD): ((_EVER, 1000),),
    (Country.FR, Serving.EAT_HERE, VatClass.ALCOHOL): ((_EVER, 2000),),
    (Country.FR, Serving.TAKE_AWAY, VatClass.ALCOHOL): ((_EVER, 2000),),
}


def vat_rate(country: Country, serving: Serving, vat_class: VatClass, on: date) -> VatRate:
    """The rate that applies on a day; raises :class:`InvalidValue` when the table has none."""
    steps = _RATES.get((country, serving, vat_class), ())
    valid = [basis_points for since, basis_points in steps if since <= on]
    if not valid:
        msg = f"no VAT rate for {country} {serving} {vat_class} on {on}"
        raise InvalidValue(msg)
    return VatRate(valid[-1])


def local_day(country: Country, at: datetime) -> date:
    """The day on the calendar in the restaurant."""
    return at.astimezone(country.time_zone).date()

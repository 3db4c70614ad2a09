"""The loyalty programme's rules: what it is told as in `partnerParameters`, and how many points an amount earns."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

EARNING_MODES = ("amount", "visit")
ROUNDINGS = {"floor": ROUND_FLOOR, "round": ROUND_HALF_UP, "ceil": ROUND_CEILING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The programme as the merchant set it up; `minimum_amount` in minor units."""

    name: str = "Fjord & Furu Club"
    is_enabled: bool = True
    earning_mode: str = "amount"
    points_per_currency_unit: Decimal = Decimal(1)
    points_per_visit: int = 10
    minimum_amount: int = 0
    rounding: str = "floor"
    checkin_delay_minutes: int = 0
    label_singular: str = "point"
    label_plural: str = "points"
    is_pin_required: bool = False
    primary_color: str = "#5B2EFF"
    terms_url: str | None = None
    optin_text: str | None = None

    def points_for(self, amount: int) -> int:
        """Points that an amount in minor units earns, by the formula of the API notes, section 2."""
        if not self.is_enabled or amount < self.minimum_amount:
            return 0
        if self.earning_mode == "visit":
            return self.points_per_visit
        exact = Decimal(amount) * self.points_per_currency_unit / 100
        return max(0, int(exact.to_integral_value(rounding=ROUNDINGS[self.rounding])))

    def partner_parameters(self) -> dict[str, object]:
        """The `partnerParameters` of GET user information."""
        rate = self.points_per_currency_unit
        return {
            "loyalty_program": {
                "is_enabled": self.is_enabled,
                "name": self.name,
                "earning_mode": self.earning_mode,
                "points_per_currency_unit": int(rate) if rate == int(rate) else float(rate),
                "points_per_visit": self.points_per_visit,
                "minimum_amount": self.minimum_amount,
                "rounding": self.rounding,
                "checkin_delay_minutes": self.checkin_delay_minutes,
                "points_label": {"singular": self.label_singular, "plural": self.label_plural},
                "is_pin_required": self.is_pin_required,
            },
            "branding": {
                "logo_url": None,
                "primary_color": self.primary_color,
                "terms_url": self.terms_url,
                "optin_text": self.optin_text,
            },
        }


def without_keys(parameters: dict[str, object], paths: tuple[str, ...]) -> dict[str, object]:
    """A copy of `partnerParameters` with dotted paths such as `loyalty_program.rounding` left out."""
    kept: dict[str, object] = {}
    for key, value in parameters.items():
        if key in paths:
            continue
        below = tuple(path.removeprefix(f"{key}.") for path in paths if path.startswith(f"{key}."))
        kept[key] = without_keys(value, below) if isinstance(value, dict) else value
    return kept

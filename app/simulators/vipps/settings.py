"""What can be switched on the simulated sales unit while it runs."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, get_args

Market = Literal["NO", "DK", "FI"]
CheckInMode = Literal["test", "production"]
MAY_BE_ZERO = frozenset({"bank_seconds", "guarantee_days"})
CURRENCIES: dict[Market, str] = {"NO": "NOK", "DK": "DKK", "FI": "EUR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The sales unit and the environment it lives in.

    `push_allowed`: approved to skip the landing page (else error 5080). `check_in_mode`: in Vipps' test environment
    the Check-in API always answers 500. `token_seconds`: 3600 in test, 86400 in production. `qr_seconds`: how long a
    tokenised personal QR lives; Vipps does not document it. `bank_seconds`: how long the bank takes after the customer
    approved; the payment stays `CREATED` meanwhile. `guarantee_days`: how long the bank guarantees the reserved amount
    (Visa and BankAxept 7, Mastercard 30); 0 keeps `captureGuaranteedUntil` to itself, as Vipps did before 2026.
    """

    merchant_name: str = "Fjord & Furu"
    market: Market = "NO"
    push_allowed: bool = True
    full_capture_only: bool = False
    long_living_allowed: bool = False
    rate_limits: bool = True
    check_in_mode: CheckInMode = "test"
    token_seconds: int = 3600
    qr_seconds: int = 300
    bank_seconds: int = 0
    guarantee_days: int = 7

    def __post_init__(self) -> None:
        """Raise `ValueError` that names the setting at fault."""
        if self.market not in CURRENCIES:
            raise ValueError(f"market must be one of {', '.join(CURRENCIES)}")
        if self.check_in_mode not in get_args(CheckInMode):
            raise ValueError(f"check_in_mode must be one of {', '.join(get_args(CheckInMode))}")

    @property
    def currency(self) -> str:
        """The currency of the sales unit's market."""
        return CURRENCIES[self.market]

    @property
    def capture_days(self) -> int:
        """How long an authorized amount can be captured: 180 days in Norway, 14 elsewhere."""
        return 180 if self.market == "NO" else 14

    def as_json(self) -> dict[str, object]:
        """Return all settings by name."""
        return asdict(self)

    def changed(self, data: Mapping[str, Any]) -> "Settings":
        """Return a copy with some settings changed; raises `ValueError` for an unknown name or a wrong type."""
        types = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in data.items():
            if name not in types:
                raise ValueError(f"unknown setting {name!r}; known: {', '.join(types)}")
            if type(value) is not types[name]:
                raise ValueError(f"{name} must be {types[name].__name__}")
            least = 0 if name in MAY_BE_ZERO else 1
            if types[name] is int and value < least:
                raise ValueError(f"{name} must be at least {least}")
        return replace(self, **data)

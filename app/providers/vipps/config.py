"""What one sales unit needs to talk to Vipps MobilePay."""

import re
from dataclasses import dataclass, field

from app.domain.money import Currency
from app.ports.errors import Misconfigured
from app.providers.http.headers import check_header_value
from app.providers.vipps.schemas.epayment import SMALLEST_AMOUNT

LONGEST_SYSTEM_HEADER = 30
_MSN = re.compile(r"[0-9]{4,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VippsConfig:
    """Keys and identity of one sales unit; raises :class:`Misconfigured` for what could never be sent.

    ``currency`` is that of the sales unit's market. ``check_in`` sends the legacy check-in (Norway only).
    """

    base_url: str
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)
    subscription_key: str = field(repr=False)
    msn: str
    currency: Currency = Currency.NOK
    check_in: bool = False
    system_name: str = "taffel"
    system_version: str = "0.1.0"
    plugin_name: str = "taffel-order-and-pay"
    plugin_version: str = "0.1.0"

    def __post_init__(self) -> None:
        for setting in ("client_id", "client_secret", "subscription_key"):
            check_header_value(f"vipps {setting}", getattr(self, setting))
        for setting in ("system_name", "system_version", "plugin_name", "plugin_version"):
            check_header_value(f"vipps {setting}", getattr(self, setting), LONGEST_SYSTEM_HEADER)
        if self.currency not in SMALLEST_AMOUNT:
            raise Misconfigured(
                f"no sales unit takes payments in {self.currency}",
                fix=f"Set the menu's currency to that of the sales unit's market: {', '.join(SMALLEST_AMOUNT)}.",
            )
        if not _MSN.fullmatch(self.msn):
            raise Misconfigured(
                "vipps msn is not a merchant serial number",
                fix="Set the vipps msn to the 4 to 10 digits of the portal.",
            )

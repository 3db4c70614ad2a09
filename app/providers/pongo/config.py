"""What one merchant's location needs to talk to Hey Pongo."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from enum import StrEnum

from app.ports.errors import Misconfigured
from app.providers.http.headers import check_header_value


class AmountShare(StrEnum):
    """How a share by amount is posted: the guide wants no lines, the reference demands at least one."""

    ORDER = "order"
    """With one line that stands for the share."""
    ORDER_WITHOUT_LINES = "order_without_lines"
    CHECK_IN = "checkin"
    """As a check-in where the guest is known; as an order with one line where nobody is."""


class RewardsUse(StrEnum):
    """How the API hears that a reward was used."""

    ORDER = "order"
    """In the posted order."""
    USE = "use"
    """By its own call, before the order says nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PongoConfig:
    """Location and, where it never changes, token of one merchant; raises :class:`Misconfigured` for what could
    never be sent.

    ``store_slug`` is where new members are enrolled who come without a store of their own.
    ``time_zone`` is that of the location: dates are written as people there read them, always with their offset.
    """

    base_url: str
    token: str | None = field(default=None, repr=False)
    store_slug: str | None = None
    amount_share: AmountShare = AmountShare.ORDER
    rewards: RewardsUse = RewardsUse.ORDER
    time_zone: tzinfo = UTC

    def __post_init__(self) -> None:
        if self.token is not None:
            check_header_value("pongo token", self.token)
        if self.store_slug is not None and not self.store_slug.strip():
            raise Misconfigured(
                "pongo store_slug is empty", fix="Set the pongo store_slug to one of the merchant's stores."
            )

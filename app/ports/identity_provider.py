"""Who stands there: turning a personal QR into a phone number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.domain.customer import PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangedQr:
    """Whose code it is; ``issued_at`` tells when the code was drawn (tokens only)."""

    phone: PhoneNumber
    issued_at: datetime | None = None


class IdentityProvider(Protocol):
    """Raises only :mod:`app.ports.errors`."""

    async def exchange(self, text: str) -> ExchangedQr:
        """Exchange a scanned text, complete and unchanged; :class:`Refused` when it is no valid personal QR."""
        ...

    async def check_in(self, phone: PhoneNumber, *, is_member: bool) -> None:
        """Show the check-in screen in the guest's app. The sale never waits for this."""
        ...

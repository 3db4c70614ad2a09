"""The merchant's account at the loyalty programme: its form, its tokens, and who keeps the one in force."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """A token that the programme gave for a code; ``lifetime`` where it told one."""

    token: str = field(repr=False)
    lifetime: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose account a token opens."""

    merchant: str | None


class Accounts(Protocol):
    """Raises only :mod:`app.ports.errors`; :class:`Misconfigured` where the client id or secret is missing or wrong."""

    @property
    def offered(self) -> bool:
        """Whether there is a client id, so that a merchant can connect by the form."""
        ...

    def form(self, state: str) -> str:
        """The address at which the merchant allows or refuses. Sends nothing."""
        ...

    async def exchange(self, code: str) -> Granted:
        """A token for a code. NOT safe to repeat: a code works once. :class:`Refused` when it does not work."""
        ...

    async def account(self, token: str) -> Account:
        """Whose token this is; :class:`NotConnected` when it does not work."""
        ...


class TokenKeeper(Protocol):
    """Gives the programme's client the token in force, request by request."""

    async def token(self) -> str:
        """The token. Raises :class:`NotConnected` while there is none that works: nothing is sent then."""
        ...

    async def refused(self, token: str) -> bool:
        """The programme refused this token. Whether another one is in force by now, so that asking again may help."""
        ...

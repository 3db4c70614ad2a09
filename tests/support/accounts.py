"""Doubles of the merchant's account: a form that gives codes, and the token of the settings."""

from datetime import timedelta
from urllib.parse import urlencode

from app.ports.clock import Clock
from app.ports.connection import Account, Granted
from app.ports.errors import Misconfigured, NotConnected, Refused
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage
from app.services.loyalty.keeping_tokens import KeepingTokens
from support.provider_fakes import Scripted

FORM = "https://pongo.example/form"
STATIC = "token-of-the-settings"


class FakeAccounts(Scripted):
    """Pongo's OAuth in a few lines: a code works once, a token until it is revoked."""

    def __init__(self) -> None:
        super().__init__()
        self.offered = True
        self.merchant = "Fjord & Furu"
        self.codes: dict[str, str] = {}
        self.tokens = {STATIC}
        self.lifetime: timedelta | None = timedelta(days=365)

    def allow(self, token: str = "token-1") -> str:
        """The merchant says yes on the form; the code that leads to this token."""
        code = f"code-of-{token}"
        self.codes[code] = token
        self.tokens.add(token)
        return code

    def revoke(self, token: str) -> None:
        """It does not work any more."""
        self.tokens.discard(token)

    def form(self, state: str) -> str:
        if not self.offered:
            msg = "no client id"
            raise Misconfigured(msg, fix="Set TAFFEL_PONGO_CLIENT_ID.")
        return f"{FORM}?{urlencode({'state': state})}"

    async def exchange(self, code: str) -> Granted:
        return self._answer(lambda: self._granted(code), "exchange", code)

    async def account(self, token: str) -> Account:
        return self._answer(lambda: self._account(token), "account")

    def _granted(self, code: str) -> Granted:
        if code not in self.codes:
            msg = "code"
            raise Refused(msg, code="code", status=422)
        return Granted(token=self.codes.pop(code), lifetime=self.lifetime)

    def _account(self, token: str) -> Account:
        if token not in self.tokens:
            msg = "unauthenticated"
            raise NotConnected(msg)
        return Account(merchant=self.merchant)


def settings_token(storage: Storage, clock: Clock, secrets: SecretStore | None = None) -> KeepingTokens:
    """A token that stands in the settings."""
    return KeepingTokens(storage=storage, secrets=secrets, clock=clock, static=STATIC)

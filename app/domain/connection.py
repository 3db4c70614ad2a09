"""The merchant's account at the loyalty programme: connected or not, since when, and why it must be connected again."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

STATE_LASTS = timedelta(minutes=30)
"""How long the merchant has on the programme's form; there is a sign-in before it."""


class ConnectionState(StrEnum):
    """Only a connected account is called."""

    NOT_CONNECTED = "not_connected"
    CONNECTED = "connected"
    NEEDS_RECONNECT = "needs_reconnect"


class How(StrEnum):
    """Where the token came from."""

    OAUTH = "oauth"
    """The merchant allowed it on the programme's form, which led back to this hub."""
    PASTED = "pasted"
    """The same, but the code was carried over by hand."""
    STATIC = "static"
    """A setting of this installation."""


class Reason(StrEnum):
    """Why the account must be connected again."""

    REFUSED = "refused"
    """The programme does not take the token any more."""
    EXPIRED = "expired"
    """Nor does it, and the token's time was over."""
    SEALED = "sealed"
    """The token cannot be opened: the key that sealed it is another one now."""


class KeyFault(StrEnum):
    """Why secrets can be neither sealed nor opened; mending the key mends everything, nothing is lost."""

    UNREADABLE = "key_unreadable"
    """The key file cannot be read, or not be made."""
    OPEN = "key_open"
    """Others than the hub may read the key file."""
    BAD = "key_bad"
    """What stands there is no key."""
    OTHER = "key_other"
    """It is a key, and not the one that sealed this secret."""


class Why(StrEnum):
    """Why connecting did not come about; nothing was stored then, and what was connected before still is."""

    UNKNOWN_STATE = "unknown_state"
    """This hub asked for no such thing: forged, or an address of another installation."""
    EXPIRED_STATE = "expired_state"
    USED_STATE = "used_state"
    NO_CODE = "no_code"
    DENIED = "denied"
    """The merchant said no."""
    BAD_CODE = "bad_code"
    """The programme does not take the code: used before, too old, or not its own."""
    BAD_TOKEN = "bad_token"
    """The programme gave a token that does not work."""
    NO_ANSWER = "no_answer"
    NOT_SET_UP = "not_set_up"
    """The client id or its secret is missing or wrong."""
    NOT_KEPT = "not_kept"
    """The hub's own database cannot be written."""
    KEY_UNREADABLE = KeyFault.UNREADABLE.value
    KEY_OPEN = KeyFault.OPEN.value
    KEY_BAD = KeyFault.BAD.value
    KEY_OTHER = KeyFault.OTHER.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How the merchant's account stands. ``merchant`` is the name at the programme, where it told one."""

    state: ConnectionState
    how: How | None = None
    since: datetime | None = None
    merchant: str | None = None
    reason: Reason | None = None
    expires_at: datetime | None = None
    """When the token ends by the programme's word; orders do not depend on it, its answers decide."""
    key: KeyFault | None = None
    """Why its token cannot be read just now; never stored, and gone as soon as the hub's key can be used again."""

    @property
    def works(self) -> bool:
        """Whether the programme may be called."""
        return self.state is ConnectionState.CONNECTED and self.key is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionRecord:
    """A connection with what finds its token: the name of a secret, or the print of the token in the settings."""

    connection: Connection
    token_print: str | None = None
    secret: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthState:
    """One visit to the programme's form. Only a digest of the random state is kept: it is worth a connection."""

    digest: str
    begun_at: datetime
    expires_at: datetime
    used_at: datetime | None = None

    def why_not(self, now: datetime) -> Why | None:
        """Why this visit cannot be finished now; ``None`` when it can, once."""
        if self.used_at is not None:
            return Why.USED_STATE
        return Why.EXPIRED_STATE if now >= self.expires_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came back from the form, by its redirect or by hand."""

    state: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)
    error: str | None = None


def digest_of(text: str) -> str:
    """A print that tells equal texts and gives none of them away: SHA-256 in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()

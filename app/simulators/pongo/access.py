"""Who may do what: bearer tokens, their scopes, and the rate limit."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.simulators.pongo.problems import Forbidden, TooManyAttempts, Unauthenticated
from app.simulators.pongo.records import Token
from app.simulators.pongo.tokens import read
from app.simulators.pongo.world import World

ALL_SCOPES = (
    "customer.create", "customer.read", "customer.update", "reward.create", "reward.read", "reward.update",
    "contest-game.create", "contest-game.read", "contest-game.update", "order.create", "order.read", "order.update",
    "checkin.create",
)  # fmt: skip
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What is left of a token's requests this minute."""

    limit: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Access:
    """The door of every API path."""

    world: World
    _recent: dict[str, deque[datetime]] = field(default_factory=dict)

    def token(self, authorization: str | None) -> Token:
        """The token of an `Authorization` header, or `Unauthenticated`."""
        scheme, _, text = (authorization or "").partition(" ")
        found = self._known(text.strip()) if scheme.lower() == "bearer" else None
        if (
            found is None
            or found.text in self.world.revoked
            or (found.expires_at is not None and found.expires_at <= self.world.now())
        ):
            raise Unauthenticated
        return found

    def _known(self, text: str) -> Token | None:
        """A seeded token, or one that Pongo gave, in this run or before."""
        known = self.world.tokens.get(text) or read(text)
        if known is not None:
            self.world.tokens[text] = known
        return known

    def count(self, token: Token) -> Allowance | None:
        """Count one request against the limit; `TooManyAttempts` when it is used up, None when there is no limit."""
        limit = self.world.settings.rate_limit_per_minute
        if limit is None:
            return None
        now = self.world.now()
        recent = self._recent.setdefault(token.text, deque())
        while recent and recent[0] <= now - _MINUTE:
            recent.popleft()
        if len(recent) >= limit:
            wait = recent[-limit] + _MINUTE - now
            raise TooManyAttempts(max(1, -(-int(wait.total_seconds() * 1000) // 1000)))
        recent.append(now)
        return Allowance(limit=limit, remaining=limit - len(recent))

    @staticmethod
    def demand(token: Token, scope: str | None) -> None:
        """`Forbidden` when the token lacks the scope."""
        if scope is not None and scope not in token.scopes:
            raise Forbidden

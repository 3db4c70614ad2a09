"""All logins asked for, what the guests said to them, and what the merchant gets for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal

from app.simulators.clock import SimClock
from app.simulators.ids import new_guid, new_token
from app.simulators.seed import Person
from app.simulators.vipps.errors import GatewayRefusal
from app.simulators.vipps.login.asked import Asked
from app.simulators.vipps.login.consents import KINDS, Consents, answered
from app.simulators.vipps.login.id_token import LIFE, SigningKey, access_token_hash, signed
from app.simulators.vipps.login.people import LEAST_AGE, claims_of, subject_of
from app.simulators.vipps.login.refusals import OAuthRefusal
from app.simulators.vipps.login.settings import LoginSettings
from app.simulators.vipps.tokens import Keys

State = Literal["pending", "approved", "rejected", "expired"]
ACCESS_SECONDS = 300
SLOWER_BY = 5
TOO_MANY = "Too many logins are started for this user. Try again later."


@dataclass(slots=True, kw_only=True)
class Login:
    """One login; `asks` are the consent questions shown with it, `None` for none."""

    id: str
    person: Person
    sub: str
    scopes: tuple[str, ...]
    binding_message: str | None
    nonce: str | None
    started_at: datetime
    expires_at: datetime
    interval: int
    asks: LoginSettings | None = None
    answer: Literal["approved", "rejected"] | None = None
    answered_at: datetime | None = None
    consents: Consents | None = None
    polled_at: datetime | None = None
    is_used: bool = False
    sid: str = field(default_factory=new_guid)

    def state(self, now: datetime) -> State:
        """Return how far it is."""
        if self.answer is not None:
            return self.answer
        return "expired" if self.expires_at <= now else "pending"


class Logins:
    """The book of logins, newest last; consents are asked for once per person and wording."""

    def __init__(self, people: Mapping[str, Person], keys: Keys, clock: SimClock) -> None:
        self.settings = LoginSettings()
        self.on_change: Callable[[], None] = lambda: None
        self.on_end: Callable[[Login], None] = lambda _login: None
        self.key = SigningKey()
        self._people = people
        self._keys = keys
        self._clock = clock
        self._logins: dict[str, Login] = {}
        self._by_token: dict[str, tuple[Login, datetime]] = {}
        self._given: dict[tuple[str, str], tuple[object, ...]] = {}

    def now(self) -> datetime:
        """Return the simulated instant."""
        return self._clock.now()

    def exists(self, msisdn: str) -> bool:
        """Tell whether somebody with this number can log in."""
        person = self._people.get(msisdn)
        return person is not None and person.age >= LEAST_AGE

    def start(self, asked: Asked) -> Login:
        """Ask somebody to log in; raises `OAuthRefusal`, or `GatewayRefusal` 429 for too many at once."""
        if not self.exists(asked.msisdn):
            raise OAuthRefusal("unknown_user_id", "The user cannot log in", error_code="invalid_user")
        if asked.msisdn in self.settings.old_apps:
            raise OAuthRefusal("invalid_request", "The user's app is too old for this flow", error_code="old_app")
        now = self._clock.now()
        self._check_crowd(asked.msisdn, now)
        login = Login(
            id=new_token(20),
            person=self._people[asked.msisdn],
            sub=subject_of(self._keys.msn, asked.msisdn),
            scopes=tuple(scope for scope in dict.fromkeys(asked.scopes) if scope in {"openid", *self.settings.plan}),
            binding_message=asked.binding_message,
            nonce=asked.nonce,
            started_at=now,
            expires_at=now + timedelta(seconds=asked.expiry or self.settings.expiry),
            interval=self.settings.interval,
        )
        if any(self._is_new(login.sub, kind) for kind in KINDS if kind in login.scopes):
            login.asks = self.settings
        self._logins[login.id] = login
        self.on_change()
        return login

    def approve(self, login_id: str, ticked: Mapping[str, bool]) -> Login:
        """The guest says yes; raises `LookupError`, `ValueError` when it is over, `FieldsRefusal` for a consent."""
        login = self._waiting(login_id)
        now = self._clock.now()
        if login.asks is not None:
            login.consents = answered(login.asks, ticked, now)
            for kind in KINDS:
                if kind in login.scopes:
                    self._given[login.sub, kind] = login.asks.portal
        return self._end(login, "approved", now)

    def reject(self, login_id: str) -> Login:
        """The guest says no; raises `LookupError`, or `ValueError` when it is over."""
        return self._end(self._waiting(login_id), "rejected", self._clock.now())

    def exchange(self, login_id: str, issuer: str) -> dict[str, object]:
        """Answer the token endpoint: tokens once, after the guest said yes; raises `OAuthRefusal`."""
        login = self._logins.get(login_id)
        if login is None or login.is_used:
            raise OAuthRefusal("invalid_grant", "The auth_req_id is unknown or already used")
        now = self._clock.now()
        state = login.state(now)
        if state == "rejected":
            raise OAuthRefusal("access_denied", "The user rejected the login")
        if login.expires_at <= now:
            raise OAuthRefusal("expired_token", "The auth_req_id has expired")
        if state == "pending":
            raise self._not_yet(login, now)
        login.is_used = True
        return self._tokens(login, issuer, now)

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """Return the claims behind a login's access token; raises `OAuthRefusal` 401."""
        login, until = self._by_token.get(access_token, (None, None))
        now = self._clock.now()
        if login is None or until is None or until <= now:
            raise OAuthRefusal("invalid_token", "The access token is invalid or has expired", status=401)
        claims = {"sub": login.sub, "sid": login.sid} | claims_of(login.person, login.scopes, now)
        for kind in KINDS:
            if login.consents is not None and kind in login.scopes:
                claims |= login.consents.claims(kind)
        return claims

    def change_settings(self, data: Mapping[str, Any]) -> None:
        """Change what the portal says; raises `FieldsRefusal`."""
        self.settings = self.settings.changed(data)
        self.on_change()

    def of(self, msisdn: str) -> list[Login]:
        """Return a person's logins, newest first."""
        return [login for login in reversed(self._logins.values()) if login.person.msisdn == msisdn]

    def all(self) -> list[Login]:
        """Return all logins, oldest first."""
        return list(self._logins.values())

    def forget(self) -> None:
        """Forget logins, consents and settings."""
        self._logins.clear()
        self._by_token.clear()
        self._given.clear()
        self.settings = LoginSettings()

    def _check_crowd(self, msisdn: str, now: datetime) -> None:
        pending = [login.expires_at for login in self.of(msisdn) if login.state(now) == "pending"]
        if len(pending) >= self.settings.logins_at_once:
            raise GatewayRefusal(429, TOO_MANY, retry_after=max(1, ceil((min(pending) - now).total_seconds())))

    def _is_new(self, sub: str, kind: str) -> bool:
        return bool(self.settings.questions) and self._given.get((sub, kind)) != self.settings.portal

    def _waiting(self, login_id: str) -> Login:
        login = self._logins.get(login_id)
        if login is None:
            raise LookupError("no such login")
        if login.state(self._clock.now()) != "pending":
            raise ValueError("this login is over")
        return login

    def _end(self, login: Login, answer: Literal["approved", "rejected"], now: datetime) -> Login:
        login.answer = answer
        login.answered_at = now
        self.on_end(login)
        self.on_change()
        return login

    def _not_yet(self, login: Login, now: datetime) -> OAuthRefusal:
        last, login.polled_at = login.polled_at, now
        if last is not None and now - last < timedelta(seconds=login.interval):
            login.interval += SLOWER_BY
            return OAuthRefusal("slow_down", f"Poll every {login.interval} seconds at most")
        return OAuthRefusal("authorization_pending", "The authorization request is still pending")

    def _tokens(self, login: Login, issuer: str, now: datetime) -> dict[str, object]:
        access_token = f"ciba.{new_token(32)}.{new_token(32)}"
        self._by_token[access_token] = (login, now + timedelta(seconds=ACCESS_SECONDS))
        # Whoever checks the ID token lives in real time, however far the simulator was put forward.
        issued = self._clock.outside()
        claims = {
            "at_hash": access_token_hash(access_token),
            "aud": [self._keys.client_id],
            "auth_time": int(issued.timestamp()),
            "exp": int((issued + LIFE).timestamp()),
            "iat": int(issued.timestamp()),
            "iss": issuer,
            "jti": new_guid(),
            "rat": int(issued.timestamp()),
            "sid": login.sid,
            "sub": login.sub,
            "msn": self._keys.msn,
            **({} if login.nonce is None else {"nonce": login.nonce}),
            **claims_of(login.person, login.scopes, now),
        }
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "id_token": signed(claims, self.key, self.settings.spoil_id_token),
        }

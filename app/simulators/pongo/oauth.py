"""The merchant's consent: the form's rules, single-use codes, and access tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.simulators.pongo.access import ALL_SCOPES
from app.simulators.pongo.fields import Fields
from app.simulators.pongo.problems import Invalid, Unauthenticated
from app.simulators.pongo.records import AuthorizationCode, Token
from app.simulators.pongo.tokens import opaque, written
from app.simulators.pongo.world import World

CODE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An application that Pongo knows, with the addresses it may send merchants back to.

    Any loopback address is allowed besides, since the hub's port differs from run to run.
    """

    name: str
    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRequest:
    """What a partner asks the merchant for on the form."""

    client_id: str
    redirect_uri: str
    state: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OAuth:
    """The authorization side of Pongo."""

    world: World
    partner: Partner

    @property
    def token_lifetime(self) -> timedelta:
        """How long a token works that is given now."""
        return timedelta(seconds=self.world.settings.token_lifetime_seconds)

    def check_form(self, query: Mapping[str, str]) -> FormRequest:
        """Read the form's query; `Invalid` for an unknown client, redirect address or scope."""
        sent = Fields(query)
        client_id = sent.text("client_id", required=True)
        redirect_uri = sent.text("redirect_uri", required=True)
        scopes = tuple(each.strip() for each in (sent.text("scope", required=True) or "").split(",") if each.strip())
        if client_id is not None and client_id != self.partner.client_id:
            sent.fail("client_id", "The selected client id is invalid.")
        if redirect_uri is not None and not self._may_redirect(redirect_uri):
            sent.fail("redirect_uri", "The redirect uri is not whitelisted.")
        for each in scopes:
            if each not in ALL_SCOPES:
                sent.fail("scope", f"The scope {each} is invalid.")
        sent.finish()
        return FormRequest(
            client_id=client_id or "",
            redirect_uri=redirect_uri or "",
            state=query.get("state", ""),
            scopes=scopes,
        )

    def allow(self, asked: FormRequest) -> AuthorizationCode:
        """The merchant said yes: a code for one exchange within ten minutes."""
        code = AuthorizationCode(
            code=opaque(self.world.next_id("code")),
            client_id=asked.client_id,
            scopes=frozenset(asked.scopes),
            expires_at=self.world.now() + CODE_LIFETIME,
        )
        self.world.codes[code.code] = code
        return code

    def exchange(self, body: Mapping[str, object]) -> Token:
        """Give a token for a code (`client_credentials`) or for the owner's password (`password`)."""
        sent = Fields(body)
        grant = sent.choice("grant_type", ("client_credentials", "password"), required=True)
        client = (sent.text("client_id", required=True), sent.text("client_secret", required=True))
        code = sent.text("code", required=grant == "client_credentials")
        username = sent.text("username", required=grant == "password")
        password = sent.text("password", required=grant == "password")
        scope = sent.text("scope", required=grant == "password")
        sent.finish()
        self.world.warn_of_unknown(sent, "POST oauth/token")
        if client != (self.partner.client_id, self.partner.client_secret):
            raise Unauthenticated
        if grant == "client_credentials":
            return self._issue(self._redeem(code or ""))
        if (username, password) != (self.world.merchant.owner_email, self.world.merchant.owner_password):
            raise Unauthenticated
        return self._issue(frozenset((scope or "").split(",")) & frozenset(ALL_SCOPES))

    def _redeem(self, text: str) -> frozenset[str]:
        code = self.world.codes.pop(text, None)
        if code is None or code.expires_at <= self.world.now():
            raise Invalid({"code": ["The selected code is invalid."]})
        return code.scopes

    def _issue(self, scopes: frozenset[str]) -> Token:
        expires_at = self.world.now() + self.token_lifetime
        claims = {
            "sub": self.world.merchant.id,
            "jti": self.world.next_id("token"),
            "scopes": sorted(scopes),
            "iat": self.world.now().timestamp(),
            "exp": int(expires_at.timestamp()),
        }
        token = Token(text=written(claims), scopes=scopes, expires_at=expires_at)
        self.world.tokens[token.text] = token
        return token

    def _may_redirect(self, uri: str) -> bool:
        loopback = ("http://127.0.0.1:", "http://localhost:")
        return uri in self.partner.redirect_uris or uri.startswith(loopback)

"""Bodies of the Login API: discovery, keys, merchant-initiated login, userinfo."""

from typing import Self

from pydantic import AliasChoices, Field, model_validator

from app.providers.http.schema import AnswerBody


class Discovery(AnswerBody):
    """Where the calls go; ``issuer`` ends with a slash."""

    issuer: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    backchannel_authentication_endpoint: str


class JsonWebKey(AnswerBody):
    """One public key. Keys of other kinds than RSA are left out where they are read."""

    kty: str
    kid: str = ""
    use: str = "sig"
    alg: str = "RS256"
    n: str = ""
    e: str = ""


class JsonWebKeySet(AnswerBody):
    """The keys that sign ID tokens now."""

    keys: tuple[JsonWebKey, ...]


class UserExists(AnswerBody):
    """Whether somebody can be asked."""

    exists: bool


class BackchannelStarted(AnswerBody):
    """The request is in the app; seconds. We never ask for more than a quarter of an hour, so a day is no answer."""

    auth_req_id: str = Field(min_length=1, max_length=255, repr=False)
    expires_in: int = Field(gt=0, lt=86_400)
    interval: float = Field(default=5, gt=0, lt=3_600)


class Tokens(AnswerBody):
    """Given out once."""

    access_token: str = Field(pattern=r"^[\x21-\x7e]+$", repr=False)
    id_token: str = Field(min_length=1, repr=False)


class OAuthError(AnswerBody):
    """Why there are no tokens (yet); Vipps' own ``error_code`` may come without an ``error`` (not documented)."""

    error: str = ""
    error_code: str | int | None = None
    error_description: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.error and self.error_code is None:
            raise ValueError("neither error nor error_code")
        return self


class ConsentAnswer(AnswerBody):
    """One question of ``delegatedConsents``."""

    id: str
    accepted: bool
    textDisplayedToUser: str = ""


class DelegatedConsents(AnswerBody):
    """The questions that were shown, the first time only."""

    language: str = ""
    heading: str = ""
    timeOfConsent: str = ""
    consents: tuple[ConsentAnswer, ...] = ()


class FlowElement(AnswerBody):
    """One part of a screen that the merchant built; only checkboxes are answers."""

    type: str
    id: str = ""
    title: str = ""
    checked: bool = False


class FlowScreen(AnswerBody):
    """One screen."""

    title: str = ""
    elements: tuple[FlowElement, ...] = ()


class FlowResult(AnswerBody):
    """What came of a custom flow, the first time only."""

    language: str = ""
    screens: tuple[FlowScreen, ...] = ()


class UserInfo(AnswerBody):
    """Who said yes, and to what. Scopes outside the plan are dropped, so every claim but ``sub`` may be absent."""

    sub: str = Field(min_length=1, max_length=255, repr=False)
    phone_number: str | None = Field(
        default=None, validation_alias=AliasChoices("phone_number", "phoneNumber"), repr=False
    )
    email: str | None = Field(default=None, repr=False)
    email_verified: bool = True
    delegatedConsents: DelegatedConsents | None = None
    flowResult: FlowResult | None = None

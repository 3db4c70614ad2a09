"""Login API, merchant-initiated (CIBA): ask a guest in their own app, look for the answer, read what they shared.

Our own calls carry Basic authentication and no subscription key; userinfo refuses one. The guest's number is only ever
in a body, never in a path.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import httpx

from app.domain.customer import PhoneNumber
from app.domain.enrolment import EnrolmentId, check_binding_message
from app.domain.errors import InvalidValue
from app.ports.enrolment_in_app import (
    NO_APP_USER,
    OLD_APP,
    Denied,
    EnrolmentAsk,
    EnrolmentAsked,
    Expired,
    Lost,
    NotYet,
)
from app.ports.errors import Misconfigured, PortError, RateLimited, Refused
from app.providers.http.failures import refusal
from app.providers.http.headers import JSON_ANSWER
from app.providers.http.problems import Problem, mask
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.http.schema import read_answer
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.errors import KEYS_FIX
from app.providers.vipps.schemas.login import (
    BackchannelStarted,
    Discovery,
    JsonWebKeySet,
    OAuthError,
    Tokens,
    UserExists,
    UserInfo,
)

ACCESS = "/access-management-1.0/access/"
DISCOVERY_PATH = f"{ACCESS}.well-known/openid-configuration"
USER_EXISTS_PATH = "/vipps-login-ciba/api/v1/user-exists"
GRANT_TYPE = "urn:openid:params:grant-type:ciba"
SLOWER_BY = 5.0
"""Seconds that ``slow_down`` adds between two looks (CIBA, section 11)."""
SHORTEST_LIFE, LONGEST_LIFE = 60, 900
KEPT_WITHOUT_AGE = timedelta(minutes=5)

NoTokens = NotYet | Denied | Expired | Lost

_ENABLE = "Let the sales unit use Login in the Vipps portal, with its consent texts."
_WITHOUT_TOKENS: Mapping[str, NoTokens] = {
    "authorization_pending": NotYet(),
    "slow_down": NotYet(slower=SLOWER_BY),
    "access_denied": Denied(),
    "expired_token": Expired(),
    "invalid_grant": Lost(),
}
_NOBODY_TO_ASK = (OLD_APP, "invalid_user", "unknown_user_id")
"""These say that nothing will come of the request either, wherever they stand (their place is not documented)."""
_WRONG_SET_UP: Mapping[str, str] = {
    "invalid_client": KEYS_FIX,
    "unauthorized_client": _ENABLE,
    "unsupported_grant_type": _ENABLE,
    "invalid_scope": _ENABLE,
}
"""What is wrong with the sales unit ends nobody's request: once it is mended, the guest's answer is still there."""
_TOKEN_TOO_OLD = "invalid_token"
"""What is said of a bearer token (RFC 6750, section 3.1); a 401 without it may be a gateway's, about something else."""
_NOT_BY_VIPPS = (
    "See what stands between this hub and Vipps: userinfo was refused without a word about the guest's token."
)
_MAX_AGE = re.compile(r"max-age=(\d{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """The paths of the calls below our base URL, who signs, and how long this may be believed."""

    issuer: str
    token: str
    userinfo: str
    keys: str
    start: str
    life: timedelta


def discover(config: VippsConfig) -> ApiRequest[Endpoints]:
    """Where the calls go. An answer that leads elsewhere than to our base URL is refused: keys would go there."""

    def parse(answer: Answer) -> Endpoints:
        found = read_answer(Discovery, answer)
        if found.issuer != config.base_url + ACCESS:
            raise Misconfigured("vipps_login_discover: another issuer", fix="Correct the Vipps base URL.")
        return Endpoints(
            issuer=found.issuer,
            token=_path(config, found.token_endpoint),
            userinfo=_path(config, found.userinfo_endpoint),
            keys=_path(config, found.jwks_uri),
            start=_path(config, found.backchannel_authentication_endpoint),
            life=max_age(answer),
        )

    return ApiRequest(
        action="vipps_login_discover",
        method="GET",
        path=DISCOVERY_PATH,
        template=DISCOVERY_PATH,
        headers=JSON_ANSWER,
        parse=parse,
        effect=Effect.READ,
    )


def signing_keys(path: str) -> ApiRequest[JsonWebKeySet]:
    """The public keys that ID tokens are signed with."""
    return ApiRequest(
        action="vipps_login_keys",
        method="GET",
        path=path,
        template=path,
        headers=JSON_ANSWER,
        parse=lambda answer: read_answer(JsonWebKeySet, answer),
        effect=Effect.READ,
    )


def user_exists(config: VippsConfig, phone: PhoneNumber) -> ApiRequest[bool]:
    """Whether somebody with this number can be asked."""
    return ApiRequest(
        action="vipps_login_user_exists",
        method="POST",
        path=USER_EXISTS_PATH,
        template=USER_EXISTS_PATH,
        headers=_headers(config),
        body=urlencode({"login_hint": _hint(phone)}),
        parse=lambda answer: read_answer(UserExists, answer).exists,
        effect=Effect.READ,
    )


def start(config: VippsConfig, path: str, scope: str, ask: EnrolmentAsk) -> ApiRequest[EnrolmentAsked]:
    """Put the request into the guest's app; raises :class:`InvalidValue` for what Vipps would never take."""
    check_binding_message(ask.binding_message)
    seconds = int(ask.life.total_seconds())
    if not SHORTEST_LIFE <= seconds <= LONGEST_LIFE:
        raise InvalidValue(f"a request to join lives {SHORTEST_LIFE} to {LONGEST_LIFE} seconds")
    form = {
        "scope": scope,
        "login_hint": _hint(ask.phone),
        "binding_message": ask.binding_message,
        "requested_expiry": str(seconds),
        "nonce": ask.nonce,
    }
    return ApiRequest(
        action="vipps_login_start",
        method="POST",
        path=path,
        template=path,
        headers=_headers(config),
        body=urlencode(form),
        parse=_started,
        effect=Effect.ONCE,
    )


def get_tokens(config: VippsConfig, path: str, enrolment_id: EnrolmentId) -> ApiRequest[Tokens | NoTokens]:
    """Look for the answer. Tokens come once; that there are none yet is an answer and no error.

    Parsing raises :class:`Misconfigured` where the sales unit may not ask at all. Any other error than those that end
    a request decides nothing.
    """
    form = {"grant_type": GRANT_TYPE, "auth_req_id": enrolment_id}
    return ApiRequest(
        action="vipps_login_token",
        method="POST",
        path=path,
        template=path,
        headers=_headers(config),
        body=urlencode(form),
        parse=_tokens,
        effect=Effect.ONCE,
        also_parsed=frozenset({httpx.codes.BAD_REQUEST}),
    )


def userinfo(path: str, access_token: str) -> ApiRequest[UserInfo | Lost]:
    """What the guest shared; :class:`Lost` when the token is too old. With a subscription key it would fail.

    Parsing raises :class:`Misconfigured` for a 401 that says nothing about the token.
    """
    return ApiRequest(
        action="vipps_login_userinfo",
        method="GET",
        path=path,
        template=path,
        headers={**JSON_ANSWER, "Authorization": f"Bearer {access_token}"},
        parse=_shared,
        effect=Effect.READ,
        also_parsed=frozenset({httpx.codes.UNAUTHORIZED}),
    )


def max_age(answer: Answer) -> timedelta:
    """How long an answer may be kept (RFC 9111); five minutes where it does not say."""
    found = _MAX_AGE.search(answer.headers.get("cache-control", ""))
    return timedelta(seconds=int(found[1])) if found else KEPT_WITHOUT_AGE


def explain_login(problem: Problem, text: str) -> PortError:
    """What an error answer of the Login API means (OAuth's ``error``, CIBA section 13, and Vipps' ``error_code``)."""
    error = refusal(problem, text)
    if isinstance(error, RateLimited):
        return error
    if problem.status == httpx.codes.UNAUTHORIZED or problem.code == "invalid_client":
        return Misconfigured(str(error), fix=KEYS_FIX)
    if OLD_APP in problem.text:
        return Refused(str(error), code=OLD_APP, status=problem.status)
    if problem.code == "unknown_user_id" or "invalid_user" in problem.text:
        return Refused(str(error), code=NO_APP_USER, status=problem.status)
    if problem.status == httpx.codes.FORBIDDEN or problem.code in {"invalid_scope", "unauthorized_client"}:
        return Misconfigured(str(error), fix=_ENABLE)
    return error


def _started(answer: Answer) -> EnrolmentAsked:
    found = read_answer(BackchannelStarted, answer)
    return EnrolmentAsked(
        id=EnrolmentId(found.auth_req_id), life=timedelta(seconds=found.expires_in), interval=found.interval
    )


def _tokens(answer: Answer) -> Tokens | NoTokens:
    if answer.status == httpx.codes.OK:
        return read_answer(Tokens, answer)
    said = read_answer(OAuthError, answer)
    if said.error in _WRONG_SET_UP:
        raise Misconfigured(f"vipps_login_token: {said.error}", fix=_WRONG_SET_UP[said.error])
    if said.error in _WITHOUT_TOKENS:
        return _WITHOUT_TOKENS[said.error]
    words = f"{said.error} {said.error_code} {said.error_description}"
    if any(word in words for word in _NOBODY_TO_ASK):
        return Lost()
    raise UnreadableAnswer(f"an error that says nothing of the request: {mask(said.error or str(said.error_code))}")


def _shared(answer: Answer) -> UserInfo | Lost:
    if answer.status != httpx.codes.UNAUTHORIZED:
        return read_answer(UserInfo, answer)
    if _is_about_the_token(answer):
        return Lost()
    raise Misconfigured("vipps_login_userinfo: 401 by somebody else", fix=_NOT_BY_VIPPS)


def _is_about_the_token(answer: Answer) -> bool:
    if _TOKEN_TOO_OLD in answer.headers.get("www-authenticate", ""):
        return True
    try:
        return read_answer(OAuthError, answer).error == _TOKEN_TOO_OLD
    except UnreadableAnswer:
        return False


def _headers(config: VippsConfig) -> dict[str, str]:
    keys = b64encode(f"{config.client_id}:{config.client_secret}".encode()).decode()
    return {
        **JSON_ANSWER,
        "Authorization": f"Basic {keys}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Vipps-System-Name": config.system_name,
        "Vipps-System-Version": config.system_version,
        "Vipps-System-Plugin-Name": config.plugin_name,
        "Vipps-System-Plugin-Version": config.plugin_version,
    }


def _path(config: VippsConfig, url: str) -> str:
    if not url.startswith(f"{config.base_url}/"):
        raise Misconfigured("vipps_login_discover: an address elsewhere", fix="Correct the Vipps base URL.")
    return url.removeprefix(config.base_url)


def _hint(phone: PhoneNumber) -> str:
    return f"urn:msisdn:{phone}"

"""Each operation of the Login API as a value, and what its answers mean."""

from datetime import timedelta
from typing import Any

import pytest

from app.domain.enrolment import EnrolmentId
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
from app.providers.http.problems import read_problem
from app.providers.http.request import Answer, ApiRequest, Effect, UnreadableAnswer
from app.providers.vipps import login
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.schemas.login import Tokens
from support.clocks import START
from support.example_order import KARI
from support.examples import example_answer, example_bytes

CONFIG = VippsConfig(
    base_url="https://apitest.vipps.no",
    client_id="the-id",
    client_secret="the-secret",
    subscription_key="the-key",
    msn="123456",
    system_version="1.2.3",
    plugin_version="4.5.6",
)
START_PATH = "/vipps-login-ciba/api/backchannel/authentication"
TOKEN_PATH = "/access-management-1.0/access/oauth2/token"
KEYS_PATH = "/access-management-1.0/access/.well-known/jwks.json"
USERINFO_PATH = "/vipps-userinfo-api/userinfo"
LOGIN = EnrolmentId("VYGaaAMRkI6SyAm_uIywhxsN2K0")
SCOPE = "openid phoneNumber delegatedConsents"
STARTED = (
    "scope=openid+phoneNumber+delegatedConsents&login_hint=urn%3Amsisdn%3A4712345678&binding_message=4MZ-CQ3"
    "&requested_expiry=600&nonce=n-0S6_WzA2Mj"
)
LIFE = timedelta(minutes=10)
FORM = {
    "Accept": "application/json",
    "Authorization": "Basic dGhlLWlkOnRoZS1zZWNyZXQ=",
    "Content-Type": "application/x-www-form-urlencoded",
    "Vipps-System-Name": "taffel",
    "Vipps-System-Version": "1.2.3",
    "Vipps-System-Plugin-Name": "taffel-order-and-pay",
    "Vipps-System-Plugin-Version": "4.5.6",
}
PLAIN = {"Accept": "application/json"}


def ask(**changes: Any) -> EnrolmentAsk:
    given: dict[str, Any] = {"phone": KARI, "binding_message": "4MZ-CQ3", "nonce": "n-0S6_WzA2Mj", "life": LIFE}
    return EnrolmentAsk(**given | changes)


@pytest.mark.parametrize(
    ("request_value", "line", "headers", "body", "effect"),
    [
        (
            login.discover(CONFIG),
            "GET /access-management-1.0/access/.well-known/openid-configuration",
            PLAIN,
            None,
            Effect.READ,
        ),
        (login.signing_keys(KEYS_PATH), f"GET {KEYS_PATH}", PLAIN, None, Effect.READ),
        (
            login.user_exists(CONFIG, KARI),
            "POST /vipps-login-ciba/api/v1/user-exists",
            FORM,
            "login_hint=urn%3Amsisdn%3A4712345678",
            Effect.READ,
        ),
        (
            login.start(CONFIG, START_PATH, SCOPE, ask()),
            f"POST {START_PATH}",
            FORM,
            STARTED,
            Effect.ONCE,
        ),
        (
            login.get_tokens(CONFIG, TOKEN_PATH, LOGIN),
            f"POST {TOKEN_PATH}",
            FORM,
            "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=VYGaaAMRkI6SyAm_uIywhxsN2K0",
            Effect.ONCE,
        ),
        (
            login.userinfo(USERINFO_PATH, "ciba.token"),
            f"GET {USERINFO_PATH}",
            {**PLAIN, "Authorization": "Bearer ciba.token"},
            None,
            Effect.READ,
        ),
    ],
)
def test_each_operation_is_the_documented_request(
    request_value: ApiRequest[object], line: str, headers: dict[str, str], body: str | None, effect: Effect
) -> None:
    assert f"{request_value.method} {request_value.path}" == line
    assert request_value.headers == headers
    assert request_value.body == body
    assert request_value.effect is effect


def test_no_request_shows_keys_tokens_or_numbers() -> None:
    shown = repr(
        [
            login.user_exists(CONFIG, KARI),
            login.start(CONFIG, START_PATH, SCOPE, ask()),
            login.get_tokens(CONFIG, TOKEN_PATH, LOGIN),
            login.userinfo(USERINFO_PATH, "ciba.token"),
            ask(),
            EnrolmentAsked(id=LOGIN, life=timedelta(minutes=10), interval=5),
            login.get_tokens(CONFIG, TOKEN_PATH, LOGIN).parse(example_answer("vipps/login_token.response")),
        ]
    )

    assert not any(secret in shown for secret in ("4712345678", "dGhlLWlk", "ciba.", "VYGaa", "n-0S6", "eyJ"))


@pytest.mark.parametrize("message", ["", "ABCD", "ABCDEFGHI", "abcde", "ABC DE", "ÆØÅÆØ"])
def test_a_binding_message_that_vipps_would_not_show_is_never_sent(message: str) -> None:
    with pytest.raises(InvalidValue):
        login.start(CONFIG, START_PATH, SCOPE, ask(binding_message=message))


@pytest.mark.parametrize("seconds", [59, 901])
def test_a_life_that_vipps_would_not_take_is_never_sent(seconds: int) -> None:
    with pytest.raises(InvalidValue):
        login.start(CONFIG, START_PATH, SCOPE, ask(life=timedelta(seconds=seconds)))


def test_discovery_gives_paths_below_our_own_base_url() -> None:
    found = login.discover(CONFIG).parse(example_answer("vipps/login_discovery.response"))

    assert found == login.Endpoints(
        issuer="https://apitest.vipps.no/access-management-1.0/access/",
        token=TOKEN_PATH,
        userinfo=USERINFO_PATH,
        keys=KEYS_PATH,
        start=START_PATH,
        life=login.KEPT_WITHOUT_AGE,
    )


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (b"https://apitest.vipps.no/access-management-1.0/access/oauth2/token", b"https://evil.example/token"),
        (b"https://apitest.vipps.no/access-management-1.0/access/oauth2/token", b"https://apitest.vipps.no.evil/x"),
        (b'"issuer": "https://apitest.vipps.no/access-management-1.0/access/"', b'"issuer": "https://evil.example/"'),
        (b'/access-management-1.0/access/"', b'/access-management-1.0/access"'),
    ],
)
def test_a_discovery_that_leads_elsewhere_gets_no_keys(wrong: bytes, right: bytes) -> None:
    body = example_bytes("vipps/login_discovery.response")
    assert wrong in body

    with pytest.raises(Misconfigured):
        login.discover(CONFIG).parse(Answer(status=200, body=body.replace(wrong, right)))


@pytest.mark.parametrize(
    ("header", "seconds"), [("max-age=3600", 3600), ("public, max-age=60", 60), ("no-store", 300), ("", 300)]
)
def test_an_answer_is_kept_as_long_as_it_says(header: str, seconds: int) -> None:
    answer = Answer(status=200, headers={"cache-control": header} if header else {})

    assert login.max_age(answer) == timedelta(seconds=seconds)


def test_what_starting_answers() -> None:
    asked = login.start(CONFIG, START_PATH, SCOPE, ask()).parse(example_answer("vipps/login_start.response"))

    assert asked == EnrolmentAsked(id=LOGIN, life=timedelta(minutes=10), interval=5)


def test_tokens_come_with_status_200() -> None:
    found = login.get_tokens(CONFIG, TOKEN_PATH, LOGIN).parse(example_answer("vipps/login_token.response"))

    assert isinstance(found, Tokens)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        ("authorization_pending", NotYet()),
        ("slow_down", NotYet(slower=5)),
        ("access_denied", Denied()),
        ("expired_token", Expired()),
        ("invalid_grant", Lost()),
        ("old_app", Lost()),
        ("invalid_user", Lost()),
        ("unknown_user_id", Lost()),
    ],
)
def test_why_there_are_no_tokens_is_an_answer(error: str, meaning: object) -> None:
    request = login.get_tokens(CONFIG, TOKEN_PATH, LOGIN)

    assert request.parse(Answer(status=400, body=b'{"error": "%s"}' % error.encode())) == meaning
    assert request.also_parsed == {400}


@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"])
def test_a_sales_unit_that_may_not_ask_is_the_operators_business_and_ends_no_request(error: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        login.get_tokens(CONFIG, TOKEN_PATH, LOGIN).parse(Answer(status=400, body=b'{"error": "%s"}' % error.encode()))

    assert caught.value.fix


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"message": "no"}',
        b'{"error": "server_error"}',
        b'{"error": "temporarily_unavailable"}',
        b'{"error": "invalid_request"}',
        b'{"error": "invalid_binding_message"}',
        b'{"error": "something_new"}',
        b'{"error": "something_new", "error_code": 7}',
        b'{"error_code": "something_new"}',
    ],
)
def test_a_refusal_that_says_nothing_of_the_request_decides_nothing(body: bytes) -> None:
    with pytest.raises(UnreadableAnswer):
        login.get_tokens(CONFIG, TOKEN_PATH, LOGIN).parse(Answer(status=400, body=body))


def test_an_error_that_is_known_means_the_same_whatever_stands_beside_it() -> None:
    body = b'{"error": "authorization_pending", "error_code": 7, "error_description": null}'

    assert login.get_tokens(CONFIG, TOKEN_PATH, LOGIN).parse(Answer(status=400, body=body)) == NotYet()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"www-authenticate": 'Bearer error="invalid_token"'}, b""),
        ({"www-authenticate": 'Bearer error="invalid_token"'}, b'{"title": "Unauthorized", "status": "401"}'),
        ({}, b'{"error": "invalid_token", "error_description": "expired"}'),
    ],
)
def test_a_token_that_userinfo_calls_invalid_is_lost(headers: dict[str, str], body: bytes) -> None:
    answer = Answer(status=401, headers=headers, body=body)

    assert login.userinfo(USERINFO_PATH, "ciba.token").parse(answer) == Lost()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b""),
        ({}, b"<html>"),
        ({}, b'{"statusCode": 401, "message": "Access denied due to missing subscription key."}'),
        ({"www-authenticate": "AzureApiManagementKey"}, b'{"statusCode": 401, "message": "Denied"}'),
        ({"www-authenticate": "Basic"}, b'{"error": "invalid_client"}'),
        ({}, b'{"title": "Unauthorized", "status": "401"}'),
    ],
)
def test_a_401_that_says_nothing_of_the_token_is_the_operators_business(headers: dict[str, str], body: bytes) -> None:
    with pytest.raises(Misconfigured) as caught:
        login.userinfo(USERINFO_PATH, "ciba.token").parse(Answer(status=401, headers=headers, body=body))

    assert caught.value.fix


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (400, b'{"error": "unknown_user_id"}', Refused, NO_APP_USER),
        (400, b'{"error": "invalid_request", "error_code": "invalid_user"}', Refused, NO_APP_USER),
        (400, b'{"error": "invalid_request", "error_description": "invalid_user"}', Refused, NO_APP_USER),
        (400, example_bytes("vipps/login_error.old_app"), Refused, OLD_APP),
        (400, b'{"error": "access_denied", "error_description": "old_app"}', Refused, OLD_APP),
        (400, b'{"error": "invalid_request"}', Refused, "invalid_request"),
        (400, b'{"error": "invalid_binding_message"}', Refused, "invalid_binding_message"),
        (400, b'{"error": "invalid_scope"}', Misconfigured, None),
        (401, b'{"error": "invalid_client"}', Misconfigured, None),
        (400, b'{"error": "invalid_client"}', Misconfigured, None),
        (403, b'{"error": "access_denied"}', Misconfigured, None),
        (429, b"", RateLimited, None),
    ],
)
def test_every_error_of_the_login_api_has_its_meaning(
    status: int, body: bytes, kind: type[PortError], code: str | None
) -> None:
    error = login.explain_login(read_problem(Answer(status=status, body=body), START), "vipps_login_start")

    assert type(error) is kind
    assert getattr(error, "code", None) == code


def test_what_an_error_says_holds_no_number() -> None:
    body = b'{"error": "invalid_request", "error_description": "login_hint urn:msisdn:4712345678 is wrong"}'
    error = login.explain_login(read_problem(Answer(status=400, body=body), START), "vipps_login_start")

    assert "4712345678" not in str(error)

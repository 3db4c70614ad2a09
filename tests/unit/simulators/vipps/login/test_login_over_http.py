"""A guest says yes in the app: the Login API as a till meets it, over HTTP."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
import pytest_asyncio

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.serve import running
from app.simulators.vipps import create_vipps_app
from app.simulators.vipps.login.logins import Logins
from app.simulators.vipps.login.people import subject_of
from app.simulators.vipps.webhooks.events import LOGIN_PING
from support.vipps_login import ACCESS, CIBA, LoginTill
from support.vipps_sim import FREJA, KARI, NOON, REFERENCE, bearer_headers, payment_body

CAMILLE = "33612345678"
EMAIL_ONLY = [
    {"id": "email", "accepted": True, "required": False, "textDisplayedToUser": "Offers and news by e-mail"},
    {"id": "sms", "accepted": False, "required": False, "textDisplayedToUser": "Offers and news by SMS"},
]


@pytest.fixture
def clock() -> SimClock:
    return SimClock(frozen_at=NOON)


@pytest_asyncio.fixture
async def till(clock: SimClock) -> AsyncIterator[LoginTill]:
    async with running(create_vipps_app(clock=clock)) as url, httpx.AsyncClient(base_url=url, timeout=10) as http:
        yield LoginTill(http)


async def change(till: LoginTill, **settings: Any) -> None:
    answer = await till.http.post("/_sim/login", json=settings)
    assert answer.status_code == 200, answer.text


def error(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def verified(till: LoginTill, id_token: str) -> dict[str, Any]:
    """Check an ID token with what discovery and the key set say; the clock of the test stands still in the past."""
    configuration = (await till.http.get(f"{ACCESS}/.well-known/openid-configuration")).json()
    keys = jwt.PyJWKSet.from_dict((await till.http.get(configuration["jwks_uri"])).json())
    key = keys[jwt.get_unverified_header(id_token)["kid"]]
    claims: dict[str, Any] = jwt.decode(
        id_token,
        key,
        algorithms=["RS256"],
        audience=seed.VIPPS_CLIENT_ID,
        issuer=configuration["issuer"],
        options={"verify_exp": False, "verify_iat": False},
    )
    return claims


async def test_discovery_points_at_this_server(till: LoginTill) -> None:
    answer = await till.http.get(f"{ACCESS}/.well-known/openid-configuration")
    base, known = str(till.http.base_url).rstrip("/"), answer.json()

    assert answer.headers["cache-control"] == "max-age=3600"
    assert (known["issuer"], known["backchannel_authentication_endpoint"]) == (
        f"{base}{ACCESS}/",
        f"{base}{CIBA}/backchannel/authentication",
    )
    assert known["backchannel_token_delivery_modes_supported"] == ["poll"]


async def test_the_key_set_holds_no_secret(till: LoginTill) -> None:
    [key] = (await till.http.get(f"{ACCESS}/.well-known/jwks.json")).json()["keys"]

    assert (set(key), key["alg"]) == ({"use", "alg", "kid", "kty", "n", "e"}, "RS256")


@pytest.mark.parametrize(
    ("hint", "exists"),
    [
        (f"urn:msisdn:{KARI}", True),
        (f"urn:msisdn:{FREJA}", True),
        ("urn:mobilenumber:12345678", True),
        ("urn:msisdn:4799999999", False),
    ],
)
async def test_a_user_exists_or_not(till: LoginTill, hint: str, exists: bool) -> None:
    answer = await till.post(f"{CIBA}/v1/user-exists", {"login_hint": hint})

    assert (answer.status_code, answer.json()) == (200, {"exists": exists})


async def test_a_login_from_start_to_userinfo(till: LoginTill) -> None:
    started = await till.start(nonce="n-1")
    login_id = started.json()["auth_req_id"]
    pending = await till.poll(login_id)
    await till.act(login_id, "approve", email=True)
    tokens = await till.poll(login_id)
    claims = (await till.userinfo(tokens.json())).json()
    id_claims = await verified(till, tokens.json()["id_token"])

    assert (started.json()["expires_in"], started.json()["interval"]) == (600, 5)
    assert error(pending) == (400, "authorization_pending")
    assert (tokens.json()["token_type"], tokens.json()["expires_in"]) == ("Bearer", 300)
    assert (claims["name"], claims["phone_number"], claims["email"], claims["email_verified"]) == (
        "Kari Nordmann",
        KARI,
        "kari.nordmann@example.com",
        True,
    )
    assert claims["delegatedConsents"]["consents"] == EMAIL_ONLY
    assert claims["delegatedConsents"]["timeOfConsent"] == "2026-10-04T12:00:00Z"
    assert (id_claims["sub"], id_claims["sid"], id_claims["nonce"]) == (claims["sub"], claims["sid"], "n-1")
    assert id_claims["exp"] - id_claims["iat"] == 3600
    half = hashlib.sha256(tokens.json()["access_token"].encode()).digest()[:16]
    assert id_claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")


async def test_tokens_are_handed_out_once(till: LoginTill) -> None:
    login_id = await till.started()
    await till.act(login_id, "approve")
    first, second = await till.poll(login_id), await till.poll(login_id)

    assert (first.status_code, error(second)) == (200, (400, "invalid_grant"))


async def test_polling_faster_than_the_interval_is_slowed_down(till: LoginTill, clock: SimClock) -> None:
    login_id = await till.started()
    errors = []
    for seconds in (0, 4, 9, 15):
        clock.advance(seconds)
        errors.append(error(await till.poll(login_id))[1])

    assert errors == ["authorization_pending", "slow_down", "slow_down", "authorization_pending"]


async def test_a_rejected_login_is_denied(till: LoginTill) -> None:
    login_id = await till.started()
    await till.act(login_id, "reject")
    again = await till.act(login_id, "approve")

    assert error(await till.poll(login_id)) == (400, "access_denied")
    assert (again.status_code, again.json()) == (400, {"error": "this login is over"})


@pytest.mark.parametrize(("asked", "seconds"), [({}, 600), ({"requested_expiry": "60"}, 60)])
async def test_a_login_expires(till: LoginTill, clock: SimClock, asked: dict[str, str], seconds: int) -> None:
    login_id = await till.started(**asked)
    clock.advance(seconds - 1)
    before = await till.poll(login_id)
    clock.advance(1)

    assert (error(before), error(await till.poll(login_id))) == (
        (400, "authorization_pending"),
        (400, "expired_token"),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"binding_message": "4mz-cq3"}, "invalid_binding_message"),
        ({"binding_message": "ABCD"}, "invalid_binding_message"),
        ({"binding_message": "ABCDEFGHI"}, "invalid_binding_message"),
        ({"binding_message": "ABC DE"}, "invalid_binding_message"),
        ({"requested_expiry": "59"}, "invalid_request"),
        ({"requested_expiry": "901"}, "invalid_request"),
        ({"requested_expiry": "ten"}, "invalid_request"),
        ({"login_hint": KARI}, "invalid_request"),
        ({"login_hint": f"urn:msisdn:+{KARI}"}, "invalid_request"),
        ({"login_hint": f"urn:msisdn:{CAMILLE}"}, "invalid_request"),
        ({"login_hint": ""}, "invalid_request"),
        ({"scope": ""}, "invalid_request"),
        ({"scope": "name email"}, "invalid_scope"),
        ({"requested_flow": "login_to_webpage"}, "invalid_request"),
        ({"login_hint": "urn:msisdn:4799999999"}, "unknown_user_id"),
    ],
)
async def test_a_bad_parameter_is_refused(till: LoginTill, changes: dict[str, str], expected: str) -> None:
    assert error(await till.start(**changes)) == (400, expected)


@pytest.mark.parametrize("message", ["4MZ-CQ3", "ABCDE", "12345678"])
async def test_a_good_binding_message_is_taken(till: LoginTill, message: str) -> None:
    assert (await till.start(binding_message=message)).status_code == 200


async def test_who_is_not_eligible_or_has_an_old_app_is_told_apart(till: LoginTill) -> None:
    await change(till, old_apps=[KARI])
    nobody, old = await till.start("4799999999"), await till.start(KARI)

    assert (nobody.json()["error_code"], old.json()["error_code"]) == ("invalid_user", "old_app")


async def test_too_many_logins_for_one_user_wait(till: LoginTill, clock: SimClock) -> None:
    for _ in range(3):
        await till.started()
        clock.advance(100)
    crowded, somebody_else = await till.start(), await till.start(FREJA)
    clock.advance(300)

    assert (crowded.status_code, crowded.headers["retry-after"], somebody_else.status_code) == (429, "300", 200)
    assert (await till.start()).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic", "Basic ???", "Basic /w==", "Basic YTpi", "Bearer YTpi"],
)
@pytest.mark.parametrize(
    "path", [f"{CIBA}/v1/user-exists", f"{CIBA}/backchannel/authentication", f"{ACCESS}/oauth2/token"]
)
async def test_only_the_shop_may_ask(till: LoginTill, path: str, authorization: str) -> None:
    form = {"login_hint": f"urn:msisdn:{KARI}", "scope": "openid"}
    answer = await till.http.post(path, data=form, headers={"Authorization": authorization})

    assert error(answer) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b'{"scope": "openid"}', "application/json"),
        (b"scope=openid&scope=name", "application/x-www-form-urlencoded"),
        (b"scope=%ff", "application/x-www-form-urlencoded"),
        (b"\xff", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(till: LoginTill, body: bytes, content_type: str) -> None:
    answer = await till.http.post(
        f"{CIBA}/backchannel/authentication", content=body, auth=till.auth, headers={"Content-Type": content_type}
    )

    assert error(answer) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"grant_type": "authorization_code", "code": "x"}, "unsupported_grant_type"),
        ({"grant_type": "urn:openid:params:grant-type:ciba"}, "invalid_request"),
        ({"grant_type": "urn:openid:params:grant-type:ciba", "auth_req_id": "x"}, "invalid_grant"),
    ],
)
async def test_the_token_endpoint_wants_the_right_grant(till: LoginTill, form: dict[str, str], expected: str) -> None:
    assert error(await till.post(f"{ACCESS}/oauth2/token", form)) == (400, expected)


async def test_userinfo_refuses_the_subscription_key_and_old_tokens(till: LoginTill, clock: SimClock) -> None:
    login_id = await till.started()
    await till.act(login_id, "approve")
    tokens = (await till.poll(login_id)).json()
    with_key = await till.userinfo(tokens, **{"Ocp-Apim-Subscription-Key": seed.VIPPS_SUBSCRIPTION_KEY})
    in_time = await till.userinfo(tokens)
    clock.advance(300)
    late = await till.userinfo(tokens)

    assert [answer.status_code for answer in (with_key, in_time, late)] == [401, 200, 401]
    assert late.json()["status"] == "401"


async def test_a_scope_outside_the_plan_is_dropped_without_a_word(till: LoginTill) -> None:
    claims = await till.logged_in("openid name birthDate nin gender unheardOf")

    assert set(claims) == {"sub", "sid", "name", "given_name", "family_name"}


async def test_every_scope_of_a_bigger_plan_has_its_claims(till: LoginTill) -> None:
    await change(till, plan=["name", "address", "birthDate"])
    claims = await till.logged_in("openid address birthDate", FREJA)

    assert claims["birthdate"] == "1998-01-01"
    assert claims["address"]["formatted"] == "Nyhavn 12\n1051 København K\nDK"


async def test_consents_come_once_and_a_refusal_comes_too(till: LoginTill) -> None:
    first = await till.logged_in(email=False)
    second = await till.logged_in()

    assert [one["accepted"] for one in first["delegatedConsents"]["consents"]] == [False, False]
    assert ("delegatedConsents" in second, second["sub"]) == (False, first["sub"])


async def test_consents_come_again_when_their_words_change(till: LoginTill) -> None:
    await till.logged_in(email=True)
    await change(till, questions=[{"id": "sms", "text": "Only SMS now"}])
    claims = await till.logged_in(sms=True)

    assert claims["delegatedConsents"]["consents"] == [
        {"id": "sms", "accepted": True, "required": False, "textDisplayedToUser": "Only SMS now"}
    ]


async def test_consents_of_a_rejected_login_are_asked_again(till: LoginTill) -> None:
    await till.act(await till.started(), "reject")

    assert "delegatedConsents" in await till.logged_in()


async def test_a_custom_flow_has_its_own_shape(till: LoginTill) -> None:
    claims = await till.logged_in("openid customFlow", sms=True)
    [screen] = claims["flowResult"]["screens"]

    assert (screen["title"], screen["elements"]) == (
        "Join the Fjord & Furu club",
        [
            {"type": "checkbox", "id": "cf_email", "title": "Offers and news by e-mail", "checked": False},
            {"type": "checkbox", "id": "cf_sms", "title": "Offers and news by SMS", "checked": True},
        ],
    )
    assert "delegatedConsents" not in claims


async def test_a_required_consent_must_be_given(till: LoginTill) -> None:
    await change(till, questions=[{"id": "digital", "text": "The terms", "required": True}])
    login_id = await till.started()
    without = await till.act(login_id, "approve")
    given = await till.act(login_id, "approve", digital=True)

    assert (without.status_code, given.status_code) == (400, 200)


async def test_a_person_is_another_at_every_sales_unit_and_the_same_when_paying(till: LoginTill) -> None:
    kari, freja = await till.logged_in(), await till.logged_in(msisdn=FREJA)
    headers = await bearer_headers(till.http, **{"Idempotency-Key": "create-1"})
    body = payment_body(profile={"scope": "name"})
    await till.http.post("/epayment/v1/payments", json=body, headers=headers)
    await till.http.post(f"/_sim/payments/{REFERENCE}/approve")
    payment = (await till.http.get(f"/epayment/v1/payments/{REFERENCE}", headers=headers)).json()

    assert payment["profile"] == {"sub": kari["sub"]}
    assert len({kari["sub"], freja["sub"], subject_of("654321", KARI)}) == 3


@pytest.mark.parametrize(
    ("spoil", "refused_as"),
    [
        ("audience", jwt.InvalidAudienceError),
        ("issuer", jwt.InvalidIssuerError),
        ("key", jwt.InvalidSignatureError),
        ("unsigned", jwt.InvalidAlgorithmError),
    ],
)
async def test_an_id_token_can_be_spoiled(till: LoginTill, spoil: str, refused_as: type[Exception]) -> None:
    await change(till, spoil_id_token=spoil)
    login_id = await till.started()
    await till.act(login_id, "approve")
    tokens = (await till.poll(login_id)).json()

    with pytest.raises(refused_as):
        await verified(till, tokens["id_token"])


@pytest.mark.parametrize("spoil", ["expired", "nonce"])
async def test_an_id_token_can_say_something_else(till: LoginTill, spoil: str) -> None:
    await change(till, spoil_id_token=spoil)
    login_id = await till.started(nonce="n-1")
    await till.act(login_id, "approve")
    claims = await verified(till, (await till.poll(login_id)).json()["id_token"])

    assert (claims["exp"] < NOON.timestamp(), claims["nonce"] != "n-1") == (spoil == "expired", spoil == "nonce")


async def test_id_tokens_are_dated_in_real_time_however_far_the_simulator_is(till: LoginTill, clock: SimClock) -> None:
    clock.advance(timedelta(days=1).total_seconds())
    login_id = await till.started()
    await till.act(login_id, "approve")
    claims = await verified(till, (await till.poll(login_id)).json()["id_token"])

    assert claims["iat"] == NOON.timestamp()


async def test_the_phone_shows_who_asks_what_and_the_same_message(till: LoginTill) -> None:
    await till.started()
    phone = (await till.http.get(f"/_sim/people/{KARI}")).json()
    [login] = phone["logins"]

    assert (login["headline"], login["binding_message"], login["state"]) == (
        "Join customer club",
        "4MZ-CQ3",
        "pending",
    )
    assert login["shares"] == ["Name", "Phone number", "E-mail address"]
    assert [question["id"] for question in login["asks"]["questions"]] == ["email", "sms"]


async def test_the_phone_page_has_a_place_for_the_request(till: LoginTill) -> None:
    page = (await till.http.get("/phone")).text
    script = await till.http.get("/phone/static/login.js")
    ids = ("login-request", "login-binding", "login-approve", "login-reject", "login-result", "login-done")

    assert [name for name in ids if f'data-testid="{name}"' not in page] == []
    assert (script.status_code, "consent-${question.id}" in script.text) == (200, True)


async def test_a_subscriber_hears_that_a_login_is_done(till: LoginTill) -> None:
    headers = await bearer_headers(till.http)
    registration = {"url": "https://taffel.example/hooks", "events": [LOGIN_PING]}
    await till.http.post("/webhooks/v1/webhooks", json=registration, headers=headers)
    login_id = await till.started()
    await till.act(login_id, "approve")
    [delivery] = (await till.http.get("/_sim/webhooks")).json()["deliveries"]

    assert (delivery["event"], json.loads(delivery["body"])) == (LOGIN_PING, {"auth_req_id": login_id})


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/_sim/login", {"headline": "Pay now"}, 400),
        ("/_sim/login", {"questions": [{"id": "fax", "text": "By fax"}]}, 400),
        ("/_sim/login", {"interval": 0}, 400),
        ("/_sim/logins/x/approve", {}, 404),
        ("/_sim/logins/x/reject", {}, 404),
        ("/_sim/logins/x/ignore", {}, 404),
    ],
)
async def test_the_control_path_says_what_is_wrong(till: LoginTill, path: str, body: object, status: int) -> None:
    answer = await till.http.post(path, json=body)

    assert (answer.status_code, set(answer.json())) == (status, {"error"})


async def test_a_reset_forgets_logins_consents_and_settings(till: LoginTill) -> None:
    await change(till, interval=7)
    await till.logged_in(email=True)
    await till.http.post("/_sim/reset")
    logins = (await till.http.get("/_sim/logins")).json()["logins"]

    assert (logins, (await till.http.get("/_sim/login")).json()["interval"]) == ([], 5)
    assert "delegatedConsents" in await till.logged_in()


@pytest.mark.parametrize(("age", "may"), [(14, False), (15, True)])
def test_nobody_under_fifteen_can_log_in(age: int, may: bool) -> None:
    person = seed.Person(msisdn="4741111111", first_name="Nora", last_name="Lie", app="Vipps", age=age)
    keys = create_vipps_app().state.backend.tokens.keys
    logins = Logins({person.msisdn: person}, keys, SimClock(frozen_at=NOON))

    assert logins.exists(person.msisdn) == may

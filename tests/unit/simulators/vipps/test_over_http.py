"""The simulated Vipps as a client meets it: real HTTP on a loopback port, the many small refusals in-process."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from app.simulators.clock import SimClock
from app.simulators.serve import running
from app.simulators.vipps import create_vipps_app
from support.vipps_sim import KARI, KEY_HEADERS, NOON, OLA, REFERENCE, bearer_headers, payment_body

PAYMENT = f"/epayment/v1/payments/{REFERENCE}"
TRACE_ID = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-00")


@pytest.fixture
def app() -> Starlette:
    return create_vipps_app(clock=SimClock(frozen_at=NOON))


@pytest_asyncio.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=5) as client:
        client.headers.update(await bearer_headers(client))
        yield client


@pytest_asyncio.fixture
async def direct(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(base_url="http://sim", transport=transport) as client:
        client.headers.update(await bearer_headers(client))
        yield client


async def create(http: httpx.AsyncClient, key: str = "create-1", **changes: object) -> httpx.Response:
    return await http.post("/epayment/v1/payments", json=payment_body(**changes), headers={"Idempotency-Key": key})


async def capture(http: httpx.AsyncClient, value: int, key: str) -> httpx.Response:
    body = {"modificationAmount": {"currency": "NOK", "value": value}}
    return await http.post(f"{PAYMENT}/capture", json=body, headers={"Idempotency-Key": key})


def error_code(answer: httpx.Response) -> str:
    [detail] = answer.json()["extraDetails"]
    assert detail["name"] == "ErrorCode"
    return str(detail["reason"])


async def test_a_payment_from_create_to_refund(http: httpx.AsyncClient) -> None:
    created = await create(http)
    approved = await http.post(f"/_sim/payments/{REFERENCE}/approve")
    captured = await capture(http, 18900, "capture-1")
    refunded = await http.post(
        f"{PAYMENT}/refund",
        json={"modificationAmount": {"currency": "NOK", "value": 900}},
        headers={"Idempotency-Key": "refund-1"},
    )
    payment = (await http.get(PAYMENT)).json()
    events = (await http.get(f"{PAYMENT}/events")).json()

    assert (created.status_code, created.json()) == (201, {"reference": REFERENCE})
    assert approved.json()["state"] == "AUTHORIZED"
    assert (captured.status_code, refunded.status_code) == (200, 200)
    assert payment["aggregate"] == {
        "authorizedAmount": {"currency": "NOK", "value": 18900},
        "cancelledAmount": {"currency": "NOK", "value": 0},
        "capturedAmount": {"currency": "NOK", "value": 18900},
        "refundedAmount": {"currency": "NOK", "value": 900},
    }
    assert [event["name"] for event in events] == ["CREATED", "AUTHORIZED", "CAPTURED", "REFUNDED"]


async def test_answers_to_modifications_call_themselves_problems(http: httpx.AsyncClient) -> None:
    await create(http)
    await http.post(f"/_sim/payments/{REFERENCE}/approve")
    answer = await capture(http, 100, "capture-1")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/problem+json")
    assert set(answer.json()) == {"amount", "state", "aggregate", "pspReference", "reference"}


async def test_a_lost_answer_to_create_leaves_a_payment_that_the_same_key_finds(http: httpx.AsyncClient) -> None:
    await http.post("/_sim/faults", json={"match": "POST /epayment/v1/payments", "kind": "drop_after"})
    with pytest.raises(httpx.TransportError):
        await create(http)
    repeated = await create(http)
    payments = (await http.get("/_sim/payments")).json()["payments"]

    assert (repeated.status_code, len(payments)) == (201, 1)


async def test_a_lost_answer_to_capture_takes_the_money_once(http: httpx.AsyncClient) -> None:
    await create(http)
    await http.post(f"/_sim/payments/{REFERENCE}/approve")
    await http.post("/_sim/faults", json={"match": "POST */capture", "kind": "drop_after"})
    with pytest.raises(httpx.TransportError):
        await capture(http, 5000, "capture-1")
    repeated = await capture(http, 5000, "capture-1")

    assert repeated.json()["aggregate"]["capturedAmount"]["value"] == 5000


async def test_a_rule_broken_is_a_problem_with_its_code(http: httpx.AsyncClient) -> None:
    await create(http)
    answer = await capture(http, 100, "capture-1")
    problem = answer.json()

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert (problem["type"], problem["instance"], problem["status"]) == (
        "https://httpstatuses.io/400",
        f"/v1/payments/{REFERENCE}/capture",
        400,
    )
    assert error_code(answer) == "6080"
    assert TRACE_ID.fullmatch(problem["traceId"])


async def test_a_field_that_does_not_fit_is_named(http: httpx.AsyncClient) -> None:
    answer = await create(http, reference="x")

    assert (answer.status_code, answer.json()["detail"]) == (400, "See extraDetails for further details")
    assert answer.json()["extraDetails"] == [
        {
            "name": "reference",
            "reason": "The field reference must match the regular expression '^[a-zA-Z0-9-]{8,64}$'.",
        }
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"text"', b"\xff", b'{"amount": NaN}', b"[" * 100_000, b'{"reference": 1e999}']
)
async def test_a_body_that_is_no_json_object_is_refused(direct: httpx.AsyncClient, body: bytes) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await direct.post("/epayment/v1/payments", content=body, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_a_metadata_key_that_comes_twice_is_refused(direct: httpx.AsyncClient) -> None:
    body = httpx.Request("POST", "http://x", json=payment_body()).content
    twice = body.replace(b'"table":"12"', b'"table":"12","table":"13"')
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await direct.post("/epayment/v1/payments", content=twice, headers=headers)

    assert error_code(answer) == "4110"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Idempotency-Key": ""}, 400),
        ({"Idempotency-Key": "k" * 51}, 400),
        ({"Content-Type": "text/plain"}, 400),
        ({"Merchant-Serial-Number": "654321"}, 403),
        ({"Vipps-System-Name": "t" * 31}, 400),
        ({"Ocp-Apim-Subscription-Key": "wrong"}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
    ],
)
async def test_a_wrong_header_is_refused(direct: httpx.AsyncClient, headers: dict[str, str], status: int) -> None:
    answer = await direct.post("/epayment/v1/payments", json=payment_body(), headers={"Idempotency-Key": "k"} | headers)

    assert answer.status_code == status


@pytest.mark.parametrize("header", ["Merchant-Serial-Number", "Idempotency-Key"])
async def test_a_missing_header_is_named(direct: httpx.AsyncClient, header: str) -> None:
    request = direct.build_request(
        "POST", "/epayment/v1/payments", json=payment_body(), headers={"Idempotency-Key": "k"}
    )
    del request.headers[header]
    answer = await direct.send(request)

    assert (answer.status_code, answer.json()["extraDetails"][0]["name"]) == (400, header)


async def test_the_gateway_refuses_in_its_own_shape(direct: httpx.AsyncClient) -> None:
    headers = {"Ocp-Apim-Subscription-Key": "wrong"}
    answer = await direct.get(PAYMENT, headers=headers)

    assert answer.status_code == 401
    assert answer.json()["statusCode"] == 401
    assert "invalid subscription key" in answer.json()["message"]


async def test_the_token_endpoint_answers_strings(http: httpx.AsyncClient) -> None:
    answer = await http.post("/accesstoken/get", headers=KEY_HEADERS)
    refused = await http.post("/accesstoken/get", headers=KEY_HEADERS | {"client_secret": "wrong"})

    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", "3600")
    assert refused.status_code == 401


async def test_a_token_runs_out_on_the_simulated_clock(direct: httpx.AsyncClient) -> None:
    await direct.post("/_sim/clock", json={"advance": 3600})
    answer = await direct.get(PAYMENT)

    assert answer.status_code == 401


async def test_too_many_changes_are_429_with_retry_after(direct: httpx.AsyncClient) -> None:
    await create(direct)
    answers = [await capture(direct, 100, f"k{number}") for number in range(6)]

    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "60"


async def test_an_unknown_path_is_the_gateways_404(direct: httpx.AsyncClient) -> None:
    answers = [await direct.get("/epayment/v2/payments"), await direct.post(f"{PAYMENT}/void", json={})]

    assert [(answer.status_code, answer.json()["message"]) for answer in answers] == [(404, "Resource not found")] * 2


async def test_cancel_needs_no_body(http: httpx.AsyncClient) -> None:
    await create(http)
    answer = await http.post(f"{PAYMENT}/cancel")

    assert (answer.status_code, answer.json()["state"]) == (200, "TERMINATED")


async def test_force_approve_answers_nothing(http: httpx.AsyncClient) -> None:
    await create(http)
    path = f"/epayment/v1/test/payments/{REFERENCE}/approve"
    answer = await http.post(path, json={"customer": {"phoneNumber": KARI}})

    assert (answer.status_code, answer.content) == (200, b"")
    assert (await http.get(PAYMENT)).json()["state"] == "AUTHORIZED"


@pytest.mark.parametrize("version", ["1", "2"])
async def test_a_persons_code_is_made_and_exchanged(direct: httpx.AsyncClient, version: str) -> None:
    made = (await direct.post(f"/_sim/people/{OLA}/qr", params={"version": version})).json()
    answer = await direct.post("/qr/v1/exchange", json={"qrCode": made["text"], "requestedData": ["MSISDN"]})

    assert (answer.status_code, answer.json()["msisdn"]) == (200, OLA)
    assert (answer.json()["version"], made["version"]) == (f"{version}.0", f"{version}.0")


async def test_a_bad_code_is_refused_in_the_qr_apis_shape(http: httpx.AsyncClient) -> None:
    answer = await http.post("/qr/v1/exchange", json={"qrCode": "https://example.com"})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json() == {
        "title": "Bad request",
        "status": 400,
        "detail": "The request body contains one or more invalid parameters.",
        "extraDetails": [{"name": "qrCode", "reason": "The complete data contained in the QR code is required."}],
    }


async def test_check_in_fails_in_test_mode_and_shows_a_card_in_production_mode(http: httpx.AsyncClient) -> None:
    body = {"phoneNumber": KARI, "isMember": True}
    in_test = await http.post("/point-of-sale/v1/loyalty-check-in", json=body)
    await http.post("/_sim/settings", json={"check_in_mode": "production"})
    in_production = await http.post("/point-of-sale/v1/loyalty-check-in", json=body)
    phone = (await http.get(f"/_sim/people/{KARI}")).json()

    assert (in_test.status_code, in_production.status_code) == (500, 200)
    assert phone["check_in"]["id"] == in_production.json()


async def test_who_is_no_member_gets_no_check_in_card(direct: httpx.AsyncClient) -> None:
    await direct.post("/_sim/settings", json={"check_in_mode": "production"})
    await direct.post("/point-of-sale/v1/loyalty-check-in", json={"phoneNumber": KARI, "isMember": False})

    assert (await direct.get(f"/_sim/people/{KARI}")).json()["check_in"] is None


async def test_check_in_is_for_norwegian_numbers_only(direct: httpx.AsyncClient) -> None:
    answer = await direct.post(
        "/point-of-sale/v1/loyalty-check-in", json={"phoneNumber": "4520123456", "isMember": True}
    )

    assert (answer.status_code, answer.json()["invalidParams"][0]["name"]) == (400, "phoneNumber")


@pytest.mark.parametrize(
    ("qr_format", "content_type", "start"),
    [
        ({"format": "IMAGE/SVG+XML"}, "image/svg+xml", b"<svg"),
        ({"format": "IMAGE/PNG", "size": 200}, "image/png", b"\x89PNG"),
    ],
)
async def test_a_payment_qr_is_a_picture_until_it_expires(
    http: httpx.AsyncClient, qr_format: dict[str, Any], content_type: str, start: bytes
) -> None:
    link = (await create(http, userFlow="QR", customer=None, qrFormat=qr_format)).json()["redirectUrl"]
    async with httpx.AsyncClient() as anybody:
        picture = await anybody.get(link)
        await http.post("/_sim/clock", json={"advance": 600})
        late = await anybody.get(link)

    assert (picture.status_code, picture.headers["content-type"]) == (200, content_type)
    assert picture.content.startswith(start)
    assert late.status_code == 404


async def test_somebody_scans_the_tablets_code_and_approves(http: httpx.AsyncClient) -> None:
    link = (await create(http, userFlow="QR", customer=None, qrFormat={"format": "TEXT/TARGETURL"})).json()
    token = link["redirectUrl"].partition("token=")[2]
    scanned = await http.post(f"/_sim/scan/{token}", json={"msisdn": OLA})
    approved = await http.post(f"/_sim/payments/{REFERENCE}/approve", json={"msisdn": OLA})

    assert (scanned.json()["is_open"], approved.json()["state"]) == (True, "AUTHORIZED")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"/_sim/payments/{REFERENCE}/approve", None, 404),
        (f"/_sim/payments/{REFERENCE}/dance", None, 404),
        (f"/_sim/payments/{REFERENCE}/approve", {"msisdn": "4799999999"}, 404),
        ("/_sim/scan/nothing", {"msisdn": KARI}, 404),
        ("/_sim/scan/nothing", {"msisdn": "4799999999"}, 404),
        ("/_sim/people/4799999999/qr", None, 404),
        (f"/_sim/people/{KARI}/qr?version=3", None, 400),
        ("/_sim/progress", {"mode": "dance"}, 400),
        ("/_sim/settings", {"colour": "red"}, 400),
        ("/_sim/settings", [], 400),
    ],
)
async def test_the_control_path_explains_what_it_refuses(
    direct: httpx.AsyncClient, path: str, body: object, status: int
) -> None:
    answer = await direct.post(path, json=body) if body is not None else await direct.post(path)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_progress_is_set_over_http(direct: httpx.AsyncClient) -> None:
    await create(direct)
    await direct.post("/_sim/progress", json={"mode": "approve", "lookups": 2})
    states = [(await direct.get(PAYMENT)).json()["state"] for _ in range(2)]

    assert states == ["CREATED", "AUTHORIZED"]
    assert (await direct.get("/_sim/progress")).json() == {"mode": "approve", "lookups": 2, "seconds": None}


async def test_people_are_listed_with_their_app(direct: httpx.AsyncClient) -> None:
    people = (await direct.get("/_sim/people")).json()["people"]

    assert [(person["msisdn"], person["app"]) for person in people] == [
        ("4712345678", "Vipps"),
        ("4798765432", "Vipps"),
        ("4791234567", "Vipps"),
        ("4520123456", "MobilePay"),
        ("358401234567", "MobilePay"),
    ]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
async def test_a_personal_qr_is_drawn(direct: httpx.AsyncClient, kind: str, start: bytes) -> None:
    picture = await direct.get(f"/_sim/people/{KARI}/qr.{kind}", params={"version": "2"})

    assert picture.content.startswith(start)
    assert picture.headers["cache-control"] == "no-store"


async def test_the_phone_page_needs_nothing_from_outside(http: httpx.AsyncClient) -> None:
    page = await http.get("/phone")
    script = await http.get("/phone/static/phone.js")
    style = await http.get("/phone/static/phone.css")

    assert [answer.status_code for answer in (page, script, style)] == [200] * 3
    assert not re.search(r"(?:src|href|url\()\W*https?:", page.text + script.text + style.text)
    assert {"approve", "reject", "open", "personal-qr", f"person-{KARI}"} <= set(
        re.findall(r'data-testid="([^"]+)"', page.text)
    )


async def test_the_log_shows_what_the_till_sent_and_not_what_the_phone_did(http: httpx.AsyncClient) -> None:
    await create(http)
    await http.get("/phone")
    await http.post(f"/_sim/payments/{REFERENCE}/approve")
    entries = (await http.get("/_sim/log")).json()["requests"]

    assert [(entry["path"], entry["status"]) for entry in entries] == [
        ("/accesstoken/get", 200),
        ("/epayment/v1/payments", 201),
    ]
    assert entries[0]["headers"]["client_secret"] == "***"


async def test_reset_puts_the_seeded_state_back(direct: httpx.AsyncClient) -> None:
    await create(direct)
    await direct.post("/_sim/settings", json={"push_allowed": False})
    await direct.post("/_sim/reset")

    assert (await direct.get("/_sim/payments")).json() == {"payments": []}
    assert (await direct.get("/_sim/settings")).json()["push_allowed"] is True
    assert (await direct.get(PAYMENT)).status_code == 404

"""What we send, what the simulator answers and the examples, against the specifications that Vipps publishes."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.domain.ids import IdempotencyKey
from app.domain.payment import PaymentFlow
from app.providers.http.request import ApiRequest
from app.providers.vipps import auth, check_in, epayment, qr, webhooks
from app.providers.vipps.config import VippsConfig
from app.providers.vipps.receipt import payment_body
from app.providers.vipps.reports import STATES
from app.simulators import seed
from support.example_order import AMOUNT_SHARE, KARI, nok, payment_ask
from support.examples import example
from support.published_specs import (
    CHECK_IN,
    EPAYMENT,
    QR,
    TOKEN,
    WEBHOOKS,
    complaints,
    operation,
    published,
    required_headers,
)
from support.running import RunningVipps, running_vipps

CONFIG = VippsConfig(
    base_url="http://127.0.0.1:1",
    client_id=seed.VIPPS_CLIENT_ID,
    client_secret=seed.VIPPS_CLIENT_SECRET,
    subscription_key=seed.VIPPS_SUBSCRIPTION_KEY,
    msn=seed.VIPPS_MSN,
)
REFERENCE = payment_ask().reference
CHANGE = epayment.Change(reference=REFERENCE, key=IdempotencyKey("key-1"))


@pytest.mark.parametrize(
    ("spec", "schema", "name"),
    [
        (EPAYMENT, "CreatePaymentRequest", "create_payment.push.request"),
        (EPAYMENT, "CreatePaymentRequest", "create_payment.qr.request"),
        (EPAYMENT, "CancelModificationRequest", "cancel_payment.request"),
        (EPAYMENT, "CaptureModificationRequest", "capture_payment.request"),
        (EPAYMENT, "RefundModificationRequest", "refund_payment.request"),
        (EPAYMENT, "ForceApprove", "force_approve.request"),
        (QR, "QrExchangeRequest", "exchange_qr.request"),
        (CHECK_IN, "LoyaltyCheckInRequest", "check_in.request"),
        (WEBHOOKS, "RegisterRequest", "register_webhook.request"),
    ],
)
def test_request_examples_fit_and_hold_nothing_unknown(spec: str, schema: str, name: str) -> None:
    assert complaints(spec, schema, example(f"vipps/{name}"), closed=True) == []


@pytest.mark.parametrize(
    ("spec", "schema", "name"),
    [
        (EPAYMENT, "CreatePaymentResponse", "create_payment.push.response"),
        (EPAYMENT, "CreatePaymentResponse", "create_payment.qr.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.created.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.authorized.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.captured.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.aborted.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.expired.response"),
        (EPAYMENT, "GetPaymentResponse", "get_payment.terminated.response"),
        (EPAYMENT, "ModificationResponse", "capture_payment.response"),
        (EPAYMENT, "ModificationResponse", "cancel_payment.response"),
        (EPAYMENT, "ModificationResponse", "refund_payment.response"),
        (EPAYMENT, "Problem", "error.code"),
        (EPAYMENT, "Problem", "error.validation"),
        (QR, "QrExchangeResponse", "exchange_qr.token.response"),
        (QR, "QrExchangeResponse", "exchange_qr.clear_text.response"),
        (QR, "QrExchangeErrorResponse", "exchange_qr.error"),
        (CHECK_IN, "LoyaltyCheckInResponse", "check_in.response"),
        (CHECK_IN, "ErrorResponse", "error.invalid_params"),
        (TOKEN, "AuthorizationTokenResponse", "get_token.response"),
        (WEBHOOKS, "RegisterResponse", "register_webhook.response"),
        (WEBHOOKS, "QueryResponse", "list_webhooks.response"),
    ],
)
def test_answer_examples_fit(spec: str, schema: str, name: str) -> None:
    assert complaints(spec, schema, example(f"vipps/{name}")) == []


def test_the_event_log_example_fits() -> None:
    found = [complaints(EPAYMENT, "PaymentEvent", entry) for entry in example("vipps/get_payment_events.response")]

    assert found == [[], []]


def test_the_check_of_this_file_itself_finds_what_is_wrong() -> None:
    wrong: dict[str, Any] = {**example("vipps/create_payment.push.request"), "table": 12, "userFlow": "CARRIER_PIGEON"}
    del wrong["reference"]
    wrong["amount"] = {"currency": "NOK", "value": "52600"}
    wrong["customer"] = {"phoneNumber": "1"}

    assert len(complaints(EPAYMENT, "CreatePaymentRequest", wrong, closed=True)) == 5


def test_we_know_every_state_that_a_payment_can_have() -> None:
    assert set(STATES) == set(published(EPAYMENT)["components"]["schemas"]["State"]["enum"])


@pytest.mark.parametrize(
    ("spec", "prefix", "request_value"),
    [
        (TOKEN, "", auth.get_token(CONFIG)),
        (QR, "/qr", qr.exchange(CONFIG, "https://qr.vipps.no/p/1")),
        (CHECK_IN, "/point-of-sale", check_in.check_in(CONFIG, KARI, is_member=True)),
        (EPAYMENT, "/epayment", epayment.create(CONFIG, REFERENCE, CHANGE.key, "{}")),
        (EPAYMENT, "/epayment", epayment.get(CONFIG, REFERENCE)),
        (EPAYMENT, "/epayment", epayment.events(CONFIG, REFERENCE)),
        (EPAYMENT, "/epayment", epayment.cancel(CONFIG, CHANGE, only_if_unapproved=True)),
        (EPAYMENT, "/epayment", epayment.capture(CONFIG, CHANGE, nok(1))),
        (EPAYMENT, "/epayment", epayment.refund(CONFIG, CHANGE, nok(1))),
        (EPAYMENT, "/epayment", epayment.force_approve(CONFIG, REFERENCE, KARI)),
        (WEBHOOKS, "/webhooks", webhooks.register(CONFIG, "https://hub.example/webhooks/vipps")),
        (WEBHOOKS, "/webhooks", webhooks.query(CONFIG)),
        (WEBHOOKS, "/webhooks", webhooks.delete(CONFIG, "497f6eca-6276-4993-bfeb-53cbbbba6f08")),
    ],
    ids=lambda value: value.action if isinstance(value, ApiRequest) else None,
)
def test_each_operation_exists_and_gets_every_header_that_it_demands(
    spec: str, prefix: str, request_value: ApiRequest[object]
) -> None:
    path = request_value.path.removeprefix(prefix)
    sent = {name.lower() for name in request_value.headers} | {"authorization"}

    assert operation(spec, request_value.method, path)
    assert required_headers(spec, request_value.method, path) <= sent


@pytest_asyncio.fixture
async def vipps() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


async def test_what_the_simulator_answers_fits(vipps: RunningVipps) -> None:
    token = await call(vipps.http, auth.get_token(CONFIG), "none")
    bearer = token.json()["access_token"]
    ask = payment_ask(AMOUNT_SHARE, PaymentFlow.QR)
    create = epayment.create(CONFIG, ask.reference, CHANGE.key, payment_body(CONFIG, ask))
    change = epayment.Change(reference=ask.reference, key=CHANGE.key)
    early = await call(vipps.http, create, bearer)
    refused = await call(vipps.http, epayment.capture(CONFIG, change, nok(100)), bearer)
    vipps.backend.payments.approve(ask.reference, str(KARI))
    change = epayment.Change(reference=ask.reference, key=IdempotencyKey("key-2"))
    captured = await call(vipps.http, epayment.capture(CONFIG, change, nok(100)), bearer)
    got = await call(vipps.http, epayment.get(CONFIG, ask.reference), bearer)
    registered = await call(vipps.http, webhooks.register(CONFIG, "https://hub.example/webhooks/vipps"), bearer)
    listed = await call(vipps.http, webhooks.query(CONFIG), bearer)
    events = await call(vipps.http, epayment.events(CONFIG, ask.reference), bearer)

    assert complaints(TOKEN, "AuthorizationTokenResponse", token.json()) == []
    assert complaints(EPAYMENT, "CreatePaymentResponse", early.json()) == []
    assert complaints(EPAYMENT, "Problem", refused.json()) == []
    assert complaints(EPAYMENT, "ModificationResponse", captured.json()) == []
    assert complaints(EPAYMENT, "GetPaymentResponse", got.json()) == []
    assert complaints(WEBHOOKS, "RegisterResponse", registered.json()) == []
    assert complaints(WEBHOOKS, "QueryResponse", listed.json(), closed=True) == []
    assert [complaints(EPAYMENT, "PaymentEvent", entry) for entry in events.json()] == [[], [], []]


async def call(http: httpx.AsyncClient, request: ApiRequest[Any], bearer: str) -> httpx.Response:
    """Send a request value as it stands."""
    headers = {**request.headers, "Authorization": f"Bearer {bearer}"}
    return await http.request(request.method, request.path, headers=headers, content=request.body)

"""The simulators against the hand-written examples: they take what we send and answer in the documented shape."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.simulators import seed
from support.example_order import KARI, PAID_AT
from support.examples import example, example_text
from support.running import RunningPongo, RunningVipps, running_pongo, running_vipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAYMENT = "/epayment/v1/payments/taffel-order00001-1-1"
PONGO_HEADERS = {"Authorization": f"Bearer {seed.PONGO_TOKEN}", "Accept": "application/json"}
GATEWAY_HEADERS = {
    "Ocp-Apim-Subscription-Key": seed.VIPPS_SUBSCRIPTION_KEY,
    "Merchant-Serial-Number": seed.VIPPS_MSN,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def vipps_simulator() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pongo_simulator() -> AsyncIterator[RunningPongo]:
    async with running_pongo(frozen_at=PAID_AT) as simulator:
        yield simulator


class Caller:
    """Sends examples as they stand."""

    def __init__(self, http: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._http = http
        self._headers = headers
        self._keys = 0

    async def call(self, method: str, path: str, name: str | None = None) -> httpx.Response:
        """Send an example as it stands, or nothing."""
        return await self.send(method, path, example_text(name) if name else None)

    async def send(self, method: str, path: str, body: str | None) -> httpx.Response:
        """Send this text with a fresh key."""
        self._keys += 1
        headers = {**self._headers, "Content-Type": "application/json", "Idempotency-Key": f"key-{self._keys}"}
        return await self._http.request(method, path, headers=headers, content=body)


@pytest_asyncio.fixture(loop_scope="module")
async def vipps(vipps_simulator: RunningVipps) -> Caller:
    await vipps_simulator.reset()
    keys = {"client_id": seed.VIPPS_CLIENT_ID, "client_secret": seed.VIPPS_CLIENT_SECRET}
    token = await vipps_simulator.http.post("/accesstoken/get", headers={**GATEWAY_HEADERS, **keys})

    assert shape(token.json()) == shape(example("vipps/get_token.response"))
    return Caller(vipps_simulator.http, {**GATEWAY_HEADERS, "Authorization": f"Bearer {token.json()['access_token']}"})


@pytest_asyncio.fixture(loop_scope="module")
async def pongo(pongo_simulator: RunningPongo) -> Caller:
    await pongo_simulator.reset()
    return Caller(pongo_simulator.http, PONGO_HEADERS)


def shape(data: Any) -> Any:
    """What is in it, without the values: keys and kinds of value; a list is what its entries are."""
    if isinstance(data, dict):
        return {key: shape(value) for key, value in sorted(data.items())}
    if isinstance(data, list):
        return sorted({str(shape(entry)) for entry in data})
    if isinstance(data, int | float) and not isinstance(data, bool):
        return "number"
    return type(data).__name__


def kinds(data: Any, name: str) -> dict[str, Any]:
    """The shape of those fields that the example has, so that the simulator may know more of them."""
    got, expected = shape(data), shape(example(name))
    return {key: got.get(key) for key in expected}


def answer_of(response: httpx.Response, status: int, name: str) -> None:
    """The answer has this status and the fields of the example, of the same kinds."""
    assert (response.status_code, kinds(response.json(), name)) == (status, shape(example(name)))


async def test_a_push_payment_goes_through_all_examples(vipps_simulator: RunningVipps, vipps: Caller) -> None:
    created = await vipps.call("POST", "/epayment/v1/payments", "vipps/create_payment.push.request")
    waiting = await vipps.call("GET", PAYMENT)
    vipps_simulator.backend.payments.approve("taffel-order00001-1-1")
    authorized = await vipps.call("GET", PAYMENT)
    captured = await vipps.call("POST", f"{PAYMENT}/capture", "vipps/capture_payment.request")
    refunded = await vipps.call("POST", f"{PAYMENT}/refund", "vipps/refund_payment.request")
    events = await vipps.call("GET", f"{PAYMENT}/events")

    assert created.status_code == 201
    assert created.json() == example("vipps/create_payment.push.response")
    answer_of(waiting, 200, "vipps/get_payment.created.response")
    answer_of(authorized, 200, "vipps/get_payment.authorized.response")
    answer_of(captured, 200, "vipps/capture_payment.response")
    answer_of(refunded, 200, "vipps/refund_payment.response")
    assert events.json()[0].keys() == example("vipps/get_payment_events.response")[0].keys()


async def test_an_open_payment_is_cancelled_as_in_the_example(vipps: Caller) -> None:
    await vipps.call("POST", "/epayment/v1/payments", "vipps/create_payment.push.request")

    cancelled = await vipps.call("POST", f"{PAYMENT}/cancel", "vipps/cancel_payment.request")

    answer_of(cancelled, 200, "vipps/cancel_payment.response")
    assert cancelled.json()["aggregate"] == example("vipps/cancel_payment.response")["aggregate"]


async def test_force_approve_takes_the_example(vipps: Caller) -> None:
    await vipps.call("POST", "/epayment/v1/payments", "vipps/create_payment.push.request")

    approved = await vipps.call(
        "POST", "/epayment/v1/test/payments/taffel-order00001-1-1/approve", "vipps/force_approve.request"
    )

    assert approved.status_code == 200


async def test_a_qr_payment_is_taken_as_in_the_example(vipps: Caller) -> None:
    created = await vipps.call("POST", "/epayment/v1/payments", "vipps/create_payment.qr.request")

    answer_of(created, 201, "vipps/create_payment.qr.response")


async def test_errors_come_in_the_shapes_of_the_examples(vipps: Caller) -> None:
    await vipps.call("POST", "/epayment/v1/payments", "vipps/create_payment.push.request")

    coded = await vipps.call("POST", f"{PAYMENT}/capture", "vipps/capture_payment.request")
    unknown_code = await vipps.call("POST", "/qr/v1/exchange", "vipps/exchange_qr.request")

    answer_of(coded, 400, "vipps/error.code")
    assert coded.json()["extraDetails"] == example("vipps/error.code")["extraDetails"]
    answer_of(unknown_code, 400, "vipps/exchange_qr.error")


async def test_the_gateway_speaks_in_the_shape_of_the_example(vipps_simulator: RunningVipps) -> None:
    refused = await vipps_simulator.http.post("/accesstoken/get", headers={"Ocp-Apim-Subscription-Key": "wrong"})

    answer_of(refused, 401, "vipps/error.gateway")


async def test_the_programme_and_the_stores_have_the_shape_of_the_examples(pongo: Caller) -> None:
    user = await pongo.call("GET", "/v1/oauth/me")
    stores = await pongo.call("GET", "/v1/stores")

    parameters = example("pongo/get_user.response")["partnerParameters"]
    assert user.status_code == 200
    assert parameters["loyalty_program"].keys() <= user.json()["partnerParameters"]["loyalty_program"].keys()
    assert example("pongo/list_stores.response")["data"][0].keys() <= stores.json()["data"][0].keys()


async def test_a_customer_is_made_found_and_changed_as_in_the_examples(pongo: Caller) -> None:
    request = example_text("pongo/create_customer.request").replace(KARI, "4791234567")
    fields = example("pongo/get_customer.response")["data"].keys()

    created = await pongo.send("POST", "/v1/customers", request)
    found = await pongo.call("GET", "/v1/customers/phone/4791234567")
    customer_id = created.json()["data"]["public_id"]
    changed = await pongo.call("PUT", f"/v1/customers/{customer_id}", "pongo/update_customer.request")

    assert (created.status_code, found.status_code, changed.status_code) == (201, 200, 200)
    assert all(fields <= answer.json()["data"].keys() for answer in (created, found, changed))


async def test_an_order_is_taken_and_taken_again_as_in_the_examples(
    pongo_simulator: RunningPongo, pongo: Caller
) -> None:
    kari = next(customer for customer in pongo_simulator.backend.world.customers.values() if customer.phone == KARI)
    body = example_text("pongo/create_order.member.request").replace("cus_abc", kari.public_id)

    first = await pongo.send("POST", "/v1/orders", body)
    second = await pongo.send("POST", "/v1/orders", body)

    answer_of(first, 201, "pongo/create_order.response")
    assert first.json()["points_earned"] == example("pongo/create_order.response")["points_earned"]
    answer_of(second, 202, "pongo/create_order.repeat.response")


async def test_a_share_by_amount_is_taken_as_in_the_example(pongo: Caller) -> None:
    posted = await pongo.call("POST", "/v1/orders", "pongo/create_order.amount_share.request")

    assert posted.status_code == 201


async def test_a_check_in_is_taken_as_in_the_example(pongo_simulator: RunningPongo, pongo: Caller) -> None:
    posted = await pongo.call("POST", "/v1/checkins", "pongo/create_check_in.request")

    answer_of(posted, 201, "pongo/create_check_in.response")


async def test_pongos_errors_come_in_the_shapes_of_the_examples(pongo_simulator: RunningPongo, pongo: Caller) -> None:
    unknown = await pongo.call("GET", "/v1/customers/cus_nobody")
    wrong = await pongo.call("POST", "/v1/orders", "pongo/create_check_in.request")
    nobody = await pongo_simulator.http.get("/v1/stores")

    assert (unknown.status_code, unknown.json()) == (404, example("pongo/error.not_found"))
    assert (wrong.status_code, wrong.json().keys()) == (422, example("pongo/error.validation").keys())
    assert (nobody.status_code, nobody.json()) == (401, example("pongo/error.unauthenticated"))

"""Webhooks as a shop meets them: registered over HTTP, delivered over HTTP, signed, retried, in order."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.simulators.clock import SimClock
from app.simulators.deliveries.letter import Letter
from app.simulators.deliveries.post import PostFailed, post
from app.simulators.serve import running
from app.simulators.vipps import create_vipps_app
from app.simulators.vipps.webhooks.events import PAYMENT_EVENTS
from support.vipps_sim import NOON, REFERENCE, bearer_headers, payment_body

WEBHOOKS = "/webhooks/v1/webhooks"


class Shop:
    """An endpoint that keeps what arrives and answers as told."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.received: asyncio.Queue[tuple[Request, bytes]] = asyncio.Queue()
        self.app = Starlette(routes=[Route("/hooks/vipps", self._take, methods=["POST"])])

    async def next(self) -> tuple[Request, dict[str, Any]]:
        request, body = await asyncio.wait_for(self.received.get(), 10)
        return request, json.loads(body)

    async def names(self, count: int) -> list[str]:
        return [(await self.next())[1]["name"] for _ in range(count)]

    async def _take(self, request: Request) -> Response:
        self.received.put_nowait((request, await request.body()))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


def is_genuine(secret: str, request: Request, body: bytes) -> bool:
    """Check a delivery the way Vipps tells shops to, from what arrived alone."""
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    text = f"POST\n{path}\n{request.headers['x-ms-date']};{request.headers['host']};{digest}"
    mac = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    given = request.headers["authorization"]
    return (given, request.headers.get("x-ms-content-sha256")) == (
        f"HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={mac}",
        digest,
    )


@pytest.fixture
def clock() -> SimClock:
    return SimClock(frozen_at=NOON)


@pytest_asyncio.fixture
async def http(clock: SimClock) -> AsyncIterator[httpx.AsyncClient]:
    async with running(create_vipps_app(clock=clock)) as url, httpx.AsyncClient(base_url=url, timeout=5) as client:
        client.headers.update(await bearer_headers(client))
        yield client


@pytest_asyncio.fixture
async def shop() -> AsyncIterator[tuple[Shop, str]]:
    endpoint = Shop()
    async with running(endpoint.app) as url:
        yield endpoint, url


async def subscribe(http: httpx.AsyncClient, url: str, *events: str) -> dict[str, str]:
    answer = await http.post(WEBHOOKS, json={"url": url, "events": list(events or PAYMENT_EVENTS)})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def create(http: httpx.AsyncClient, reference: str = REFERENCE) -> None:
    headers = {"Idempotency-Key": f"create-{reference}"}
    answer = await http.post("/epayment/v1/payments", json=payment_body(reference=reference), headers=headers)
    assert answer.status_code == 201, answer.text


async def settled(http: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    """Return the deliveries once so many attempts were made."""
    while True:
        deliveries: list[dict[str, Any]] = (await http.get("/_sim/webhooks")).json()["deliveries"]
        if sum(len(delivery["attempts"]) for delivery in deliveries) >= count:
            return deliveries
        await asyncio.sleep(0.01)


async def test_registrations_are_listed_and_removed(http: httpx.AsyncClient) -> None:
    made = await subscribe(http, "https://taffel.example/hooks", PAYMENT_EVENTS[1])
    listed = (await http.get(WEBHOOKS)).json()
    removed = await http.delete(f"{WEBHOOKS}/{made['id']}")

    assert listed == {
        "webhooks": [{"id": made["id"], "url": "https://taffel.example/hooks", "events": [PAYMENT_EVENTS[1]]}]
    }
    assert (removed.status_code, removed.content) == (204, b"")
    assert (await http.get(WEBHOOKS)).json() == {"webhooks": []}


async def test_a_bad_registration_is_a_problem_with_the_field(http: httpx.AsyncClient) -> None:
    answer = await http.post(WEBHOOKS, json={"url": "http://taffel.example/", "events": [PAYMENT_EVENTS[0]]})
    problem = answer.json()

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert (problem["instance"], problem["extraDetails"]) == (
        "/v1/webhooks",
        [{"name": "url", "reason": "The URL must use HTTPS."}],
    )


async def test_an_unknown_registration_cannot_be_removed(http: httpx.AsyncClient) -> None:
    answer = await http.delete(f"{WEBHOOKS}/00000000-0000-0000-0000-000000000000")

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_the_gateway_wants_keys_here_too(http: httpx.AsyncClient, method: str) -> None:
    path = f"{WEBHOOKS}/00000000-0000-0000-0000-000000000000" if method == "DELETE" else WEBHOOKS
    answer = await http.request(method, path, headers={"Authorization": "Bearer nonsense"})

    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


async def test_a_payment_is_told_signed_and_in_order(http: httpx.AsyncClient, shop: tuple[Shop, str]) -> None:
    endpoint, url = shop
    made = await subscribe(http, f"{url}/hooks/vipps?till=3")
    await create(http)
    await http.post(f"/_sim/payments/{REFERENCE}/approve")
    (first, _), second = await endpoint.received.get(), await endpoint.next()
    [created, authorized] = await settled(http, 2)

    assert (first.headers["host"], first.headers["content-type"]) == (url.removeprefix("http://"), "application/json")
    assert is_genuine(made["secret"], first, created["body"].encode())
    assert (second[1]["name"], second[1]["reference"]) == ("AUTHORIZED", REFERENCE)
    assert [one["attempts"][0]["status"] for one in (created, authorized)] == [200, 200]


async def test_a_failed_delivery_comes_again_when_time_goes_on(
    http: httpx.AsyncClient, shop: tuple[Shop, str], clock: SimClock
) -> None:
    endpoint, url = shop
    endpoint.answers = [500, 404]
    await subscribe(http, f"{url}/hooks/vipps")
    await create(http)
    await http.post(f"/_sim/payments/{REFERENCE}/approve")
    for attempts in (1, 2):
        await settled(http, attempts)
        clock.advance(2)
    names = await endpoint.names(4)

    assert names == ["CREATED", "CREATED", "CREATED", "AUTHORIZED"]


async def test_an_expiry_is_told_though_nobody_looks(
    http: httpx.AsyncClient, shop: tuple[Shop, str], clock: SimClock
) -> None:
    endpoint, url = shop
    await subscribe(http, f"{url}/hooks/vipps", "epayments.payment.expired.v1")
    await create(http)
    clock.advance(600)

    assert await endpoint.names(1) == ["EXPIRED"]


async def test_real_time_moves_deliveries_too(shop: tuple[Shop, str]) -> None:
    endpoint, url = shop
    async with running(create_vipps_app()) as vipps, httpx.AsyncClient(base_url=vipps) as http:
        http.headers.update(await bearer_headers(http))
        await http.post("/_sim/webhooks", json={"delay_seconds": 0.05})
        await subscribe(http, f"{url}/hooks/vipps")
        await create(http)

        assert await endpoint.names(1) == ["CREATED"]


async def test_behind_a_proxy_host_and_path_stay_those_registered(
    http: httpx.AsyncClient, shop: tuple[Shop, str]
) -> None:
    endpoint, url = shop
    made = await subscribe(http, "https://taffel.example/hooks/vipps")
    await http.post("/_sim/webhooks", json={"deliver_to": url})
    await create(http)
    request, body = await endpoint.received.get()

    assert (request.headers["host"], is_genuine(made["secret"], request, body)) == ("taffel.example", True)


@pytest.mark.parametrize("corrupt", ["signature", "body", "digest"])
async def test_a_corrupted_delivery_does_not_verify(
    http: httpx.AsyncClient, shop: tuple[Shop, str], corrupt: str
) -> None:
    endpoint, url = shop
    made = await subscribe(http, f"{url}/hooks/vipps")
    await http.post("/_sim/webhooks", json={"corrupt": corrupt})
    await create(http)
    request, body = await endpoint.received.get()

    assert not is_genuine(made["secret"], request, body)


async def test_anything_can_be_sent_properly_signed(http: httpx.AsyncClient, shop: tuple[Shop, str]) -> None:
    endpoint, url = shop
    made = await subscribe(http, f"{url}/hooks/vipps")
    event = {"event": PAYMENT_EVENTS[1], "subject": "nobody-knows", "payload": {"reference": "nobody-knows"}}
    sent = await http.post("/_sim/webhooks/send", json=event)
    request, body = await endpoint.received.get()
    again = await http.post(f"/_sim/webhooks/deliveries/{sent.json()['numbers'][0]}/redeliver")
    _, second = await endpoint.next()

    assert (sent.status_code, again.status_code, second) == (202, 202, {"reference": "nobody-knows"})
    assert is_genuine(made["secret"], request, body)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/_sim/webhooks", {"paused": 1}, 400),
        ("/_sim/webhooks/send", {"event": "x", "subject": "y", "payload": {}}, 400),
        ("/_sim/webhooks/send", {"event": PAYMENT_EVENTS[0], "subject": "y", "payload": []}, 400),
        ("/_sim/webhooks/deliveries/7/redeliver", {}, 404),
    ],
)
async def test_the_control_path_says_what_is_wrong(
    http: httpx.AsyncClient, path: str, body: object, status: int
) -> None:
    answer = await http.post(path, json=body)

    assert (answer.status_code, set(answer.json())) == (status, {"error"})


async def test_an_endpoint_that_is_not_there_is_a_failure_with_a_reason(http: httpx.AsyncClient) -> None:
    await subscribe(http, "https://taffel.example/hooks")
    await create(http)
    [delivery] = await settled(http, 1)

    assert delivery["state"] == "waiting"
    assert "this machine only" in delivery["attempts"][0]["error"]


def letter(url: str) -> Letter:
    return Letter(url=url, target="/hooks", headers={"Host": "x"}, body=b"{}")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://192.0.2.1/hooks", "this machine only"),
        ("http://taffel.example/hooks", "this machine only"),
        ("https://127.0.0.1/hooks", "no TLS"),
        ("http://127.0.0.1:1/hooks", "ConnectionRefusedError"),
    ],
)
async def test_nothing_leaves_the_machine(url: str, reason: str) -> None:
    with pytest.raises(PostFailed, match=reason):
        await post(letter(url), 5)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(b"", "no HTTP"), (b"SSH-2.0-x\r\n", "no HTTP"), (b"HTTP/1.1 ok\r\n\r\n", "no HTTP"), (None, "no answer within")],
)
async def test_an_endpoint_that_speaks_no_http_has_not_answered(answer: bytes | None, reason: str) -> None:
    done = asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        if answer is None:
            await done.wait()
        else:
            writer.write(answer)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(talk, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(PostFailed, match=reason):
            await post(letter(f"http://localhost:{port}/hooks"), 0.2 if answer is None else 5)
        done.set()

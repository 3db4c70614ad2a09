"""Faults and the control path, seen by a real HTTP client over a real connection."""

import base64
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.simulators import control
from app.simulators.clock import SimClock
from app.simulators.faults import ConnectionDroppedError, Fault, FaultInjector, FaultRules, fault_from_json
from app.simulators.live import LiveFeed
from app.simulators.serve import running


class Shop:
    """A small API with one kind of work, so that a test can see whether the work was done."""

    def __init__(self) -> None:
        self.orders: list[bytes] = []
        self.controls = control.Controls(clock=SimClock(), feed=LiveFeed(), reset=self.orders.clear)
        self.app = Starlette(
            routes=[Route("/v1/orders", self.post, methods=["POST"]), *control.routes(self.controls)],
            middleware=control.middleware(self.controls),
        )

    async def post(self, request: Request) -> Response:
        self.orders.append(await request.body())
        return JSONResponse({"accepted": True, "number": len(self.orders)}, 202)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest_asyncio.fixture
async def client(shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with running(shop.app) as url, httpx.AsyncClient(base_url=url, timeout=5) as http:
        yield http


async def test_drop_after_does_the_work_and_breaks_the_connection(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "drop_after"})

    with pytest.raises(httpx.RemoteProtocolError, match="Server disconnected without sending a response"):
        await client.post("/v1/orders", content=b'{"id": 1}')

    assert shop.orders == [b'{"id": 1}']


async def test_drop_before_breaks_the_connection_with_nothing_done(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "* /v1/*", "kind": "drop_before"})

    with pytest.raises(httpx.TransportError):
        await client.post("/v1/orders", content=b"{}")

    assert shop.orders == []


async def test_a_fault_is_over_after_its_times(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "drop_after", "times": 1})
    with pytest.raises(httpx.TransportError):
        await client.post("/v1/orders")
    answer = await client.post("/v1/orders")

    assert (answer.status_code, answer.json()["number"]) == (202, 2)
    assert (await client.get("/_sim/faults")).json()["faults"] == []


async def test_times_null_lasts_until_removed(client: httpx.AsyncClient) -> None:
    rule = {"match": "POST /v1/orders", "kind": "status", "status": 429, "retry_after": 7, "times": None}
    number = (await client.post("/_sim/faults", json=rule)).json()["id"]
    limited = [await client.post("/v1/orders") for _ in range(3)]
    await client.delete(f"/_sim/faults/{number}")
    free = await client.post("/v1/orders")

    assert [(answer.status_code, answer.headers["retry-after"]) for answer in limited] == [(429, "7")] * 3
    assert free.status_code == 202


async def test_a_status_fault_does_no_work(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "status", "status": 500})
    answer = await client.post("/v1/orders")

    assert (answer.status_code, shop.orders) == (500, [])


async def test_not_json_keeps_the_status_and_answers_a_page(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "not_json"})
    answer = await client.post("/v1/orders")

    assert (
        answer.status_code,
        answer.headers["content-type"],
        len(shop.orders),
    ) == (202, "text/html; charset=utf-8", 1)


async def test_truncate_delivers_half_the_json(client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "truncate"})
    answer = await client.post("/v1/orders")

    assert b'{"accepted":true,"number":1}'[:14] == answer.content


async def test_a_delay_waits_and_then_works() -> None:
    shop = Shop()
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    rules = FaultRules()
    rules.add(Fault(match="POST /v1/orders", kind="delay", seconds=1.5))
    transport = httpx.ASGITransport(FaultInjector(shop.app, rules=rules, sleep=sleep))
    async with httpx.AsyncClient(transport=transport, base_url="http://sim") as http:
        answer = await http.post("/v1/orders")

    assert (answer.status_code, waited) == (202, [1.5])


async def test_whoever_shows_the_faults_hears_when_one_is_used_up() -> None:
    hits: list[str] = []
    rules = FaultRules()
    rules.add(Fault(match="GET /v1/stores", kind="status"))
    app = FaultInjector(Shop().app, rules=rules, on_hit=lambda: hits.append("hit"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sim") as http:
        await http.get("/v1/stores")
        await http.get("/v1/stores")

    assert hits == ["hit"]


async def test_in_process_a_drop_is_an_exception_because_there_is_no_connection(shop: Shop) -> None:
    shop.controls.faults.add(Fault(match="POST /v1/orders", kind="drop_after"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.app), base_url="http://sim") as http:
        with pytest.raises(ConnectionDroppedError):
            await http.post("/v1/orders", content=b"x")

    assert shop.orders == [b"x"]


async def test_the_control_path_itself_is_never_hit(client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "* /*", "kind": "drop_before", "times": None})
    answer = await client.delete("/_sim/faults")

    assert answer.status_code == 204


@pytest.mark.parametrize(
    "rule",
    [
        [],
        {"match": "POST /v1/orders"},
        {"match": "orders", "kind": "delay"},
        {"match": "POST /v1/orders", "kind": "explode"},
        {"match": "POST /v1/orders", "kind": "status", "status": 99},
        {"match": "POST /v1/orders", "kind": "delay", "seconds": "long"},
        {"match": "POST /v1/orders", "kind": "delay", "times": 0},
        {"match": "POST /v1/orders", "kind": "delay", "colour": "red"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(rule: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        fault_from_json(rule)


async def test_a_bad_rule_is_answered_400_with_the_reason(client: httpx.AsyncClient) -> None:
    answer = await client.post("/_sim/faults", content=b"not json")

    assert answer.status_code == 400
    assert "error" in answer.json()


async def test_the_log_keeps_the_exact_bytes_and_no_secrets(client: httpx.AsyncClient) -> None:
    body = b'{ "price":1.50,\n "x":"\xff" }'
    await client.post("/v1/orders?a=1", content=body, headers={"Authorization": "Bearer secret", "X-Plain": "seen"})
    entry = (await client.get("/_sim/log", params={"match": "POST /v1/*"})).json()["requests"][-1]

    assert body == base64.b64decode(entry["body_base64"])
    assert (
        entry["headers"]["authorization"],
        entry["headers"]["x-plain"],
        entry["query"],
        entry["status"],
    ) == ("***", "seen", "a=1", 202)


async def test_a_dropped_request_is_logged_as_unanswered(client: httpx.AsyncClient) -> None:
    await client.post("/_sim/faults", json={"match": "POST /v1/orders", "kind": "drop_after"})
    with pytest.raises(httpx.TransportError):
        await client.post("/v1/orders")
    entry = (await client.get("/_sim/log")).json()["requests"][-1]

    assert entry["status"] is None


async def test_the_log_forgets_the_oldest_when_full() -> None:
    log = control.RequestLog(kept=2)
    for path in ("/a", "/b", "/c"):
        log.add(control.Received(at=SimClock().now(), method="GET", path=path, query="", headers={}))

    assert [entry.path for entry in log.entries()] == ["/b", "/c"]


async def test_the_clock_is_put_forward_over_http(shop: Shop, client: httpx.AsyncClient) -> None:
    before = shop.controls.clock.now()
    answer = await client.post("/_sim/clock", json={"advance": 600})

    assert answer.status_code == 200
    assert (shop.controls.clock.now() - before).total_seconds() >= 600


@pytest.mark.parametrize("body", [{}, {"advance": "1"}, {"advance": True}, {"advance": -1}, [1], {"advance": 1e300}])
async def test_a_clock_step_that_makes_no_sense_is_refused(client: httpx.AsyncClient, body: object) -> None:
    answer = await client.post("/_sim/clock", json=body)

    assert answer.status_code == 400


async def test_reset_clears_state_faults_and_log(shop: Shop, client: httpx.AsyncClient) -> None:
    await client.post("/v1/orders")
    await client.post("/_sim/faults", json={"match": "* /v1/*", "kind": "status"})
    await client.post("/_sim/reset")

    assert (shop.orders, shop.controls.faults.as_json(), shop.controls.log.entries()) == ([], [], [])


async def test_a_page_on_another_loopback_port_may_steer(client: httpx.AsyncClient) -> None:
    answer = await client.get("/_sim/faults", headers={"Origin": "http://127.0.0.1:9"})
    foreign = await client.get("/_sim/faults", headers={"Origin": "https://example.com"})

    assert answer.headers["access-control-allow-origin"] == "http://127.0.0.1:9"
    assert "access-control-allow-origin" not in foreign.headers


async def test_pages_hear_of_changes_and_streams_end_when_the_feed_closes(
    shop: Shop, client: httpx.AsyncClient
) -> None:
    heard: list[str] = []
    async with client.stream("GET", "/_sim/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                heard.append(line)
                if len(heard) == 1:
                    shop.controls.feed.changed()
                else:
                    shop.controls.feed.close()

    assert heard == ["data: 0", "data: 1"]

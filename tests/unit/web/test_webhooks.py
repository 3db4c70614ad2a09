"""The address for deliveries answers 200 only for what is genuine and stored, whatever proxy stands before it."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI

from app.ports.errors import StorageUnavailable
from app.ports.webhooks import Arrival, NotGenuine, Source
from app.providers.vipps.deliveries import VippsDeliveries
from app.web.webhooks import LARGEST_BODY, add_webhooks
from support.clocks import START
from support.house import World
from support.webhooks import MSN, SECRET, arrival, event, public_address, signed_headers

PATH = "/webhooks/vipps"
BODY = event("taffel-order00001-1-1")


def client(receive: Callable[[Arrival], Any]) -> httpx.AsyncClient:
    api = FastAPI()
    add_webhooks(api, PATH, receive)
    return httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://127.0.0.1:8550")


@pytest.fixture
def world() -> World:
    return World(public=public_address())


@pytest.fixture
async def hub(world: World) -> AsyncIterator[httpx.AsyncClient]:
    listening = world.house().listening
    assert listening is not None
    async with client(partial(listening.receive, Source.VIPPS)) as http:
        yield http


def stored(world: World) -> int:
    return len(world.storage.tables.deliveries)


async def test_a_genuine_delivery_is_stored_and_answered(hub: httpx.AsyncClient, world: World) -> None:
    answer = await hub.post(PATH, content=BODY, headers=signed_headers(BODY))

    assert (200, b"", 1) == (answer.status_code, answer.content, stored(world))


async def test_a_repeated_delivery_is_answered_and_not_stored_again(hub: httpx.AsyncClient, world: World) -> None:
    answers = [await hub.post(PATH, content=BODY, headers=signed_headers(BODY)) for _ in range(3)]

    assert ([200] * 3, 1) == ([answer.status_code for answer in answers], stored(world))


async def test_an_unknown_payment_is_stored_and_answered(hub: httpx.AsyncClient, world: World) -> None:
    body = event("somebody-elses-1")
    answer = await hub.post(PATH, content=body, headers=signed_headers(body))

    assert (200, 1) == (answer.status_code, stored(world))


async def test_behind_a_proxy_the_public_address_counts_and_not_what_arrives(world: World) -> None:
    """The proxy forwards to another host and port, and cuts off a path of its own."""
    reader = VippsDeliveries("https://hub.example:8443/taffel/webhooks/vipps", MSN)
    heard = []

    async def receive(one: Arrival) -> None:
        heard.append(reader.read(one, [SECRET], START))

    signed = signed_headers(BODY, host="hub.example:8443", path="/taffel/webhooks/vipps")
    forwarded = {**signed, "host": "127.0.0.1:8550", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    async with client(receive) as hub:
        answer = await hub.post(PATH, content=BODY, headers=forwarded)

    assert (200, 1) == (answer.status_code, len(heard))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed_headers(BODY, secret="guessed"),
        signed_headers(BODY, host="other.example"),
        signed_headers(BODY, path="/webhooks/other"),
        signed_headers(BODY + b" "),
        {name: value for name, value in signed_headers(BODY).items() if name != "x-ms-date"},
        {name: value for name, value in signed_headers(BODY).items() if name != "authorization"},
        {name: value for name, value in signed_headers(BODY).items() if name != "x-ms-content-sha256"},
    ],
)
async def test_what_is_not_genuine_is_refused_and_not_stored(
    hub: httpx.AsyncClient, world: World, headers: dict[str, str]
) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = await hub.post(PATH, content=BODY, headers={**headers, "content-type": "application/json"})

    assert (401, 0) == (answer.status_code, stored(world))
    assert ["delivery_refused"] == [line["event"] for line in logs]


@pytest.mark.parametrize("date", ["Sat, 14 Nov 2026 18:00:00 GMT", "Thu, 30 Mar 2023 08:38:32 GMT"])
async def test_an_old_date_is_no_reason_to_refuse(hub: httpx.AsyncClient, world: World, date: str) -> None:
    answer = await hub.post(PATH, content=BODY, headers=signed_headers(BODY, date=date))

    assert (200, 1) == (answer.status_code, stored(world))


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
async def test_another_content_type_is_refused(hub: httpx.AsyncClient, kind: str) -> None:
    answer = await hub.post(PATH, content=BODY, headers={**signed_headers(BODY), "content-type": kind})

    assert 415 == answer.status_code


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
async def test_the_content_type_may_have_parameters_and_capitals(hub: httpx.AsyncClient, kind: str) -> None:
    answer = await hub.post(PATH, content=BODY, headers={**signed_headers(BODY), "content-type": kind})

    assert 200 == answer.status_code


async def test_a_body_that_is_too_large_is_not_read_to_its_end(hub: httpx.AsyncClient) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100 * LARGEST_BODY:
            read += LARGEST_BODY
            yield b" " * LARGEST_BODY

    answer = await hub.post(PATH, content=endless(), headers=signed_headers(BODY))

    assert (413, 2 * LARGEST_BODY) == (answer.status_code, read)


async def test_what_cannot_be_stored_is_to_be_delivered_again(hub: httpx.AsyncClient, world: World) -> None:
    world.storage.refuse_commits_with = StorageUnavailable("disk full")
    answer = await hub.post(PATH, content=BODY, headers=signed_headers(BODY))

    assert 503 == answer.status_code


async def test_only_posts_are_taken(hub: httpx.AsyncClient) -> None:
    assert 405 == (await hub.get(PATH)).status_code


async def test_no_answer_and_no_log_tells_why_in_detail() -> None:
    """Who forges learns nothing; the log holds neither body nor header."""

    async def receive(_arrival: Arrival) -> None:
        raise NotGenuine("the signature does not fit")

    async with client(receive) as hub:
        with structlog.testing.capture_logs() as logs:
            answer = await hub.post(PATH, content=BODY, headers=signed_headers(BODY))

    assert (401, b"") == (answer.status_code, answer.content)
    assert [{"event": "delivery_refused", "reason": "the signature does not fit", "log_level": "warning"}] == logs


def test_an_arrival_shows_neither_headers_nor_body() -> None:
    assert "Arrival()" == repr(arrival(BODY))

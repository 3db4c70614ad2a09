"""The sender: every way a call can end has one port error."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from structlog.testing import capture_logs

from app.ports.errors import (
    Conflict,
    Misconfigured,
    NotFound,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.providers.http.auth import StaticToken
from app.providers.http.client import ApiClient, TimeLimits
from app.providers.http.failures import Failure, failure_of
from app.providers.http.request import Answer, ApiRequest, Effect
from support.examples import example_bytes
from support.http_script import ScriptedTransport, Step, answer
from support.quick_clock import QuickClock

PHONE = "4712345678"
TOKEN = "a-secret-token"
OK = answer(200, '{"fine": true}')
NOT_FOUND = '{"message": "Not found."}'


def call(effect: Effect = Effect.READ) -> ApiRequest[object]:
    return ApiRequest(
        action="test_call",
        method="GET" if effect is Effect.READ else "POST",
        path=f"/v1/things/{PHONE}",
        template="/v1/things/{phone}",
        parse=Answer.json,
        effect=effect,
        body=None if effect is Effect.READ else f'{{"phone":"{PHONE}"}}',
    )


def client(transport: ScriptedTransport, clock: QuickClock | None = None) -> ApiClient:
    return ApiClient(
        "https://api.example.test", clock=clock or QuickClock(), tokens=StaticToken(TOKEN), transport=transport
    )


async def outcome(effect: Effect, *steps: Step) -> tuple[type[PortError], int]:
    """The error that one call ends with, and how often it was sent."""
    transport = ScriptedTransport(*steps)
    with pytest.raises(PortError) as caught:
        await client(transport).send(call(effect))
    return type(caught.value), len(transport.requests)


def every_library_error() -> Iterator[type[Exception]]:
    yield httpx.InvalidURL
    todo: list[type[Exception]] = [httpx.HTTPError, httpx.StreamError]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        if kind.__module__ == "httpx":
            yield kind


def make(kind: type[Exception]) -> Exception:
    if kind is httpx.HTTPStatusError:
        request = httpx.Request("GET", "https://api.example.test")
        return httpx.HTTPStatusError("no", request=request, response=httpx.Response(500))
    try:
        return kind("no")
    except TypeError:
        return kind()


NEVER_SENT = {httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError}
WRONG_ADDRESS = {httpx.InvalidURL, httpx.UnsupportedProtocol}
LIBRARY_ERRORS = sorted(set(every_library_error()), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", LIBRARY_ERRORS)
async def test_every_error_of_the_library_becomes_unknown_unless_nothing_can_have_been_sent(
    kind: type[Exception],
) -> None:
    expected = Unreachable if kind in NEVER_SENT else Misconfigured if kind in WRONG_ADDRESS else OutcomeUnknown

    raised, _ = await outcome(Effect.ONCE, make(kind), make(kind))

    assert raised is expected


@pytest.mark.parametrize("kind", LIBRARY_ERRORS)
async def test_a_read_that_fails_is_unreachable_because_it_changed_nothing(kind: type[Exception]) -> None:
    expected = Misconfigured if kind in WRONG_ADDRESS else Unreachable

    raised, _ = await outcome(Effect.READ, make(kind), make(kind))

    assert raised is expected


def test_an_error_that_nobody_thought_of_counts_as_lost() -> None:
    assert failure_of(RuntimeError("new")) is Failure.LOST


STATUSES = {
    **dict.fromkeys(range(300, 400), Misconfigured),
    **dict.fromkeys(range(400, 500), Refused),
    **dict.fromkeys(range(500, 600), OutcomeUnknown),
    401: Misconfigured,
    403: Misconfigured,
    404: NotFound,
    408: OutcomeUnknown,
    409: Conflict,
    423: Conflict,
    429: RateLimited,
}


@pytest.mark.parametrize("status", STATUSES)
async def test_every_status_has_its_error(status: int) -> None:
    raised, tries = await outcome(Effect.ONCE, answer(status, NOT_FOUND))

    assert (raised, tries) == (STATUSES[status], 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_read_is_tried_once_more_after_a_server_error_and_is_unreachable_then(status: int) -> None:
    assert await outcome(Effect.READ, answer(status), answer(status)) == (Unreachable, 2)


async def test_a_second_try_repeats_method_path_and_body_exactly() -> None:
    transport = ScriptedTransport(answer(503), OK)

    await client(transport).send(call(Effect.REPEATABLE))

    first, second = transport.requests
    assert (first.method, first.url, first.headers, first.content) == (
        second.method,
        second.url,
        second.headers,
        second.content,
    )


async def test_what_does_something_once_is_repeated_only_when_nothing_was_sent() -> None:
    transport = ScriptedTransport(httpx.ConnectError("refused"), OK)
    clock = QuickClock()

    got = await client(transport, clock).send(call(Effect.ONCE))

    assert got == {"fine": True}
    assert clock.slept == [0.25]


@pytest.mark.parametrize("effect", Effect)
async def test_a_time_out_is_not_tried_again(effect: Effect) -> None:
    _, tries = await outcome(effect, httpx.ReadTimeout("slow"))

    assert tries == 1


@pytest.mark.parametrize(
    "body", [b"", b"<html>Welcome</html>", b'{"fine": tr', b"\xff\xfe", b"[" * 100_000, b"nan nan"]
)
async def test_a_success_that_cannot_be_read_is_unknown_for_what_does_something(body: bytes) -> None:
    assert await outcome(Effect.ONCE, answer(200, body)) == (OutcomeUnknown, 1)


async def test_a_success_that_cannot_be_read_is_unreachable_for_a_read() -> None:
    assert await outcome(Effect.READ, answer(200, b"<html>"), answer(200, b"<html>")) == (Unreachable, 2)


async def test_the_content_type_does_not_choose_the_parser() -> None:
    step = answer(200, '{"fine": true}', {"content-type": "application/problem+json"})

    assert await client(ScriptedTransport(step)).send(call()) == {"fine": True}


@pytest.mark.parametrize(
    "body", [b"", b"<html>404</html>", b"[]", b'{"error": 1}', b'{"statusCode": 404, "message": "x"}']
)
async def test_only_the_api_itself_can_say_that_a_thing_does_not_exist(body: bytes) -> None:
    assert await outcome(Effect.READ, answer(404, body)) == (Misconfigured, 1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("Sat, 21 Nov 2026 18:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 17:00:00 GMT", 0.0),
        ("Sat, 21 Nov 2026 18:00:30", None),
        ("soon", None),
    ],
)
async def test_retry_after_is_read_as_seconds_and_as_a_date(header: str, seconds: float | None) -> None:
    transport = ScriptedTransport(answer(429, b"", {"retry-after": header}))

    with pytest.raises(RateLimited) as caught:
        await client(transport).send(call())

    assert caught.value.retry_after == seconds


async def test_every_request_carries_the_bearer_token() -> None:
    transport = ScriptedTransport(OK)

    await client(transport).send(call())

    assert transport.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


class Dripping(httpx.AsyncByteStream):
    """A body of which every byte comes in time and the end never does."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b" "


@pytest.mark.parametrize(("effect", "kind"), [(Effect.ONCE, OutcomeUnknown), (Effect.READ, Unreachable)])
async def test_an_answer_that_never_ends_is_given_up(effect: Effect, kind: type[PortError]) -> None:
    transport = ScriptedTransport(httpx.Response(200, stream=Dripping()))
    sender = ApiClient(
        "https://api.example.test", clock=QuickClock(), limits=TimeLimits(whole=0.05), transport=transport
    )

    with pytest.raises(kind):
        await sender.send(call(effect))


async def test_a_redirect_is_not_followed() -> None:
    step = answer(302, b"", {"location": "https://elsewhere.example.test/"})

    assert await outcome(Effect.READ, step) == (Misconfigured, 1)


class Refusing:
    """A token source that hands out numbered tokens."""

    def __init__(self) -> None:
        self.given = 0

    async def token(self) -> str:
        self.given += 1
        return f"token-{self.given}"

    async def refused(self, token: str) -> bool:
        return True


async def test_a_refused_token_is_replaced_once_and_the_call_sent_once_more() -> None:
    transport = ScriptedTransport(answer(401), OK)
    sender = ApiClient("https://api.example.test", clock=QuickClock(), tokens=Refusing(), transport=transport)

    await sender.send(call(Effect.ONCE))

    assert [request.headers["authorization"] for request in transport.requests] == ["Bearer token-1", "Bearer token-2"]


async def test_a_second_refused_token_is_the_fault_of_the_keys() -> None:
    transport = ScriptedTransport(answer(401), answer(401))
    sender = ApiClient("https://api.example.test", clock=QuickClock(), tokens=Refusing(), transport=transport)

    with pytest.raises(Misconfigured) as caught:
        await sender.send(call(Effect.ONCE))

    assert "keys" in caught.value.fix


async def test_a_fixed_token_that_is_refused_is_not_tried_again() -> None:
    assert await outcome(Effect.READ, answer(401)) == (Misconfigured, 1)


async def test_the_log_tells_what_happened_and_nothing_about_the_guest() -> None:
    problem = example_bytes("vipps/error.invalid_params")
    transport = ScriptedTransport(OK, answer(400, problem), httpx.ReadTimeout(PHONE))
    sender = client(transport)

    with capture_logs() as logs:
        await sender.send(call())
        for _ in range(2):
            with pytest.raises(PortError):
                await sender.send(call(Effect.ONCE))

    assert [entry["event"] for entry in logs] == ["test_call", "test_call", "call_refused", "test_call"]
    assert logs[0].keys() == {"event", "log_level", "method", "path", "status", "ms"}
    assert logs[0]["path"] == "/v1/things/{phone}"
    assert logs[2]["trace_id"] == "6c4e5c0a-8f31-4a43-9a5d-0c39b2f7d5aa"
    assert PHONE not in str(logs)
    assert TOKEN not in str(logs)


async def test_no_error_text_holds_what_is_known_of_the_guest() -> None:
    transport = ScriptedTransport(answer(400, example_bytes("vipps/error.invalid_params")))

    with pytest.raises(Refused) as caught:
        await client(transport).send(call())

    assert PHONE not in str(caught.value)
    assert caught.value.code == "phoneNumber"


async def test_the_end_of_a_route_is_told_once() -> None:
    headers = {"deprecation": "@1767225600", "sunset": "Fri, 01 Jan 2027 00:00:00 GMT"}
    transport = ScriptedTransport(answer(200, "{}", headers), answer(200, "{}", headers))
    sender = client(transport)

    with capture_logs() as logs:
        await sender.send(call())
        await sender.send(call())

    assert [entry["event"] for entry in logs].count("route_deprecated") == 1


async def test_the_library_itself_logs_no_addresses() -> None:
    client(ScriptedTransport())

    assert [logging.getLogger(name).getEffectiveLevel() for name in ("httpx", "httpcore")] == [logging.WARNING] * 2


def test_a_request_does_not_show_its_body_or_headers() -> None:
    assert PHONE not in repr(call(Effect.ONCE)).replace(f"/v1/things/{PHONE}", "")

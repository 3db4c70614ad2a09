"""Every call of joining in the app against every row of its error tables, over real HTTP: what the caller is told."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from app.ports.enrolment_in_app import (
    NO_APP_USER,
    OLD_APP,
    Approved,
    Denied,
    EnrolmentAnswer,
    Expired,
    Lost,
    NotYet,
)
from app.ports.errors import Misconfigured, NotFound, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from support.joining_till import DISCOVERY, EXISTS, KARI, KEYS, STARTING, TOKEN, USERINFO, Till
from support.running import RunningVipps

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALWAYS = 9
"""More often than any request is repeated by itself."""
Look = Callable[[], Awaitable[object]]


@pytest_asyncio.fixture(loop_scope="module")
async def till(vipps: RunningVipps) -> AsyncIterator[Till]:
    till = Till(vipps)
    yield till
    await till.login.close()


async def knows(till: Till) -> Look:
    return lambda: till.login.knows(KARI)


async def asks(till: Till) -> Look:
    return till.ask


async def looks(till: Till) -> Look:
    """At a request that Kari has approved, for the first time."""
    asked = await till.ask()
    till.approve(asked, email=True)
    return lambda: till.answer(asked)


@dataclass(frozen=True, slots=True)
class Call:
    """What the caller does that leads to this request; ``once`` where the request does something."""

    match: str
    led_to_by: Callable[[Till], Awaitable[Look]]
    once: bool = False


CALLS = {
    "user exists": Call(EXISTS, knows),
    "discovery": Call(DISCOVERY, asks),
    "start": Call(STARTING, asks, once=True),
    "token": Call(TOKEN, looks, once=True),
    "keys": Call(KEYS, looks),
    "userinfo": Call(USERINFO, looks),
}


@dataclass(frozen=True, slots=True)
class Row:
    """An answer, and what it means to the caller: an error, or what came of the request.

    ``instead`` names the calls to which it means something else.
    """

    name: str
    status: int
    body: dict[str, Any]
    means: type[PortError]
    instead: dict[str, type[PortError] | EnrolmentAnswer] = field(default_factory=dict)


ROWS = [
    Row("bad request", 400, {"error": "invalid_request"}, Refused, {"token": OutcomeUnknown}),
    Row("server error as a bad request", 400, {"error": "server_error"}, Refused, {"token": OutcomeUnknown}),
    Row("away for a while", 400, {"error": "temporarily_unavailable"}, Refused, {"token": OutcomeUnknown}),
    Row("not known to us", 400, {"error": "something_new"}, Refused, {"token": OutcomeUnknown}),
    Row("problem", 400, {"title": "Bad Request", "status": 400}, Refused, {"token": OutcomeUnknown}),
    Row("keys", 401, {"error": "invalid_client"}, Misconfigured),
    Row("gateway's keys", 401, {"statusCode": 401, "message": "Denied"}, Misconfigured),
    Row("the guest's token", 401, {"error": "invalid_token"}, Misconfigured, {"userinfo": Lost()}),
    Row("used up", 400, {"error": "invalid_grant"}, Refused, {"token": Lost()}),
    Row("not allowed", 403, {"error": "access_denied"}, Misconfigured),
    Row("sales unit", 403, {"title": "Forbidden", "status": 403}, Misconfigured),
    Row("not found", 404, {"title": "Not found", "status": 404}, NotFound),
    Row("gateway's not found", 404, {"statusCode": 404, "message": "Resource not found"}, Misconfigured),
    Row("too many", 429, {}, RateLimited),
    Row("too many, with words", 429, {"error": "slow_down", "error_description": "wait"}, RateLimited),
    Row("server error", 500, {"error": "server_error"}, OutcomeUnknown),
    Row("bad gateway", 502, {}, OutcomeUnknown),
    Row("unavailable", 503, {"statusCode": 503, "message": "Service unavailable"}, OutcomeUnknown),
    Row("moved", 302, {}, Misconfigured),
    Row("wrong shape", 200, {"unexpected": "shape"}, OutcomeUnknown),
]


THE_END = {("token", "used up"), ("userinfo", "the guest's token")}
"""Calls and rows by which Vipps says that nothing will come of the request any more. There are no others."""


async def outcome(look: Look) -> object:
    """The error or the value that the caller gets. Any other exception fails the test."""
    try:
        return await look()
    except PortError as error:
        return error


def kind(told: object) -> object:
    """An error by its kind, a value as it is."""
    return type(told) if isinstance(told, PortError) else told


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", CALLS)
async def test_a_row_has_one_meaning_for_every_call(vipps: RunningVipps, till: Till, name: str, row: Row) -> None:
    """No row is taken for a yes. What does something is sent once; a failed read of ours is only that."""
    call = CALLS[name]
    look = await call.led_to_by(till)
    before = len(await vipps.received(call.match))
    await vipps.break_next(call.match, "status", status=row.status, body=row.body, retry_after=3, times=ALWAYS)
    means = row.instead.get(name, Unreachable if row.means is OutcomeUnknown and not call.once else row.means)
    told = await outcome(look)

    assert means == kind(told)
    assert not isinstance(told, RateLimited) or told.retry_after == 3.0
    assert not isinstance(told, Misconfigured) or told.fix
    assert not call.once or len(await vipps.received(call.match)) == before + 1


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "not_json", "truncate"])
@pytest.mark.parametrize("name", CALLS)
async def test_an_answer_that_is_lost_or_makes_no_sense_decides_nothing(
    vipps: RunningVipps, till: Till, name: str, fault: str
) -> None:
    call = CALLS[name]
    look = await call.led_to_by(till)
    before = len(await vipps.received(call.match))
    await vipps.break_next(call.match, fault, times=ALWAYS)

    assert (OutcomeUnknown if call.once else Unreachable) == kind(await outcome(look))
    assert not call.once or len(await vipps.received(call.match)) == before + 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("name", ["token", "keys", "userinfo"])
async def test_the_guests_yes_is_still_there_once_the_trouble_is_over(
    vipps: RunningVipps, till: Till, name: str, row: Row
) -> None:
    """Unless Vipps said that nothing will come of it: then the caller was told so at once."""
    look = await CALLS[name].led_to_by(till)
    await vipps.break_next(CALLS[name].match, "status", status=row.status, body=row.body, times=ALWAYS)
    first = await outcome(look)
    await vipps.http.delete("/_sim/faults")

    assert ((name, row.name) in THE_END) is (first == Lost())
    assert first == Lost() or isinstance(await look(), Approved)


STARTING_ROWS: list[tuple[int, dict[str, str], type[PortError], str | None]] = [
    (400, {"error": "invalid_request", "error_description": "bad login_hint"}, Refused, "invalid_request"),
    (400, {"error": "unknown_user_id"}, Refused, NO_APP_USER),
    (400, {"error": "invalid_scope"}, Misconfigured, None),
    (400, {"error": "unauthorized_client"}, Misconfigured, None),
    (400, {"error": "invalid_client"}, Misconfigured, None),
    (400, {"error": "invalid_binding_message"}, Refused, "invalid_binding_message"),
    (400, {"error": "invalid_request", "error_code": "old_app"}, Refused, OLD_APP),
    (400, {"error": "invalid_request", "error_description": "old_app: update it"}, Refused, OLD_APP),
    (400, {"error": "invalid_request", "error_code": "invalid_user"}, Refused, NO_APP_USER),
    (400, {"error_code": "old_app"}, Refused, OLD_APP),
    (400, {"error_code": "invalid_user"}, Refused, NO_APP_USER),
    (400, {"error": "invalid_request", "error_description": "invalid_user"}, Refused, NO_APP_USER),
]


@pytest.mark.parametrize(("status", "body", "means", "code"), STARTING_ROWS, ids=str)
async def test_every_error_of_starting_has_one_meaning(
    vipps: RunningVipps, till: Till, status: int, body: dict[str, str], means: type[PortError], code: str | None
) -> None:
    await vipps.break_next(STARTING, "status", status=status, body=body, times=ALWAYS)
    with pytest.raises(PortError) as caught:
        await till.ask()

    assert (means, code) == (type(caught.value), getattr(caught.value, "code", None))
    assert len(await vipps.received(STARTING)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"auth_req_id": "", "expires_in": 600, "interval": 5},
        {"auth_req_id": "x", "expires_in": 0, "interval": 5},
        {"auth_req_id": "x", "expires_in": 10**30, "interval": 5},
        {"auth_req_id": "x", "expires_in": 600, "interval": -5},
        {"auth_req_id": "x", "expires_in": 600, "interval": 10**30},
        {"auth_req_id": "x", "expires_in": "soon"},
    ],
    ids=str,
)
async def test_a_start_with_times_that_cannot_be_is_in_doubt(
    vipps: RunningVipps, till: Till, answer: dict[str, Any]
) -> None:
    await vipps.break_next(STARTING, "status", status=200, body=answer, times=ALWAYS)
    with pytest.raises(OutcomeUnknown):
        await till.ask()


TOKEN_ROWS: list[tuple[dict[str, str], type[PortError] | EnrolmentAnswer]] = [
    ({"error": "authorization_pending"}, NotYet()),
    ({"error": "slow_down"}, NotYet(slower=5)),
    ({"error": "expired_token"}, Expired()),
    ({"error": "access_denied"}, Denied()),
    ({"error": "invalid_grant"}, Lost()),
    ({"error": "invalid_request", "error_code": "old_app"}, Lost()),
    ({"error": "invalid_request", "error_code": "invalid_user"}, Lost()),
    ({"error": "old_app"}, Lost()),
    ({"error": "invalid_user"}, Lost()),
    ({"error": "unknown_user_id"}, Lost()),
    ({"error": "invalid_binding_message"}, OutcomeUnknown),
    ({"error": "something_new", "error_description": "unknown_user_id"}, Lost()),
    ({"error": "invalid_client"}, Misconfigured),
    ({"error": "unauthorized_client"}, Misconfigured),
    ({"error": "unsupported_grant_type"}, Misconfigured),
    ({"error": "invalid_scope"}, Misconfigured),
    ({"error_code": "old_app"}, Lost()),
    ({"error_code": "invalid_user"}, Lost()),
]


@pytest.mark.parametrize(("body", "means"), TOKEN_ROWS, ids=str)
async def test_every_error_of_looking_has_one_meaning(
    vipps: RunningVipps, till: Till, body: dict[str, str], means: type[PortError] | EnrolmentAnswer
) -> None:
    """Those of starting too, which may show up here: nothing comes of a request to somebody who cannot be asked."""
    look = await looks(till)
    await vipps.break_next(TOKEN, "status", status=400, body=body, times=ALWAYS)

    assert means == kind(await outcome(look))
    assert len(await vipps.received(TOKEN)) == 1


@pytest.mark.parametrize(
    "tokens",
    [
        {"access_token": "", "id_token": "a.b.c"},
        {"access_token": "with\nnewline", "id_token": "a.b.c"},
        {"access_token": "ciba.x", "id_token": ""},
        {"access_token": "ciba.x"},
    ],
    ids=str,
)
async def test_tokens_that_nothing_can_be_done_with_are_in_doubt(
    vipps: RunningVipps, till: Till, tokens: dict[str, str]
) -> None:
    look = await looks(till)
    await vipps.break_next(TOKEN, "status", status=200, body=tokens)

    assert OutcomeUnknown == kind(await outcome(look))


@pytest.mark.parametrize(
    "keys",
    [{"keys": 7}, {"keys": [7]}, {"keys": [{"kid": "without a kind"}]}],
    ids=str,
)
async def test_signing_keys_of_another_shape_are_a_failed_read(
    vipps: RunningVipps, till: Till, keys: dict[str, Any]
) -> None:
    look = await looks(till)
    await vipps.break_next(KEYS, "status", status=200, body=keys, times=ALWAYS)

    assert Unreachable == kind(await outcome(look))

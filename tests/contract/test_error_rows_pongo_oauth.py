"""Connecting an account against every row of Pongo's error table, over real HTTP: what the merchant's admin is told."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import pytest
import pytest_asyncio

from app.ports.errors import (
    Misconfigured,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.providers.pongo.oauth import CLIENT_FIX, REDIRECT_FIX, OAuthConfig, PongoAccounts
from app.simulators import seed
from support.pongo_error_rows import ROWS, Row
from support.quick_clock import QuickClock
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOKEN, ME = "POST /v1/oauth/token", "GET /v1/oauth/me"
ALWAYS = 9
"""More often than any request is repeated by itself."""
CLIENTS_FAULT = {401: Misconfigured, 403: Misconfigured}
"""The exchange carries no token: who is refused there is this partner, whatever the words are."""


@pytest_asyncio.fixture(loop_scope="module")
async def accounts(pongo: RunningPongo) -> AsyncIterator[PongoAccounts]:
    config = OAuthConfig(
        base_url=pongo.url,
        redirect_uri="http://127.0.0.1:8550/oauth/pongo/callback",
        client_id=seed.PONGO_CLIENT_ID,
        client_secret=seed.PONGO_CLIENT_SECRET,
    )
    accounts = PongoAccounts(config, QuickClock())
    yield accounts
    await accounts.close()


async def refused(call: Callable[[], Awaitable[object]]) -> PortError:
    with pytest.raises(PortError) as caught:
        await call()
    return caught.value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_row_has_one_meaning_for_the_exchange(pongo: RunningPongo, accounts: PongoAccounts, row: Row) -> None:
    """A code works once, so it is sent once."""
    await pongo.break_next(TOKEN, "status", status=row.status, body=row.body, times=ALWAYS, retry_after=3)
    error = await refused(lambda: accounts.exchange("a-code"))

    assert CLIENTS_FAULT.get(row.status, row.means) is type(error)
    assert len(await pongo.received(TOKEN)) == 1
    assert not isinstance(error, Refused) or (error.status, error.code) == (row.status, row.code)
    assert not isinstance(error, RateLimited) or error.retry_after == 3.0
    assert not isinstance(error, Misconfigured) or error.fix == CLIENT_FIX


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_row_has_one_meaning_for_reading_whose_account_it_is(
    pongo: RunningPongo, accounts: PongoAccounts, row: Row
) -> None:
    await pongo.break_next(ME, "status", status=row.status, body=row.body, times=ALWAYS, retry_after=3)
    error = await refused(lambda: accounts.account(seed.PONGO_TOKEN))

    assert (Unreachable if row.means is OutcomeUnknown else row.means) is type(error)
    assert not isinstance(error, Refused) or (error.status, error.code) == (row.status, row.code)
    assert not isinstance(error, RateLimited) or error.retry_after == 3.0
    assert not isinstance(error, Misconfigured) or "Connect Pongo again" in error.fix


@pytest.mark.parametrize(
    ("field", "means", "fix"),
    [
        ("client_id", Misconfigured, CLIENT_FIX),
        ("client_secret", Misconfigured, CLIENT_FIX),
        ("grant_type", Misconfigured, CLIENT_FIX),
        ("redirect_uri", Misconfigured, REDIRECT_FIX),
        ("code", Refused, None),
    ],
)
async def test_a_field_of_the_exchange_that_was_refused_names_what_to_mend(
    pongo: RunningPongo, accounts: PongoAccounts, field: str, means: type[PortError], fix: str | None
) -> None:
    body = {"message": "The given data was invalid.", "errors": {field: ["The selected value is invalid."]}}
    await pongo.break_next(TOKEN, "status", status=422, body=body)
    error = await refused(lambda: accounts.exchange("a-code"))

    assert (means, fix) == (type(error), getattr(error, "fix", None))
    assert not isinstance(error, Refused) or error.code == field


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "not_json", "truncate"])
async def test_a_lost_answer_leaves_the_exchange_in_doubt_and_is_a_failed_read_otherwise(
    pongo: RunningPongo, accounts: PongoAccounts, kind: str
) -> None:
    code = await a_code(pongo, accounts)
    await pongo.break_next(TOKEN, kind, times=ALWAYS)
    await pongo.break_next(ME, kind, times=ALWAYS)
    exchange = await refused(lambda: accounts.exchange(code))
    account = await refused(lambda: accounts.account(seed.PONGO_TOKEN))

    assert (OutcomeUnknown, Unreachable) == (type(exchange), type(account))
    assert len(await pongo.received(TOKEN)) == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"access_token": ""}, {"access_token": 7}, {"access_token": "with\nnewline"}, {"token": "elsewhere"}],
    ids=str,
)
async def test_an_exchange_without_a_usable_token_is_in_doubt(
    pongo: RunningPongo, accounts: PongoAccounts, body: Mapping[str, Any]
) -> None:
    await pongo.break_next(TOKEN, "status", status=200, body=body)
    error = await refused(lambda: accounts.exchange("a-code"))

    assert OutcomeUnknown is type(error)


@pytest.mark.parametrize("lifetime", [None, -1, 0, "soon", 10**40, 1.5, True, []], ids=str)
async def test_a_lifetime_that_makes_no_sense_is_unknown_and_the_token_is_kept(
    pongo: RunningPongo, accounts: PongoAccounts, lifetime: object
) -> None:
    await pongo.break_next(TOKEN, "status", status=200, body={"access_token": "abc", "expires_in": lifetime})
    granted = await accounts.exchange("a-code")

    assert ("abc", None) == (granted.token, granted.lifetime)


async def a_code(pongo: RunningPongo, accounts: PongoAccounts) -> str:
    """The merchant allows it in the form."""
    form = accounts.form("s").partition("?")[2]
    answer = await pongo.http.post(
        f"/v1/oauth/form?{form}",
        content=f"{form}&answer=allow",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    return answer.headers["location"].partition("code=")[2].partition("&")[0]

"""Connecting over real HTTP to the simulated Pongo: two readings of the form and of the exchange must agree."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from app.ports.errors import Misconfigured, NotConnected, Refused
from app.providers.pongo.oauth import OAuthConfig, PongoAccounts
from app.simulators import seed
from support.quick_clock import QuickClock
from support.running import RunningPongo

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLBACK = "http://127.0.0.1:8550/oauth/pongo/callback"


@pytest_asyncio.fixture(loop_scope="module")
async def accounts(pongo: RunningPongo) -> AsyncIterator[PongoAccounts]:
    provider = connected(pongo)
    yield provider
    await provider.close()


def connected(pongo: RunningPongo, secret: str = seed.PONGO_CLIENT_SECRET, callback: str = CALLBACK) -> PongoAccounts:
    config = OAuthConfig(
        base_url=pongo.url, redirect_uri=callback, client_id=seed.PONGO_CLIENT_ID, client_secret=secret
    )
    return PongoAccounts(config, QuickClock())


async def answered(pongo: RunningPongo, address: str, answer: str = "allow") -> httpx.QueryParams:
    """What the form leads back with once the merchant has chosen."""
    page = await pongo.http.get(address)
    assert 200 == page.status_code, page.text
    asked = httpx.URL(address).params
    back = await pongo.http.post("/v1/oauth/form", data={**asked, "answer": answer})
    assert back.headers["location"].startswith(CALLBACK)
    return httpx.URL(back.headers["location"]).params


async def test_the_form_takes_our_address_and_echoes_the_state(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    back = await answered(pongo, accounts.form("a state/&?"))

    assert ("a state/&?", True) == (back["state"], bool(back["code"]))


async def test_a_code_becomes_a_token_of_the_merchant(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    back = await answered(pongo, accounts.form("s"))
    granted = await accounts.exchange(back["code"])
    account = await accounts.account(granted.token)

    assert (365, "Fjord & Furu") == (granted.lifetime and granted.lifetime.days, account.merchant)


async def test_a_refusal_comes_back_without_a_code(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    back = await answered(pongo, accounts.form("s"), "refuse")

    assert {"error": "access_denied", "state": "s"} == dict(back)


async def test_a_code_works_once(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    code = (await answered(pongo, accounts.form("s")))["code"]
    await accounts.exchange(code)
    with pytest.raises(Refused):
        await accounts.exchange(code)

    assert 2 == len(await pongo.received("POST /v1/oauth/token"))


async def test_a_wrong_client_secret_is_the_settings_fault(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    code = (await answered(pongo, accounts.form("s")))["code"]
    stranger = connected(pongo, secret="wrong")
    with pytest.raises(Misconfigured) as caught:
        await stranger.exchange(code)
    await stranger.close()

    assert "TAFFEL_PONGO_CLIENT_SECRET" in caught.value.fix


async def test_an_address_that_pongo_was_not_told_gets_no_form(pongo: RunningPongo) -> None:
    stranger = connected(pongo, callback="https://elsewhere.example/callback")
    page = await pongo.http.get(stranger.form("s"))
    await stranger.close()

    assert 400 == page.status_code


async def test_a_revoked_token_is_not_connected_and_a_new_one_is(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    old = await accounts.exchange((await answered(pongo, accounts.form("s")))["code"])
    await pongo.http.post("/_sim/tokens/revoke")
    with pytest.raises(NotConnected):
        await accounts.account(old.token)
    new = await accounts.exchange((await answered(pongo, accounts.form("s")))["code"])

    assert "Fjord & Furu" == (await accounts.account(new.token)).merchant


async def test_a_token_runs_out(pongo: RunningPongo, accounts: PongoAccounts) -> None:
    await pongo.change(token_lifetime_seconds=60)
    granted = await accounts.exchange((await answered(pongo, accounts.form("s")))["code"])
    pongo.clock.advance(61)
    with pytest.raises(NotConnected):
        await accounts.account(granted.token)

    assert 60 == (granted.lifetime and granted.lifetime.total_seconds())

"""The way back from Pongo's form: a good code leads to the admin, everything else to a page that says what to do."""

from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from fastapi import FastAPI

from app.domain.connection import KeyFault, Why
from app.ports.errors import StorageUnavailable
from app.ui.connection_words import trouble
from app.ui.texts import Texts
from app.web.headers import add_headers
from app.web.oauth import Callback, add_pongo_callback
from app.web.pages import preferred_language
from support.house import World

CALLBACK = "/oauth/pongo/callback"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def hub(world: World) -> AsyncIterator[httpx.AsyncClient]:
    connecting = world.house().services.connecting
    async with client(Callback(finish=connecting.finish, house="Fjord <Furu>", language="nb")) as http:
        yield http


def client(callback: Callback) -> httpx.AsyncClient:
    api = FastAPI()
    add_headers(api, frame_ancestors="'self'")
    add_pongo_callback(api, callback)
    return httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://127.0.0.1:8550")


async def state_of(world: World) -> str:
    """A visit to the form."""
    address = await world.house().services.connecting.begin()
    return str(httpx.URL(address).params["state"])


async def told(hub: httpx.AsyncClient, **query: str) -> httpx.Response:
    """What the merchant's browser ends up with."""
    return await hub.get(CALLBACK, params=query, headers=ENGLISH, follow_redirects=True)


async def test_a_good_code_leads_to_the_admin(hub: httpx.AsyncClient, world: World) -> None:
    query = {"state": await state_of(world), "code": world.accounts.allow()}
    answer = await hub.get(CALLBACK, params=query)

    assert (303, "../../admin") == (answer.status_code, answer.headers["location"])
    assert (await world.house().services.connecting.status()).how == "oauth"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({}, Why.UNKNOWN_STATE),
        ({"code": "abc"}, Why.UNKNOWN_STATE),
        ({"code": "abc", "state": "forged"}, Why.UNKNOWN_STATE),
        ({"error": "access_denied", "state": "forged"}, Why.UNKNOWN_STATE),
    ],
)
async def test_what_nobody_asked_for_gets_a_page_that_says_so(
    hub: httpx.AsyncClient, world: World, query: dict[str, str], why: Why
) -> None:
    answer = await told(hub, **query)

    assert (400, f"/oauth/pongo/trouble/{why}") == (answer.status_code, answer.url.path)
    assert trouble(Texts("en"), why).happened in answer.text
    assert ([], None) == (world.accounts.calls, world.storage.tables.account.connection)


async def test_a_callback_without_a_code_says_what_to_do(hub: httpx.AsyncClient, world: World) -> None:
    answer = await told(hub, state=await state_of(world))

    assert "without the code" in answer.text
    assert "Connect Pongo again" in answer.text


async def test_a_merchant_who_refused_reads_that_nothing_was_changed(hub: httpx.AsyncClient, world: World) -> None:
    answer = await told(hub, state=await state_of(world), error="access_denied")

    assert (200, True) == (answer.status_code, "nothing was changed" in answer.text)


async def test_a_callback_that_is_loaded_again_says_that_it_was_used(hub: httpx.AsyncClient, world: World) -> None:
    query = {"state": await state_of(world), "code": world.accounts.allow()}
    await hub.get(CALLBACK, params=query)
    answer = await told(hub, **query)

    assert "/oauth/pongo/trouble/used_state" == answer.url.path


async def test_neither_code_nor_state_stay_in_the_address_the_page_or_the_log(
    hub: httpx.AsyncClient, world: World
) -> None:
    state = await state_of(world)
    with structlog.testing.capture_logs() as logs:
        first = await hub.get(CALLBACK, params={"state": state, "code": "very-secret-code"})
        page = await told(hub, state=state, code="very-secret-code")

    for text in (first.headers["location"], str(page.url), page.text, repr(logs)):
        assert "very-secret-code" not in text
        assert state not in text


async def test_the_page_runs_nothing_loads_nothing_foreign_and_is_kept_by_nobody(hub: httpx.AsyncClient) -> None:
    page = await told(hub)
    policy = page.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("no-referrer", "no-store") == (page.headers["referrer-policy"], page.headers["cache-control"])
    assert "nosniff" == page.headers["x-content-type-options"]
    assert "<script" not in page.text
    assert "Fjord &lt;Furu&gt;" in page.text


async def test_the_redirect_is_kept_by_nobody_either(hub: httpx.AsyncClient) -> None:
    answer = await hub.get(CALLBACK)

    assert ("no-referrer", "no-store") == (answer.headers["referrer-policy"], answer.headers["cache-control"])


@pytest.mark.parametrize("path", ["/oauth/pongo/trouble/nonsense", "/oauth/pongo/trouble/%3Cscript%3E"])
async def test_an_address_that_was_made_up_shows_nothing_of_it(hub: httpx.AsyncClient, path: str) -> None:
    page = await hub.get(path)

    assert (400, False) == (page.status_code, "script" in page.text)


async def test_a_database_that_cannot_be_written_is_told_too() -> None:
    async def finish(*, state: str | None, code: str | None = None, error: str | None = None) -> object:
        raise StorageUnavailable("full")

    async with client(Callback(finish=finish, house="Test", language="en")) as http:  # type: ignore[arg-type]
        page = await told(http)

    assert "/oauth/pongo/trouble/not_kept" == page.url.path
    assert "could not write the connection down" in page.text


async def test_trouble_with_the_hubs_key_is_no_silence_of_pongo(hub: httpx.AsyncClient, world: World) -> None:
    state = await state_of(world)
    world.secrets.fault = KeyFault.OPEN
    page = await told(hub, state=state, code=world.accounts.allow())

    assert (400, "/oauth/pongo/trouble/key_open") == (page.status_code, page.url.path)
    assert "read the hub&#x27;s secret key" in page.text
    assert "taffel doctor" in page.text


@pytest.mark.parametrize("why", Why)
@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_trouble_has_its_words_in_every_language(why: Why, language: str) -> None:
    said = trouble(Texts(language), why)

    assert said.happened
    assert said.next_step


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [("nn-NO,en;q=0.5", "nb"), ("no", "nb"), ("en-GB", "en"), ("de,fr;q=0.9", "nb"), ("", "nb"), (",;q", "nb")],
)
def test_the_page_speaks_the_language_of_the_browser_or_of_the_house(accepted: str, expected: str) -> None:
    assert expected == preferred_language(accepted, "nb")

"""The merchant's consent in Pongo's words: an unusual grant, scopes with commas, and every answer that may come."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from app.ports.connection import Account, Accounts, Granted
from app.ports.errors import Misconfigured, NotConnected, OutcomeUnknown, PortError, RateLimited, Refused, Unreachable
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.oauth import OAuthConfig, PongoAccounts
from support.examples import example, example_bytes
from support.http_script import ScriptedTransport, Step, answer
from support.quick_clock import QuickClock

BASE = "https://pongo.example.test"
CALLBACK = "https://hub.example/oauth/pongo/callback"


def accounts(*steps: Step, client_id: str | None = "taffel-demo") -> tuple[PongoAccounts, ScriptedTransport]:
    transport = ScriptedTransport(*steps)
    config = OAuthConfig(
        base_url=BASE, redirect_uri=CALLBACK, client_id=client_id, client_secret="demo-only-not-a-secret"
    )
    return PongoAccounts(config, QuickClock(), transport), transport


def sent(name: str, status: int = 200) -> Step:
    return answer(status, example_bytes(f"pongo/{name}"))


def test_the_adapter_is_what_the_port_asks_for() -> None:
    port: Accounts = accounts()[0]

    assert port.offered


def test_the_form_has_the_documented_query_and_nothing_else() -> None:
    address = urlsplit(accounts()[0].form("a state/&"))
    query = parse_qs(address.query)

    assert "https://pongo.example.test/v1/oauth/form" == f"{address.scheme}://{address.netloc}{address.path}"
    assert {"client_id", "state", "redirect_uri", "scope"} == set(query)
    assert (["a state/&"], [CALLBACK]) == (query["state"], query["redirect_uri"])


def test_scopes_are_separated_by_commas_and_are_those_that_are_used() -> None:
    query = urlsplit(accounts()[0].form("s")).query

    assert "scope=customer.create,customer.read,customer.update,reward.read,reward.update,order.create" in query
    assert "contest-game" not in query


@pytest.mark.parametrize("call", ["form", "exchange"])
async def test_without_a_client_nothing_is_sent(call: str) -> None:
    provider, transport = accounts(client_id=None)
    with pytest.raises(Misconfigured) as caught:
        await provider.exchange("the-code") if call == "exchange" else provider.form("s")

    assert (False, []) == (provider.offered, transport.requests)
    assert "TAFFEL_PONGO_CLIENT_ID" in caught.value.fix


async def test_the_exchange_is_the_one_of_the_example() -> None:
    provider, transport = accounts(sent("get_token.response"))
    granted = await provider.exchange("the-code")

    assert ["POST /v1/oauth/token"] == transport.seen
    assert example("pongo/get_token.request") == json.loads(transport.bodies[0])
    assert granted.token == example("pongo/get_token.response")["access_token"]
    assert timedelta(days=365) == granted.lifetime


@pytest.mark.parametrize("told", [None, 0, -5, "soon", "", True, 1e400, 10**15, [], {}])
async def test_a_life_that_makes_no_sense_is_not_known(told: object) -> None:
    body = json.dumps({"access_token": "abc", "expires_in": told})
    provider, _ = accounts(answer(200, body))

    assert Granted(token="abc", lifetime=None) == await provider.exchange("the-code")


async def test_a_life_may_come_as_text() -> None:
    provider, _ = accounts(answer(200, '{"access_token": "abc", "expires_in": "60"}'))

    assert timedelta(minutes=1) == (await provider.exchange("the-code")).lifetime


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "[]", "{}", '{"access_token": ""}', '{"access_token": null}', '{"access_token": "two\\nlines"}'],
)
async def test_an_answer_without_a_usable_token_is_no_token(body: str) -> None:
    provider, transport = accounts(answer(200, body))
    with pytest.raises(OutcomeUnknown):
        await provider.exchange("the-code")

    assert 1 == len(transport.requests)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (sent("error.code", 422), Refused),
        (sent("error.unauthenticated", 401), Misconfigured),
        (sent("error.forbidden", 403), Misconfigured),
        (answer(422, '{"message": "x", "errors": {"client_secret": ["wrong"]}}'), Misconfigured),
        (answer(422, '{"message": "x", "errors": {"redirect_uri": ["not whitelisted"]}}'), Misconfigured),
        (answer(400, '{"message": "Bad request."}'), Refused),
        (answer(429, '{"message": "Too Many Attempts."}'), RateLimited),
        (answer(500, '{"message": "Server Error"}'), OutcomeUnknown),
        (answer(503, ""), OutcomeUnknown),
        (httpx.ReadTimeout("slow"), OutcomeUnknown),
    ],
)
async def test_every_other_answer_to_the_exchange_has_its_meaning(step: Step, expected: type[PortError]) -> None:
    provider, transport = accounts(step)
    with pytest.raises(expected) as caught:
        await provider.exchange("the-code")

    assert (expected, 1) == (type(caught.value), len(transport.requests))
    assert "the-code" not in str(caught.value)


async def test_an_exchange_that_never_left_is_sent_once_more() -> None:
    provider, transport = accounts(httpx.ConnectError("no"), sent("get_token.response"))
    await provider.exchange("the-code")

    assert 2 == len(transport.requests)


async def test_whose_token_it_is() -> None:
    provider, transport = accounts(sent("get_user.response"))
    account = await provider.account("just-given")

    assert Account(merchant=example("pongo/get_user.response")["merchant"]["name"]) == account
    assert "Bearer just-given" == transport.requests[0].headers["authorization"]


@pytest.mark.parametrize("body", ["{}", '{"merchant": null}', '{"merchant": {"name": 7}}', '{"merchant": "x"}'])
async def test_a_merchant_without_a_name_is_no_error(body: str) -> None:
    provider, _ = accounts(answer(200, body))

    assert Account(merchant=None) == await provider.account("t")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (sent("error.unauthenticated", 401), NotConnected),
        (sent("error.forbidden", 403), Misconfigured),
        (answer(500, ""), Unreachable),
        (answer(200, "<html>"), Unreachable),
    ],
)
async def test_every_other_answer_about_a_token_has_its_meaning(step: Step, expected: type[PortError]) -> None:
    provider, _ = accounts(step, step)
    with pytest.raises(expected) as caught:
        await provider.account("just-given")

    assert expected is type(caught.value)
    assert "just-given" not in str(caught.value)


class Changing:
    """A keeper whose token is another one after a refusal."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.told: list[str] = []

    async def token(self) -> str:
        if not self._tokens:
            raise NotConnected("none")
        return self._tokens[0]

    async def refused(self, token: str) -> bool:
        self.told.append(token)
        self._tokens.remove(token)
        return bool(self._tokens)


def program(tokens: Changing, *steps: Step) -> tuple[PongoProgram, ScriptedTransport]:
    transport = ScriptedTransport(*steps)
    return PongoProgram(PongoConfig(base_url=BASE), QuickClock(), transport, tokens=tokens), transport


async def test_the_token_in_force_is_asked_for_with_every_request() -> None:
    keeper = Changing("old", "new")
    client, transport = program(keeper, sent("list_stores.response"), sent("list_stores.response"))
    await client.stores()
    await keeper.refused("old")
    await client.stores()

    assert ["Bearer old", "Bearer new"] == [request.headers["authorization"] for request in transport.requests]


async def test_a_refused_token_is_told_and_the_one_connected_meanwhile_is_used() -> None:
    keeper = Changing("old", "new")
    client, transport = program(keeper, sent("error.unauthenticated", 401), sent("list_stores.response"))
    await client.stores()

    assert (["old"], 2) == (keeper.told, len(transport.requests))


async def test_without_another_token_nothing_is_sent_again() -> None:
    keeper = Changing("old")
    client, transport = program(keeper, sent("error.unauthenticated", 401))
    for _ in range(3):
        with pytest.raises(NotConnected):
            await client.stores()

    assert (["old"], 1) == (keeper.told, len(transport.requests))

"""Our subscriptions and the simulated Pongo's, over real HTTP: made, signed, delivered, ended, and every refusal."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.ports.errors import Misconfigured, OutcomeUnknown, RateLimited, Refused, Unreachable
from app.ports.webhooks import Arrival, NotGenuine
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.deliveries import PongoDeliveries
from app.providers.pongo.subscriptions import DRAFT, PongoSubscriptions
from app.providers.pongo.webhooks import CUSTOMER_EVENTS, subscribe
from app.simulators import seed
from app.simulators.serve import running
from support.examples import example, example_text
from support.quick_clock import QuickClock
from support.running import RunningPongo, running_pongo
from support.secret_fakes import FakeSecretStore

URL = "https://hub.example/webhooks/pongo"
CREATED, UPDATED = CUSTOMER_EVENTS


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def program(pongo: RunningPongo) -> AsyncIterator[PongoProgram]:
    program = connected(pongo.url)
    yield program
    await program.close()


@pytest.fixture
def secrets() -> FakeSecretStore:
    return FakeSecretStore()


@pytest.fixture
def subscriptions(program: PongoProgram, secrets: FakeSecretStore) -> PongoSubscriptions:
    return of(program, secrets)


def connected(url: str, token: str = seed.PONGO_TOKEN) -> PongoProgram:
    return PongoProgram(PongoConfig(base_url=url, token=token, store_slug="demo-bistro-oslo"), QuickClock())


def of(program: PongoProgram, secrets: FakeSecretStore, event: str = UPDATED) -> PongoSubscriptions:
    numbers = count(1)
    return program.subscriptions(event, secrets, lambda: f"a-secret-that-we-made-{next(numbers)}")


async def state(pongo: RunningPongo) -> Any:
    return (await pongo.http.get("/_sim/webhooks")).json()


def test_what_is_sent_is_the_example() -> None:
    request = subscribe(UPDATED, URL, "a-secret-that-we-made")

    assert json.loads(example_text("pongo/subscribe_webhook.request")) == json.loads(request.body or "")
    assert ("POST", "/v1/webhooks") == (request.method, request.path)


async def test_the_simulator_takes_and_answers_the_examples(pongo: RunningPongo) -> None:
    answer = await pongo.http.post(
        "/v1/webhooks",
        json=example("pongo/subscribe_webhook.request"),
        headers={"Authorization": f"Bearer {seed.PONGO_TOKEN}"},
    )

    made, expected = answer.json()["data"], example("pongo/subscribe_webhook.response")["data"]

    assert 201 == answer.status_code
    assert expected == {**made, "id": expected["id"]}


async def test_a_subscription_is_made_remembered_and_ended(
    pongo: RunningPongo, subscriptions: PongoSubscriptions, secrets: FakeSecretStore
) -> None:
    made = await subscriptions.register(URL)
    (listed,) = await subscriptions.webhooks()
    there = (await state(pongo))["subscriptions"]
    await subscriptions.remove(made.id)

    assert (made.id, URL, (UPDATED,), True) == (listed.id, listed.url, listed.events, listed.complete)
    assert [{"id": made.id, "event": UPDATED, "url": URL}] == there
    assert ((), [], {}) == (await subscriptions.webhooks(), (await state(pongo))["subscriptions"], secrets.secrets)


async def test_each_event_has_its_own_subscriptions(program: PongoProgram, secrets: FakeSecretStore) -> None:
    created, updated = of(program, secrets, CREATED), of(program, secrets, UPDATED)
    first, second = await created.register(URL), await updated.register(URL)

    assert [[first.id], [second.id]] == [[one.id for one in await each.webhooks()] for each in (created, updated)]


async def test_after_a_lost_answer_the_same_secret_is_sent_again(
    pongo: RunningPongo, subscriptions: PongoSubscriptions, secrets: FakeSecretStore
) -> None:
    """So that deliveries of the subscription nobody knows the id of can be verified too."""
    await pongo.break_next("POST /v1/webhooks", "drop_after")
    with pytest.raises(OutcomeUnknown):
        await subscriptions.register(URL)
    made = await subscriptions.register(URL)
    sent = [json.loads(each["body"]) for each in await pongo.received("POST /v1/webhooks")]

    assert 2 == len(sent)
    assert sent[0] == sent[1]
    assert sent[0]["secret"] == made.secret
    assert DRAFT + UPDATED not in secrets.secrets
    assert 2 == len((await state(pongo))["subscriptions"])


async def test_ending_what_is_gone_is_refused_and_forgotten(subscriptions: PongoSubscriptions) -> None:
    made = await subscriptions.register(URL)
    await subscriptions.remove(made.id)
    with pytest.raises(Refused):
        await subscriptions.remove(made.id)

    assert () == await subscriptions.webhooks()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "status", "status": 401}, Misconfigured),
        ({"kind": "status", "status": 403}, Misconfigured),
        ({"kind": "status", "status": 409}, Refused),
        ({"kind": "status", "status": 422}, Refused),
        ({"kind": "status", "status": 429}, RateLimited),
        ({"kind": "status", "status": 500}, OutcomeUnknown),
        ({"kind": "drop_before"}, OutcomeUnknown),
    ],
)
async def test_a_refusal_keeps_the_secret_for_the_next_try(
    pongo: RunningPongo,
    subscriptions: PongoSubscriptions,
    secrets: FakeSecretStore,
    fault: dict[str, Any],
    error: type[Exception],
) -> None:
    await pongo.break_next("POST /v1/webhooks", **fault)
    with pytest.raises(error):
        await subscriptions.register(URL)

    assert () == await subscriptions.webhooks()
    assert [DRAFT + UPDATED] == list(secrets.secrets)


async def test_an_address_without_https_is_refused(pongo: RunningPongo, subscriptions: PongoSubscriptions) -> None:
    with pytest.raises(Refused):
        await subscriptions.register("http://hub.example/webhooks/pongo")
    await pongo.http.post("/_sim/webhooks", json={"allow_http_loopback": False})
    with pytest.raises(Refused):
        await subscriptions.register("http://127.0.0.1:8550/webhooks/pongo")


async def test_pongo_that_is_away_is_unreachable(secrets: FakeSecretStore) -> None:
    program = connected("http://127.0.0.1:1")
    with pytest.raises(Unreachable):
        await of(program, secrets).register(URL)
    await program.close()


# -- deliveries


class Hub:
    """An endpoint that keeps what arrives and answers as told."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.arrived: asyncio.Queue[Arrival] = asyncio.Queue()
        self.app = Starlette(routes=[Route("/webhooks/pongo", self._take, methods=["POST"])])

    async def next(self) -> Arrival:
        return await asyncio.wait_for(self.arrived.get(), 10)

    async def _take(self, request: Request) -> Response:
        self.arrived.put_nowait(Arrival(headers=dict(request.headers), body=await request.body()))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


@pytest_asyncio.fixture
async def hub(pongo: RunningPongo) -> AsyncIterator[Hub]:
    hub = Hub()
    async with running(hub.app) as url:
        await pongo.http.post("/_sim/webhooks", json={"deliver_to": url})
        yield hub


def kari(pongo: RunningPongo) -> str:
    """Her id at Pongo."""
    known = pongo.backend.customers.with_phone("4712345678")
    assert known is not None
    return known.public_id


async def renames_kari(pongo: RunningPongo, name: str) -> None:
    answer = await pongo.http.put(
        f"/v1/customers/{kari(pongo)}",
        json={"first_name": name},
        headers={"Authorization": f"Bearer {seed.PONGO_TOKEN}"},
    )
    assert answer.status_code == 200, answer.text


async def test_a_delivery_is_signed_as_we_verify_it_and_shaped_like_the_example(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions
) -> None:
    made = await subscriptions.register(URL)
    await renames_kari(pongo, "Karoline")
    arrival = await hub.next()
    delivery = PongoDeliveries().read(arrival, [made.secret], pongo.clock.now())
    expected, told = example("pongo/webhook.customer_updated"), json.loads(arrival.body)

    assert delivery is not None
    assert kari(pongo) == delivery.reference
    assert (expected.keys(), expected["data"].keys()) == (told.keys(), told["data"].keys())


async def test_a_new_customer_is_told_to_those_who_asked_for_that(
    pongo: RunningPongo, hub: Hub, program: PongoProgram, secrets: FakeSecretStore
) -> None:
    await of(program, secrets, CREATED).register(URL)
    await renames_kari(pongo, "Karoline")
    await pongo.http.post(
        "/v1/customers",
        json={"phone": "4791112233", "reference_store_slug": "demo-bistro-oslo"},
        headers={"Authorization": f"Bearer {seed.PONGO_TOKEN}"},
    )

    assert CREATED == json.loads((await hub.next()).body)["event"]
    assert hub.arrived.empty()


@pytest.mark.parametrize("kind", ["signature", "body", "time"])
async def test_every_corruption_is_noticed(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions, kind: str
) -> None:
    made = await subscriptions.register(URL)
    await pongo.http.post("/_sim/webhooks", json={"corrupt": kind})
    await renames_kari(pongo, "Karoline")
    arrival = await hub.next()

    with pytest.raises(NotGenuine):
        PongoDeliveries().read(arrival, [made.secret], pongo.clock.now())


async def test_three_tries_and_no_fourth(pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions) -> None:
    await subscriptions.register(URL)
    hub.answers = [500, 503, 404]
    await renames_kari(pongo, "Karoline")
    bodies = {(await hub.next()).body}
    for tries, seconds in ((1, 11), (2, 61)):
        await _tried(pongo, tries)
        pongo.clock.advance(seconds)
        bodies.add((await hub.next()).body)
    (delivery,) = await _settled(pongo)

    assert 1 == len(bodies)
    assert ("given_up", [500, 503, 404]) == (delivery["state"], delivery["statuses"])


async def test_duplicates_and_replays_are_the_same_bytes(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions
) -> None:
    await subscriptions.register(URL)
    await pongo.http.post("/_sim/webhooks", json={"duplicates": 1})
    await renames_kari(pongo, "Karoline")
    first, second = await hub.next(), await hub.next()
    number = (await state(pongo))["deliveries"][0]["number"]
    await pongo.http.post(f"/_sim/webhooks/deliveries/{number}/redeliver")

    assert {first.body} == {second.body, (await hub.next()).body}


async def test_a_change_of_points_is_told_where_the_switch_says_so(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions
) -> None:
    await subscriptions.register(URL)
    points = {"points": 5}
    headers = {"Authorization": f"Bearer {seed.PONGO_TOKEN}"}
    await pongo.http.put(f"/v1/customers/{kari(pongo)}", json=points, headers=headers)
    told = json.loads((await hub.next()).body)["data"]["points"]
    await pongo.http.post("/_sim/webhooks", json={"points_changes": False})
    await pongo.http.put(f"/v1/customers/{kari(pongo)}", json=points, headers=headers)
    await renames_kari(pongo, "Karoline")

    assert (125, "Karoline") == (told, json.loads((await hub.next()).body)["data"]["first_name"])


@pytest.mark.parametrize("switches", [{"corrupt": "everything"}, {"loud": True}, {"paused": "yes"}])
async def test_wrong_switches_are_refused_by_name(pongo: RunningPongo, switches: dict[str, object]) -> None:
    answer = await pongo.http.post("/_sim/webhooks", json=switches)

    assert (422, list(switches)) == (answer.status_code, list(answer.json()["errors"]))


async def test_a_reset_keeps_subscriptions_and_tells_nothing_of_the_new_beginning(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions
) -> None:
    await subscriptions.register(URL)
    await renames_kari(pongo, "Karoline")
    await hub.next()
    await pongo.reset()
    after = await state(pongo)

    assert (1, []) == (len(after["subscriptions"]), after["deliveries"])


async def test_any_customer_can_be_told_of_from_outside(
    pongo: RunningPongo, hub: Hub, subscriptions: PongoSubscriptions
) -> None:
    await subscriptions.register(URL)
    answer = await pongo.http.post("/_sim/webhooks/send", json={"event": UPDATED, "customer": kari(pongo)})

    assert (202, kari(pongo)) == (answer.status_code, json.loads((await hub.next()).body)["data"]["public_id"])


async def _settled(pongo: RunningPongo) -> list[dict[str, Any]]:
    async with asyncio.timeout(10):
        while any(each["state"] == "waiting" for each in (await state(pongo))["deliveries"]):
            await asyncio.sleep(0)
    deliveries: list[dict[str, Any]] = (await state(pongo))["deliveries"]
    return deliveries


async def _tried(pongo: RunningPongo, tries: int) -> None:
    """Until so many tries are noted: the answer to one that arrived may still be on its way."""
    async with asyncio.timeout(10):
        while len((await state(pongo))["deliveries"][0]["statuses"]) < tries:
            await asyncio.sleep(0)

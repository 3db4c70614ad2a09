"""A guest joins while the programme fails in every way it can: the real client, database file and simulated Pongo."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.bootstrap.house import House
from app.domain.connection import ConnectionState
from app.domain.customer import Channel, Untold
from app.ports.storage import Storage
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.services.loyalty.keeping_tokens import KeepingTokens
from app.simulators import seed
from app.storage.unit_of_work import SqlStorage
from support.house import OLA, OLAS_CODE, Visit, World
from support.quick_clock import QuickClock
from support.running import RunningPongo, running_pongo

OSLO = "demo-bistro-oslo"
SMS_ONLY = {"phone": str(OLA), "has_optin": True, "has_email_optin": False, "reference_store_slug": OSLO}


class Deaf(httpx.AsyncBaseTransport):
    """The way to Pongo; while ``deaf``, what was asked is done there and its answer never arrives in time."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport()
        self.deaf = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if self.deaf:
            await response.aread()
            raise httpx.ReadTimeout("nothing was heard in time", request=request)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    opened = await SqlStorage.open(f"sqlite:///{tmp_path / 'taffel.db'}")
    yield opened
    await opened.close()


@asynccontextmanager
async def hub(
    world: World, storage: Storage, pongo: RunningPongo, way: Deaf | None = None, worker: str = "hub"
) -> AsyncIterator[House]:
    """One life of a hub; its program at Pongo waits for nothing between two tries."""
    world.accounts.tokens.add(seed.PONGO_TOKEN)
    tokens = KeepingTokens(storage=storage, secrets=world.secrets, clock=world.clock, static=seed.PONGO_TOKEN)
    program = PongoProgram(PongoConfig(base_url=pongo.url), QuickClock(), way, tokens=tokens)
    house = world.house(storage=storage, loyalty=program, store_slug=OSLO, worker=worker, tokens=tokens)
    try:
        yield house
    finally:
        await house.background.close()
        await program.close()


async def joins(world: World, house: House) -> Visit:
    """Ola says yes to SMS, orders nothing and walks away."""
    visit = Visit(world, house)
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    await visit.joins(email=False, sms=True)
    await house.services.ordering.abandon(visit.order_id)
    return visit


async def owed(storage: Storage) -> tuple[Untold, ...]:
    async with storage.reading() as reading:
        return await reading.consents.untold()


async def until_told(world: World, storage: Storage, seconds: float = 60) -> None:
    """Let the time pass that the worker waits, and let it work."""
    async with asyncio.timeout(20):
        while await owed(storage):
            await world.clock.advance(seconds)


async def olas(pongo: RunningPongo) -> list[dict[str, Any]]:
    """Everybody with Ola's number at Pongo."""
    state: dict[str, Any] = (await pongo.http.get("/_sim/state")).json()
    wanted = ("phone", "has_optin", "has_email_optin", "reference_store_slug")
    return [{name: one[name] for name in wanted} for one in state["customers"] if one["phone"] == OLA]


async def evidence(storage: Storage) -> dict[Channel, tuple[bool, str]]:
    async with storage.reading() as reading:
        return {each: (one.given, one.text) for each, one in (await reading.consents.latest(OLA)).items()}


@pytest.mark.parametrize("kind", ["status", "drop_before", "drop_after", "not_json", "truncate"])
async def test_who_joins_while_pongo_fails_is_a_member_once_after_it_heals(
    pongo: RunningPongo, storage: SqlStorage, kind: str
) -> None:
    world = World()
    async with hub(world, storage, pongo) as house, house.running():
        await pongo.break_next("* /v1/customers*", kind, times=None)
        await joins(world, house)
        waiting, kept = await owed(storage), await evidence(storage)
        await pongo.http.delete("/_sim/faults")
        await until_told(world, storage)

    assert [OLA] == [each.phone for each in waiting]
    assert {Channel.EMAIL: (False, "Offers by e-mail"), Channel.SMS: (True, "Offers by SMS")} == kept
    assert [SMS_ONLY] == await olas(pongo)


async def test_who_joins_while_every_answer_is_lost_is_a_member_once(pongo: RunningPongo, storage: SqlStorage) -> None:
    """What was asked is done at Pongo, and no answer comes back in time."""
    world, way = World(), Deaf()
    async with hub(world, storage, pongo, way) as house, house.running():
        way.deaf = True
        await joins(world, house)
        waiting = await owed(storage)
        way.deaf = False
        await until_told(world, storage)

    assert [OLA] == [each.phone for each in waiting]
    assert [SMS_ONLY] == await olas(pongo)


async def test_an_outage_over_three_lives_of_the_hub_ends_with_one_member(
    pongo: RunningPongo, storage: SqlStorage
) -> None:
    world = World()
    await pongo.break_next("* /v1/customers*", "status", times=None)
    async with hub(world, storage, pongo) as house:
        await joins(world, house)
    async with hub(world, storage, pongo) as house, house.running():
        await until_tries(pongo, 2)
    await pongo.http.delete("/_sim/faults")
    async with hub(world, storage, pongo) as house, house.running():
        await until_told(world, storage)

    assert [SMS_ONLY] == await olas(pongo)
    assert 1 == len([each for each in await pongo.received("POST /v1/customers") if each["status"] == 201])


async def until_tries(pongo: RunningPongo, count: int) -> None:
    """Until Pongo was asked about somebody so many times."""
    async with asyncio.timeout(20):
        while len(await pongo.received("GET /v1/customers*")) < count:
            pass


async def test_a_token_that_is_refused_waits_in_sight_and_is_told_once_somebody_connects(
    pongo: RunningPongo, storage: SqlStorage
) -> None:
    world = World()
    async with hub(world, storage, pongo) as house, house.running():
        await pongo.http.post("/_sim/tokens/revoke")
        await joins(world, house)
        overview = await house.services.admin.overseeing.overview()
        needs = (await house.services.connecting.status()).state
        calls = len(await pongo.received("* *"))
        await world.clock.advance(3600)
        quiet = len(await pongo.received("* *")) == calls
        await pongo.http.post("/_sim/tokens/restore")
        await house.services.connecting.try_again()
        await until_told(world, storage, seconds=0)

    assert [SMS_ONLY] == await olas(pongo)
    assert ConnectionState.NEEDS_RECONNECT is needs
    assert [1] == list(overview.untold.values())
    assert all(reason.startswith("NotConnected") for reason in overview.untold)
    assert quiet, "nothing is sent with a token that was refused"


async def test_two_hubs_that_make_the_same_guest_a_member_make_one(pongo: RunningPongo, storage: SqlStorage) -> None:
    """Each of two tablets asks the same guest, at hubs that do not know of each other: a 409 is read again."""
    world = World()
    other = World()
    await pongo.break_next("POST /v1/customers", "delay", seconds=0.3, times=2)  # both have looked for her by then
    async with hub(world, storage, pongo, worker="hub-a") as one, hub(other, other.storage, pongo) as two:
        await asyncio.gather(joins(world, one), joins(other, two))
        left = (await owed(storage), await owed(other.storage))

    assert [SMS_ONLY] == await olas(pongo)
    assert [201, 409] == sorted(each["status"] for each in await pongo.received("POST /v1/customers"))
    assert ((), ()) == left

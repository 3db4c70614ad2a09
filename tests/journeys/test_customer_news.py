"""Somebody changes at Pongo while they sit at a table: the hub subscribes, is told, looks, and shows it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from app.bootstrap.house import House, compose
from app.bootstrap.outside import CustomerNews, Outside, PublicAddress
from app.domain.customer import Member
from app.domain.ids import OrderId
from app.menu_file import read_menu
from app.ports.webhooks import Outcome
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.deliveries import PongoDeliveries
from app.providers.pongo.webhooks import CUSTOMER_EVENTS
from app.providers.vipps.deliveries import VippsDeliveries
from app.services.guests.attaching import SomebodyElse
from app.settings import PONGO_WEBHOOKS_PATH, WEBHOOKS_PATH
from app.simulators import seed
from app.storage.unit_of_work import SqlStorage
from support.accounts import FakeAccounts, settings_token
from support.fakes import (
    FakeChance,
    FakeClock,
    FakeEnrolmentInApp,
    FakeIdentityProvider,
    FakePaymentProvider,
)
from support.house import DEMO_MENU, KARI, KARIS_CODE, Visit, World
from support.quick_clock import QuickClock
from support.running import RunningPongo, running_pongo
from support.served_hub import served
from support.webhooks import FakeWebhookRegistry

PUBLIC = "https://hub.example"
HEADERS = {"Authorization": f"Bearer {seed.PONGO_TOKEN}"}
NEWS = "/v1/webhooks"
CAMILLES_NUMBER = "+33612345678"


@dataclass(slots=True, kw_only=True)
class Hub:
    """A hub behind a reverse proxy, with Kari at one of its tables."""

    house: House
    storage: SqlStorage
    pongo: RunningPongo
    visit: Visit

    async def kari(self) -> Member:
        order = (await self.house.services.showing.order(self.visit.order_id)).order
        assert order.guest is not None
        assert order.guest.member is not None
        return order.guest.member

    async def payer(self, number: int) -> Member:
        """Who a payer is on their own screen."""
        guest = (await self.house.services.showing.order(self.visit.order_id)).seen_by(number).order.guest
        assert guest is not None
        assert guest.member is not None
        return guest.member

    async def changes_her(self, **fields: object) -> None:
        await self.changes(await self.kari(), **fields)

    async def changes(self, member: Member, **fields: object) -> None:
        answer = await self.pongo.http.put(f"/v1/customers/{member.customer_id}", json=fields, headers=HEADERS)
        assert answer.status_code == 200, answer.text

    async def is_called(self, name: str) -> None:
        async with asyncio.timeout(20):
            while (await self.kari()).name != name:
                await asyncio.sleep(0)

    async def book(self) -> Any:
        return (await self.pongo.http.get("/_sim/webhooks")).json()

    async def switched(self, **switches: object) -> None:
        answer = await self.pongo.http.post("/_sim/webhooks", json=switches)
        assert answer.status_code == 200, answer.text

    async def outcomes(self) -> list[Outcome | None]:
        """What came of every delivery about her, once all of them were acted on."""
        kari = await self.kari()
        async with asyncio.timeout(20):
            while True:
                async with self.storage.reading() as reading:
                    found = [one.outcome for one in await reading.deliveries.of(kari.customer_id)]
                if None not in found:
                    return found
                await asyncio.sleep(0)


@asynccontextmanager
async def hub_on(storage: SqlStorage, pongo: RunningPongo, order_id: OrderId | None = None) -> AsyncIterator[Hub]:
    """The real services, client, database and web routes; nothing but a delivery makes it look at a customer again."""
    config = PongoConfig(base_url=pongo.url, token=seed.PONGO_TOKEN, store_slug="demo-bistro-oslo")
    program = PongoProgram(config, QuickClock())
    restaurant, catalog = read_menu(DEMO_MENU)
    secrets, chance, clock = storage.secrets(), FakeChance(), FakeClock(pongo.clock.now())
    house = compose(
        Outside(
            storage=storage,
            payments=FakePaymentProvider(),
            identity=FakeIdentityProvider({KARIS_CODE: KARI}),
            enrolment=FakeEnrolmentInApp(),
            loyalty=program,
            clock=clock,
            chance=chance,
            catalog=catalog,
            restaurant=restaurant,
            accounts=FakeAccounts(),
            tokens=settings_token(storage, clock),
            public=PublicAddress(
                url=PUBLIC + WEBHOOKS_PATH,
                register=True,
                reader=VippsDeliveries(PUBLIC + WEBHOOKS_PATH, seed.VIPPS_MSN),
                registry=FakeWebhookRegistry(),
                secrets=secrets,
                customers=CustomerNews(
                    url=PUBLIC + PONGO_WEBHOOKS_PATH,
                    reader=PongoDeliveries(),
                    registries={
                        event: program.subscriptions(event, secrets, lambda: f"{chance.nonce()}-of-sixteen")
                        for event in CUSTOMER_EVENTS
                    },
                ),
            ),
        )
    )
    async with served(house) as url:
        await pongo.http.post("/_sim/webhooks", json={"deliver_to": url})
        for subscribing in house.subscribing:
            await subscribing.ensure()
        hub = Hub(house=house, storage=storage, pongo=pongo, visit=Visit(World(), house))
        if order_id is None:
            await hub.visit.orders_soup()
            await hub.visit.shows(KARIS_CODE)
        else:
            hub.visit.order_id = order_id
        yield hub
    await program.close()


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def hub(storage: SqlStorage, pongo: RunningPongo) -> AsyncIterator[Hub]:
    async with hub_on(storage, pongo) as opened:
        yield opened


async def test_a_hub_subscribes_to_both_events_once_and_keeps_that_over_a_restart(
    storage: SqlStorage, pongo: RunningPongo
) -> None:
    async with hub_on(storage, pongo) as hub:
        first = (await hub.book())["subscriptions"]
    async with hub_on(storage, pongo, hub.visit.order_id) as hub:
        await hub.changes_her(first_name="Karoline")
        await hub.is_called("Karoline Nordmann")
        second = (await hub.book())["subscriptions"]

    assert first == second
    assert set(CUSTOMER_EVENTS) == {one["event"] for one in first}
    assert 2 == len(await pongo.received(f"POST {NEWS}"))


async def test_a_change_at_pongo_is_on_the_tablet_without_anybody_asking(hub: Hub) -> None:
    changed = asyncio.Event()
    hub.house.services.changes.subscribe(hub.visit.order_id, changed.set)
    await hub.changes_her(first_name="Karoline", points=30, has_optin=True)
    await asyncio.wait_for(changed.wait(), 20)
    kari = await hub.kari()

    assert ("Karoline Nordmann", 150, True) == (kari.name, kari.points, kari.sms_opt_in)
    assert {200} == {status for one in (await hub.book())["deliveries"] for status in one["statuses"]}


async def test_a_change_of_the_second_payer_is_on_their_screen_alone(hub: Hub) -> None:
    services, order_id = hub.house.services, hub.visit.order_id
    found = await services.identifying.by_phone(order_id, CAMILLES_NUMBER)
    assert isinstance(found, SomebodyElse)
    await services.sharing.add(order_id, found.guest)
    kari, camille = await hub.payer(1), await hub.payer(2)
    changed = asyncio.Event()
    services.changes.subscribe(order_id, changed.set)
    await hub.changes(camille, first_name="Camilla", points=30, has_optin=True)
    await asyncio.wait_for(changed.wait(), 20)
    after = await hub.payer(2)

    assert ("Camille Martin", 120) == (camille.name, camille.points)
    assert ("Camilla Martin", 150, True) == (after.name, after.points, after.sms_opt_in)
    assert kari == await hub.payer(1)


async def test_spoiled_deliveries_are_refused_and_the_next_good_one_counts(hub: Hub) -> None:
    for kind in ("signature", "body", "time"):
        await hub.switched(corrupt=kind)
        await hub.changes_her(first_name=f"Kari {kind}")
        await _delivered(hub, [401])
    before = (await hub.kari()).name
    await hub.switched(corrupt="none")
    await hub.changes_her(first_name="Karoline")
    await hub.is_called("Karoline Nordmann")

    assert "Kari Nordmann" == before
    assert [Outcome.LOOKED_UP] == await hub.outcomes()


async def test_duplicates_are_stored_once(hub: Hub) -> None:
    await hub.switched(duplicates=3)
    await hub.changes_her(first_name="Karoline")
    await hub.is_called("Karoline Nordmann")
    await _delivered(hub, [200], count=4)

    assert 1 == len(await hub.outcomes())


async def test_after_unsubscribing_nothing_is_delivered_any_more(hub: Hub) -> None:
    for subscribing in hub.house.subscribing:
        await subscribing.remove()
    await hub.changes_her(first_name="Karoline")
    book = await hub.book()

    assert ([], []) == (book["subscriptions"], book["deliveries"])


async def _delivered(hub: Hub, statuses: list[int], count: int = 1) -> None:
    """Until so many of the newest deliveries have these answers."""

    async def newest() -> list[Any]:
        deliveries: list[Any] = (await hub.book())["deliveries"]
        return deliveries[-count:]

    async with asyncio.timeout(20):
        while [statuses] * count != [one["statuses"][:1] for one in await newest()]:
            await asyncio.sleep(0)

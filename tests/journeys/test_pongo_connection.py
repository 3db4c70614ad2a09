"""The merchant connects, refuses, is cut off in the middle of service and connects again; stores are chosen.

Real services, web routes and Pongo client against the simulated Pongo over HTTP; the clock stands still.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest_asyncio
from fastapi import FastAPI

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside
from app.domain.connection import Connection, ConnectionState, Reason
from app.domain.ids import LocationId, OrderId
from app.domain.outbox import MessageState, OutboxMessage
from app.domain.restaurant import Location
from app.domain.store_mapping import Drift
from app.domain.vat import Serving
from app.menu_file import read_menu
from app.providers.pongo.adapter import PongoProgram
from app.providers.pongo.config import PongoConfig
from app.providers.pongo.oauth import OAuthConfig, PongoAccounts
from app.services.loyalty.keeping_tokens import KeepingTokens
from app.settings import PONGO_CALLBACK_PATH
from app.simulators import seed
from app.web.headers import add_headers
from app.web.oauth import Callback, add_pongo_callback
from support.fakes import FakeEnrolmentInApp, until
from support.house import DEMO_MENU, KARIS_CODE, TABLET, Visit, World
from support.quick_clock import QuickClock
from support.running import RunningPongo, running_pongo

HUB = "http://127.0.0.1:8550"
OSLO, PARIS = "demo-bistro-oslo", "demo-bistro-paris"
HARBOUR, TOWN = LocationId("harbour"), LocationId("town")
TWO_PLACES = (Location(id=HARBOUR, name="By the harbour"), Location(id=TOWN, name="In town"))


@dataclass(slots=True, kw_only=True)
class Shop:
    """A running restaurant, its merchant's browser, and Pongo."""

    house: House
    world: World
    pongo: RunningPongo
    browser: httpx.AsyncClient
    visits: list[Visit] = field(default_factory=list)

    async def form_answered(self, answer: str = "allow") -> httpx.URL:
        """Go to Pongo's form from the admin and choose; the address that it leads back to."""
        address = await self.house.services.connecting.begin()
        page = await self.pongo.http.get(address)
        assert 200 == page.status_code, page.text
        asked = httpx.URL(address).params
        back = await self.pongo.http.post("/v1/oauth/form", data={**asked, "answer": answer})
        return httpx.URL(back.headers["location"])

    async def connects(self) -> httpx.Response:
        """The merchant allows; what the browser gets from the hub."""
        return await self.browser.get(str(await self.form_answered()))

    async def status(self) -> Connection:
        return await self.house.services.connecting.status()

    async def sells_a_soup(self, location: LocationId | None = None) -> OrderId:
        """One guest orders, shows a code, pays and leaves."""
        visit = Visit(self.world, self.house)
        await visit.orders_soup()
        if location is not None:
            visit.order_id = await self._moved(location)
        await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        await self.house.posting.release(visit.order_id)
        self.visits.append(visit)
        return visit.order_id

    async def _moved(self, location: LocationId) -> OrderId:
        """The same at a tablet of this location."""
        ordering = self.house.services.ordering
        order = await ordering.begin(TABLET, Serving.EAT_HERE, location)
        soup = self.house.services.catalog.products[0]
        return (await ordering.add(order.id, soup.id)).id

    def message(self, order_id: OrderId) -> OutboxMessage:
        return next(one for one in self.world.storage.tables.outbox.values() if one.order_id == order_id)

    def waits(self, order_id: OrderId, why: str) -> bool:
        """Whether the order was tried, waits, and says why."""
        message = self.message(order_id)
        return message.state is MessageState.DUE and (message.reason or "").startswith(why)

    async def leaves(self, order_id: OrderId) -> None:
        """Until the order is posted; the clock stands still, so nothing but a bell can have woken the worker."""
        await until(lambda: self.message(order_id).state is MessageState.DELIVERED)

    async def posted(self) -> list[tuple[str, str]]:
        """What Pongo holds: our order ids with their stores."""
        state: dict[str, Any] = (await self.pongo.http.get("/_sim/state")).json()
        return [(one["order_id"], one["store_slug"]) for one in state["orders"]]

    async def tries(self) -> int:
        """How many orders were sent, whatever became of them."""
        return len(await self.pongo.received("POST /v1/orders"))


@asynccontextmanager
async def shop_on(
    pongo: RunningPongo,
    *,
    static: str | None = None,
    preset: str | None = OSLO,
    places: tuple[Location, ...] = (),
) -> AsyncIterator[Shop]:
    world = World()
    tokens = KeepingTokens(storage=world.storage, secrets=world.secrets, clock=world.clock, static=static)
    program = PongoProgram(PongoConfig(base_url=pongo.url), QuickClock(), tokens=tokens)
    accounts = PongoAccounts(
        OAuthConfig(
            base_url=pongo.url,
            redirect_uri=HUB + PONGO_CALLBACK_PATH,
            client_id=seed.PONGO_CLIENT_ID,
            client_secret=seed.PONGO_CLIENT_SECRET,
        ),
        QuickClock(),
    )
    house = compose(
        Outside(
            storage=world.storage,
            payments=world.payments,
            identity=world.identity,
            enrolment=FakeEnrolmentInApp(),
            loyalty=program,
            clock=world.clock,
            chance=world.chance,
            catalog=read_menu(DEMO_MENU)[1],
            restaurant=replace(world.restaurant(), locations=places),
            accounts=accounts,
            tokens=tokens,
            store_slug=preset,
        )
    )
    api = FastAPI()
    add_headers(api, frame_ancestors="'none'")
    add_pongo_callback(api, Callback(finish=house.services.connecting.finish, house="Test", language="en"))
    async with house.running(), httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url=HUB) as browser:
        yield Shop(house=house, world=world, pongo=pongo, browser=browser)
    await program.close()
    await accounts.close()


@pytest_asyncio.fixture
async def pongo() -> AsyncIterator[RunningPongo]:
    async with running_pongo() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def shop(pongo: RunningPongo) -> AsyncIterator[Shop]:
    async with shop_on(pongo) as opened:
        yield opened


async def test_a_merchant_connects_alone_and_the_orders_that_waited_leave(shop: Shop) -> None:
    """QA: the merchant can start the OAuth connection alone from our platform."""
    first = await shop.sells_a_soup()
    await until(lambda: shop.waits(first, "NotConnected"))
    before = await shop.tries()
    answer = await shop.connects()
    await shop.leaves(first)

    assert (303, "../../admin", 0) == (answer.status_code, answer.headers["location"], before)
    assert [(f"{first}-1", OSLO)] == await shop.posted()


async def test_a_merchant_who_refuses_reads_what_to_do_and_orders_go_on_waiting(shop: Shop) -> None:
    first = await shop.sells_a_soup()
    page = await shop.browser.get(str(await shop.form_answered("refuse")), follow_redirects=True)

    assert "nothing was changed" in page.text
    assert ConnectionState.NOT_CONNECTED is (await shop.status()).state
    assert shop.message(first).state is not MessageState.PARKED
    assert 0 == await shop.tries()


async def test_a_forged_state_stores_nothing_and_sends_nothing(shop: Shop) -> None:
    back = await shop.form_answered()
    forged = back.copy_set_param("state", "forged")
    page = await shop.browser.get(str(forged), follow_redirects=True)

    assert (400, "/oauth/pongo/trouble/unknown_state") == (page.status_code, page.url.path)
    assert ConnectionState.NOT_CONNECTED is (await shop.status()).state
    assert [] == await shop.pongo.received("POST /v1/oauth/token")


async def test_a_token_revoked_in_the_middle_of_service_stops_everything_and_a_new_one_posts_each_order_once(
    shop: Shop,
) -> None:
    await shop.connects()
    before = await shop.sells_a_soup()
    await shop.leaves(before)
    await shop.pongo.http.post("/_sim/tokens/revoke")
    waiting = [await shop.sells_a_soup() for _ in range(3)]
    await until(lambda: all(shop.waits(each, "NotConnected") for each in waiting))
    cut_off = await shop.status()
    calls = len(await shop.pongo.received("* *"))
    await shop.world.clock.advance(3600)
    quiet = len(await shop.pongo.received("* *")) == calls
    await shop.connects()
    for each in waiting:
        await shop.leaves(each)

    assert (ConnectionState.NEEDS_RECONNECT, Reason.REFUSED) == (cut_off.state, cut_off.reason)
    assert quiet, "nothing is sent with a token that was refused"
    assert sorted((f"{each}-1", OSLO) for each in [before, *waiting]) == sorted(await shop.posted())


async def test_a_token_that_ran_out_is_told_as_such(shop: Shop) -> None:
    await shop.pongo.change(token_lifetime_seconds=60)
    await shop.connects()
    await shop.world.clock.advance(61)
    shop.pongo.clock.advance(61)
    first = await shop.sells_a_soup()
    await until(lambda: shop.waits(first, "NotConnected"))

    assert Reason.EXPIRED is (await shop.status()).reason


async def test_a_guest_is_served_while_nothing_is_connected(shop: Shop) -> None:
    """To the guest it is the same as a programme that is away: they order, and they pay."""
    first = await shop.sells_a_soup()
    payment = await shop.visits[0].payment()

    assert payment.captured == payment.amount
    assert MessageState.PARKED is not shop.message(first).state


async def test_a_static_token_that_is_refused_waits_for_a_connection_too(pongo: RunningPongo) -> None:
    async with shop_on(pongo, static=seed.PONGO_TOKEN) as shop:
        await pongo.http.post("/_sim/tokens/revoke")
        first = await shop.sells_a_soup()
        await until(lambda: shop.waits(first, "NotConnected"))
        await pongo.http.post("/_sim/tokens/restore")
        again = await shop.house.services.connecting.try_again()
        await shop.leaves(first)

        assert again.works
        assert [(f"{first}-1", OSLO)] == await shop.posted()


async def test_an_order_of_an_unmapped_location_waits_and_leaves_once_it_is_mapped(pongo: RunningPongo) -> None:
    async with shop_on(pongo, static=seed.PONGO_TOKEN, preset=None, places=TWO_PLACES) as shop:
        await shop.house.services.mapping.assign(HARBOUR, OSLO)
        here, there = await shop.sells_a_soup(HARBOUR), await shop.sells_a_soup(TOWN)
        await shop.leaves(here)
        await until(lambda: shop.waits(there, "NotMapped"))
        waiting = [warning.drift for warning in await shop.house.services.mapping.warnings()]
        tries = await shop.tries()
        await shop.house.services.mapping.assign(TOWN, PARIS)
        await shop.leaves(there)

        assert ([Drift.UNMAPPED], 1) == (waiting, tries)
        assert [(f"{here}-1", OSLO), (f"{there}-1", PARIS)] == await shop.posted()


async def test_an_order_whose_store_was_removed_goes_to_the_one_that_takes_its_place(pongo: RunningPongo) -> None:
    """The body named the removed store; as nothing was done with it, it is written anew for the new one."""
    async with shop_on(pongo, static=seed.PONGO_TOKEN) as shop:
        await shop.house.services.mapping.stores()
        await pongo.http.delete(f"/_sim/stores/{OSLO}")
        first = await shop.sells_a_soup()
        await until(lambda: shop.waits(first, "NotMapped"))
        refused = await shop.tries()
        await shop.house.services.mapping.assign(LocationId("main"), PARIS)
        await shop.leaves(first)

        assert 1 == refused
        assert [(f"{first}-1", PARIS)] == await shop.posted()

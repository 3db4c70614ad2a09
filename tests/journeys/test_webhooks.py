"""A guest approves, Vipps delivers, the payment is recorded; the hub's clock stands still, so that no poll helps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest_asyncio

from app.bootstrap.house import House, compose
from app.bootstrap.outside import Outside, PublicAddress
from app.domain.ids import OrderId
from app.domain.payment import PaymentState
from app.menu_file import read_menu
from app.ports.webhooks import Delivery, Outcome
from app.providers.vipps.adapter import VippsPayments, VippsSession, VippsWebhooks
from app.providers.vipps.deliveries import VippsDeliveries
from app.settings import WEBHOOKS_PATH
from app.simulators import seed
from app.storage.unit_of_work import SqlStorage
from support.accounts import FakeAccounts, settings_token
from support.fakes import FakeChance, FakeClock, FakeEnrolmentInApp, FakeIdentityProvider, FakeLoyaltyProgram, until
from support.house import DEMO_MENU, KARI, KARIS_CODE, Visit, World
from support.quick_clock import QuickClock
from support.running import RunningVipps, running_vipps
from support.served_hub import served

PUBLIC = "https://hub.example"


@dataclass(slots=True, kw_only=True)
class Hub:
    """A hub behind a reverse proxy, with one guest who has been asked to pay."""

    house: House
    storage: SqlStorage
    vipps: RunningVipps
    visit: Visit

    @property
    def webhooks(self) -> Any:
        return self.vipps.backend.webhooks

    async def is_asked(self) -> str:
        """One guest, one soup, one payment request; its reference."""
        self.visit.order_id = OrderId("")
        await self.visit.orders_soup()
        await self.visit.shows(KARIS_CODE)
        await self.house.services.paying.start(self.visit.order_id)
        await self._becomes(PaymentState.REQUESTED)
        return str((await self.visit.payment()).reference)

    async def hears_of(self, state: PaymentState) -> None:
        """Until the payment is recorded so; fails when it never is."""
        await self._becomes(state)

    async def is_told_everything(self, last: str = "created") -> None:
        """Until Vipps has delivered the ``last`` event and all others, and all of it was acted on."""
        await until(lambda: any(one.event.endswith(f".{last}.v1") for one in self.webhooks.deliveries.all()))
        await until(lambda: not self.undelivered())
        async with asyncio.timeout(20):
            while any(delivery.outcome is None for delivery in await self.deliveries()):
                await asyncio.sleep(0)

    def undelivered(self) -> list[Any]:
        return [one for one in self.webhooks.deliveries.all() if one.state == "waiting"]

    def statuses(self) -> list[int | None]:
        return [attempt.status for one in self.webhooks.deliveries.all() for attempt in one.attempts]

    async def deliveries(self) -> tuple[Delivery, ...]:
        async with self.storage.reading() as reading:
            return await reading.deliveries.of((await self.visit.payment()).reference)

    async def _becomes(self, state: PaymentState) -> None:
        changed = asyncio.Event()
        unsubscribe = self.house.services.changes.subscribe(self.visit.order_id, changed.set)
        async with asyncio.timeout(20):
            while (await self.visit.payment()).state is not state:
                await changed.wait()
                changed.clear()
        unsubscribe()


@asynccontextmanager
async def hub_on(storage: SqlStorage, vipps: RunningVipps, public: str = PUBLIC) -> AsyncIterator[Hub]:
    """The real services, client, database and web routes; the clock stands still, so that nothing is ever polled."""
    config = vipps.config()
    session = VippsSession(config, QuickClock())
    restaurant, catalog = read_menu(DEMO_MENU)
    house = compose(
        Outside(
            storage=storage,
            payments=VippsPayments(config, session.client),
            identity=FakeIdentityProvider({KARIS_CODE: KARI}),
            enrolment=FakeEnrolmentInApp(),
            loyalty=FakeLoyaltyProgram(),
            clock=FakeClock(),
            chance=FakeChance(),
            catalog=catalog,
            restaurant=restaurant,
            accounts=FakeAccounts(),
            tokens=settings_token(storage, FakeClock()),
            public=PublicAddress(
                url=public + WEBHOOKS_PATH,
                register=True,
                reader=VippsDeliveries(public + WEBHOOKS_PATH, seed.VIPPS_MSN),
                registry=VippsWebhooks(config, session.client),
                secrets=storage.secrets(),
            ),
        )
    )
    async with served(house) as url:
        vipps.backend.webhooks.switch({"deliver_to": url})
        await ensured(house)
        yield Hub(house=house, storage=storage, vipps=vipps, visit=Visit(World(), house))
    await session.close()


async def ensured(house: House) -> None:
    """Until the registration is made and its secret kept; what a start does by itself is over then."""
    assert house.registering is not None
    await house.registering.ensure()


@pytest_asyncio.fixture
async def vipps() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def hub(storage: SqlStorage, vipps: RunningVipps) -> AsyncIterator[Hub]:
    async with hub_on(storage, vipps) as opened:
        yield opened


async def test_without_a_webhook_nothing_would_tell_the_hub(hub: Hub) -> None:
    """What this file proves rests on this: while deliveries are held back, an approval goes unseen."""
    hub.webhooks.switch({"paused": True})
    reference = await hub.is_asked()
    hub.vipps.backend.payments.approve(reference)
    await hub.vipps.http.get("/_sim/webhooks")
    looks = await hub.vipps.received(f"GET /epayment/v1/payments/{reference}")

    assert (PaymentState.REQUESTED, []) == ((await hub.visit.payment()).state, looks)


async def test_an_approval_is_recorded_by_webhook_alone(hub: Hub) -> None:
    reference = await hub.is_asked()
    hub.vipps.backend.payments.approve(reference)
    await hub.hears_of(PaymentState.AUTHORIZED)
    await hub.is_told_everything()

    assert {200} == set(hub.statuses())
    assert {Outcome.LOOKED_UP} == {delivery.outcome for delivery in await hub.deliveries()}
    assert {"CREATED", "AUTHORIZED"} <= {delivery.name for delivery in await hub.deliveries()}


async def test_a_refusal_is_recorded_by_webhook_alone(hub: Hub) -> None:
    hub.vipps.backend.payments.reject(await hub.is_asked())
    await hub.hears_of(PaymentState.ABORTED)

    assert PaymentState.ABORTED is (await hub.visit.payment()).state


async def test_duplicates_are_stored_once_and_paid_once(hub: Hub) -> None:
    hub.webhooks.switch({"duplicates": 3})
    hub.vipps.backend.payments.approve(await hub.is_asked())
    await hub.hears_of(PaymentState.AUTHORIZED)
    await hub.is_told_everything("captured")
    names = [delivery.name for delivery in await hub.deliveries()]

    assert len(set(names)) == len(names)
    assert len(hub.webhooks.deliveries.all()) == 4 * len(names)
    assert {200} == set(hub.statuses())


async def test_reordered_events_end_the_same(hub: Hub) -> None:
    hub.webhooks.switch({"reorder": True})
    hub.vipps.backend.payments.approve(await hub.is_asked())
    hub.vipps.clock.advance(3)
    await hub.hears_of(PaymentState.AUTHORIZED)
    await hub.is_told_everything()

    assert ["AUTHORIZED", "CREATED"] == [
        delivery.name for delivery in await hub.deliveries() if delivery.name in {"AUTHORIZED", "CREATED"}
    ]
    assert PaymentState.AUTHORIZED is (await hub.visit.payment()).state


async def test_spoiled_deliveries_are_refused_until_a_good_one_comes(hub: Hub) -> None:
    reference = await hub.is_asked()
    await hub.is_told_everything()
    before = len(await hub.deliveries())
    for kind in ("signature", "body", "digest"):
        tried = len(hub.statuses())
        hub.webhooks.switch({"corrupt": kind})
        if kind == "signature":
            hub.vipps.backend.payments.approve(reference)
        hub.vipps.clock.advance(3)
        await until(lambda tried=tried: len(hub.statuses()) > tried)  # type: ignore[misc]
    refused, unseen = hub.statuses()[-3:], (await hub.visit.payment()).state
    hub.webhooks.switch({"corrupt": "none"})
    hub.vipps.clock.advance(120)
    await hub.hears_of(PaymentState.AUTHORIZED)

    assert ([401] * 3, PaymentState.REQUESTED) == (refused, unseen)
    assert before < len(await hub.deliveries())


async def test_a_delivery_dated_a_week_ago_counts(hub: Hub) -> None:
    hub.webhooks.switch({"corrupt": "date"})
    hub.vipps.backend.payments.approve(await hub.is_asked())
    await hub.hears_of(PaymentState.AUTHORIZED)

    assert {200} == set(hub.statuses())


async def test_a_hub_that_starts_again_keeps_its_registration(storage: SqlStorage, vipps: RunningVipps) -> None:
    async with hub_on(storage, vipps):
        first = [one.id for one in vipps.backend.webhooks.registrations.all()]
    async with hub_on(storage, vipps) as hub:
        hub.vipps.backend.payments.approve(await hub.is_asked())
        await hub.hears_of(PaymentState.AUTHORIZED)

    assert first == [one.id for one in vipps.backend.webhooks.registrations.all()]
    assert 401 not in hub.statuses()


async def test_while_a_registration_is_replaced_nothing_is_lost(hub: Hub) -> None:
    assert hub.house.registering is not None
    await hub.house.registering.replace()
    hub.vipps.backend.payments.approve(await hub.is_asked())
    await hub.hears_of(PaymentState.AUTHORIZED)

    assert 1 == len(hub.webhooks.registrations.all())
    assert {200} == set(hub.statuses())

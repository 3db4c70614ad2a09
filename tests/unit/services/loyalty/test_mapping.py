"""No order leaves without its store: who chooses it, what drifts, and what waits for it."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from app.domain.ids import LocationId, MessageId, OrderId
from app.domain.loyalty import Store
from app.domain.outbox import MessageState
from app.domain.restaurant import MAIN, Location, Restaurant
from app.domain.store_mapping import Drift
from app.ports.errors import NotMapped, Unreachable
from app.services.basics.errors import NoSuchLocation, NoSuchStore
from app.services.loyalty.locating import Locating
from app.services.loyalty.mapping import Mapping
from support.fakes import FakeClock, FakeLoyaltyProgram, MemoryStorage, settle
from support.house import World
from support.samples import a_message, an_order

OSLO = Store(slug="oslo", name="Oslo", public_id="sto_1", city="Oslo")
PARIS = Store(slug="paris", name="Paris", public_id="sto_2")
HARBOUR, TOWN = LocationId("harbour"), LocationId("town")
TWO_PLACES = (Location(id=HARBOUR, name="By the harbour"), Location(id=TOWN, name="In town"))


class Merchant(FakeLoyaltyProgram):
    """A merchant whose stores change."""

    def __init__(self, *listed: Store) -> None:
        super().__init__()
        self.listed = listed

    async def stores(self) -> tuple[Store, ...]:
        return self._answer(lambda: self.listed, "stores")


@dataclass(slots=True)
class Desk:
    """The admin's desk."""

    merchant: Merchant
    places: tuple[Location, ...] = ()
    preset: str | None = None
    clock: FakeClock = field(default_factory=FakeClock)
    storage: MemoryStorage = field(default_factory=MemoryStorage)
    resumed: int = 0

    @property
    def restaurant(self) -> Restaurant:
        return replace(World().restaurant(), locations=self.places)

    @property
    def locating(self) -> Locating:
        return Locating(
            storage=self.storage,
            loyalty=self.merchant,
            clock=self.clock,
            restaurant=self.restaurant,
            preset=self.preset,
        )

    @property
    def mapping(self) -> Mapping:
        return Mapping(
            storage=self.storage,
            locating=self.locating,
            clock=self.clock,
            restaurant=self.restaurant,
            resumed=self._resume,
        )

    async def drifts(self) -> list[tuple[Drift, str]]:
        return [(warning.drift, warning.location.id) for warning in await self.mapping.warnings()]

    async def _resume(self) -> None:
        self.resumed += 1


async def test_a_store_of_the_settings_is_taken_without_asking() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")

    assert ("oslo", []) == (await desk.locating.store_slug(MAIN), desk.merchant.calls)


async def test_the_only_store_is_the_only_location_and_asked_for_once() -> None:
    desk = Desk(Merchant(OSLO))
    slugs = [await desk.locating.store_slug(MAIN) for _ in range(2)]

    assert (["oslo", "oslo"], 1) == (slugs, desk.merchant.count("stores"))


async def test_the_only_store_stays_when_the_merchant_opens_another() -> None:
    desk = Desk(Merchant(OSLO))
    await desk.mapping.stores()
    desk.merchant.listed = (PARIS, OSLO)
    await desk.mapping.stores()

    assert "oslo" == await desk.locating.store_slug(MAIN)
    assert [] == await desk.drifts()


@pytest.mark.parametrize("listed", [(), (OSLO, PARIS)])
async def test_none_or_several_stores_are_no_guess(listed: tuple[Store, ...]) -> None:
    desk = Desk(Merchant(*listed))
    with pytest.raises(NotMapped) as caught:
        await desk.locating.store_slug(MAIN)

    assert "taffel pongo map" in caught.value.fix
    assert [(Drift.UNMAPPED, MAIN)] == await desk.drifts()


async def test_one_store_for_two_locations_is_no_guess_either() -> None:
    desk = Desk(Merchant(OSLO), places=TWO_PLACES)
    with pytest.raises(NotMapped):
        await desk.locating.store_slug(TOWN)

    assert ([], []) == (list(desk.storage.tables.account.stores.mapped), await seen(desk))


async def seen(desk: Desk) -> list[str]:
    """What the overview calls mapped."""
    return [one.slug for one in await desk.mapping.overview() if one.slug is not None]


async def test_a_store_of_the_settings_is_that_of_the_home_location_alone() -> None:
    desk = Desk(Merchant(OSLO, PARIS), places=TWO_PLACES, preset="oslo")
    with pytest.raises(NotMapped):
        await desk.locating.store_slug(TOWN)

    assert "oslo" == await desk.locating.store_slug(HARBOUR)


async def test_an_unmapped_location_asks_the_programme_every_ten_minutes_at_most() -> None:
    desk = Desk(Merchant(OSLO, PARIS))
    locating = desk.locating
    for minutes in (0, 9, 1):
        await desk.clock.advance(minutes * 60)
        for _ in range(3):
            with pytest.raises(NotMapped):
                await locating.store_slug(MAIN)

    assert 2 == desk.merchant.count("stores")


async def test_a_programme_that_is_away_is_asked_again_next_time() -> None:
    desk = Desk(Merchant(OSLO))
    desk.merchant.trouble("stores", Unreachable("no connection"))
    with pytest.raises(Unreachable):
        await desk.locating.store_slug(MAIN)

    assert "oslo" == await desk.locating.store_slug(MAIN)


async def test_what_a_person_chose_beats_the_settings() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")
    chosen = await desk.mapping.assign(MAIN, "paris")

    assert ("paris", True, PARIS) == (chosen.slug, chosen.by_hand, chosen.store)
    assert ("paris", 1) == (await desk.locating.store_slug(MAIN), desk.resumed)


async def test_what_does_not_exist_cannot_be_chosen() -> None:
    desk = Desk(Merchant(OSLO, PARIS))
    with pytest.raises(NoSuchStore):
        await desk.mapping.assign(MAIN, "london")
    with pytest.raises(NoSuchLocation):
        await desk.mapping.assign(LocationId("moon"), "oslo")

    assert {} == desk.storage.tables.account.stores.mapped


async def test_while_the_programme_is_away_its_last_list_counts() -> None:
    desk = Desk(Merchant(OSLO, PARIS))
    await desk.mapping.stores()
    desk.merchant.trouble("stores", Unreachable("no connection"))

    assert "paris" == (await desk.mapping.assign(MAIN, "paris")).slug


async def test_without_any_list_nothing_can_be_chosen() -> None:
    desk = Desk(Merchant(OSLO))
    desk.merchant.trouble("stores", Unreachable("no connection"))
    with pytest.raises(Unreachable):
        await desk.mapping.assign(MAIN, "oslo")

    assert [(Drift.UNMAPPED, MAIN)] == await desk.drifts()


async def test_a_renamed_store_is_told_until_a_person_says_that_it_is_the_same() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")
    await desk.mapping.stores()
    desk.merchant.listed = (replace(OSLO, name="Bergen"), PARIS)
    await desk.mapping.stores()
    (warning,) = await desk.mapping.warnings()
    slug = await desk.locating.store_slug(MAIN)
    await desk.mapping.assign(MAIN, "oslo")

    assert (Drift.RENAMED, "Oslo", "Bergen", "oslo") == (warning.drift, warning.was, warning.now, slug)
    assert [] == await desk.drifts()


async def test_a_removed_store_is_told_and_its_orders_wait() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")
    await desk.mapping.stores()
    desk.merchant.listed = (PARIS,)
    await desk.mapping.stores()
    with pytest.raises(NotMapped):
        await desk.locating.store_slug(MAIN)

    assert [(Drift.REMOVED, MAIN)] == await desk.drifts()


async def test_a_store_with_another_slug_is_named() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")
    await desk.mapping.stores()
    desk.merchant.listed = (replace(OSLO, slug="oslo-west"), PARIS)
    await desk.mapping.stores()
    (warning,) = await desk.mapping.warnings()

    assert (Drift.REMOVED, "oslo", "oslo-west") == (warning.drift, warning.slug, warning.now)


async def test_a_store_that_is_listed_again_lets_its_orders_go() -> None:
    desk = Desk(Merchant(OSLO, PARIS), preset="oslo")
    await desk.mapping.stores()
    for listed in ((PARIS,), (OSLO, PARIS)):
        desk.merchant.listed = listed
        await desk.mapping.stores()

    assert ("oslo", 2) == (await desk.locating.store_slug(MAIN), desk.resumed)


async def test_the_stores_are_looked_at_at_start_and_daily_and_soon_again_after_no_answer() -> None:
    desk = Desk(Merchant(OSLO))
    desk.merchant.trouble("stores", Unreachable("no connection"))
    looking = asyncio.create_task(desk.mapping.run())
    counts = []
    for seconds in (0, 60, 23 * 3600, 3600):
        await desk.clock.advance(seconds)
        await settle()
        counts.append(desk.merchant.count("stores"))
    looking.cancel()

    assert [1, 2, 2, 3] == counts


async def test_choosing_a_store_writes_anew_what_was_refused_for_the_old_one_at_this_location() -> None:
    desk = Desk(Merchant(OSLO, PARIS), places=TWO_PLACES)
    orders = {TOWN: OrderId("order00001"), HARBOUR: OrderId("order00002")}
    async with desk.storage.work() as work:
        for place, order_id in orders.items():
            await work.orders.add(replace(an_order(), id=order_id, location=place))
            message = replace(a_message(), id=MessageId(order_id), order_id=order_id, body="{}")
            waiting = replace(message, state=MessageState.DUE, attempts=3, reason="NotMapped: store")
            await work.outbox.add(waiting)
        await work.commit()
    await desk.mapping.assign(TOWN, "paris")
    bodies = {message.order_id: message.body for message in desk.storage.tables.outbox.values()}

    assert {orders[TOWN]: "", orders[HARBOUR]: "{}"} == bodies

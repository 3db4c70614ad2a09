"""Several hubs on one database: a request to join is looked for by one of them, whichever lives."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent, Enrolment, EnrolmentId, EnrolmentState
from app.ports.enrolment_in_app import Approved, EnrolmentAnswer
from app.ports.errors import StorageUnavailable, Unreachable
from app.ports.storage import Reading, Storage, Work
from app.storage.unit_of_work import SqlStorage
from support.clocks import settle
from support.fakes import FakeEnrolmentInApp, MemoryStorage
from support.house import OLA, OLAS_CODE, Visit, World

EMAIL_YES = AppConsent(channel=Channel.EMAIL, given=True, text="Offers and news by e-mail")
INTERVAL = 5


class SlowApp(FakeEnrolmentInApp):
    """An app whose answers take until ``answers`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.looks = 0

    async def answer(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        self.looks += 1
        await self.answers.wait()
        return await super().answer(enrolment_id, nonce)


class FullDisk:
    """The same data, seen by a hub that cannot write while ``full``."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage
        self.full = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        if self.full:
            raise StorageUnavailable("the disk is full")
        async with self._storage.work() as work:
            yield work

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        async with self._storage.reading() as reading:
            yield reading


class AppBeforeFullDisk(FakeEnrolmentInApp):
    """The disk is full from the moment on in which the yes is given out."""

    def __init__(self, disk: FullDisk) -> None:
        super().__init__()
        self._disk = disk

    async def answer(self, enrolment_id: EnrolmentId, nonce: str) -> EnrolmentAnswer:
        found = await super().answer(enrolment_id, nonce)
        self._disk.full = self._disk.full or isinstance(found, Approved)
        return found


async def asked_at(world: World, storage: Storage | None = None, worker: str = "hub-a") -> Visit:
    """Ola was asked in her app, by this hub."""
    visit = Visit(world, world.house(storage=storage, worker=worker))
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    await visit.house.services.joining_in_app.start(visit.order_id)
    return visit


async def enrolment(visit: Visit) -> Enrolment:
    found = (await visit.house.services.showing.order(visit.order_id)).enrolment
    assert found is not None
    return found


async def test_two_hubs_look_as_often_as_one() -> None:
    """Twice as often would be told to slow down (Vipps Login)."""
    world = World()
    visit = await asked_at(world)
    other = world.house(worker="hub-b")
    async with visit.house.running(alone=False), other.running(alone=False):
        await world.clock.advance(120)
        looks = world.enrolment.count("answer")
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(INTERVAL + 1)
        ended = await enrolment(visit)

    assert 120 / INTERVAL == looks
    assert (EnrolmentState.JOINED, 1) == (ended.state, len(world.storage.tables.consents))


async def test_a_hub_that_dies_leaves_its_request_to_the_other_in_time_for_the_guest() -> None:
    world = World()
    visit = await asked_at(world)
    other = world.house(worker="hub-b")
    async with other.running(alone=False):
        await world.clock.advance(60)
        mine = set(world.storage.tables.follows.values())
        await visit.house.background.close()
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(80)
        visit.house = other
        ended = await enrolment(visit)

    assert {"hub-a"} == {worker for worker, _ in mine}
    assert EnrolmentState.JOINED is ended.state


async def test_a_hub_that_is_restarted_alone_waits_for_no_claim_of_its_earlier_life() -> None:
    world = World()
    visit = await asked_at(world)
    await world.clock.advance(INTERVAL + 1)
    await visit.house.background.close()
    world.enrolment.approve(EMAIL_YES)
    visit.house = world.house(worker="hub-b")
    async with visit.house.running():
        await world.clock.advance(INTERVAL + 1)
        ended = await enrolment(visit)

    assert EnrolmentState.JOINED is ended.state


async def test_nobody_else_looks_while_an_answer_is_on_its_way_however_slow() -> None:
    world = World(enrolment=SlowApp())
    assert isinstance(world.enrolment, SlowApp)
    visit = await asked_at(world)
    other = world.house(worker="hub-b")
    async with visit.house.running(alone=False), other.running(alone=False):
        await world.clock.advance(180)
        looks = world.enrolment.looks
        world.enrolment.approve(EMAIL_YES)
        world.enrolment.answers.set()
        await settle()
        ended = await enrolment(visit)

    assert (1, EnrolmentState.JOINED) == (looks, ended.state)


async def test_an_answer_that_a_hub_could_not_write_is_not_lost_because_another_hub_asked_in_vain() -> None:
    storage = MemoryStorage()
    disk = FullDisk(storage)
    world = World(storage=storage, enrolment=AppBeforeFullDisk(disk))
    visit = await asked_at(world, disk)
    other = world.house(worker="hub-b")
    async with visit.house.running(alone=False), other.running(alone=False):
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(120)
        in_vain = await enrolment(visit)
        disk.full = False
        await world.clock.advance(60)
        ended = await enrolment(visit)

    assert (EnrolmentState.LOST, EnrolmentState.JOINED) == (in_vain.state, ended.state)
    assert [(OLA, True)] == [(each.phone, each.given) for each in world.storage.tables.consents]


async def test_a_hub_with_a_yes_in_hand_reads_it_to_its_end_though_another_has_claimed_the_request() -> None:
    world = World()
    visit = await asked_at(world)
    async with visit.house.running(alone=False):
        world.enrolment.approve(EMAIL_YES)
        world.enrolment.unreadable = Unreachable("no connection")
        await world.clock.advance(2 * INTERVAL)
        async with world.storage.work() as work:
            await work.enrolments.free_follows()
            now = world.clock.now()
            taken = await work.enrolments.claim_follow(world.enrolment.newest, "hub-b", now, now + timedelta(hours=1))
            await work.commit()
        await world.clock.advance(60)
        world.enrolment.unreadable = None
        await world.clock.advance(60)
        ended = await enrolment(visit)

    assert taken
    assert (EnrolmentState.JOINED, set()) == (ended.state, world.enrolment.in_hand)


async def test_two_programs_on_one_database_file_ask_one_at_a_time_and_keep_the_answer_once(tmp_path: Path) -> None:
    world, url = World(), f"sqlite:///{tmp_path / 'taffel.db'}"
    one, two = await SqlStorage.open(url), await SqlStorage.open(url)
    visit = await asked_at(world, one)
    other = world.house(storage=two, worker="hub-b")
    async with visit.house.running(alone=False), other.running(alone=False), asyncio.timeout(60):
        while world.enrolment.count("answer") < 5:
            await world.clock.advance(1)
        began = (await enrolment(visit)).started_at
        passed = (world.clock.now() - began).total_seconds()
        looks = world.enrolment.count("answer")
        world.enrolment.approve(EMAIL_YES)
        while (await enrolment(visit)).state is EnrolmentState.ASKED:
            await world.clock.advance(1)
        ended = await enrolment(visit)
    async with one.reading() as reading:
        kept = await reading.consents.latest(OLA)
    await one.close()
    await two.close()

    assert looks <= passed / INTERVAL
    assert (EnrolmentState.JOINED, [Channel.EMAIL]) == (ended.state, list(kept))

"""Who says yes to the programme becomes a member of it, with their answers, whatever happens in between."""

import asyncio
import contextlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.customer import Channel, Member, PhoneNumber, Untold
from app.ports.errors import (
    Misconfigured,
    NotConnected,
    NotMapped,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from app.ports.loyalty_program import OptIns
from app.services.basics.errors import TooLate
from app.services.guests.enrolling import OptInAnswer
from app.services.guests.telling_the_programme import LEASE
from support.clocks import START, settle
from support.fakes import Crash, CrashingStorage, FakeLoyaltyProgram, MemoryStorage
from support.house import OLA, OLAS_CODE, Visit, World

ANSWERED = (False, True)
"""About e-mail and SMS, as Ola says in these tests."""


class SlowProgram(FakeLoyaltyProgram):
    """It thinks about everybody it is told of until ``answers`` is set, and takes what it was told at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()
        self.thinking: list[PhoneNumber] = []

    async def enrol(self, phone: PhoneNumber, opt_ins: OptIns, store_slug: str | None = None) -> Member:
        self.thinking.append(phone)
        await self.answers.wait()
        return await super().enrol(phone, opt_ins, store_slug)


async def at_the_table(world: World, storage: CrashingStorage | None = None, worker: str = "hub") -> Visit:
    """Ola, no member, asked whether to join."""
    visit = Visit(world, world.house(worker=worker))
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    if storage is not None:
        visit.house = world.house(storage=storage)
    return visit


def answers(world: World) -> tuple[bool | None, bool | None] | None:
    """What the programme has of Ola about e-mail and SMS; ``None`` when it does not know her."""
    member = world.loyalty.members.get(OLA)
    return None if member is None else (member.email_opt_in, member.sms_opt_in)


def told(world: World) -> list[object]:
    return [each.opt_ins for each in world.loyalty.enrolments]


def owed(world: World) -> Untold | None:
    return world.storage.tables.untold.get(OLA)


# -- an outage


@pytest.mark.parametrize(
    "error", [Unreachable("x"), OutcomeUnknown("x"), RateLimited("x", 30), Misconfigured("x"), NotConnected("x")]
)
async def test_a_guest_who_joins_during_an_outage_and_orders_nothing_becomes_a_member(error: PortError) -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.down(error, "enrol", "find")
        joined = await visit.joins(email=False, sms=True)
        await visit.house.services.ordering.abandon(visit.order_id)
        await world.clock.advance(3600)
        during = answers(world)
        world.loyalty.up()
        await world.clock.advance(600)

    assert (False, None, ANSWERED) == (joined.confirmed, during, answers(world))
    assert ([{Channel.EMAIL: False, Channel.SMS: True}], None) == (told(world), owed(world))
    assert {} == world.loyalty.orders


async def test_who_joined_during_an_outage_is_shown_as_a_member_as_soon_as_it_is_over() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.down(Unreachable("x"), "enrol")
        at_once = await visit.joins(email=False, sms=True)
        world.loyalty.up()
        await world.clock.advance(10)
        guest = (await visit.house.services.ordering.get(visit.order_id)).guest

    assert (True, None) == (at_once.guest.joined, at_once.guest.member)
    assert guest is not None
    assert guest.member == world.loyalty.members[OLA]


async def test_a_guest_waits_four_seconds_for_a_programme_that_hangs_and_is_a_member_when_it_answers() -> None:
    world = World(loyalty=SlowProgram())
    assert isinstance(world.loyalty, SlowProgram)
    visit = await at_the_table(world)
    async with visit.house.running():
        joining = asyncio.create_task(visit.joins(email=False, sms=True))
        await world.clock.advance(3.9)
        waits = not joining.done()
        await world.clock.advance(0.2)
        joined = await joining
        world.loyalty.answers.set()
        await settle()
        guest = (await visit.house.services.ordering.get(visit.order_id)).guest

    assert (True, False, True) == (waits, joined.confirmed, joined.guest.joined)
    assert guest is not None
    assert (world.loyalty.members[OLA], 1) == (guest.member, len(told(world)))


async def test_an_outage_is_told_to_those_who_run_the_restaurant() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.down(NotConnected("the token was refused"), "enrol")
        await visit.joins(email=False, sms=True)
        waiting = (await visit.house.services.admin.overseeing.overview()).untold
        world.loyalty.up()
        await world.clock.advance(600)
        after = (await visit.house.services.admin.overseeing.overview()).untold

    assert ({"NotConnected: the token was refused": 1}, {}) == (waiting, after)


async def test_an_answer_that_was_lost_makes_nobody_a_member_twice() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.trouble("enrol", OutcomeUnknown("cut off"), done=True)
        await visit.joins(email=False, sms=True)
        await world.clock.advance(60)

    assert (ANSWERED, None) == (answers(world), owed(world))
    assert [OLA] == [phone for phone in world.loyalty.members if phone == OLA]


@pytest.mark.parametrize("commits", [1, 2, 3])
async def test_a_hub_that_is_killed_anywhere_while_somebody_joins_tells_it_after_its_restart(commits: int) -> None:
    """After the evidence, after it was taken to be told, after it was told: a member once, with what was answered."""
    world = World()
    visit = await at_the_table(world, CrashingStorage(world.storage, after=commits))
    with contextlib.suppress(Crash):  # what was to be told behind the guest dies behind them
        await visit.joins(email=False, sms=True)
    kept = [(each.channel, each.given) for each in world.storage.tables.consents]
    async with world.house().running():
        await settle()

    assert [(Channel.EMAIL, False), (Channel.SMS, True)] == kept
    assert (ANSWERED, None) == (answers(world), owed(world))
    assert [{Channel.EMAIL: False, Channel.SMS: True}] == told(world)


async def test_a_hub_that_is_killed_before_the_evidence_is_kept_has_asked_nobody() -> None:
    world = World()
    visit = await at_the_table(world)
    world.storage.refuse_commits_with = Unreachable("the disk is full")
    with pytest.raises(Unreachable):
        await visit.joins(email=True, sms=True)

    assert ([], None, None) == (world.storage.tables.consents, owed(world), answers(world))


async def test_whose_order_is_posted_already_becomes_a_member_all_the_same() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    async with visit.house.running():
        await visit.pays()
        await visit.approves()
        await world.clock.advance(1200)
        world.loyalty.down(Unreachable("x"), "enrol")
        with pytest.raises(TooLate):
            await visit.joins(email=False, sms=True)
        world.loyalty.up()
        await world.clock.advance(60)

    (body,) = world.loyalty.orders.values()
    assert (None, ANSWERED) == (json.loads(body)["phone"], answers(world))


# -- what is told


async def test_a_change_of_mind_during_an_outage_is_what_is_told_and_no_waiting_order_brings_it_back() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.down(Unreachable("x"), "enrol", "find", "post_order")
        await visit.joins(email=True, sms=True)
        await visit.pays()
        await visit.approves()
        await world.clock.advance(60)
        later = Visit(world, visit.house)
        await later.orders_soup()
        await later.shows(OLAS_CODE)
        await later.joins(email=True, sms=False)
        world.loyalty.up()
        await world.clock.advance(600)

    assert (True, False) == answers(world)
    assert 1 == len(world.loyalty.orders)


async def test_an_answer_given_while_the_last_one_travels_is_told_after_it() -> None:
    world = World(loyalty=SlowProgram())
    assert isinstance(world.loyalty, SlowProgram)
    visit = await at_the_table(world)
    async with visit.house.running():
        joining = asyncio.create_task(visit.joins(email=True, sms=True))
        await settle()
        again = asyncio.create_task(visit.joins(email=True, sms=False))
        await settle()
        at_once = list(world.loyalty.thinking)
        world.loyalty.answers.set()
        await asyncio.gather(joining, again)
        await settle()

    assert [OLA] == at_once, "one at a time: the newest answer must not be overtaken"
    assert [{Channel.EMAIL: True, Channel.SMS: sms} for sms in (True, False)] == told(world)
    assert ((True, False), None) == (answers(world), owed(world))


async def test_whom_the_programme_knew_all_along_it_is_told_only_what_was_answered_now() -> None:
    """Ola said no at the programme itself; that nobody asked about e-mail today must not undo it."""
    world = World()
    earlier = await at_the_table(world)
    await earlier.joins(email=True, sms=True)
    world.loyalty.members[OLA] = replace(world.loyalty.members[OLA], email_opt_in=False)
    world.loyalty.enrolments.clear()
    world.loyalty.down(Unreachable("x"), "find")
    visit = await at_the_table(world)
    sms = {Channel.SMS: OptInAnswer(given=False, text="Offers by SMS")}
    async with visit.house.running():
        await visit.house.services.enrolling.join(visit.order_id, sms, "en")
        world.loyalty.up()
        await world.clock.advance(60)

    assert [{Channel.SMS: False}] == told(world)


async def test_nobody_is_made_a_member_of_an_unmapped_location_until_it_has_its_store() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        world.loyalty.down(NotMapped("no store"), "enrol")
        await visit.joins(email=False, sms=True)
        world.loyalty.up()
        await visit.house.services.mapping.assign(visit.house.services.restaurant.home_location, "demo-oslo")
        await settle()

    assert (ANSWERED, None) == (answers(world), owed(world))


# -- when it is told again


async def test_what_waits_for_a_person_is_told_at_once_when_the_person_has_acted() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await settle()  # the stores are found, and nothing resumes later
        world.loyalty.down(NotConnected("x"), "enrol")
        await visit.joins(email=False, sms=True)
        calls = world.loyalty.count("enrol")
        await world.clock.advance(599)
        quiet = world.loyalty.count("enrol") == calls
        world.loyalty.up()
        await visit.house.telling.resume()
        await settle()

    assert (True, ANSWERED) == (quiet, answers(world))


async def test_a_provider_that_asks_for_time_gets_it() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await settle()  # the stores are found, and nothing resumes later
        world.loyalty.trouble("enrol", RateLimited("slowly", 300))
        await visit.joins(email=False, sms=True)
        await world.clock.advance(299)
        early = answers(world)
        await world.clock.advance(2)

    assert (None, ANSWERED) == (early, answers(world))


async def test_what_the_programme_refuses_is_tried_once_a_day_and_says_why() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await settle()  # the stores are found, and nothing resumes later
        world.loyalty.down(Refused("no such country", status=422), "enrol")
        await visit.joins(email=False, sms=True)
        await world.clock.advance(timedelta(hours=23) / timedelta(seconds=1))
        waiting, calls = owed(world), world.loyalty.count("enrol")
        await world.clock.advance(2 * 3600)

    assert waiting is not None
    assert (True, "Refused: no such country", 1) == (waiting.refused, waiting.reason, calls)
    assert 2 == world.loyalty.count("enrol")


# -- several hubs


async def test_of_two_hubs_one_tells() -> None:
    world = World(loyalty=SlowProgram())
    assert isinstance(world.loyalty, SlowProgram)
    visit, other = await at_the_table(world, worker="hub-a"), world.house(worker="hub-b")
    async with visit.house.running(alone=False), other.running(alone=False):
        joining = asyncio.create_task(visit.joins(email=False, sms=True))
        await settle()
        other.telling.ring()
        await settle()
        at_once = list(world.loyalty.thinking)
        world.loyalty.answers.set()
        joined = await joining

    assert ([OLA], True) == (at_once, joined.confirmed)
    assert 1 == len(told(world))


async def test_what_a_dead_hub_had_taken_another_one_tells_when_its_time_is_over() -> None:
    world = World()
    visit = await at_the_table(world, CrashingStorage(world.storage, after=2))
    await visit.joins(email=False, sms=True)
    async with world.house(worker="hub-b").running(alone=False):
        await world.clock.advance(LEASE / timedelta(seconds=1) - 1)
        early = answers(world)
        await world.clock.advance(62)

    assert (None, ANSWERED) == (early, answers(world))


async def test_a_hub_that_is_alone_waits_for_no_dead_one() -> None:
    storage = MemoryStorage()
    storage.tables.untold[OLA] = Untold(
        phone=OLA, channels=frozenset(), due_at=START, taken_until=START + LEASE, version=1
    )
    world = World(storage=storage)
    async with world.house().running():
        await settle()

    assert {} == world.storage.tables.untold

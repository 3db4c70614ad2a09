"""The programme's rewards and rules as the admin sees them."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from app.domain.audit import Mistake
from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.reward import Reward, RewardId, RewardKind
from app.ports.errors import NotConnected, PortError, Unreachable
from support.fakes import settle
from support.house import World

WELL = Reward(id=RewardId("well"), name="50 off", kind=RewardKind.AMOUNT, points=100, amount=5_000)
WRONG = Reward(id=RewardId("wrong"), name="A dish", kind=RewardKind.PRODUCT, points=300, skus=("SKU-nobody",))


async def test_what_is_wrong_comes_first_and_is_counted() -> None:
    world = World()
    world.loyalty.catalogue = (WELL, WRONG)
    world.loyalty.unread = 2
    auditing = world.house().services.admin.auditing
    before = auditing.last
    audit = await auditing.audit()

    assert before is None
    assert [each.reward.id for each in audit.rewards] == ["wrong", "well"]
    assert [found.mistake for found in audit.rewards[0].found] == [Mistake.NOT_ON_MENU]
    assert (audit.mistakes, audit.unread, auditing.last) == (3, 2, audit)


async def test_wrong_entries_of_the_programme_are_handed_on() -> None:
    world = World()
    fault = ProgrammeFault(key="points_per_currency_unit", kind=FaultKind.NEGATIVE)
    world.loyalty.config = replace(world.loyalty.config, rules=None, faults=(fault,))
    audit = await world.house().services.admin.auditing.audit()

    assert audit.faults == (fault,)


async def test_without_an_answer_nothing_is_known() -> None:
    world = World()
    auditing = world.house().services.admin.auditing
    await auditing.audit()
    world.loyalty.down(Unreachable("no connection"), "all_rewards")
    with pytest.raises(Unreachable):
        await auditing.audit()

    assert auditing.last is None


async def test_the_rewards_are_read_at_start_and_daily_and_soon_again_after_no_answer() -> None:
    world = World()
    world.loyalty.catalogue = (WELL, WRONG)
    world.loyalty.trouble("all_rewards", Unreachable("no connection"))
    auditing = world.house().services.admin.auditing
    reading = asyncio.create_task(auditing.run())
    seen = []
    for seconds in (0, 60, 23 * 3600, 3600):
        await world.clock.advance(seconds)
        seen.append((world.loyalty.count("all_rewards"), auditing.mistakes))
    reading.cancel()

    assert [(1, 0), (2, 1), (2, 1), (3, 1)] == seen
    assert 0 == world.loyalty.count("programme")


async def test_what_a_person_has_just_read_is_not_asked_for_again() -> None:
    world = World()
    auditing = world.house().services.admin.auditing
    reading = asyncio.create_task(auditing.run())
    await world.clock.advance(12 * 3600)
    await auditing.audit()
    seen = []
    for seconds in (9 * 60, 60, 12 * 3600, 12 * 3600):
        await world.clock.advance(seconds)
        await auditing.look()
        seen.append(world.loyalty.count("all_rewards"))
    reading.cancel()

    assert [2, 3, 4, 5] == seen


async def test_a_count_outlives_an_outage_and_not_the_connection() -> None:
    world = World()
    world.loyalty.catalogue = (WRONG,)
    auditing = world.house().services.admin.auditing
    counts = []
    for trouble in (None, Unreachable("no connection"), NotConnected("disconnected")):
        if trouble is not None:
            world.loyalty.down(trouble, "all_rewards")
        with suppress(PortError):
            await auditing.audit()
        counts.append(auditing.mistakes)

    assert [1, 1, 0] == counts


async def test_a_house_counts_by_itself_and_anew_once_an_account_is_connected() -> None:
    world = World()
    world.loyalty.catalogue = (WRONG,)
    house = world.house()
    async with house.running():
        await settle()
        at_start = house.services.admin.auditing.mistakes
        world.loyalty.catalogue = (WELL,)
        connecting = house.services.connecting
        state = parse_qs(urlsplit(await connecting.begin()).query)["state"][0]
        await connecting.finish(state=state, code=world.accounts.allow())
        await settle()
        after = house.services.admin.auditing.mistakes

    assert (1, 0) == (at_start, after)

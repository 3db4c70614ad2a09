"""Points are told before paying from the programme's own rules, never waited for, and never invented."""

import asyncio
from dataclasses import replace

from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.order import Order
from app.ports.errors import Unreachable
from app.services.basics.background import Background
from app.services.loyalty.estimating import FRESH, UNKNOWN, Estimate, Estimating, ProgrammeHealth
from support.fakes import START, FakeClock, FakeLoyaltyProgram, settle
from support.house import World
from support.samples import an_order


def soup() -> Order:
    """189 kroner."""
    return an_order()


def estimating(clock: FakeClock, loyalty: FakeLoyaltyProgram) -> Estimating:
    return Estimating(loyalty=loyalty, clock=clock, background=Background())


async def test_nothing_is_promised_before_the_programme_was_read() -> None:
    estimates = estimating(FakeClock(), FakeLoyaltyProgram())
    first = estimates.of(soup())
    await settle()
    second = estimates.of(soup())

    assert first == UNKNOWN
    assert second == Estimate(enabled=True, points=189, programme_name="Club Demo")


async def test_a_programme_that_cannot_be_read_promises_no_number() -> None:
    loyalty = FakeLoyaltyProgram()
    loyalty.down(Unreachable("no connection"), "programme")
    estimates = estimating(FakeClock(), loyalty)
    await estimates.refresh()

    assert estimates.of(soup()) == UNKNOWN


async def test_rules_that_make_no_sense_promise_no_number() -> None:
    loyalty = FakeLoyaltyProgram()
    loyalty.config = replace(loyalty.config, rules=None)
    estimates = estimating(FakeClock(), loyalty)
    await estimates.refresh()

    assert estimates.of(soup()).points is None


async def test_an_old_configuration_is_used_while_a_new_one_is_read() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    estimates = estimating(clock, loyalty)
    await estimates.refresh()
    await clock.advance(11 * 60)
    old = estimates.of(soup())
    await settle()

    assert old.points == 189
    assert loyalty.count("programme") == 2


async def test_a_configuration_of_yesterday_promises_no_number() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    estimates = estimating(clock, loyalty)
    await estimates.refresh()
    loyalty.down(Unreachable("no connection"), "programme")
    await clock.advance(13 * 3600)

    assert estimates.of(soup()) == UNKNOWN


async def test_many_screens_read_the_programme_once() -> None:
    loyalty = FakeLoyaltyProgram()
    estimates = estimating(FakeClock(), loyalty)
    for _ in range(10):
        estimates.of(soup())
    await settle()

    assert loyalty.count("programme") == 1


async def test_a_programme_that_does_not_answer_is_not_asked_again_by_every_screen() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    loyalty.down(Unreachable("no connection"), "programme")
    estimates = estimating(clock, loyalty)
    for _ in range(10):
        estimates.of(soup())
        await settle()
    at_once = loyalty.count("programme")
    await clock.advance(31)
    loyalty.up()
    estimates.of(soup())
    await settle()

    assert at_once == 1
    assert estimates.of(soup()).points == 189
    assert not estimates.health().unreadable


async def test_the_rules_stay_fresh_although_no_guest_comes() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    estimates = estimating(clock, loyalty)
    reading = asyncio.create_task(estimates.run())
    await clock.advance(24 * 3600)
    in_the_morning = estimates.of(soup())
    read_at = estimates.health().read_at
    reading.cancel()

    assert in_the_morning.points == 189
    assert read_at is not None
    assert clock.now() - read_at < FRESH


async def test_a_programme_that_is_away_is_asked_for_ever_more_rarely_and_read_once_it_is_back() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    loyalty.down(Unreachable("no connection"), "programme")
    estimates = estimating(clock, loyalty)
    reading = asyncio.create_task(estimates.run())
    await clock.advance(3 * 60)
    at_first = loyalty.count("programme")
    await clock.advance(24 * 3600)
    in_a_day = loyalty.count("programme") - at_first
    loyalty.up()
    await clock.advance(FRESH.total_seconds())
    reading.cancel()

    assert at_first == 3
    assert 24 * 6 - 1 <= in_a_day <= 24 * 6 + 3
    assert estimates.of(soup()).points == 189


async def test_the_house_reads_the_rules_by_itself() -> None:
    world = World()
    house = world.house()
    async with house.running():
        await world.clock.advance(1)
        at_start = house.services.estimating.health().told
        await world.clock.advance(30 * 60)
        later = house.services.estimating.health()

    assert at_start
    assert later.read_at is not None
    assert world.clock.now() - later.read_at < FRESH


async def test_the_operator_is_told_why_no_points_are_promised() -> None:
    loyalty = FakeLoyaltyProgram()
    fault = ProgrammeFault(key="points_per_currency_unit", kind=FaultKind.NEGATIVE)
    loyalty.config = replace(loyalty.config, rules=None, faults=(fault,))
    estimates = estimating(FakeClock(), loyalty)
    await estimates.refresh()

    assert estimates.health() == ProgrammeHealth(told=False, faults=(fault,), unreadable=False, read_at=START)


async def test_the_operator_is_told_that_the_programme_cannot_be_read_while_the_last_rules_still_count() -> None:
    clock, loyalty = FakeClock(), FakeLoyaltyProgram()
    estimates = estimating(clock, loyalty)
    await estimates.refresh()
    loyalty.down(Unreachable("no connection"), "programme")
    await clock.advance(11 * 60)
    await estimates.refresh()

    assert estimates.health() == ProgrammeHealth(told=True, faults=(), unreadable=True, read_at=START)


async def test_before_any_dish_no_number_is_promised_not_even_none() -> None:
    estimates = estimating(FakeClock(), FakeLoyaltyProgram())
    await estimates.refresh()

    assert Estimate(enabled=True, points=None, programme_name="Club Demo") == estimates.of(an_order(lines=()))

"""The program may die at any step of crediting a late guest, whatever became of the check-in: it counts once."""

import contextlib
from collections.abc import Callable

import pytest

from app.ports.errors import OutcomeUnknown
from app.services.basics.errors import TooLate
from support.house import KARI, KARIS_CODE, Visit, World
from support.memory_storage import Crash
from support.mortal import Life, mortal_loyalty, mortal_storage

Trouble = Callable[[World], None]


def none(_world: World) -> None:
    """Every answer arrives."""


def lost_after(world: World) -> None:
    """It counts, and nobody hears of it."""
    world.loyalty.trouble("post_check_in", OutcomeUnknown("connection broke"), done=True)


def lost_before(world: World) -> None:
    """It never counts, and nobody hears of that."""
    world.loyalty.trouble("post_check_in", OutcomeUnknown("connection broke"), done=False)


async def told(trouble: Trouble, dies_at: int | None) -> tuple[World, Life]:
    """An order is posted without a guest; then one identifies, the process may die, and the next one goes on."""
    world, life = World(), Life(dies_at)
    rules = world.restaurant(late_check_in=True)
    visit = Visit(world, world.house(rules))
    async with visit.house.running():
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        await visit.house.services.posting.release(visit.order_id)
        await world.clock.advance(1)
    trouble(world)
    mortal = world.house(
        rules, storage=mortal_storage(world.storage, life), loyalty=mortal_loyalty(world.loyalty, life)
    )
    with contextlib.suppress(Crash):
        async with mortal.running():
            await Visit(world, mortal, visit.order_id).shows(KARIS_CODE)
            await world.clock.advance(60)
    await mortal.background.close()
    last = world.house(rules)
    async with last.running():
        with contextlib.suppress(TooLate):
            await Visit(world, last, visit.order_id).shows(KARIS_CODE)
        await world.clock.advance(1500)
    return world, life


@pytest.mark.parametrize("trouble", [none, lost_after, lost_before], ids=lambda each: each.__name__)
async def test_a_late_guest_is_credited_once_wherever_the_process_dies(trouble: Trouble) -> None:
    whole, life = await told(trouble, None)
    wrong = []
    for step in range(1, len(life.steps) + 1):
        world, _ = await told(trouble, step)
        if (len(world.loyalty.check_ins), world.loyalty.members[KARI].points) != (1, 120 + 189):
            wrong.append(life.steps[step - 1])

    assert (len(whole.loyalty.check_ins), whole.loyalty.members[KARI].points) == (1, 120 + 189)
    assert len(life.steps) > 10
    assert wrong == []

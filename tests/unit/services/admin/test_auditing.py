"""The programme's rewards and rules as the admin sees them."""

from dataclasses import replace

import pytest

from app.domain.audit import Mistake
from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.reward import Reward, RewardId, RewardKind
from app.ports.errors import Unreachable
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

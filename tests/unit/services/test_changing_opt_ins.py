"""A member's change of mind is evidence at once, shown at once, and told to the programme until it has heard."""

from dataclasses import replace

import pytest

from app.domain.customer import Channel, Member
from app.ports.errors import Unreachable
from app.services.enrolling import OptInAnswer
from app.services.errors import NobodyThere
from support.clocks import settle
from support.house import KARI, KARIS_CODE, OLAS_CODE, Visit, World

SMS_YES = {Channel.SMS: OptInAnswer(given=True, text="Offers by SMS")}
SMS_NO = {Channel.SMS: OptInAnswer(given=False, text="Offers by SMS")}
EMAIL_YES = {Channel.EMAIL: OptInAnswer(given=True, text="Offers by e-mail")}


@pytest.fixture
def world() -> World:
    """Kari said yes to e-mail once, somewhere else; nobody asked her about SMS."""
    world = World()
    world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], email_opt_in=True)
    return world


async def greeted(world: World, code: str = KARIS_CODE) -> Visit:
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(code)
    return visit


async def changes(visit: Visit, answers: dict[Channel, OptInAnswer]) -> None:
    await visit.house.services.changing_opt_ins.change(visit.order_id, answers, "en")
    await settle()


def told(world: World) -> list[object]:
    return [call[1:] for call in world.loyalty.calls if call[0] == "enrol"]


async def kari(visit: Visit) -> Member:
    order = (await visit.house.services.showing.order(visit.order_id)).order
    assert order.guest is not None
    assert order.guest.member is not None
    return order.guest.member


async def test_a_change_is_evidence_on_the_order_and_at_the_programme(world: World) -> None:
    visit = await greeted(world)
    async with visit.house.running():
        await changes(visit, SMS_YES)
    (consent,) = world.storage.tables.consents
    member = await kari(visit)

    assert (KARI, Channel.SMS, True, "Offers by SMS", "en", "tablet-1", "tablet") == (
        consent.phone,
        consent.channel,
        consent.given,
        consent.text,
        consent.language,
        consent.device,
        consent.source,
    )
    assert (True, True) == (member.email_opt_in, member.sms_opt_in)
    assert [(KARI, {Channel.SMS: True})] == told(world)
    assert {} == world.storage.tables.untold


async def test_what_nobody_asked_about_stays_as_it_is(world: World) -> None:
    """Absence is no withdrawal: e-mail is not told again, whatever an older answer here said."""
    visit = await greeted(world)
    async with visit.house.running():
        await changes(visit, EMAIL_YES)
        await changes(visit, SMS_NO)

    assert [(KARI, {Channel.EMAIL: True}), (KARI, {Channel.SMS: False})] == told(world)


async def test_a_withdrawal_reaches_the_programme_when_it_is_back(world: World) -> None:
    visit = await greeted(world)
    async with visit.house.running():
        await changes(visit, SMS_YES)
        world.loyalty.down(Unreachable("no connection"), "find", "enrol")
        await changes(visit, SMS_NO)
        await world.clock.advance(3600)
        waiting = list(world.storage.tables.untold.values())
        before = told(world)[-1]
        world.loyalty.up()
        await world.clock.advance(3600)

    assert [frozenset({Channel.SMS})] == [each.channels for each in waiting]
    assert (KARI, {Channel.SMS: True}) == before
    assert (KARI, {Channel.SMS: False}) == told(world)[-1]
    assert {} == world.storage.tables.untold


async def test_it_is_told_also_when_the_guest_has_gone_and_the_hub_was_restarted(world: World) -> None:
    visit = await greeted(world)
    await changes(visit, SMS_YES)
    await visit.house.services.ordering.abandon(visit.order_id)
    async with world.house().running():
        await settle()

    assert [(KARI, {Channel.SMS: True})] == told(world)


async def test_two_changes_before_anybody_was_told_are_told_as_the_newest(world: World) -> None:
    visit = await greeted(world)
    await changes(visit, SMS_YES)
    await changes(visit, EMAIL_YES)
    await changes(visit, SMS_NO)
    async with visit.house.running():
        await settle()

    assert [(KARI, {Channel.SMS: False, Channel.EMAIL: True})] == told(world)
    assert 3 == len(world.storage.tables.consents)


async def test_an_answer_makes_nobody_a_member(world: World) -> None:
    """She left the programme in the meantime."""
    visit = await greeted(world)
    world.loyalty.members.clear()
    async with visit.house.running():
        await changes(visit, SMS_YES)

    assert ([], {}) == (told(world), world.storage.tables.untold)


async def test_no_change_is_no_evidence(world: World) -> None:
    visit = await greeted(world)
    async with visit.house.running():
        await changes(visit, {})

    assert ([], []) == (told(world), world.storage.tables.consents)


async def test_only_a_member_has_answers_to_change(world: World) -> None:
    visit = await greeted(world, OLAS_CODE)
    with pytest.raises(NobodyThere):
        await changes(visit, SMS_YES)

    assert [] == world.storage.tables.consents

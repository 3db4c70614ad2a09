"""A member's change of mind is evidence at once, shown at once, and told to the programme until it has heard."""

from dataclasses import replace

import pytest

from app.domain.customer import Channel, Member, PhoneNumber
from app.domain.split import ShareState
from app.ports.errors import Unreachable
from app.services.basics.errors import NobodyThere
from app.services.guests.attaching import SomebodyElse
from app.services.guests.enrolling import OptInAnswer
from support.clocks import settle
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World

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


async def in_company(world: World) -> Visit:
    """Kari, and Ola who pays too; both are members."""
    world.loyalty.members[OLA] = Member(customer_id="cus_ola", phone=OLA, name="Ola", points=10)
    visit = await greeted(world)
    found = await visit.shows(OLAS_CODE)
    assert isinstance(found, SomebodyElse)
    await visit.house.services.sharing.add(visit.order_id, found.guest)
    return visit


async def changes(visit: Visit, answers: dict[Channel, OptInAnswer], share: int = 1) -> None:
    await visit.house.services.changing_opt_ins.change(visit.order_id, answers, "en", share)
    await settle()


def told(world: World) -> list[object]:
    return [call[1:] for call in world.loyalty.calls if call[0] == "enrol"]


async def kari(visit: Visit) -> Member:
    order = (await visit.house.services.showing.order(visit.order_id)).order
    assert order.guest is not None
    assert order.guest.member is not None
    return order.guest.member


async def shown(visit: Visit, number: int) -> tuple[bool | None, bool | None]:
    """The answers about e-mail and SMS as a payer sees them."""
    guest = (await visit.house.services.showing.order(visit.order_id)).seen_by(number).order.guest
    assert guest is not None
    assert guest.member is not None
    return guest.member.email_opt_in, guest.member.sms_opt_in


def evidence(world: World) -> list[tuple[PhoneNumber, Channel, bool]]:
    return [(each.phone, each.channel, each.given) for each in world.storage.tables.consents]


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


async def test_each_of_two_payers_changes_their_own_answers_and_no_others(world: World) -> None:
    visit = await in_company(world)
    async with visit.house.running():
        await changes(visit, EMAIL_YES, 2)
        between = (await shown(visit, 1), await shown(visit, 2))
        await changes(visit, SMS_YES, 1)
        after = (await shown(visit, 1), await shown(visit, 2))

    assert [(OLA, Channel.EMAIL, True), (KARI, Channel.SMS, True)] == evidence(world)
    assert [(OLA, {Channel.EMAIL: True}), (KARI, {Channel.SMS: True})] == told(world)
    assert ((True, None), (True, None)) == between
    assert ((True, True), (True, None)) == after
    assert {} == world.storage.tables.untold


async def test_two_payers_who_answer_before_anybody_was_told_are_told_one_by_one(world: World) -> None:
    """The same channel, and opposite answers."""
    visit = await in_company(world)
    await changes(visit, SMS_YES, 1)
    await world.clock.advance(1)
    await changes(visit, SMS_NO, 2)
    async with visit.house.running():
        await settle()

    assert [(KARI, {Channel.SMS: True}), (OLA, {Channel.SMS: False})] == told(world)
    assert {} == world.storage.tables.untold


async def test_trouble_with_one_payers_answers_holds_the_others_not_up(world: World) -> None:
    visit = await in_company(world)
    await changes(visit, SMS_YES, 1)
    await changes(visit, EMAIL_YES, 2)
    world.loyalty.trouble("enrol", Unreachable("no connection"))
    async with visit.house.running():
        await settle()
        waiting = list(world.storage.tables.untold)
        await world.clock.advance(3600)

    assert [KARI] == waiting
    assert [KARI, OLA, KARI] == [call[1] for call in world.loyalty.calls if call[0] == "enrol"]
    assert {} == world.storage.tables.untold


async def test_an_unknown_payer_has_no_answers_to_change_not_even_the_first_ones(world: World) -> None:
    visit = await greeted(world)
    number = await visit.house.services.sharing.add(visit.order_id, None)
    for share in (number, number + 1):
        with pytest.raises(NobodyThere):
            await changes(visit, SMS_YES, share)

    assert ([], {}) == (evidence(world), world.storage.tables.untold)


async def test_a_payer_who_is_no_member_changes_nothing_of_the_member_beside_them(world: World) -> None:
    visit = await in_company(world)
    ola = (await visit.house.services.showing.order(visit.order_id)).seen_by(2).order.guest
    assert ola is not None
    await visit.house.services.identifying.replace(visit.order_id, replace(ola, member=None), 2)
    with pytest.raises(NobodyThere):
        await changes(visit, SMS_YES, 2)

    assert ([], {}) == (evidence(world), world.storage.tables.untold)


async def test_who_took_the_first_payers_place_answers_for_themselves(world: World) -> None:
    """The first share was stored with Kari's name; it is Ola's now."""
    visit = await in_company(world)
    ola = (await visit.house.services.showing.order(visit.order_id)).seen_by(2).order.guest
    assert ola is not None
    await visit.house.services.sharing.take_off(visit.order_id, 2)
    await visit.house.services.identifying.replace(visit.order_id, ola)
    async with visit.house.running():
        await changes(visit, EMAIL_YES)

    assert [(OLA, Channel.EMAIL, True)] == evidence(world)
    assert [(OLA, {Channel.EMAIL: True})] == told(world)
    assert (True, None) == await shown(visit, 1)


async def test_what_a_payer_answers_leaves_the_paid_share_of_the_other_as_it_was(world: World) -> None:
    visit = await in_company(world)
    async with visit.house.running():
        payment = await visit.house.services.paying.start(visit.order_id)
        await settle()
        world.payments.approve(payment.reference)
        await world.clock.advance(6)
        paid = world.storage.tables.shares[visit.order_id, 1]
        await changes(visit, SMS_YES, 2)

    assert ShareState.PAID is paid.state
    assert paid == world.storage.tables.shares[visit.order_id, 1]
    assert [(OLA, Channel.SMS, True)] == evidence(world)
    assert [(OLA, {Channel.SMS: True})] == told(world)
    assert (None, True) == await shown(visit, 2)

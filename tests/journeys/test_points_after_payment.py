"""Points once the money is safe: check-ins that are never repeated blindly, late guests, and corrections, each once."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from app.domain.customer import Member
from app.domain.money import Currency, Money
from app.domain.outbox import CREDITED_BY_CHECK_IN, TOLD_BY_HAND, MessageKind, MessageState, OutboxMessage
from app.domain.payment import Payment
from app.domain.vat import Serving
from app.ports.errors import Conflict, OutcomeUnknown, PortError, Refused, Unreachable
from app.services.basics.errors import TooLate
from app.services.guests.attaching import SomebodyElse
from support.fakes import settle
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World
from support.rewards import CATALOGUE, COFFEE

SOUP = 189


def a_visit(world: World, **rules: object) -> Visit:
    return Visit(world, world.house(world.restaurant(**rules)))


async def by_amount(visit: Visit) -> None:
    """The share that is being paid becomes one by amount."""
    async with visit.world.storage.work() as work:
        (share,) = await work.shares.of(visit.order_id)
        await work.shares.save(replace(share, line_ids=()))
        await work.commit()


async def pays_an_amount(visit: Visit, code: str | None = KARIS_CODE) -> None:
    await visit.orders_soup()
    if code is not None:
        await visit.shows(code)
    await visit.pays()
    await by_amount(visit)
    await visit.approves()
    await settle()


async def pays(visit: Visit, code: str | None = KARIS_CODE) -> Payment:
    await visit.orders_soup()
    if code is not None:
        await visit.shows(code)
    await visit.pays()
    payment = await visit.approves()
    await settle()
    return payment


async def pays_unseen_and_leaves(visit: Visit) -> Payment:
    payment = await pays(visit, None)
    await visit.house.services.posting.release(visit.order_id)
    await visit.world.clock.advance(1)
    return payment


async def message_of(visit: Visit) -> OutboxMessage:
    message = (await visit.house.services.showing.order(visit.order_id)).message
    assert message is not None
    return message


def points(world: World) -> int | None:
    return world.loyalty.members[KARI].points


# -- check-ins


async def test_a_share_by_amount_of_a_known_guest_is_a_check_in_by_setting() -> None:
    world = World()
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit)
    message = await message_of(visit)
    (body,) = world.loyalty.check_ins

    assert world.loyalty.orders == {}
    assert json.loads(body)["order_id"] == f"{visit.order_id}-1"
    assert (message.state, message.points_earned, message.balance) == (MessageState.DELIVERED, SOUP, 120 + SOUP)


async def test_without_the_setting_a_share_by_amount_is_an_order() -> None:
    world = World()
    visit = a_visit(world)
    async with visit.house.running():
        await pays_an_amount(visit)

    assert (len(world.loyalty.orders), world.loyalty.check_ins) == (1, [])


async def test_a_share_by_amount_of_nobody_known_is_an_order_whatever_the_setting() -> None:
    world = World()
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit, None)
        await world.clock.advance(11 * 60)

    assert (len(world.loyalty.orders), world.loyalty.check_ins) == (1, [])


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_answer_to_a_check_in_is_looked_up_in_the_balance_and_counts_once(done: bool) -> None:
    world = World()
    world.loyalty.trouble("post_check_in", OutcomeUnknown("lost"), done=done)
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit)
        await world.clock.advance(600)
    message = await message_of(visit)

    assert world.loyalty.count("post_check_in") == (1 if done else 2)
    assert (message.state, message.points_earned, message.balance) == (MessageState.DELIVERED, SOUP, 120 + SOUP)
    assert points(world) == 120 + SOUP


async def test_a_check_in_that_makes_a_member_is_found_again_when_its_answer_was_lost() -> None:
    world = World()
    world.loyalty.trouble("post_check_in", OutcomeUnknown("lost"), done=True)
    visit = a_visit(world, amount_shares_by_check_in=True)
    world.loyalty.down(Unreachable("down"), "enrol")
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(OLAS_CODE)
        await visit.joins(email=False, sms=False)
        await visit.pays()
        await by_amount(visit)
        await visit.approves()
        await world.clock.advance(600)

    assert world.loyalty.count("post_check_in") == 1
    assert (await message_of(visit)).points_earned == SOUP
    assert world.loyalty.members[OLA].points == SOUP


async def test_a_process_that_dies_while_a_check_in_is_under_way_does_not_credit_twice() -> None:
    world = World()
    visit = a_visit(world, amount_shares_by_check_in=True)
    world.loyalty.down(Unreachable("down"), "post_check_in")
    async with visit.house.running():
        await pays_an_amount(visit)
    message = await message_of(visit)
    async with world.storage.work() as work:
        claimed = replace(message, due_at=world.clock.now()).sent(world.clock.now(), 120)
        await work.outbox.save(claimed.claimed("dead", world.clock.now()))
        await work.commit()
    world.loyalty.up()
    await world.loyalty.post_check_in(message.body)
    second = a_visit(world, amount_shares_by_check_in=True)
    async with second.house.running():
        await world.clock.advance(600)

    assert len(world.loyalty.check_ins) == 1
    assert (await message_of(visit)).points_earned == SOUP
    assert points(world) == 120 + SOUP


async def test_points_that_fell_meanwhile_leave_a_lost_check_in_to_a_person() -> None:
    world = World()
    world.loyalty.trouble("post_check_in", OutcomeUnknown("lost"), done=False)
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit)
        world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], points=20)
        await world.clock.advance(600)

    assert (await message_of(visit)).state is MessageState.PARKED
    assert world.loyalty.count("post_check_in") == 1


@pytest.mark.parametrize(
    ("error", "state", "sent"),
    [(Unreachable("down"), MessageState.DELIVERED, 2), (Refused("no", status=422), MessageState.PARKED, 1)],
)
async def test_a_check_in_that_never_left_is_sent_again_and_a_refused_one_waits_for_a_person(
    error: PortError, state: MessageState, sent: int
) -> None:
    world = World()
    world.loyalty.trouble("post_check_in", error)
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit)
        await world.clock.advance(600)
    message = await message_of(visit)

    assert (message.state, message.sent_at) == (state, None)
    assert world.loyalty.count("post_check_in") == sent


async def test_a_reward_on_a_share_by_amount_is_used_by_its_own_call() -> None:
    """Neither a check-in nor an order without products can tell of it."""
    world = World()
    world.loyalty.catalogue = CATALOGUE
    visit = a_visit(world)
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.house.services.rewarding.take(visit.order_id, COFFEE.id)
        await visit.pays()
        await by_amount(visit)
        await visit.approves()
        await world.clock.advance(60)

    assert world.loyalty.count("buy") == 1
    assert points(world) == 120 - COFFEE.points + SOUP
    assert (world.loyalty.locks, world.storage.tables.holds) == ({}, {})


# -- guests who come late


async def test_a_guest_who_identifies_after_the_order_was_posted_is_credited_by_a_check_in_by_setting() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        await pays_unseen_and_leaves(visit)
        before = await visit.house.services.showing.order(visit.order_id)
        await visit.shows(KARIS_CODE)
        await world.clock.advance(1)
    (order,) = world.loyalty.orders.values()
    (check_in,) = world.loyalty.check_ins
    message = await message_of(visit)

    assert before.attaches
    assert (json.loads(order)["phone"], json.loads(check_in)["phone"]) == (None, KARI)
    assert json.loads(order)["order_id"] == json.loads(check_in)["order_id"]
    assert (message.points_earned, message.balance) == (SOUP, 120 + SOUP)


async def test_without_the_setting_it_is_too_late() -> None:
    world = World()
    visit = a_visit(world)
    async with visit.house.running():
        await pays_unseen_and_leaves(visit)
        before = await visit.house.services.showing.order(visit.order_id)
        with pytest.raises(TooLate):
            await visit.shows(KARIS_CODE)
        await world.clock.advance(60)

    assert not before.attaches
    assert world.loyalty.check_ins == []


async def test_nobody_is_credited_late_when_the_posted_order_named_a_guest() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        await pays(visit)
        view = await visit.house.services.showing.order(visit.order_id)
        found = await visit.shows(OLAS_CODE)
        assert isinstance(found, SomebodyElse)
        with pytest.raises(TooLate):
            await visit.house.services.identifying.replace(visit.order_id, found.guest)
        await world.clock.advance(60)

    assert not view.attaches
    assert world.loyalty.check_ins == []
    assert points(world) == 120 + SOUP


async def test_a_late_guest_is_credited_once_however_often_they_identify() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        await pays_unseen_and_leaves(visit)
        await visit.shows(KARIS_CODE)
        await world.clock.advance(1)
        with pytest.raises(TooLate):
            await visit.shows(KARIS_CODE)
        found = await visit.shows(OLAS_CODE)
        assert isinstance(found, SomebodyElse)
        with pytest.raises(TooLate):
            await visit.house.services.identifying.replace(visit.order_id, found.guest)
        await world.clock.advance(60)

    assert len(world.loyalty.check_ins) == 1
    assert points(world) == 120 + SOUP


async def test_a_late_stranger_is_credited_after_saying_yes_and_not_before() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        await pays_unseen_and_leaves(visit)
        await visit.shows(OLAS_CODE)
        await world.clock.advance(60)
        undecided = list(world.loyalty.check_ins)
        await visit.joins(email=True, sms=False)
        await world.clock.advance(1)
    (check_in,) = world.loyalty.check_ins

    assert undecided == []
    assert json.loads(check_in)["phone"] == OLA
    assert world.loyalty.members[OLA].points == SOUP


async def test_a_late_guest_of_an_order_that_was_refunded_gets_nothing() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        payment = await pays_unseen_and_leaves(visit)
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(10)
        with pytest.raises(TooLate):
            await visit.shows(KARIS_CODE)

    assert world.loyalty.check_ins == []


async def test_a_late_credit_that_waits_while_the_money_goes_back_is_not_given() -> None:
    world = World()
    visit = a_visit(world, late_check_in=True)
    async with visit.house.running():
        payment = await pays_unseen_and_leaves(visit)
        world.loyalty.down(Unreachable("down"), "find", "post_check_in")
        world.loyalty.members[KARI] = Member(customer_id="cus_kari", phone=KARI, name="Kari", points=120)
        await visit.house.services.identifying.by_code(visit.order_id, KARIS_CODE)
        await visit.joins(email=False, sms=False)
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(30)
        world.loyalty.up()
        await world.clock.advance(1200)

    assert world.loyalty.check_ins == []
    assert points(world) == 120
    assert (await message_of(visit)).points_earned == 0


# -- corrections


async def refunds_in_two_parts(visit: Visit, payment: Payment) -> None:
    refunding = visit.house.services.refunding
    await refunding.refund(payment.reference, Money(5_000, Currency.NOK), reason="late", by="Anna")
    await refunding.refund(payment.reference, None, reason="cold", by="Anna")


async def refunds_at_the_provider(visit: Visit, payment: Payment) -> None:
    """In the provider's portal, of which a look-up tells."""
    done = await visit.house.services.showing.order(visit.order_id)
    assert done.payment is not None
    await visit.world.payments.refund(payment.reference, done.payment.capture_key, payment.amount)
    report = await visit.world.payments.look_up(payment.reference)
    await visit.house.recording.record(payment.reference, report)
    await visit.house.recording.record(payment.reference, report)


@pytest.mark.parametrize("undoes", [refunds_in_two_parts, refunds_at_the_provider])
async def test_points_of_money_that_went_back_are_taken_back_once(
    undoes: Callable[[Visit, Payment], Awaitable[None]],
) -> None:
    world = World()
    visit = a_visit(world)
    async with visit.house.running():
        await pays(visit)
        await world.clock.advance(10)
        earned = points(world)
        await undoes(visit, await visit.payment())
        await world.clock.advance(60)

    assert earned == 120 + SOUP
    assert points(world) == 120
    assert [call for call in world.loyalty.calls if call[0] == "undo_order"] == [
        ("undo_order", f"{visit.order_id}-1", False)
    ]


async def test_points_of_money_that_was_only_reserved_and_let_go_are_taken_back_as_cancelled() -> None:
    world = World()
    visit = a_visit(world, capture_at_once=dict.fromkeys(Serving, False))
    async with visit.house.running():
        payment = await pays(visit)
        earned = points(world)
        await visit.house.services.capturing.release(payment.reference)
        await world.clock.advance(60)

    assert earned == 120 + SOUP
    assert points(world) == 120
    assert [call for call in world.loyalty.calls if call[0] == "undo_order"] == [
        ("undo_order", f"{visit.order_id}-1", True)
    ]


async def test_points_that_came_by_a_check_in_are_corrected_by_a_person() -> None:
    world = World()
    visit = a_visit(world, amount_shares_by_check_in=True)
    async with visit.house.running():
        await pays_an_amount(visit)
        await world.clock.advance(10)
        payment = await visit.payment()
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(60)
    async with world.storage.reading() as reading:
        messages = await reading.outbox.all_of(visit.order_id)
    (correction,) = [each for each in messages if each.kind is MessageKind.ORDER_STATUS]

    assert (correction.state, correction.reason) == (MessageState.PARKED, CREDITED_BY_CHECK_IN)
    assert world.loyalty.count("undo_order") == 0


async def test_an_order_whose_posting_was_refused_is_not_corrected_before_a_person_has_posted_it() -> None:
    world = World()
    world.loyalty.trouble("post_order", Conflict("odd", status=409))
    visit = a_visit(world)
    async with visit.house.running():
        await pays(visit)
        await world.clock.advance(10)
        payment = await visit.payment()
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(60)

    assert world.loyalty.count("undo_order") == 0
    assert points(world) == 120


async def test_an_order_that_a_person_told_by_hand_is_corrected_by_a_person_too() -> None:
    """Its message is never delivered: the correction must not wait for that for ever."""
    world = World()
    world.loyalty.trouble("post_order", Conflict("odd", status=409))
    visit = a_visit(world)
    async with visit.house.running():
        await pays(visit)
        await world.clock.advance(10)
        (order,) = world.storage.tables.outbox.values()
        await visit.house.services.admin.attending.put_away(order.id, "Anna")
        payment = await visit.payment()
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(60)
        waiting = await visit.house.services.admin.overseeing.messages()

    assert [(MessageKind.ORDER_STATUS, MessageState.PARKED, TOLD_BY_HAND)] == [
        (each.message.kind, each.message.state, each.message.reason) for each in waiting
    ]
    assert world.loyalty.count("undo_order") == 0

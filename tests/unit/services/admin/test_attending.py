"""A person takes over: parked messages go out again or are put away, payments are taken care of."""

import pytest

from app.domain.errors import IllegalMove
from app.domain.facts import DoneByHand, Fact, SentAgain, TakenCareOf, Written
from app.domain.ids import MessageId, Reference
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.payment import Remedy
from app.domain.reward import Hold, HoldId, HoldState, RewardId
from app.ports.errors import NoLonger, Refused
from app.services.admin.attending import Attending
from app.services.basics.errors import NoSuchMessage, NoSuchPayment
from support.house import Visit, World


def attending(visit: Visit) -> Attending:
    return visit.house.services.admin.attending


def messages(world: World, kind: MessageKind = MessageKind.ORDER) -> list[OutboxMessage]:
    return [message for message in world.storage.tables.outbox.values() if message.kind is kind]


async def story(visit: Visit, reference: Reference) -> list[Fact | Written]:
    return [entry.fact for entry in await visit.house.services.timeline.of(reference)]


async def test_a_parked_order_goes_out_again_with_the_same_bytes_and_is_counted_once() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        world.loyalty.trouble("post_order", Refused("the store is unknown", status=422))
        payment = await visit.pays_for_karis_soup()
        (parked,) = messages(world)
        await attending(visit).try_again(parked.id)
        await world.clock.advance(1)
        (after,) = messages(world)
        told = await story(visit, payment.reference)

    assert (parked.state, after.state, after.body) == (MessageState.PARKED, MessageState.DELIVERED, parked.body)
    assert len(world.loyalty.orders) == 1
    assert SentAgain(message=MessageKind.ORDER) in told


async def test_a_message_that_is_not_parked_is_neither_tried_again_nor_put_away() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
        (delivered,) = messages(world)
        with pytest.raises(IllegalMove):
            await attending(visit).try_again(delivered.id)
        with pytest.raises(IllegalMove):
            await attending(visit).put_away(delivered.id, "Anna")

    assert messages(world) == [delivered]


async def test_a_message_that_nobody_knows_is_told_as_such() -> None:
    world = World()
    visit = Visit(world, world.house())
    with pytest.raises(NoSuchMessage):
        await attending(visit).try_again(MessageId("nobody"))
    with pytest.raises(NoSuchMessage):
        await attending(visit).put_away(MessageId("nobody"), "Anna")
    with pytest.raises(NoSuchPayment):
        await attending(visit).attend(Reference("nobody-knows"), Remedy.WRITTEN_OFF, "Anna")


async def test_a_parked_message_that_was_put_away_needs_nobody_and_the_story_says_so() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        world.loyalty.trouble("post_order", Refused("the store is unknown", status=422))
        payment = await visit.pays_for_karis_soup()
        (parked,) = messages(world)
        await attending(visit).put_away(parked.id, "Anna")
        seen = await visit.house.services.admin.overseeing.overview()
        told = await story(visit, payment.reference)

    assert (seen.parked, messages(world)) == ((), [parked])
    assert DoneByHand(message=MessageKind.ORDER) in told
    assert "Anna" not in repr(told)


async def test_a_refused_refund_is_asked_for_anew_and_not_tried_again() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await world.clock.advance(10)
        (parked,) = messages(world, MessageKind.REFUND)
        with pytest.raises(IllegalMove):
            await attending(visit).try_again(parked.id)
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await world.clock.advance(10)
        after = await visit.payment()

    assert (parked.state, after.refunded) == (MessageState.PARKED, after.amount)


async def test_a_payment_that_somebody_took_care_of_needs_nobody_and_its_parked_refund_is_put_away() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await world.clock.advance(10)
        after = await attending(visit).attend(payment.reference, Remedy.GIVEN_BACK_OTHERWISE, "Anna")
        seen = await visit.house.services.admin.overseeing.overview()
        waiting = await visit.house.services.admin.overseeing.messages()
        told = await story(visit, payment.reference)

    assert (after.attention, seen.troubled, waiting) == (None, (), ())
    assert TakenCareOf(remedy=Remedy.GIVEN_BACK_OTHERWISE) in told
    assert "Anna" not in repr(told)


async def test_rewards_that_somebody_used_up_by_hand_need_nobody_and_others_stay() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    for name, state in (("one", HoldState.STUCK), ("two", HoldState.STUCK), ("three", HoldState.HELD)):
        hold = Hold(
            id=HoldId(name),
            order_id=visit.order_id,
            customer_id="cus_kari",
            name=name,
            reward_id=RewardId(name),
            won=None,
            points=10,
            taken_at=world.clock.now(),
            moved_at=world.clock.now(),
            state=state,
        )
        world.storage.tables.holds[hold.id] = hold
    before = await visit.house.services.admin.overseeing.overview()
    count = await attending(visit).rewards_were_used()
    after = await visit.house.services.admin.overseeing.overview()

    assert (before.stuck_rewards, count, after.stuck_rewards) == (2, 2, 0)
    assert list(world.storage.tables.holds) == ["three"]


async def test_a_payment_that_needs_nobody_is_not_taken_care_of() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        with pytest.raises(IllegalMove):
            await attending(visit).attend(payment.reference, Remedy.WRITTEN_OFF, "Anna")

"""The main job from the first dish to the points, with everything real but the outside world."""

import json

import pytest

from app.domain.customer import Channel
from app.domain.errors import NothingToPay, OrderClosed, PaymentOpen
from app.domain.ids import ProductId
from app.domain.order import OrderState
from app.domain.outbox import MessageState
from app.domain.payment import Ending, PaymentFlow, PaymentState
from app.ports.errors import Conflict, Misconfigured, OutcomeUnknown, Refused, Unreachable
from app.services.basics.errors import TooLate
from app.services.guests.identifying import Identified
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World


async def test_a_member_scans_pays_and_sees_the_points() -> None:
    world = World()
    house = world.house()
    visit = Visit(world, house)
    async with house.running():
        await visit.orders_soup()
        outcome = await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        view = await house.services.showing.order(visit.order_id)

    assert isinstance(outcome, Identified)
    assert outcome.guest.member is not None
    assert outcome.guest.member.points == 120
    assert view.order.state is OrderState.PAID
    assert view.message is not None
    assert (view.message.state, view.message.points_earned, view.message.balance) == (MessageState.DELIVERED, 189, 309)
    assert world.payments.count("request") == 1


async def test_the_money_is_taken_at_once_when_the_guest_eats_here() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        payment = await visit.payment()

    assert (payment.captured, payment.left_to_capture.minor) == (payment.amount, 0)


async def test_a_guest_joins_before_paying_with_sms_only() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(OLAS_CODE)
        joined = await visit.joins(email=False, sms=True)
        await visit.pays()
        await visit.approves()

    assert joined.confirmed
    assert world.loyalty.enrolments[0].opt_ins == {Channel.EMAIL: False, Channel.SMS: True}
    (body,) = world.loyalty.orders.values()
    told = json.loads(body)
    assert told["phone"] == OLA


async def test_the_evidence_of_consent_is_kept_also_when_the_programme_is_down() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(OLAS_CODE)
        world.loyalty.down(Unreachable("no connection"), "enrol")
        joined = await visit.joins(email=True, sms=False)
        async with world.storage.work() as work:
            latest = await work.consents.latest(OLA)

    assert not joined.confirmed
    assert {channel: consent.given for channel, consent in latest.items()} == {Channel.EMAIL: True, Channel.SMS: False}
    assert latest[Channel.EMAIL].text == "Offers by e-mail"


async def test_a_guest_who_joins_after_paying_is_attached_to_the_order() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        posted_before = dict(world.loyalty.orders)
        await visit.shows(OLAS_CODE)
        await visit.joins(email=False, sms=False)
        await world.clock.advance(1)

    assert posted_before == {}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == OLA


async def test_an_order_without_a_guest_is_posted_after_the_grace_time() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        await world.clock.advance(9 * 60)
        early = len(world.loyalty.orders)
        await world.clock.advance(90)
        with pytest.raises(TooLate):
            await visit.shows(KARIS_CODE)

    assert early == 0
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] is None


async def test_leaving_the_paid_screen_ends_the_grace_time() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        await visit.house.services.posting.release(visit.order_id)
        await world.clock.advance(1)

    assert len(world.loyalty.orders) == 1


async def test_nobody_is_made_a_member_who_did_not_say_yes() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(OLAS_CODE)
        await visit.pays()
        await visit.approves()
        await world.clock.advance(11 * 60)

    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] is None
    assert OLA not in world.loyalty.members


async def test_a_member_recognised_while_the_programme_was_down_still_earns() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        world.loyalty.down(Unreachable("no connection"), "find")
        await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        world.loyalty.up()
        await world.clock.advance(11 * 60)

    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == KARI


async def test_a_declined_payment_frees_the_bill_for_another_attempt() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        first = await visit.pays()
        world.payments.decline(first.reference)
        await world.clock.advance(6)
        declined = await visit.payment()
        second = await visit.pays()
        await visit.approves()
        await world.clock.advance(1)

    assert (declined.state, declined.ending) == (PaymentState.ABORTED, Ending.DECLINED)
    assert second.reference != first.reference
    assert len(world.loyalty.orders) == 1


async def test_an_expired_payment_frees_the_bill() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()
        await world.clock.advance(300)
        world.payments.expire(payment.reference)
        await world.clock.advance(3)
        order = await visit.house.services.ordering.get(visit.order_id)
        expired = await visit.payment()

    assert (expired.ending, order.state) == (Ending.EXPIRED, OrderState.OPEN)


async def test_cancelling_ends_the_request_at_the_provider() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()
        cancelled = await visit.house.services.paying.cancel(payment.reference)

    assert (cancelled.state, cancelled.ending) == (PaymentState.TERMINATED, Ending.CANCELLED)


async def test_a_cancel_that_comes_too_late_ends_paid() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()
        world.payments.trouble("cancel", Conflict("approving", code="6250", status=409))
        still_open = await visit.house.services.paying.cancel(payment.reference)
        world.payments.approve(payment.reference)
        await world.clock.advance(6)
        paid = await visit.payment()
        await world.clock.advance(1)

    assert still_open.state is PaymentState.REQUESTED
    assert paid.state is PaymentState.AUTHORIZED
    assert len(world.loyalty.orders) == 1


@pytest.mark.parametrize("done", [True, False])
async def test_a_lost_answer_to_the_request_is_in_doubt_and_charges_once(done: bool) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.payments.trouble("request", OutcomeUnknown("connection broke"), done=done)
        doubtful = await visit.pays()
        with pytest.raises(PaymentOpen):
            await visit.house.services.paying.start(visit.order_id)
        await world.clock.advance(6)
        settled = await visit.payment()
        await visit.approves()
        await world.clock.advance(1)

    assert (doubtful.state, settled.state) == (PaymentState.IN_DOUBT, PaymentState.REQUESTED)
    assert len(set(world.payments.bodies)) == 1
    assert {key for call, key in world.payments.keys if call == "request"} == {doubtful.key}
    assert len(world.loyalty.orders) == 1


async def test_a_request_that_never_left_is_told_at_once() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.payments.trouble("request", Unreachable("no connection"))
        payment = await visit.pays()
        order = await visit.house.services.ordering.get(visit.order_id)

    assert (payment.state, payment.ending) == (PaymentState.REJECTED, Ending.NEVER_REACHED)
    assert order.state is OrderState.OPEN


@pytest.mark.parametrize(("code", "ending"), [("7010", Ending.NOT_A_USER), ("5080", Ending.PUSH_NOT_ALLOWED)])
async def test_a_guest_who_cannot_be_asked_by_push_gets_the_one_time_qr_by_itself(code: str, ending: Ending) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.payments.trouble("request", Refused("nobody to ask", code=code, status=400, ending=ending))
        by_qr = await visit.pays()
        async with world.storage.reading() as reading:
            refused, _ = await reading.payments.of(visit.order_id)

    assert (refused.state, refused.ending) == (PaymentState.REJECTED, ending)
    assert by_qr.reference != refused.reference
    assert (by_qr.flow, by_qr.state) == (PaymentFlow.QR, PaymentState.REQUESTED)
    assert by_qr.redirect_url is not None


async def test_without_membership_the_guest_pays_by_one_time_qr() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        payment = await visit.pays()

    assert payment.flow is PaymentFlow.QR


async def test_a_lost_answer_to_the_post_credits_once() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.loyalty.trouble("post_order", OutcomeUnknown("connection broke"), done=True)
        await visit.pays()
        await visit.approves()
        await world.clock.advance(10)
        view = await visit.house.services.showing.order(visit.order_id)

    assert world.loyalty.count("post_order") == 2
    assert view.message is not None
    assert view.message.state is MessageState.DELIVERED
    assert world.loyalty.members[KARI].points == 120 + 189


async def test_posting_waits_out_a_day_without_the_programme() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.loyalty.down(Unreachable("no connection"), "post_order")
        await visit.pays()
        await visit.approves()
        await world.clock.advance(24 * 3600)
        world.loyalty.up()
        await world.clock.advance(20 * 60)

    assert len(world.loyalty.orders) == 1
    assert len({call[1] for call in world.loyalty.calls if call[0] == "post_order"}) == 1


async def test_an_order_that_the_programme_refuses_waits_for_a_person() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.loyalty.trouble("post_order", Refused("lines: at least one", code="lines", status=422))
        await visit.pays()
        await visit.approves()
        await world.clock.advance(3600)
        view = await visit.house.services.showing.order(visit.order_id)

    assert view.message is not None
    assert (view.message.state, view.message.reason) == (MessageState.PARKED, "Refused: lines: at least one")


async def test_a_wrong_token_holds_the_post_back_and_loses_nothing() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        world.loyalty.down(Misconfigured("token refused", fix="Connect Pongo again."), "post_order")
        await visit.pays()
        await visit.approves()
        await world.clock.advance(600)
        world.loyalty.up()
        await world.clock.advance(20 * 60)

    assert len(world.loyalty.orders) == 1


async def test_an_order_cannot_change_while_it_is_paid() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.pays()
        with pytest.raises(OrderClosed):
            await visit.house.services.ordering.add(visit.order_id, ProductId("fries"))


async def test_a_paid_bill_is_not_asked_for_again() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        with pytest.raises(NothingToPay):
            await visit.house.services.paying.start(visit.order_id)

    assert world.payments.count("request") == 1

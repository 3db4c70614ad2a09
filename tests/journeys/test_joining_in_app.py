"""Joining in the guest's own app, with everything real but the outside world."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog

from app.bootstrap.house import House
from app.domain.customer import Channel, EmailAddress
from app.domain.enrolment import AppConsent, Enrolment, EnrolmentState, Fault
from app.domain.outbox import MessageState
from app.ports.enrolment_in_app import NO_APP_USER, OLD_APP, Approved, Expired, Lost, Mistrusted, NotYet
from app.ports.errors import (
    Misconfigured,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    StorageUnavailable,
    Unreachable,
)
from app.services.basics.errors import NobodyThere, TooLate
from app.services.guests.attaching import SomebodyElse
from app.services.guests.joining_in_app import CannotAsk
from support.house import KARIS_CODE, OLA, OLAS_CODE, TABLET, Visit, World

EMAIL_YES = AppConsent(channel=Channel.EMAIL, given=True, text="Offers and news by e-mail")
MAIL = EmailAddress("ola@example.test")
SMS_NO = AppConsent(channel=Channel.SMS, given=False, text="Offers and news by SMS")
LOOK = 6


async def at_the_table(world: World, house: House | None = None) -> Visit:
    """Ola, no member, at the join screen."""
    visit = Visit(world, house or world.house())
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    return visit


async def asks(visit: Visit) -> Enrolment:
    asked = await visit.house.services.joining_in_app.start(visit.order_id)
    assert isinstance(asked, Enrolment)
    return asked


async def enrolment(visit: Visit) -> Enrolment:
    found = (await visit.house.services.showing.order(visit.order_id)).enrolment
    assert found is not None
    return found


def consents(world: World) -> list[tuple[Channel, bool, str, str, str, str]]:
    kept = world.storage.tables.consents
    return [(c.channel, c.given, c.text, c.language, c.source, c.device) for c in kept]


async def test_a_guest_joins_in_the_app_with_email_only() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        asked = await asks(visit)
        world.enrolment.approve(EMAIL_YES, SMS_NO)
        await world.clock.advance(LOOK)
        order = (await visit.house.services.showing.order(visit.order_id)).order
        ended = await enrolment(visit)
        await visit.pays()
        await visit.approves()

    assert world.enrolment.asked[asked.id].binding_message == asked.binding_message
    assert consents(world) == [
        (Channel.EMAIL, True, "Offers and news by e-mail", "en", "vipps_app", TABLET),
        (Channel.SMS, False, "Offers and news by SMS", "en", "vipps_app", TABLET),
    ]
    assert [e.opt_ins for e in world.loyalty.enrolments] == [{Channel.EMAIL: True, Channel.SMS: False}]
    assert order.guest is not None
    assert order.guest.joined
    assert order.guest.member is not None
    assert (ended.state, ended.subject) == (EnrolmentState.JOINED, "sub-of-ola")
    assert world.storage.tables.app_accounts == {"sub-of-ola": OLA}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == OLA


@pytest.mark.parametrize(("given", "kept"), [(True, MAIL), (False, None)])
async def test_the_address_that_was_shared_is_used_for_a_yes_to_offers_by_email_and_for_nothing_else(
    kept: EmailAddress | None, *, given: bool
) -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(replace(EMAIL_YES, given=given), SMS_NO, email=MAIL)
        await world.clock.advance(LOOK)

    assert [(c.channel, c.address) for c in world.storage.tables.consents] == [
        (Channel.EMAIL, kept),
        (Channel.SMS, None),
    ]
    assert [e.email for e in world.loyalty.enrolments] == [kept]


async def test_consents_that_were_answered_on_an_earlier_visit_are_not_taken_back() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await visit.joins(email=True, sms=True)
        world.loyalty.members.clear()
        again = await at_the_table(world, visit.house)
        await asks(again)
        world.enrolment.approve()
        await world.clock.advance(LOOK)

    assert world.loyalty.enrolments[-1].opt_ins == {Channel.EMAIL: True, Channel.SMS: True}
    assert len(consents(world)) == 2


async def test_a_new_no_in_the_app_counts_over_an_older_yes() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await visit.joins(email=True, sms=True)
        world.loyalty.members.clear()
        await world.clock.advance(60)
        again = await at_the_table(world, visit.house)
        await asks(again)
        world.enrolment.approve(SMS_NO)
        await world.clock.advance(LOOK)

    assert world.loyalty.enrolments[-1].opt_ins == {Channel.EMAIL: True, Channel.SMS: False}


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Expired(), EnrolmentState.EXPIRED),
        (Lost(), EnrolmentState.LOST),
        *((Mistrusted(fault), EnrolmentState.MISTRUSTED) for fault in Fault),
    ],
)
async def test_without_a_trusted_yes_nothing_is_stored_and_nobody_is_enrolled(
    answer: Expired | Lost | Mistrusted, state: EnrolmentState
) -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.say(answer)
        with structlog.testing.capture_logs() as logs:
            await world.clock.advance(LOOK)
        ended = await enrolment(visit)
        order = await visit.house.services.ordering.get(visit.order_id)

    faults = [answer.fault] if isinstance(answer, Mistrusted) else []
    assert faults == [record["fault"] for record in logs if record["event"] == "login_refused"]
    assert (ended.state, ended.fault) == (state, answer.fault if isinstance(answer, Mistrusted) else None)
    assert (consents(world), world.storage.tables.app_accounts, world.loyalty.enrolments) == ([], {}, [])
    assert order.guest is not None
    assert not order.guest.joined


async def test_a_guest_who_says_no_in_the_app_may_still_join_on_the_tablet() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.deny()
        await world.clock.advance(LOOK)
        denied = await enrolment(visit)
        joined = await visit.joins(email=False, sms=True)

    assert denied.state is EnrolmentState.DENIED
    assert joined.confirmed


async def test_a_yes_for_another_number_is_not_trusted() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES, phone=world.identity.codes[KARIS_CODE])
        await world.clock.advance(LOOK)
        ended = await enrolment(visit)

    assert (ended.state, ended.fault) == (EnrolmentState.MISTRUSTED, Fault.PHONE)
    assert consents(world) == []


async def test_a_hub_that_was_restarted_while_the_guest_reads_goes_on_asking() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        await world.clock.advance(LOOK)
    world.enrolment.approve(EMAIL_YES, SMS_NO)
    visit.house = world.house()
    async with visit.house.running():
        await world.clock.advance(LOOK)
        ended = await enrolment(visit)

    assert ended.state is EnrolmentState.JOINED
    assert [e.phone for e in world.loyalty.enrolments] == [OLA]


async def test_the_programme_is_told_after_a_restart_when_the_hub_died_right_after_the_yes() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES)
        world.loyalty.down(Unreachable("no connection"), "enrol")
        await world.clock.advance(LOOK)
        kept = await enrolment(visit)
        order = await visit.house.services.ordering.get(visit.order_id)
    world.loyalty.up()
    visit.house = world.house()
    async with visit.house.running():
        await world.clock.advance(1)
        ended = await enrolment(visit)

    assert (kept.state, ended.state) == (EnrolmentState.JOINED, EnrolmentState.JOINED)
    assert order.guest is not None
    assert order.guest.joined
    assert world.storage.tables.untold == {}
    assert [e.opt_ins for e in world.loyalty.enrolments] == [{Channel.EMAIL: True}]


async def test_the_programme_is_told_again_until_it_answers() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES)
        world.loyalty.down(Unreachable("no connection"), "enrol")
        await world.clock.advance(200)
        owed = dict(world.storage.tables.untold)
        world.loyalty.up()
        await world.clock.advance(600)
        order = await visit.house.services.ordering.get(visit.order_id)

    assert list(owed) == [OLA]
    assert world.storage.tables.untold == {}
    assert order.guest is not None
    assert order.guest.member is not None
    assert len(consents(world)) == 1


async def test_looks_keep_the_interval_and_slow_down_when_told() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        await world.clock.advance(10.5)
        at_first = world.enrolment.count("answer")
        world.enrolment.say(NotYet(slower=5))
        await world.clock.advance(5)
        world.enrolment.say(NotYet())
        slowed_at = world.enrolment.count("answer")
        await world.clock.advance(9)
        too_soon = world.enrolment.count("answer")
        await world.clock.advance(1)
        after = world.enrolment.count("answer")

    assert (at_first, slowed_at, too_soon, after) == (2, 3, 3, 4)


@pytest.mark.parametrize("error", [Unreachable("x"), OutcomeUnknown("x"), RateLimited("x", 30), Misconfigured("x")])
async def test_a_look_that_fails_is_repeated(error: PortError) -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.trouble("answer", error)
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(40)
        ended = await enrolment(visit)

    assert ended.state is EnrolmentState.JOINED


async def test_a_look_that_fails_for_a_wrong_set_up_tells_what_to_mend() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.trouble("answer", Misconfigured("x", fix="Check the Vipps keys."))
        with structlog.testing.capture_logs() as logs:
            await world.clock.advance(LOOK)

    assert [("Misconfigured", "Check the Vipps keys.")] == [
        (record["kind"], record["fix"]) for record in logs if record["event"] == "enrolment_look_failed"
    ]


async def test_a_provider_that_stays_away_ends_the_waiting_when_nobody_could_answer_any_more() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.down(Unreachable("x"), "answer")
        await world.clock.advance(740)
        ended = await enrolment(visit)
        looks = world.enrolment.count("answer")
        await world.clock.advance(100)

    assert ended.state is EnrolmentState.EXPIRED
    assert world.enrolment.count("answer") == looks


@pytest.mark.parametrize("error", [Unreachable("x"), OutcomeUnknown("x"), RateLimited("x", 30), Misconfigured("x")])
async def test_a_yes_in_hand_that_cannot_be_read_yet_outlives_the_time_to_give_it(error: PortError) -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES)
        world.enrolment.unreadable = error
        await world.clock.advance(15 * 60)
        waiting = await enrolment(visit)
        world.enrolment.unreadable = None
        await world.clock.advance(60)
        ended = await enrolment(visit)

    assert (EnrolmentState.ASKED, EnrolmentState.JOINED) == (waiting.state, ended.state)
    assert len(consents(world)) == 1
    assert set() == world.enrolment.in_hand


async def test_a_yes_that_can_be_read_no_more_ends_the_waiting_and_nothing_of_it_is_kept() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES)
        world.enrolment.unreadable = Misconfigured("x")
        await world.clock.advance(15 * 60)
        held = set(world.enrolment.in_hand)
        world.enrolment.say(Lost())
        await world.clock.advance(60)
        ended = await enrolment(visit)

    assert ({ended.id}, set()) == (held, world.enrolment.in_hand)
    assert ended.state is EnrolmentState.LOST


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        ("ask", Refused("x", code=NO_APP_USER), CannotAsk.ANOTHER_WAY),
        ("ask", Refused("x", code=OLD_APP), CannotAsk.OLD_APP),
        ("ask", RateLimited("x", 60), CannotAsk.TOO_MANY),
        ("ask", OutcomeUnknown("x"), CannotAsk.UNREACHABLE),
        ("knows", Unreachable("x"), CannotAsk.UNREACHABLE),
        ("knows", Misconfigured("x", fix="y"), CannotAsk.UNREACHABLE),
    ],
)
async def test_what_cannot_be_asked_is_told_and_leaves_nothing(call: str, error: PortError, told: CannotAsk) -> None:
    world = World()
    visit = await at_the_table(world)
    world.enrolment.trouble(call, error)

    assert await visit.house.services.joining_in_app.start(visit.order_id) is told
    assert world.storage.tables.enrolments == {}


async def test_a_number_that_the_app_does_not_know_is_not_asked() -> None:
    world = World()
    world.enrolment.strangers.add(OLA)
    visit = await at_the_table(world)

    assert await visit.house.services.joining_in_app.start(visit.order_id) is CannotAsk.ANOTHER_WAY
    assert world.enrolment.count("ask") == 0


async def test_an_order_without_a_guest_asks_nobody() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()

    with pytest.raises(NobodyThere):
        await visit.house.services.joining_in_app.start(visit.order_id)


async def test_a_second_tap_and_a_change_of_mind_ask_no_second_time() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        first = await asks(visit)
        second = await asks(visit)
        await visit.house.services.joining_in_app.give_up(visit.order_id)
        given_up = await enrolment(visit)
        third = await asks(visit)

    assert first.id == second.id == third.id
    assert (given_up.given_up, third.given_up) == (True, False)
    assert world.enrolment.count("ask") == 1


async def test_two_tablets_at_once_end_with_one_request() -> None:
    world = World()
    visit = await at_the_table(world)
    first, second = await asyncio.gather(asks(visit), asks(visit))

    assert first.id == second.id


async def test_a_yes_after_the_tablet_stopped_waiting_is_still_a_yes() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        await visit.house.services.joining_in_app.give_up(visit.order_id)
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(LOOK)
        order = await visit.house.services.ordering.get(visit.order_id)

    assert order.guest is not None
    assert order.guest.joined


async def test_a_yes_of_somebody_who_is_not_on_the_order_any_more_does_not_touch_it() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        found = await visit.shows(KARIS_CODE)
        assert isinstance(found, SomebodyElse)
        await visit.house.services.identifying.replace(visit.order_id, found.guest)
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(LOOK)
        order = await visit.house.services.ordering.get(visit.order_id)

    assert order.guest is not None
    assert (order.guest.phone, order.guest.joined) == (world.identity.codes[KARIS_CODE], False)
    assert [e.phone for e in world.loyalty.enrolments] == [OLA]


# -- after paying


async def paid_without_joining(world: World, visit: Visit) -> None:
    await visit.pays()
    await visit.approves()


async def test_a_paid_order_waits_for_the_answer_longer_than_for_anybody_else() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await world.clock.advance(60)
        await asks(visit)
        await world.clock.advance(400)
        waiting = dict(world.loyalty.orders)
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(LOOK)

    assert waiting == {}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == OLA


async def test_leaving_the_paid_screen_does_not_post_over_the_head_of_a_guest_who_reads() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await asks(visit)
        await visit.house.services.posting.release(visit.order_id)
        await world.clock.advance(200)
        waiting = dict(world.loyalty.orders)
        world.enrolment.approve()
        await world.clock.advance(LOOK)

    assert waiting == {}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == OLA


async def test_after_ten_minutes_the_order_is_posted_without_the_guest() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await world.clock.advance(100)
        asked = await asks(visit)
        await world.clock.advance(470)
        waiting = dict(world.loyalty.orders)
        await world.clock.advance(60)
        message = (await visit.house.services.showing.order(visit.order_id)).message

    assert message is not None
    assert asked.expires_at == message.created_at + timedelta(minutes=10)
    assert waiting == {}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] is None


async def test_a_no_on_the_phone_leaves_a_little_time_to_join_on_the_tablet() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await asks(visit)
        await world.clock.advance(300)
        world.enrolment.deny()
        await world.clock.advance(LOOK)
        waiting = dict(world.loyalty.orders)
        await visit.joins(email=False, sms=False)
        await world.clock.advance(1)

    assert waiting == {}
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] == OLA


async def test_a_paid_order_that_is_posted_already_asks_nobody() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await visit.house.services.posting.release(visit.order_id)
        await world.clock.advance(1)
        with pytest.raises(TooLate):
            await visit.house.services.joining_in_app.start(visit.order_id)

    assert world.enrolment.count("ask") == 0


async def test_a_yes_that_comes_after_the_order_was_posted_makes_a_member_all_the_same() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await paid_without_joining(world, visit)
        await asks(visit)
        await visit.house.services.joining_in_app.give_up(visit.order_id)
        await visit.house.services.posting.release(visit.order_id)
        await world.clock.advance(1)
        world.enrolment.approve(EMAIL_YES)
        await world.clock.advance(LOOK)
        view = await visit.house.services.showing.order(visit.order_id)

    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["phone"] is None
    assert view.message is not None
    assert view.message.state is MessageState.DELIVERED
    assert (await enrolment(visit)).state is EnrolmentState.JOINED
    assert [e.phone for e in world.loyalty.enrolments] == [OLA]
    assert len(consents(world)) == 1


async def test_the_moment_of_consent_is_the_providers_but_never_in_the_future() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        asked = await asks(visit)
        far = world.clock.now() + timedelta(days=1)
        world.enrolment.say(Approved(subject="s", phone=OLA, consents=(EMAIL_YES,), language="nb", at=far))
        await world.clock.advance(LOOK)

    (consent,) = world.storage.tables.consents
    assert consent.at == asked.started_at + timedelta(seconds=5)


async def test_a_yes_that_cannot_be_stored_is_held_until_it_can() -> None:
    world = World()
    visit = await at_the_table(world)
    async with visit.house.running():
        await asks(visit)
        world.enrolment.approve(EMAIL_YES)
        world.storage.refuse_commits_with = StorageUnavailable("the disk is full")
        await world.clock.advance(LOOK)
        kept = consents(world), dict(world.storage.tables.app_accounts)
        world.storage.refuse_commits_with = None
        await world.clock.advance(15)
        ended = await enrolment(visit)

    assert kept == ([], {})
    assert ended.state is EnrolmentState.JOINED
    assert len(consents(world)) == 1

"""Joining in the guest's own app as the guest meets it: whole screens in this process, doubles outside."""

import pytest

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent, Fault
from app.ports.enrolment_in_app import NO_APP_USER, OLD_APP, Expired, Lost, Mistrusted
from app.ports.errors import PortError, RateLimited, Refused, Unreachable
from support.house import OLAS_CODE, World
from support.inproc_tablet import Settings, Tablet, at_checkout, checkout_route, tablet

EMAIL = AppConsent(channel=Channel.EMAIL, given=True, text="Offers and news by e-mail")
SMS = AppConsent(channel=Channel.SMS, given=False, text="Offers and news by SMS")


def offering() -> World:
    """A restaurant that offers joining in the app."""
    return World(join_in_app=True)


async def asks(t: Tablet) -> None:
    await t.shows_code(OLAS_CODE)
    await t.tap("join.in_app")


async def test_the_second_way_is_there_only_where_the_restaurant_offers_it() -> None:
    async with at_checkout() as t:
        await t.shows_code(OLAS_CODE)

        assert t.app.has_id("join.confirm")
        assert not t.app.has_id("join.in_app")


@pytest.mark.parametrize("size", ["lying", "upright", "phone"])
async def test_a_guest_compares_the_code_approves_and_is_at_the_bill(size: str) -> None:
    async with at_checkout(offering(), Settings(size=size)) as t:
        await asks(t)

        assert t.says("Join in Vipps")
        assert t.says("4MZ-CQ1")
        assert t.says("10:00")
        assert t.world.enrolment.asked[t.world.enrolment.newest].binding_message == "4MZ-CQ1"

        t.world.enrolment.approve(EMAIL, SMS)
        await t.passes(6)

        assert t.app.has_id("order.pay")
        assert [e.opt_ins for e in t.world.loyalty.enrolments] == [{Channel.EMAIL: True, Channel.SMS: False}]
        assert t.app.crashes == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Expired(), "The time to answer in Vipps ran out."),
        (Lost(), "did not arrive"),
        (Mistrusted(Fault.ISSUER), "could not be verified"),
    ],
)
async def test_without_a_yes_the_guest_is_at_joining_again_with_words(
    answer: Expired | Lost | Mistrusted, words: str
) -> None:
    async with at_checkout(offering()) as t:
        await asks(t)
        t.world.enrolment.say(answer)
        await t.passes(6)

        assert t.says(words)
        assert t.app.has_id("join.confirm")

        await t.tap("join.confirm")

        assert t.app.has_id("order.pay")


async def test_a_no_on_the_phone_is_respected_and_may_be_reconsidered() -> None:
    async with at_checkout(offering()) as t:
        await asks(t)
        t.world.enrolment.deny()
        await t.passes(6)

        assert t.says("You said no in Vipps. You can still join here.")

        await t.tap("join.in_app")

        assert t.says("4MZ-CQ2")
        assert not t.says("You said no")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("x", code=NO_APP_USER), "Vipps cannot ask this number."),
        (Refused("x", code=OLD_APP), "Update Vipps on your phone"),
        (RateLimited("x", 9), "Vipps has asked this phone already."),
        (Unreachable("x"), "Vipps does not answer right now."),
    ],
)
async def test_what_cannot_be_asked_is_said_and_joining_here_stays_possible(error: PortError, words: str) -> None:
    async with at_checkout(offering()) as t:
        t.world.enrolment.trouble("ask", error)
        await asks(t)

        assert t.says(words)
        assert t.app.has_id("join.confirm")


async def test_to_stop_waiting_leads_back_to_joining_without_reproach() -> None:
    async with at_checkout(offering()) as t:
        await asks(t)
        await t.tap("app.cancel")

        assert t.app.has_id("join.confirm")
        assert not t.app.has_id("join.news")


async def test_the_time_on_the_screen_ends_the_waiting_even_when_vipps_is_silent() -> None:
    async with at_checkout(offering()) as t:
        await asks(t)
        await t.passes(601)

        assert t.says("The time to answer in Vipps ran out.")


async def test_an_unattended_tablet_keeps_the_code_while_the_guest_reads() -> None:
    async with at_checkout(offering()) as t:
        await asks(t)
        await t.passes(300)

        assert t.app.has_id("app.code")


async def test_a_reloaded_tablet_shows_the_same_code() -> None:
    world = offering()
    async with at_checkout(world) as t:
        await asks(t)
        order_id = t.visit.order_id
    house = world.house()
    async with tablet(world, house, checkout_route(order_id)) as t:
        assert t.says("4MZ-CQ1")

        await house.following.sweep()
        world.enrolment.approve(SMS)
        await t.passes(6)

        assert t.app.has_id("order.pay")


async def test_after_paying_the_guest_joins_in_the_app_and_gets_the_points() -> None:
    async with at_checkout(offering()) as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        await asks(t)

        assert t.says("Your order is paid and on its way to the kitchen.")

        await t.passes(300)

        assert t.app.has_id("app.code")

        t.world.enrolment.approve(EMAIL)
        await t.passes(6)
        await t.house.posting.deliver_one()
        await t.settle()

        assert t.says("189 points in all")


async def test_who_says_no_after_paying_is_back_at_joining_and_may_leave() -> None:
    async with at_checkout(offering()) as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        await asks(t)
        t.world.enrolment.deny()
        await t.passes(6)

        assert t.says("You said no in Vipps.")

        await t.tap("join.not_now")

        assert t.app.has_id("paid.done")


async def test_a_yes_that_comes_too_late_for_the_points_is_told_so() -> None:
    async with at_checkout(offering()) as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        await asks(t)
        await t.tap("app.cancel")
        await t.house.services.posting.release(t.visit.order_id)
        await t.house.posting.deliver_one()
        t.world.enrolment.approve(EMAIL)
        await t.passes(6)

        assert t.says("This order is already finished")


async def test_in_norwegian_too() -> None:
    async with at_checkout(offering(), Settings(language="nb")) as t:
        await asks(t)

        assert t.says("Bli medlem i Vipps")
        assert t.says("Samme kode vises på telefonen din")

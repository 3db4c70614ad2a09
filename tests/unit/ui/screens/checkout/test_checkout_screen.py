"""The checkout as a guest meets it: whole screens in this process, real services, doubles outside."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import flet as ft
import pytest
import structlog

from app.domain.customer import Channel
from app.domain.money import Currency, Money
from app.domain.order import OrderState
from app.domain.payment import Ending, PaymentFlow, PaymentState
from app.ports.code_scanner import CameraTrouble
from app.ports.errors import OutcomeUnknown, Refused, StorageUnavailable, Unreachable
from app.services.payments.intending import LARGEST_AMOUNT
from app.ui.screens.checkout.screen import QUIET
from support.house import KARI, KARIS_CODE, OLAS_CODE, World
from support.inproc_tablet import FakeFrames, Settings, Tablet, at_checkout, checkout_route, tablet


async def test_a_member_is_greeted_pays_and_sees_the_points_arrive() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)

        assert t.says("Hello, Kari")
        assert t.says("•••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678")
        assert t.says("+189 points")
        assert t.says("estimate")

        await t.tap("member.continue")
        await t.tap("order.pay")

        assert t.says("Approve in Vipps")
        assert t.says("10:00")

        await t.approves()

        assert t.says("Your points are on their way.")

        await t.house.posting.deliver_one()
        await t.settle()

        assert t.app.has_id("paid.points_earned")
        assert t.says("309 points in all")
        assert [] == t.app.crashes


async def test_a_stranger_joins_before_paying_with_the_sms_box_ticked_only() -> None:
    async with at_checkout() as t:
        await t.shows_code(OLAS_CODE)

        switches = [t.app.by_id(f"join.{channel}").value for channel in Channel]
        assert [False, False] == switches

        await t.app.select("join.sms", True)
        await t.tap("join.confirm")
        (enrolment,) = t.world.loyalty.enrolments

        assert {Channel.EMAIL: False, Channel.SMS: True} == enrolment.opt_ins
        assert t.app.has_id("order.pay")
        texts = {consent.text for consent in t.world.storage.tables.consents}
        assert texts == {
            "Yes, Fjord & Furu may send me offers by e-mail",
            "Yes, Fjord & Furu may send me offers by SMS",
        }


async def test_the_merchants_own_question_is_asked_and_kept_word_for_word_where_it_speaks_the_guests_language() -> None:
    ours = "Yes, Fjord & Furu may send me offers by SMS"
    theirs = {"en": "Yes, mail me the menu of the week", "nb": "Ja, send meg ukens meny"}
    async with at_checkout(World(opt_ins={Channel.EMAIL: theirs, Channel.SMS: {"nb": "Ja, send meg en SMS"}})) as t:
        await t.shows_code(OLAS_CODE)
        asked = [text for text in t.app.texts() if text.startswith("Yes, ")]
        await t.tap("join.confirm")

        assert [theirs["en"], ours] == asked
        assert {theirs["en"], ours} == {consent.text for consent in t.world.storage.tables.consents}


async def test_a_guest_who_joins_after_paying_gets_the_points_of_the_paid_order() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        await t.shows_code(OLAS_CODE)
        await t.tap("join.confirm")

        assert t.says("Your points are on their way.")

        await t.house.posting.deliver_one()
        await t.settle()

        assert t.says("189 points in all")
        assert not t.app.has_id("paid.join")


async def test_joining_after_the_order_was_posted_is_told_to_be_too_late() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        await t.house.services.posting.release(t.visit.order_id)
        await t.house.posting.deliver_one()
        await t.shows_code(OLAS_CODE)

        assert t.says("This order is already finished")


async def test_a_guest_without_a_number_pays_by_a_one_time_code() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")

        assert t.app.has_id("waiting.code")
        assert t.says("Scan to pay with Vipps")


async def test_a_double_tap_on_pay_asks_for_the_money_once() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        pay = t.app.by_id("order.pay")
        await asyncio.gather(t.app.event(pay, "click"), t.app.event(pay, "click"))
        await t.settle()

        assert 1 == t.world.payments.count("request")


async def test_a_declined_payment_is_told_without_a_charge_and_may_be_tried_again() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        await t.tap("order.pay")
        t.world.payments.decline((await t.visit.payment()).reference)
        await t.passes(6)

        assert t.says("The payment was declined on the phone")
        assert t.says("Nothing was charged.")

        await t.tap("trouble.primary")

        assert t.says("Approve in Vipps")
        assert (await t.visit.payment()).attempt == 2


async def test_after_reading_of_a_declined_payment_the_bill_is_shown_and_the_news_is_not_repeated() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        t.world.payments.decline((await t.visit.payment()).reference)
        await t.passes(6)
        await t.tap("trouble.secondary")
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()

        assert not t.sheet_is_open
        assert t.app.has_id("order.pay")


async def test_an_expired_payment_is_told() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        t.world.payments.expire((await t.visit.payment()).reference)
        await t.passes(6)

        assert t.says("The time to approve ran out")


async def test_a_payment_given_up_at_the_tablet_ends_there() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.tap("waiting.cancel")

        assert t.says("The payment was cancelled")
        assert (await t.visit.payment()).state is PaymentState.TERMINATED


async def test_a_lost_answer_is_told_as_a_check_and_never_asks_twice() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        t.world.payments.trouble("request", OutcomeUnknown("lost"), done=True)
        await t.tap("order.pay")

        assert t.says("We are checking with Vipps")
        assert t.says("You cannot be charged twice.")

        await t.passes(6)

        assert t.says("Approve in Vipps")
        assert 1 == t.world.payments.count("request")


@pytest.mark.parametrize("ending", [Ending.PUSH_NOT_ALLOWED, Ending.NOT_A_USER])
async def test_a_number_that_cannot_be_asked_gets_the_code_by_itself_and_is_never_called_wrong(ending: Ending) -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        t.world.payments.trouble("request", Refused("no", ending=ending))
        await t.tap("order.pay")

        assert t.app.has_id("waiting.code")
        assert t.says("Vipps cannot send a request to this number.")
        assert not t.says("wrong")
        assert (await t.visit.payment()).flow is PaymentFlow.QR


async def test_a_number_that_cannot_be_asked_can_be_exchanged_for_another_one() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        t.world.payments.trouble("request", Refused("7010", ending=Ending.NOT_A_USER))
        t.camera.shows("")
        await t.tap("order.pay")
        await t.tap("waiting.other_number")

        assert t.app.has_id("identify.phone.submit")
        assert not t.sheet_is_open
        assert (await t.visit.payment()).state is PaymentState.TERMINATED

        await t.types_number("412 34 567")
        await t.tap("join.not_now")
        await t.tap("order.pay")

        assert t.says("Approve in Vipps")


async def test_vipps_out_of_reach_costs_nothing_and_keeps_the_order() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        t.world.payments.trouble("request", Unreachable("no route"))
        await t.tap("order.pay")

        assert t.says("Vipps cannot be reached right now")
        assert t.says("Nothing was charged.")


async def test_with_the_programme_out_of_reach_the_guest_pays_as_always() -> None:
    async with at_checkout() as t:
        t.world.loyalty.down(Unreachable("no route"), "find")
        await t.shows_code(KARIS_CODE)

        assert t.says("The loyalty programme does not answer")

        await t.tap("trouble.primary")
        await t.tap("order.pay")
        await t.approves()

        assert t.says("Paid. Thank you!")


async def test_a_database_that_cannot_save_charges_nothing_and_says_so() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        t.world.storage.refuse_commits_with = StorageUnavailable("disk full")
        await t.tap("order.pay")

        assert t.says("The till cannot save anything right now")
        assert t.says("Nothing was charged.")
        assert 0 == t.world.payments.count("request")

        t.world.storage.refuse_commits_with = None
        await t.tap("trouble.primary")
        await t.tap("order.pay")

        assert t.app.has_id("waiting.code")


async def the_soup_costs(t: Tablet, price: Money) -> None:
    """A price that no menu would have; the bill is read again."""
    async with t.world.storage.work() as work:
        order = await work.orders.get(t.visit.order_id)
        assert order is not None
        (soup,) = order.lines
        await work.orders.save(replace(order, currency=price.currency, lines=(replace(soup, unit_price=price),)))
        await work.commit()
    await t.app.go(checkout_route(t.visit.order_id))
    await t.settle()


@pytest.mark.parametrize(
    ("price", "why"),
    [
        (Money(99, Currency.NOK), "the provider takes no amount below 1"),
        (Money(LARGEST_AMOUNT + 1, Currency.NOK), "over the limit of"),
        (Money(18900, Currency.EUR), "sells in NOK, not EUR"),
    ],
)
async def test_an_amount_that_cannot_be_paid_is_called_so_before_anything_is_sent(price: Money, why: str) -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await the_soup_costs(t, price)
        with structlog.testing.capture_logs() as logs:
            await t.tap("order.pay")

        assert t.says("This amount cannot be paid here")
        assert t.says("Nothing was charged.")
        assert not t.says("did not take this payment")
        assert 0 == t.world.payments.count("request")
        (told,) = (entry for entry in logs if entry["event"] == "payment_not_possible")
        assert why in told["why"]

        await t.tap("trouble.primary")

        assert t.app.has_id("order.pay")


@pytest.mark.parametrize("minor", [0, -100])
async def test_a_bill_of_nothing_says_so_and_not_that_somebody_is_paying(minor: int) -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await the_soup_costs(t, Money(minor, Currency.NOK))
        await t.tap("order.pay")

        assert t.says("There is nothing to pay")
        assert not t.says("Somebody is paying right now")
        assert 0 == t.world.payments.count("request")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("https://example.com/menu", "That is a web link, not a Vipps code."),
        ("https://qr.vipps.no.evil.example/28/2/01/031/4712345678?v=1", "That is a web link, not a Vipps code."),
        ("WIFI:T:WPA;S:guests;P:secret;;", "That is a Wi-Fi code, not a Vipps code."),
        ("https://qr.vipps.no/28/2/01/031/4712345678?a=100", "That is a link for paying a person."),
        ("\N{GRINNING FACE}", "That is not a Vipps code."),
        ("x" * 4096, "That is not a Vipps code."),
    ],
)
async def test_a_code_of_something_else_is_named_and_sent_nowhere(code: str, words: str) -> None:
    async with at_checkout() as t:
        await t.shows_code(code)

        assert t.says(words)
        assert 0 == t.world.identity.count("exchange")

        await t.shows_code(KARIS_CODE)

        assert t.says("Hello, Kari")


async def test_a_code_held_up_for_long_is_exchanged_once() -> None:
    async with at_checkout() as t:
        t.world.identity.codes.clear()
        await t.shows_code(KARIS_CODE)
        await t.passes(10)

        assert t.says("That code is out of date.")
        assert 1 == t.world.identity.count("exchange")


async def test_after_four_seconds_without_a_code_a_hint_helps() -> None:
    async with at_checkout() as t:
        await t.passes(1)

        assert t.says("Hold your QR code up to the camera.")

        await t.passes(4)

        assert t.says("No code yet.")


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (CameraTrouble.DENIED, "The camera is not allowed"),
        (CameraTrouble.ABSENT, "No camera was found"),
        (CameraTrouble.BUSY, "The camera is in use"),
        (CameraTrouble.INSECURE, "The camera needs a secure address"),
        (CameraTrouble.FAILED, "The camera does not work right now"),
    ],
)
async def test_a_dark_camera_says_why_and_the_phone_number_works(trouble: CameraTrouble, words: str) -> None:
    async with at_checkout(settings=Settings(camera=FakeFrames(trouble=trouble))) as t:
        assert t.says(words)
        assert t.says("Your phone number works just as well.")

        await t.types_number("412 34 567")

        assert t.app.has_id("join.confirm")


async def test_after_the_browser_was_away_the_camera_is_asked_for_at_once() -> None:
    """What it was asked before is never answered; waiting for that would cost the guest eight seconds."""
    async with at_checkout() as t:
        await t.passes(1)
        before = t.camera.opened
        await t.app.disconnect()
        await t.app.reconnect()
        await t.settle()

        assert 1 == t.camera.opened - before

        await t.shows_code(KARIS_CODE)

        assert t.says("Hello, Kari")


async def test_a_page_that_is_loaded_anew_is_in_sight_though_the_old_one_said_that_it_was_hidden() -> None:
    async with at_checkout() as t:
        await t.passes(1)
        await t.app.event(t.app.page, "app_lifecycle_state_change", {"state": "hide"})
        await t.settle()

        assert 1 == t.camera.closed

        await t.app.disconnect()
        await t.app.reconnect()
        await t.shows_code(KARIS_CODE)

        assert t.app.page.app_visible
        assert t.says("Hello, Kari")


async def test_a_camera_that_was_allowed_after_all_is_tried_again() -> None:
    async with at_checkout(settings=Settings(camera=FakeFrames(trouble=CameraTrouble.DENIED))) as t:
        t.camera.trouble = None
        await t.tap("identify.camera.again")
        await t.shows_code(KARIS_CODE)

        assert t.says("Hello, Kari")


async def test_the_camera_is_given_back_when_the_guest_is_known() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        taken = t.camera.taken
        await t.passes(5)

        assert t.camera.closed >= 1
        assert t.camera.taken == taken


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type your phone number first."),
        ("412 ab 567", "A phone number has digits only."),
        ("4123456", "Some digits are missing."),
        ("41234567890123456", "There are too many digits."),
    ],
)
async def test_a_number_that_is_none_is_explained_at_the_field(typed: str, words: str) -> None:
    async with at_checkout() as t:
        await t.types_number(typed)

        assert words == t.app.get(ft.TextField).error
        assert typed == t.app.get(ft.TextField).value


async def test_a_foreign_number_works() -> None:
    async with at_checkout() as t:
        await t.types_number("+46 70 123 45 67")

        assert t.app.has_id("join.confirm")


async def test_turning_the_tablet_keeps_what_was_typed() -> None:
    async with at_checkout() as t:
        await t.app.type("identify.phone", "412 34")
        await t.app.resize(800, 1280)
        await t.settle()

        assert "412 34" == t.app.get(ft.TextField).value

        await t.app.resize(390, 844)
        await t.settle()

        assert "412 34" == t.app.get(ft.TextField).value
        assert 1 == t.camera.opened


async def test_what_changed_while_the_browser_was_away_is_shown_when_it_is_back() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.app.disconnect()
        await t.approves()
        await t.app.reconnect()
        await t.settle()

        assert t.says("Paid. Thank you!")


async def test_a_restarted_hub_shows_the_waiting_payment_again() -> None:
    world = World()
    async with at_checkout(world) as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        order_id = t.visit.order_id

    async with tablet(world, world.house(), checkout_route(order_id)) as t:
        assert t.app.has_id("waiting.code")


async def test_another_tablets_order_is_not_shown() -> None:
    world = World()
    async with at_checkout(world) as t:
        order_id = t.visit.order_id

    async with tablet(world, world.house(), f"/checkout/{order_id}?tablet=somebody-else") as t:
        assert t.app.page.route.startswith("/?tablet=somebody-else")


async def test_the_paid_screen_counts_down_and_makes_way_for_the_next_guest() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.passes(12)

        assert any(text.startswith("Back to the start in 0:4") for text in t.app.texts())

        await t.passes(60)

        assert t.app.page.route.startswith("/?tablet=tablet-1")


async def test_who_types_after_paying_has_all_the_time_they_need() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.join")
        for typed in ("9", "98", "987", "9876", "98765"):
            await t.passes(100)
            await t.app.type("identify.phone", typed)
        await t.passes(100)

        assert t.app.has_id("identify.phone.submit"), "ten minutes, and never two of them without a touch"

        await t.passes(30)

        assert t.app.page.route.startswith("/?tablet=tablet-1"), "nobody is there any more"


async def test_the_paid_screen_hears_no_scanner_so_the_next_guest_does_not_get_the_points_of_the_meal_before() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        await t.passes(40)
        await t.scanner_types(KARIS_CODE)
        next_guest = (await t.house.services.ordering.get(t.visit.order_id)).guest
        offered = t.app.has_id("paid.join")
        await t.tap("paid.join")
        await t.scanner_types(KARIS_CODE)
        who_paid = (await t.house.services.ordering.get(t.visit.order_id)).guest

        assert next_guest is None
        assert offered
        assert who_paid is not None
        assert who_paid.member is not None
        assert not t.app.has_id("paid.join")


async def test_who_has_paid_is_not_told_to_pay_while_nobody_can_tell_whose_code_it_is() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()
        t.world.identity.down(Unreachable("no connection"), "exchange")
        await t.tap("paid.join")
        await t.scanner_types(OLAS_CODE)

        assert t.says("Vipps does not answer right now. Your phone number works too.")
        assert not t.says("pay in your app")


async def test_leaving_the_paid_screen_lets_the_order_be_posted_at_once() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        await t.tap("order.pay")
        await t.approves()

        assert not await t.house.posting.deliver_one()

        await t.tap("paid.done")

        assert await t.house.posting.deliver_one()
        assert t.app.page.route.startswith("/?tablet=tablet-1")


async def test_a_member_can_say_that_it_is_somebody_else() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        await t.tap("member.not_me")

        assert t.app.has_id("identify.phone.submit")
        assert (await t.house.services.ordering.get(t.visit.order_id)).guest is None


async def test_a_guest_who_does_not_join_is_not_asked_again_after_looking_at_the_menu() -> None:
    async with at_checkout() as t:
        await t.types_number("412 34 567")
        await t.tap("join.not_now")
        await t.app.go("/?tablet=tablet-1")
        await t.settle()
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()

        assert t.app.has_id("order.pay")


async def test_a_screen_that_nobody_touches_goes_back_to_the_order() -> None:
    async with at_checkout() as t:
        await t.passes((QUIET + timedelta(seconds=2)).total_seconds())

        assert t.app.page.route.startswith("/?tablet=tablet-1")


async def test_an_order_cleared_elsewhere_leads_back_to_the_start() -> None:
    async with at_checkout() as t:
        await t.house.services.ordering.abandon(t.visit.order_id)
        await t.settle()

        assert t.app.page.route.startswith("/?tablet=tablet-1")


async def test_a_failure_that_nobody_foresaw_ends_in_a_friendly_line() -> None:
    async with at_checkout() as t:
        await t.tap("identify.without")
        t.world.storage.refuse_commits_with = None
        await t.tap("order.pay")
        t.world.storage.refuse_commits_with = StorageUnavailable("disk full")
        await t.tap("waiting.cancel")

        assert [] == t.app.crashes
        assert t.says("Something went wrong. Please try again.")
        assert t.app.has_id("waiting.code")


async def test_the_terms_are_read_on_the_guests_own_phone() -> None:
    world = World()
    world.loyalty.config = replace(world.loyalty.config, terms_url="https://club.example.no/terms")
    async with at_checkout(world) as t:
        await t.types_number("412 34 567")
        await t.tap("join.terms")

        assert t.sheet_is_open
        assert t.says("https://club.example.no/terms")

        await t.tap("join.terms.close")

        assert not t.sheet_is_open


async def test_nothing_that_a_guest_can_see_shows_a_whole_number() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")

        assert not [text for text in t.app.texts() if KARI[2:] in text.replace(" ", "")]
        assert (await t.house.services.ordering.get(t.visit.order_id)).state is OrderState.OPEN

"""The admin as somebody uses it: let in, looking, giving back, and out again; nobody else ever sees a thing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

import flet as ft
import pytest

from app.bootstrap.house import House
from app.domain.connection import KeyFault
from app.domain.ids import OrderId, ProductId
from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.outbox import MessageKind, MessageState
from app.domain.oversight import Sorted, Step
from app.domain.payment import Attention, Payment, PaymentState, Remedy
from app.domain.refund import RefundState
from app.domain.reward import Hold, HoldId, HoldState, Reward, RewardId, RewardKind
from app.domain.vat import Serving
from app.ports.errors import NoLonger, OutcomeUnknown, Refused, StorageUnavailable, Unreachable
from app.ports.storage import Reading, Work
from app.services.admin.admitting import LEFT_ALONE
from app.services.payments.reconciling import AFTER_START
from app.ui import identifiers
from app.ui.screens.admin.state import Here, Much
from support.accounts import FORM
from support.house import KARI, KARIS_CODE, Visit, World
from support.inproc_tablet import SIZES, Settings, Tablet, tablet

PASSCODE = "correct horse"


def open_world() -> World:
    return World(admin_passcode=PASSCODE)


@dataclass(slots=True)
class Desk:
    """Somebody at the admin of a house that runs."""

    tablet: Tablet
    visit: Visit = field(init=False)

    def __post_init__(self) -> None:
        self.visit = self.tablet.visit

    @property
    def world(self) -> World:
        return self.tablet.world

    async def signs_in(self, who: str = "Anna", passcode: str = PASSCODE) -> None:
        await self.tablet.app.type(identifiers.ADMIN_NAME, who)
        await self.tablet.app.type(identifiers.ADMIN_PASSCODE, passcode)
        await self.taps(identifiers.ADMIN_SIGN_IN)

    async def taps(self, identifier: str) -> None:
        await self.tablet.tap(identifier)

    async def goes(self, place: Here) -> None:
        await self.taps(identifiers.admin_place(place))

    async def opens(self, payment: Payment) -> None:
        """From anywhere to one payment."""
        await self.goes(Here.PAYMENTS)
        await self.taps(identifiers.admin_payment(payment.reference))

    async def sees_a_paid_soup(self) -> Payment:
        """Kari's soup, captured and posted."""
        await self.visit.orders_soup()
        await self.visit.shows(KARIS_CODE)
        await self.visit.pays()
        await self.visit.approves()
        await self.world.clock.advance(10)
        return await self.visit.payment()

    def is_signed_in(self) -> bool:
        return self.tablet.app.has_id(identifiers.admin_place(Here.OVERVIEW))

    def says(self, words: str) -> bool:
        return self.tablet.says(words)


@asynccontextmanager
async def desk(
    world: World | None = None, *, size: str = "lying", signed_in: bool = True, house: House | None = None
) -> AsyncIterator[Desk]:
    """The admin of a restaurant whose workers run; what Flet would show in its red box fails the test."""
    world = world or open_world()
    house = house or world.house()
    async with house.running(), tablet(world, house, "/admin", Settings(size=size)) as held:
        at = Desk(held)
        if signed_in:
            await at.signs_in()
        yield at

        assert held.app.crashes == []


# -- the door


@pytest.mark.parametrize("size", SIZES)
async def test_the_passcode_lets_in_at_every_size(size: str) -> None:
    async with desk(size=size) as at:
        assert at.is_signed_in()
        assert at.says("Nothing needs you")


async def test_without_a_passcode_the_admin_is_closed_and_says_how_to_open_it() -> None:
    async with desk(World(), signed_in=False) as at:
        assert at.says("TAFFEL_ADMIN_PASSCODE")
        assert not at.tablet.app.has_id(identifiers.ADMIN_SIGN_IN)


async def test_a_wrong_passcode_shows_nothing_and_says_so() -> None:
    async with desk(signed_in=False) as at:
        await at.signs_in(passcode="guess")

        assert not at.is_signed_in()
        assert at.says("That is not the passcode.")


async def test_wrong_tries_at_one_tablet_slow_another() -> None:
    world = open_world()
    house = world.house()
    async with house.running():
        async with tablet(world, house, "/admin?tablet=one") as first:
            for _ in range(3):
                await Desk(first).signs_in(passcode="guess")
        async with tablet(world, house, "/admin?tablet=two") as second:
            at = Desk(second)
            await at.signs_in()
            early = at.is_signed_in()
            told = at.says("Too many wrong tries. Wait 2 seconds")
            await second.passes(2)
            await at.signs_in()

            assert (early, told, at.is_signed_in()) == (False, True, True)


async def test_a_name_is_asked_for_because_it_stands_beside_refunds() -> None:
    async with desk(signed_in=False) as at:
        await at.signs_in(who="  ")

        assert not at.is_signed_in()
        assert at.says("Write your name too.")


async def test_enter_in_the_passcode_signs_in() -> None:
    async with desk(signed_in=False) as at:
        app = at.tablet.app
        await app.type(identifiers.ADMIN_NAME, "Anna")
        await app.type(identifiers.ADMIN_PASSCODE, PASSCODE)
        await app.event(app.by_id(identifiers.ADMIN_PASSCODE), "submit", PASSCODE)
        await at.tablet.settle()

        assert at.is_signed_in()


async def test_whoever_signs_out_leaves_nothing_behind() -> None:
    async with desk() as at:
        await at.taps(identifiers.ADMIN_SIGN_OUT)
        app = at.tablet.app
        fields = [app.by_id(name).value for name in (identifiers.ADMIN_NAME, identifiers.ADMIN_PASSCODE)]

        assert not at.is_signed_in()
        assert fields == ["", ""]


async def test_left_alone_it_signs_out_by_itself() -> None:
    async with desk() as at:
        await at.tablet.passes(LEFT_ALONE.total_seconds() + 1)

        assert not at.is_signed_in()
        assert at.says("You were signed out because nobody touched the screen.")


async def test_a_touch_keeps_it_open() -> None:
    async with desk() as at:
        await at.tablet.passes(LEFT_ALONE.total_seconds() - 10)
        await at.goes(Here.MESSAGES)
        await at.tablet.passes(60)

        assert at.is_signed_in()


async def test_who_is_signed_in_at_one_tablet_is_nobody_at_another() -> None:
    world = open_world()
    house = world.house()
    async with house.running(), tablet(world, house, "/admin?tablet=one") as first:
        await Desk(first).signs_in()
        async with tablet(world, house, "/admin?tablet=two") as second:
            assert not Desk(second).is_signed_in()
            assert second.app.has_id(identifiers.ADMIN_SIGN_IN)


async def test_going_to_the_tablet_and_back_asks_for_the_passcode_again() -> None:
    async with desk() as at:
        await at.tablet.app.go("/")
        await at.tablet.settle()
        welcome = at.tablet.app.has_id(identifiers.WELCOME_EAT_HERE)
        await at.tablet.app.go("/admin")
        await at.tablet.settle()

        assert welcome
        assert not at.is_signed_in()


async def test_the_way_to_the_tablet_leads_to_its_welcome() -> None:
    async with desk(signed_in=False) as at:
        await at.taps(identifiers.ADMIN_LEAVE)

        assert at.tablet.app.has_id(identifiers.WELCOME_EAT_HERE)


async def test_no_screen_of_a_guest_leads_to_the_admin() -> None:
    world = open_world()
    house = world.house()
    async with tablet(world, house, "/") as held:
        names = [each.identifier or "" for each in held.app.all(ft.Semantics)]

    assert [] == [name for name in names if name.startswith("admin.")]


# -- looking


async def test_the_story_of_a_payment_is_told_without_its_guest() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        texts = at.tablet.app.texts()

        assert {"Paid", "Was asked for, is approved", "The request is accepted", payment.reference} <= set(texts)
        assert [] == [text for text in texts if KARI in text or "Kari" in text]


async def test_payments_are_found_by_order_number_and_left_again() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.goes(Here.PAYMENTS)
        await at.tablet.app.type(identifiers.ADMIN_SEARCH, "77")
        await at.taps(identifiers.ADMIN_SEARCH_SUBMIT)
        none = at.says("No payment fits")
        await at.tablet.app.type(identifiers.ADMIN_SEARCH, "#1")
        await at.taps(identifiers.ADMIN_SEARCH_SUBMIT)
        found = at.tablet.app.has_id(identifiers.admin_payment(payment.reference))
        await at.taps(identifiers.ADMIN_SEARCH_CLEAR)

        assert (none, found) == (True, True)
        assert at.says("Today, 21 November 2026")


async def test_a_filter_and_another_day_show_what_belongs_there() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        row = identifiers.admin_payment(payment.reference)
        app = at.tablet.app
        await at.goes(Here.PAYMENTS)
        await at.taps(identifiers.admin_sort(Sorted.UNPAID))
        unpaid = app.has_id(row)
        await at.taps(identifiers.admin_sort(Sorted.PAID))
        paid = app.has_id(row)
        await at.taps(identifiers.ADMIN_EARLIER)
        yesterday = app.has_id(row)
        await at.taps(identifiers.ADMIN_LATER)

        assert (unpaid, paid, yesterday, app.has_id(row)) == (False, True, False, True)
        assert app.by_id(identifiers.ADMIN_LATER).disabled


async def test_from_a_payment_back_to_the_list_as_it_was() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.goes(Here.PAYMENTS)
        await at.taps(identifiers.admin_sort(Sorted.PAID))
        await at.taps(identifiers.admin_payment(payment.reference))
        await at.taps(identifiers.ADMIN_BACK)

        assert at.tablet.app.has_id(identifiers.admin_payment(payment.reference))
        assert not at.tablet.app.has_id(identifiers.ADMIN_BACK)


async def test_what_happens_meanwhile_is_shown_by_itself() -> None:
    async with desk() as at:
        await at.visit.orders_soup()
        await at.visit.shows(KARIS_CODE)
        payment = await at.visit.pays()
        await at.tablet.settle()
        await at.opens(payment)
        before = at.says("Waiting for the guest")
        await at.visit.approves()
        await at.tablet.passes(6)

        assert before
        assert at.says("Paid")


async def test_who_does_not_answer_is_told_when_asked_again() -> None:
    async with desk() as at:
        at.world.payments.down(Unreachable("no connection"), "look_up")
        await at.taps(identifiers.ADMIN_ASK)

        assert at.says("Vipps does not answer")
        assert at.says("Last answer 19:00:00")


async def test_a_database_that_does_not_answer_is_told_and_what_was_read_stays() -> None:
    world = open_world()
    house = world.house(storage=(storage := _Moody(world)))
    async with tablet(world, house, "/admin") as held:
        at = Desk(held)
        await at.signs_in()
        storage.broken = True
        await held.passes(6)
        told = at.says("The hub's database does not answer.")
        storage.broken = False
        await at.taps(identifiers.ADMIN_AGAIN)

        assert told
        assert at.is_signed_in()
        assert not at.says("The hub's database does not answer.")


class _Moody:
    """A storage that can be read or cannot."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.broken = False

    def work(self) -> AbstractAsyncContextManager[Work]:
        return self._world.storage.work()

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        if self.broken:
            raise StorageUnavailable("disk gone")
        return self._world.storage.reading()


# -- money


async def test_a_dish_is_given_back_after_a_question_that_says_how_much() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.admin_reason(1))
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)
        asked = at.says("Give back 189.00")
        sent_early = at.world.payments.count("refund")
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)
        (refund,) = await at.visit.house.services.refunding.of(payment.reference)

        assert (asked, sent_early) == (True, 0)
        assert (refund.state, refund.asked_by, refund.reason) == (RefundState.DONE, "Anna", "Wrong dish")
        assert (await at.visit.payment()).refunded == payment.amount
        assert at.says("By Anna")


async def test_a_double_tap_gives_back_once() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.ADMIN_REFUND_BY_AMOUNT)
        await at.tablet.app.type(identifiers.ADMIN_REFUND_AMOUNT, "50")
        await at.tablet.app.type(identifiers.ADMIN_REFUND_REASON, "cold")
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)
        button = at.tablet.app.by_id(identifiers.ADMIN_CONFIRM)
        await asyncio.gather(at.tablet.app.event(button, "click"), at.tablet.app.event(button, "click"))
        await at.tablet.passes(6)

        assert len(await at.visit.house.services.refunding.of(payment.reference)) == 1
        assert (await at.visit.payment()).refunded.minor == 5_000


@pytest.mark.parametrize(
    ("amount", "reason", "told"),
    [
        ("", "cold", "Write an amount"),
        ("0", "cold", "Write an amount"),
        ("-5", "cold", "Write an amount"),
        ("1,234", "cold", "Write an amount"),
        ("fifty", "cold", "Write an amount"),
        ("189.01", "cold", "At most 189.00"),
        ("50", "  ", "Say why."),
    ],
)
async def test_a_refund_that_cannot_be_is_told_before_anything_is_asked(amount: str, reason: str, told: str) -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.ADMIN_REFUND_BY_AMOUNT)
        await at.tablet.app.type(identifiers.ADMIN_REFUND_AMOUNT, amount)
        await at.tablet.app.type(identifiers.ADMIN_REFUND_REASON, reason)
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)

        assert at.says(told)
        assert await at.visit.house.services.refunding.of(payment.reference) == ()


async def test_no_line_no_refund() -> None:
    async with desk() as at:
        await at.opens(await at.sees_a_paid_soup())
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)

        assert at.says("Choose at least one line.")


async def test_each_refund_begins_empty() -> None:
    async with desk() as at:
        await at.opens(await at.sees_a_paid_soup())
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.admin_reason(2))
        await at.taps(identifiers.ADMIN_CLOSE)
        await at.tablet.app.event(at.tablet.app.get(ft.BottomSheet), "dismiss")
        await at.taps(identifiers.admin_step(Step.REFUND))

        assert at.tablet.app.by_id(identifiers.ADMIN_REFUND_REASON).value == ""


async def test_what_somebody_else_did_first_is_refused_in_words() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.admin_reason(1))
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)
        await at.visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Ola")
        await at.taps(identifiers.ADMIN_CONFIRM)

        assert at.says("That is not possible any more.")
        assert len(await at.visit.house.services.refunding.of(payment.reference)) == 1


async def test_what_cannot_be_saved_is_told_and_nothing_is_sent() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.admin_reason(1))
        await at.taps(identifiers.ADMIN_REFUND_GO_ON)
        at.world.storage.refuse_commits_with = StorageUnavailable("disk full")
        await at.taps(identifiers.ADMIN_CONFIRM)
        at.world.storage.refuse_commits_with = None

        assert at.says("That could not be done now.")
        assert at.world.payments.count("refund") == 0


async def test_an_open_request_is_cancelled() -> None:
    async with desk() as at:
        await at.visit.orders_soup()
        payment = await at.visit.pays()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.GIVE_UP))
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)

        assert (await at.visit.payment()).state is PaymentState.TERMINATED
        assert at.says("Cancelled")


async def test_a_capture_that_was_refused_has_a_way_on_for_staff() -> None:
    """Told on the overview, opened from there, taken once more, and paid in the end."""
    async with desk() as at:
        at.world.payments.down(Refused("not now", code="internal", status=400), "capture")
        await at.visit.orders_soup()
        await at.visit.pays()
        await at.visit.approves()
        await at.world.clock.advance(3600)
        await at.tablet.settle()
        await at.signs_in()
        troubled = await at.visit.payment()
        await at.goes(Here.OVERVIEW)
        told = at.says("Vipps refuses to take the reserved money")
        await at.taps(identifiers.admin_need(1))
        at.world.payments.up()
        await at.taps(identifiers.admin_step(Step.CAPTURE))
        await at.taps(identifiers.ADMIN_TAKE_GO_ON)
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)
        after = await at.visit.payment()

        assert (troubled.attention, told) == (Attention.CAPTURE_REFUSED, True)
        assert (after.captured, after.attention) == (after.amount, None)


async def test_a_payment_is_marked_as_taken_care_of_after_saying_how() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        at.world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await at.visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await at.tablet.passes(10)
        await at.goes(Here.OVERVIEW)
        told = at.says("Vipps refuses to give the money back")
        await at.taps(identifiers.admin_need(1))
        await at.taps(identifiers.admin_step(Step.ATTEND))
        await at.taps(identifiers.admin_remedy(Remedy.GIVEN_BACK_OTHERWISE))
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.goes(Here.OVERVIEW)

        assert told
        assert at.says("Nothing needs you")
        assert (await at.visit.payment()).attention is None


async def test_a_sheet_that_is_swiped_away_does_nothing() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.REFUND))
        await at.tablet.app.event(at.tablet.app.get(ft.BottomSheet), "dismiss")
        await at.tablet.settle()

        assert not at.tablet.sheet_is_open
        assert await at.visit.house.services.refunding.of(payment.reference) == ()


# -- a part of what is reserved


@asynccontextmanager
async def reserved(*dishes: str) -> AsyncIterator[tuple[Desk, Payment]]:
    """A restaurant that takes the money at hand-over, and an approved order at its admin."""
    world = open_world()
    house = world.house(world.restaurant(capture_at_once=dict.fromkeys(Serving, False)))
    async with desk(world, house=house) as at:
        await at.visit.orders_soup()
        for dish in dishes:
            await house.services.ordering.add(at.visit.order_id, ProductId(dish))
        await at.visit.shows(KARIS_CODE)
        await at.visit.pays()
        await at.visit.approves()
        await at.world.clock.advance(10)
        payment = await at.visit.payment()
        await at.opens(payment)
        yield at, payment


async def test_only_the_dish_that_was_served_is_taken_and_the_guest_keeps_the_rest() -> None:
    """The kitchen ran out of coffee: the soup is paid, nothing of the rest stays reserved."""
    async with reserved("coffee") as (at, payment):
        await at.taps(identifiers.admin_step(Step.CAPTURE))
        await at.taps(identifiers.admin_take(Much.BY_LINE))
        await at.taps(identifiers.admin_line(1))
        await at.taps(identifiers.ADMIN_TAKE_GO_ON)
        asked = at.says("Take 189.00") and at.says("The guest keeps the other")
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)
        after = await at.visit.payment()

        assert asked
        assert (18_900, payment.amount.minor - 18_900) == (after.captured.minor, after.cancelled.minor)
        assert at.says("The money was taken.")


async def test_an_amount_is_taken_and_the_rest_stays_reserved() -> None:
    async with reserved() as (at, payment):
        await at.taps(identifiers.admin_step(Step.CAPTURE))
        await at.taps(identifiers.admin_take(Much.BY_AMOUNT))
        await at.taps(identifiers.ADMIN_TAKE_KEEP)
        await at.tablet.app.type(identifiers.ADMIN_TAKE_AMOUNT, "500")
        await at.taps(identifiers.ADMIN_TAKE_GO_ON)
        too_much = at.says("At most 189.00")
        await at.tablet.app.type(identifiers.ADMIN_TAKE_AMOUNT, "100")
        await at.taps(identifiers.ADMIN_TAKE_GO_ON)
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)
        after = await at.visit.payment()

        assert too_much
        assert (10_000, 0, payment.capture_due_at) == (
            after.captured.minor,
            after.cancelled.minor,
            after.capture_due_at,
        )


async def test_all_of_it_is_two_taps_and_a_question_away() -> None:
    async with reserved() as (at, payment):
        await at.taps(identifiers.admin_step(Step.CAPTURE))
        await at.taps(identifiers.ADMIN_TAKE_GO_ON)
        untouched = at.world.payments.count("capture")
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)

        assert untouched == 0
        assert payment.amount == (await at.visit.payment()).captured


# -- two at once, and what came of it


async def test_two_who_give_back_the_same_at_two_tablets_give_it_once() -> None:
    """Both have the question before them; the second answer is about an order that is not as it was asked for."""
    world = open_world()
    house = world.house()
    async with (
        house.running(),
        tablet(world, house, "/admin?tablet=one") as one,
        tablet(world, house, "/admin?tablet=two") as two,
    ):
        first, second = Desk(one), Desk(two)
        payment = await first.sees_a_paid_soup()
        second.visit.order_id = first.visit.order_id
        for at in (first, second):
            await at.signs_in()
            await at.opens(payment)
            await at.taps(identifiers.admin_step(Step.REFUND))
            await at.taps(identifiers.ADMIN_REFUND_BY_AMOUNT)
            await at.tablet.app.type(identifiers.ADMIN_REFUND_AMOUNT, "50")
            await at.tablet.app.type(identifiers.ADMIN_REFUND_REASON, "cold")
            await at.taps(identifiers.ADMIN_REFUND_GO_ON)
        await first.taps(identifiers.ADMIN_CONFIRM)
        await second.taps(identifiers.ADMIN_CONFIRM)
        told = second.says("That is not possible any more.")
        await one.passes(6)

        assert told
        assert 5_000 == (await first.visit.payment()).refunded.minor
        assert first.says("The money was given back.")
        assert not first.says("The refund is on its way.")


async def test_a_request_that_was_given_up_says_what_came_of_it() -> None:
    async with desk() as at:
        await at.visit.orders_soup()
        await at.visit.shows(KARIS_CODE)
        payment = await at.visit.pays()
        await at.opens(payment)
        await at.taps(identifiers.admin_step(Step.GIVE_UP))
        await at.taps(identifiers.ADMIN_CONFIRM)
        await at.tablet.passes(6)

        assert at.says("The request was cancelled. Nothing was charged.")


# -- the comparison with the provider


async def test_our_books_are_compared_on_a_tap_and_what_differs_leads_to_its_payment() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        never = at.says("Not compared yet")
        await at.goes(Here.OVERVIEW)
        await at.taps(identifiers.ADMIN_COMPARE)
        agree = at.says("They agree")
        reports = at.world.payments.reports
        reports[payment.reference] = replace(reports[payment.reference], captured=payment.amount * 0)
        await at.taps(identifiers.ADMIN_COMPARE)
        differs = at.says("Order 1: Taken 189.00\N{NO-BREAK SPACE}kr here, 0.00\N{NO-BREAK SPACE}kr at Vipps")
        await at.taps(identifiers.admin_need(1))

        assert (never, agree, differs) == (True, True, True)
        assert at.says("money that counts here is not there")


async def test_what_the_night_found_stands_on_the_overview() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        await at.world.clock.advance(AFTER_START + 1)  # the comparison after a start is over
        at.world.payments.gives_back_elsewhere(payment.reference, payment.amount)
        await at.world.clock.advance(12 * 3600)
        await at.tablet.settle()
        await at.signs_in()

        assert at.says("They agree")
        assert at.says("1 payment compared, 1 put right")


async def test_the_payers_of_one_bill_are_told_apart() -> None:
    async with desk() as at:
        await at.visit.orders_soup()
        await at.visit.house.services.sharing.add(at.visit.order_id, None)
        await at.visit.house.services.paying.start(at.visit.order_id, share=2)
        await at.tablet.settle()
        await at.goes(Here.PAYMENTS)

        assert at.says("Order 1, payer 2 of 2")


# -- messages


async def test_a_parked_message_is_sent_again() -> None:
    async with desk() as at:
        at.world.loyalty.trouble("post_order", Refused("the store is unknown", status=422))
        await at.sees_a_paid_soup()
        (parked,) = at.world.storage.tables.outbox.values()
        await at.goes(Here.OVERVIEW)
        await at.taps(identifiers.admin_need(1))
        reason = at.says("It was refused") and at.says("the store is unknown")
        await at.taps(identifiers.admin_message_again(parked.id))
        await at.tablet.passes(6)
        (after,) = at.world.storage.tables.outbox.values()

        assert (reason, parked.state, after.state) == (True, MessageState.PARKED, MessageState.DELIVERED)
        assert at.says("Everything is delivered")


async def test_a_parked_message_is_put_away_after_a_question() -> None:
    async with desk() as at:
        at.world.loyalty.trouble("post_order", Refused("the store is unknown", status=422))
        await at.sees_a_paid_soup()
        (parked,) = at.world.storage.tables.outbox.values()
        await at.goes(Here.MESSAGES)
        await at.taps(identifiers.admin_message_away(parked.id))
        still_there = at.world.storage.tables.put_away
        await at.taps(identifiers.ADMIN_CONFIRM)

        assert still_there == {}
        assert at.world.storage.tables.put_away == {parked.id: "Anna"}
        assert at.says("Everything is delivered")


async def test_a_refused_refund_leads_to_its_payment() -> None:
    async with desk() as at:
        payment = await at.sees_a_paid_soup()
        at.world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await at.visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await at.tablet.passes(10)
        (message,) = [m for m in at.world.storage.tables.outbox.values() if m.kind is MessageKind.REFUND]
        await at.goes(Here.MESSAGES)
        offered = at.tablet.app.has_id(identifiers.admin_message_again(message.id))
        await at.taps(identifiers.admin_payment(f"{payment.reference}.{message.id}"))

        assert not offered
        assert at.tablet.app.has_id(identifiers.ADMIN_BACK)


async def test_messages_that_go_out_by_themselves_say_when() -> None:
    async with desk() as at:
        at.world.loyalty.down(OutcomeUnknown("no answer"), "post_order")
        await at.sees_a_paid_soup()
        await at.goes(Here.MESSAGES)

        assert at.says("Go out by themselves")
        assert at.says("The answer was lost")
        assert at.says("no answer")
        assert at.says("next try")


async def test_one_order_with_two_payments_lists_both() -> None:
    async with desk() as at:
        await at.visit.orders_soup()
        first = await at.visit.pays()
        at.world.payments.decline(first.reference)
        await at.tablet.passes(6)
        second = await at.visit.pays()
        await at.goes(Here.PAYMENTS)
        rows = [at.tablet.app.has_id(identifiers.admin_payment(each.reference)) for each in (first, second)]

        assert rows == [True, True]
        assert OrderId(first.order_id) == second.order_id


# -- Hey Pongo


async def test_connecting_leads_to_the_form_of_this_visit() -> None:
    async with desk() as at:
        opened: list[str] = []
        at.tablet.app.conn.methods["launch_url"] = lambda arguments: opened.append(str(arguments["url"]))
        await at.goes(Here.PONGO)
        await at.taps(identifiers.ADMIN_CONNECT)
        await at.tablet.app.until(lambda: opened)

        assert FORM in opened[0]
        assert "state=" in opened[0]


async def test_disconnecting_asks_first_and_is_then_the_first_thing_to_mend() -> None:
    async with desk() as at:
        await at.goes(Here.PONGO)
        connected = at.says("Connected")
        await at.taps(identifiers.ADMIN_DISCONNECT)
        still = (await at.visit.house.services.connecting.status()).works
        await at.taps(identifiers.ADMIN_CONFIRM)
        told = at.says("Pongo is disconnected.")
        await at.goes(Here.OVERVIEW)

        assert (connected, still, told) == (True, True, True)
        assert at.says("Pongo is not connected")


async def test_a_pasted_code_connects_again() -> None:
    async with desk() as at:
        await at.visit.house.services.connecting.disconnect()
        code = at.world.accounts.allow("token-2")
        await at.goes(Here.PONGO)
        await at.taps(identifiers.ADMIN_PASTE)
        await at.tablet.app.type(identifiers.ADMIN_CODE, f" {code} ")
        await at.taps(identifiers.ADMIN_PASTE_SUBMIT)

        assert at.says("Pongo is connected.")
        assert (await at.visit.house.services.connecting.status()).works


async def test_a_code_that_pongo_does_not_take_is_explained_and_nothing_changes() -> None:
    async with desk() as at:
        before = await at.visit.house.services.connecting.status()
        await at.goes(Here.PONGO)
        await at.taps(identifiers.ADMIN_PASTE)
        await at.tablet.app.type(identifiers.ADMIN_CODE, "made-up")
        await at.taps(identifiers.ADMIN_PASTE_SUBMIT)

        assert at.says("Pongo does not take this code")
        assert (await at.visit.house.services.connecting.status()) == before


async def test_without_a_usable_key_connecting_says_what_to_do_before_anybody_is_sent_to_pongo() -> None:
    world = open_world()
    world.accounts.tokens.clear()
    async with desk(world) as at:
        world.secrets.fault = KeyFault.UNREADABLE
        await at.goes(Here.PONGO)
        await at.taps(identifiers.ADMIN_CONNECT)

        assert at.says("This hub cannot read its secret key")
        assert at.says("taffel doctor")


async def test_a_location_gets_its_store() -> None:
    async with desk() as at:
        await at.goes(Here.PONGO)
        await at.taps(identifiers.admin_choose_store("main"))
        await at.taps(identifiers.admin_store("demo-oslo"))
        (place,) = await at.visit.house.services.mapping.overview()

        assert (place.slug, place.by_hand) == ("demo-oslo", True)
        assert at.says("The store is chosen.")


async def test_without_a_form_the_page_says_what_to_set() -> None:
    world = open_world()
    world.accounts.offered = False
    async with desk(world) as at:
        await at.goes(Here.PONGO)

        assert at.says("TAFFEL_PONGO_CLIENT_ID")
        assert not at.tablet.app.has_id(identifiers.ADMIN_CONNECT)


# -- rewards


async def test_mistakes_in_rewards_are_counted_on_the_overview_and_listed() -> None:
    world = open_world()
    world.loyalty.catalogue = (
        Reward(id=RewardId("r1"), name="A dish", kind=RewardKind.PRODUCT, points=10, skus=("SKU-nobody",)),
        Reward(id=RewardId("r2"), name="50 off", kind=RewardKind.AMOUNT, points=10, amount=5_000),
    )
    async with desk(world) as at:
        counted = at.says("1 reward does not fit the menu")
        await at.goes(Here.REWARDS)

        assert counted
        assert at.says("No dish on the menu has the SKU SKU-nobody.")
        assert at.says("10 points, 50.00")


async def test_rewards_that_cannot_be_read_are_told_as_such() -> None:
    async with desk() as at:
        at.world.loyalty.down(Unreachable("no connection"), "all_rewards")
        await at.goes(Here.REWARDS)
        silent = at.says("Hey Pongo does not answer")
        at.world.loyalty.up()
        await at.tablet.tap(identifiers.ADMIN_ASK)

        assert silent
        assert at.says("The programme has no rewards")


async def test_who_asks_again_has_the_rewards_read_again() -> None:
    async with desk() as at:
        at.world.loyalty.catalogue = (Reward(id=RewardId("r1"), name="Air", kind=RewardKind.PRODUCT, points=10),)
        before = at.says("1 reward does not fit the menu")
        await at.tablet.tap(identifiers.ADMIN_ASK)

        assert (before, at.says("1 reward does not fit the menu")) == (False, True)


async def test_rules_that_cannot_be_used_are_told_entry_by_entry() -> None:
    world = open_world()
    fault = ProgrammeFault(key="points_per_currency_unit", kind=FaultKind.NEGATIVE)
    world.loyalty.config = replace(world.loyalty.config, rules=None, faults=(fault,))
    async with desk(world) as at:
        overview = at.says("Guests see no points before they pay")
        await at.goes(Here.REWARDS)

        assert overview
        assert at.says("points_per_currency_unit is negative")


async def test_a_reward_that_was_used_up_by_hand_is_marked_so() -> None:
    async with desk() as at:
        order = await at.visit.orders_soup()
        now = at.world.clock.now()
        hold = Hold(
            id=HoldId("stuck"),
            order_id=order.id,
            customer_id="cus_kari",
            name="r1",
            reward_id=RewardId("r1"),
            won=None,
            points=10,
            taken_at=now,
            moved_at=now,
            state=HoldState.STUCK,
        )
        at.world.storage.tables.holds[hold.id] = hold
        await at.goes(Here.OVERVIEW)
        told = at.says("1 used reward could not be told to Hey Pongo")
        await at.taps(identifiers.admin_need(1))
        kept = dict(at.world.storage.tables.holds)
        await at.taps(identifiers.ADMIN_CONFIRM)

        assert (told, list(kept)) == (True, ["stuck"])
        assert at.world.storage.tables.holds == {}
        assert at.says("Nothing needs you")

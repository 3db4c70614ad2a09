"""Who it is may be said before any dish is chosen: offered at the menu, answered at the checkout, back to the menu."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import flet as ft
import pytest

from app.domain.customer import Channel
from app.domain.order import Order, OrderState
from app.ports.errors import StorageUnavailable, Unreachable
from app.ui import identifiers
from app.ui.screens.checkout.model import CheckoutModel
from app.ui.screens.checkout.state import AnotherPerson, CheckoutState, HelloMember
from support.house import KARIS_CODE, OLAS_CODE, STAFF_PIN, TABLET, Visit, World
from support.inproc_tablet import SIZES, Settings, Tablet, checkout_route, tablet
from support.rewards import CATALOGUE, COFFEE

QUIET = 121
ASKED = 91
PATIENCE = 21
SOUP = identifiers.menu_add("fish_soup")


@asynccontextmanager
async def at_the_menu(world: World | None = None, size: str = "lying") -> AsyncIterator[Tablet]:
    """A guest who has chosen nothing yet."""
    world = world or World()
    house = world.house()
    await house.services.estimating.refresh()
    async with tablet(world, house, f"/?tablet={TABLET}", Settings(size=size)) as t:
        await t.tap(identifiers.WELCOME_EAT_HERE)
        await t.settle()
        t.visit.order_id = (await the_order(t)).id
        yield t


async def begin_as_staff(t: Tablet) -> None:
    """From the PIN to the menu of a new order at table 12."""
    await t.app.type("staff.pin", STAFF_PIN)
    await t.tap("staff.enter")
    await t.app.type("staff.table", "12")
    await t.tap("staff.new")


async def the_order(t: Tablet) -> Order:
    async with t.world.storage.reading() as reading:
        order = await reading.orders.current(TABLET)
    assert order is not None
    return order


def is_at_the_menu(t: Tablet) -> bool:
    return t.app.has_id(SOUP)


def can_pay(t: Tablet) -> bool:
    return t.app.has_id(identifiers.ORDER_PAY)


@pytest.mark.parametrize("size", SIZES)
async def test_a_member_is_greeted_first_and_not_asked_again_after_ordering(size: str) -> None:
    async with at_the_menu(size=size) as t:
        await t.tap(identifiers.MENU_MEMBER)
        asked = t.app.has_id(identifiers.IDENTIFY_PHONE)
        await t.shows_code(KARIS_CODE)
        greeted = t.says("Hello, Kari")
        t.camera.shows("")
        await t.tap(identifiers.MEMBER_CONTINUE)
        back = is_at_the_menu(t)
        offered = t.app.has_id(identifiers.MENU_MEMBER)
        named = t.app.texts(t.app.by_id(identifiers.MENU_GUEST))
        await t.tap(SOUP)
        if t.app.has_id(identifiers.MENU_ORDER):
            await t.tap(identifiers.MENU_ORDER)
        await t.tap(identifiers.ORDER_CONTINUE)

        assert (True, True, True, False) == (asked, greeted, back, offered)
        assert ["Kari"] == named
        assert can_pay(t)
        assert t.says("+189 points")
        assert [] == t.app.crashes


@pytest.mark.parametrize("size", SIZES)
async def test_the_rewards_are_at_hand_before_the_first_dish(size: str) -> None:
    world = World()
    world.loyalty.catalogue = CATALOGUE
    async with at_the_menu(world, size) as t:
        await t.tap(identifiers.MENU_MEMBER)
        await t.shows_code(KARIS_CODE)
        await t.tap(identifiers.MEMBER_CONTINUE)
        if t.app.has_id(identifiers.MENU_ORDER):
            await t.tap(identifiers.MENU_ORDER)
        nothing_to_pay = t.app.by_id(identifiers.ORDER_CONTINUE).disabled

        assert t.app.has_id(identifiers.reward_use(COFFEE.id))
        assert nothing_to_pay


@pytest.mark.parametrize("size", SIZES)
async def test_the_offer_is_large_enough_for_a_thumb(size: str) -> None:
    async with at_the_menu(size=size) as t:
        button = t.app.by_id(identifiers.MENU_MEMBER)

        assert isinstance(button, ft.TextButton)
        assert button.height is not None
        assert 48 <= button.height


async def without(t: Tablet) -> None:
    await t.tap(identifiers.IDENTIFY_WITHOUT)


async def arrow(t: Tablet) -> None:
    await t.tap(identifiers.IDENTIFY_BACK)


async def member_goes_on(t: Tablet) -> None:
    await t.types_number("12345678")
    await t.tap(identifiers.MEMBER_CONTINUE)


async def member_steps_back(t: Tablet) -> None:
    await t.types_number("12345678")
    await t.tap(identifiers.IDENTIFY_BACK)


async def stranger_joins(t: Tablet) -> None:
    await t.types_number("98765432")
    await t.tap(identifiers.JOIN_CONFIRM)


async def stranger_rather_not(t: Tablet) -> None:
    await t.types_number("98765432")
    await t.tap(identifiers.JOIN_NOT_NOW)


async def walks_off(t: Tablet) -> None:
    await t.passes(QUIET)


WAYS: dict[str, Callable[[Tablet], Coroutine[Any, Any, None]]] = {
    each.__name__: each
    for each in (without, arrow, member_goes_on, member_steps_back, stranger_joins, stranger_rather_not, walks_off)
}


@pytest.mark.parametrize("way", WAYS)
async def test_every_way_leads_back_to_the_menu_and_none_to_a_bill_of_nothing(way: str) -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        await WAYS[way](t)
        back = is_at_the_menu(t)
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()

        assert back
        assert not can_pay(t)
        assert not t.app.has_id(identifiers.WAITING_CANCEL)
        assert 0 == t.world.payments.count("request")
        assert [] == t.app.crashes


@pytest.mark.parametrize("way", [without, arrow, walks_off])
async def test_what_cannot_be_read_on_the_way_to_the_menu_is_said_and_tried_again(
    way: Callable[[Tablet], Coroutine[Any, Any, None]],
) -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        t.world.storage.refuse_reads_with = StorageUnavailable("locked")
        await way(t)
        told = t.says("The till cannot save anything right now")
        t.world.storage.refuse_reads_with = None
        await t.tap("trouble.primary")

        assert told
        assert is_at_the_menu(t)
        assert [] == t.app.crashes


async def never(_: dict[str, Any]) -> None:
    """A browser that drops out just as it is told where to go."""
    await asyncio.get_running_loop().create_future()


async def test_a_browser_that_dropped_out_on_the_way_to_the_menu_gets_there_when_it_is_back() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        t.app.conn.methods["push_route"] = never
        await t.tap(identifiers.IDENTIFY_WITHOUT)
        lost = t.app.page.route
        await t.app.disconnect()
        del t.app.conn.methods["push_route"]
        await t.app.reconnect()
        await t.settle()

        assert lost.startswith("/checkout/")
        assert is_at_the_menu(t)


async def test_a_browser_that_dropped_out_when_its_order_was_cleared_welcomes_the_next_guest_when_it_is_back() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        t.app.conn.methods["push_route"] = never
        await t.house.services.ordering.abandon(t.visit.order_id)
        await t.settle()
        lost = t.app.page.route
        await t.app.disconnect()
        del t.app.conn.methods["push_route"]
        await t.app.reconnect()
        await t.settle()

        assert lost.startswith("/checkout/")
        assert t.app.has_id(identifiers.WELCOME_EAT_HERE)


async def test_a_browser_that_dropped_out_on_the_way_to_paying_gets_there_when_it_is_back() -> None:
    async with at_the_menu() as t:
        await t.tap(SOUP)
        await t.app.disconnect()
        await t.visit.pays()
        t.app.conn.methods["push_route"] = never
        await t.app.reconnect()
        await t.settle()
        lost = is_at_the_menu(t), t.app.page.route
        await t.app.disconnect()
        del t.app.conn.methods["push_route"]
        await t.app.reconnect()
        await t.settle()

        assert (False, "/") == (lost[0], lost[1].partition("?")[0])
        assert t.app.page.route.startswith("/checkout/")


async def test_a_way_to_the_menu_that_was_lost_is_taken_again_when_nobody_touches_the_screen() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        t.app.conn.methods["push_route"] = never
        await t.tap(identifiers.IDENTIFY_WITHOUT)
        del t.app.conn.methods["push_route"]
        lost = t.app.page.route
        await t.passes(QUIET)

        assert lost.startswith("/checkout/")
        assert is_at_the_menu(t)


async def test_joining_promises_no_number_and_asks_two_questions_both_off() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        before = [text for text in t.app.texts() if "point" in text]
        await t.shows_code(OLAS_CODE)
        switches = [t.app.by_id(f"join.{channel}").value for channel in Channel]
        offered = t.app.texts(t.app.by_id(identifiers.JOIN_CONFIRM))
        await t.app.select("join.email", True)
        await t.tap(identifiers.JOIN_CONFIRM)
        (enrolment,) = t.world.loyalty.enrolments

        assert ["This order earns members loyalty points."] == before
        assert [False, False] == switches
        assert ["Join and earn loyalty points"] == offered
        assert {Channel.EMAIL: True, Channel.SMS: False} == enrolment.opt_ins
        assert is_at_the_menu(t)


async def test_who_has_joined_first_orders_pays_and_earns() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        await t.shows_code(OLAS_CODE)
        t.camera.shows("")
        await t.tap(identifiers.JOIN_CONFIRM)
        await t.tap(SOUP)
        await t.tap(identifiers.ORDER_CONTINUE)
        await t.tap(identifiers.ORDER_PAY)
        await t.approves()
        await t.house.posting.deliver_one()
        await t.settle()

        assert t.says("189 points in all")


async def test_who_went_on_without_membership_is_not_asked_again_but_may_say_so_later() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        await t.tap(identifiers.IDENTIFY_WITHOUT)
        offered = t.app.has_id(identifiers.MENU_MEMBER)
        await t.tap(SOUP)
        await t.tap(identifiers.ORDER_CONTINUE)
        at_the_bill = can_pay(t)
        await t.tap(identifiers.IDENTIFY_BACK)
        await t.tap(identifiers.MENU_MEMBER)
        asked = t.app.has_id(identifiers.IDENTIFY_PHONE)

        assert (True, True, True) == (offered, at_the_bill, asked)


async def test_two_taps_do_what_one_does() -> None:
    async with at_the_menu() as t:
        offer = t.app.by_id(identifiers.MENU_MEMBER)
        await asyncio.gather(t.app.event(offer, "click"), t.app.event(offer, "click"))
        await t.settle()
        asked = t.app.has_id(identifiers.IDENTIFY_PHONE)
        rather_not = t.app.by_id(identifiers.IDENTIFY_WITHOUT)
        await asyncio.gather(t.app.event(rather_not, "click"), t.app.event(rather_not, "click"))
        await t.settle()

        assert asked
        assert is_at_the_menu(t)
        assert [] == t.app.crashes
        assert 1 == len(t.world.storage.tables.orders)


async def test_two_taps_on_joining_enrol_once_and_lead_to_the_menu() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        await t.shows_code(OLAS_CODE)
        join = t.app.by_id(identifiers.JOIN_CONFIRM)
        await asyncio.gather(t.app.event(join, "click"), t.app.event(join, "click"))
        await t.settle()

        assert 1 == len(t.world.loyalty.enrolments)
        assert is_at_the_menu(t)


async def test_a_programme_that_does_not_answer_keeps_nobody_from_the_menu() -> None:
    world = World()
    async with at_the_menu(world) as t:
        world.loyalty.down(Unreachable("no connection"), "find", "find_by_pass")
        await t.tap(identifiers.MENU_MEMBER)
        await t.types_number("12345678")
        told = t.says("The loyalty programme does not answer")
        away = t.app.texts(t.app.by_id("trouble.primary"))
        await t.tap("trouble.primary")

        assert told
        assert ["Back to the menu"] == away
        assert is_at_the_menu(t)
        assert ["•••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678"] == t.app.texts(t.app.by_id(identifiers.MENU_GUEST))


async def test_somebody_elses_code_may_take_over_before_any_dish() -> None:
    """A code that a scanner types while the first one is being asked whether to join."""
    world = World()
    house = world.house()
    visit = Visit(world, house)
    await visit.begins()
    await visit.shows(OLAS_CODE)
    shown: list[CheckoutState] = []
    model = CheckoutModel(house.services, world.clock, visit.order_id, put_aside=set(), show=shown.append)
    await model.refresh()
    await model.scanned(KARIS_CODE)
    asked = shown[-1]
    await model.replace_by_newcomer()

    assert isinstance(asked, AnotherPerson)
    assert isinstance(shown[-1], HelloMember)


async def test_nothing_of_the_guest_stays_when_they_walk_away_from_the_menu() -> None:
    async with at_the_menu() as t, t.house.running():
        await t.tap(identifiers.MENU_MEMBER)
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        await t.tap(identifiers.MEMBER_CONTINUE)
        there = t.says("Kari")
        await t.passes(ASKED)
        await t.passes(PATIENCE)
        (order,) = t.world.storage.tables.orders.values()
        welcomed = t.app.has_id(identifiers.WELCOME_EAT_HERE)
        left = t.says("Kari")
        await t.tap(identifiers.WELCOME_EAT_HERE)

        assert (True, True, False) == (there, welcomed, left)
        assert (OrderState.ABANDONED, None) == (order.state, order.guest)
        assert t.app.has_id(identifiers.MENU_MEMBER)


async def test_starting_over_forgets_the_guest_and_what_they_answered() -> None:
    async with at_the_menu() as t:
        await t.tap(identifiers.MENU_MEMBER)
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        await t.tap(identifiers.MEMBER_CONTINUE)
        await t.tap(identifiers.MENU_START_OVER)
        await t.tap(identifiers.WELCOME_EAT_HERE)
        await t.tap(SOUP)
        await t.tap(identifiers.ORDER_CONTINUE)

        assert t.app.has_id(identifiers.IDENTIFY_PHONE)
        assert not t.says("Kari")


async def test_where_no_programme_runs_nothing_is_offered() -> None:
    world = World()
    world.loyalty.config = replace(world.loyalty.config, enabled=False)
    async with at_the_menu(world) as t:
        assert not t.app.has_id(identifiers.MENU_MEMBER)


async def test_staff_who_ask_before_ordering_come_back_to_the_menu_with_the_order_at_hand() -> None:
    world = World()
    house = world.house()
    async with tablet(world, house, "/staff?tablet=staff") as t:
        await begin_as_staff(t)
        await t.tap(identifiers.MENU_MEMBER)
        await t.tap(identifiers.IDENTIFY_BACK)
        (order,) = world.storage.tables.orders.values()

        assert is_at_the_menu(t)
        assert not order.with_staff


async def test_staff_come_to_their_list_when_the_order_cannot_be_read_on_the_way_back() -> None:
    world = World()
    house = world.house()
    async with tablet(world, house, "/staff?tablet=staff") as t:
        await begin_as_staff(t)
        await t.tap(identifiers.MENU_MEMBER)
        world.storage.refuse_reads_with = StorageUnavailable("locked")
        await t.tap(identifiers.IDENTIFY_WITHOUT)
        world.storage.refuse_reads_with = None

        assert t.app.page.route.startswith("/staff?")
        assert [] == t.app.crashes


async def test_a_bill_that_was_split_and_emptied_asks_who_is_there_and_shows_nobody_a_part_of_nothing() -> None:
    world = World()
    house = world.house()
    visit = Visit(world, house)
    order = await visit.orders_soup()
    await house.services.sharing.add(order.id, None)
    await house.services.ordering.set_quantity(order.id, order.lines[0].id, 0)
    async with tablet(world, house, checkout_route(order.id)) as t:
        asked = t.app.has_id(identifiers.IDENTIFY_PHONE)
        await t.tap(identifiers.IDENTIFY_BACK)

        assert asked
        assert is_at_the_menu(t)

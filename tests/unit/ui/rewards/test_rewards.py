"""Rewards on whole screens in-process: used and taken back with one tap, asked for a PIN, told when it cannot be."""

from dataclasses import replace

import flet as ft
import pytest

from app.domain.order import Order
from app.domain.reward import RewardId
from app.ports.errors import Conflict, Unreachable
from app.ui import identifiers
from app.ui.rewards.view import LOW, TALLEST
from support.house import KARI, KARIS_CODE, Visit, World
from support.inproc_tablet import SIZES, Settings, Tablet, at_checkout
from support.rewards import CATALOGUE, COFFEE, DEAR, UNMAPPED, WAFFLE

USE_COFFEE = identifiers.reward_use(COFFEE.id)
USE_WAFFLE = identifiers.reward_use(WAFFLE.hash)


def a_world() -> World:
    world = World()
    world.loyalty.catalogue = CATALOGUE
    world.loyalty.pieces[WAFFLE.hash] = WAFFLE
    return world


async def is_known(held: Tablet) -> None:
    """Kari shows her code and is greeted."""
    await held.shows_code(KARIS_CODE)
    await held.settle()


async def the_order(held: Tablet) -> Order:
    return await held.house.services.ordering.get(held.visit.order_id)


@pytest.mark.parametrize("size", SIZES)
async def test_one_tap_uses_a_reward_and_one_takes_it_back(size: str) -> None:
    async with at_checkout(a_world(), Settings(size=size)) as held:
        await is_known(held)
        await held.tap(USE_COFFEE)
        taken = (await the_order(held)).reward
        shown = held.says("on your order")
        await held.tap(identifiers.REWARD_BACK)
        crashes = held.app.crashes

        assert taken is not None
        assert (taken.reward_id, shown) == (COFFEE.id, True)
        assert (await the_order(held)).reward is None
        assert crashes == []
        assert held.app.by_id(USE_COFFEE)


async def test_a_double_tap_takes_it_once() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        button = held.app.by_id(USE_COFFEE)
        await held.app.event(button, "click")
        await held.app.event(button, "click")
        await held.settle()

    assert world.loyalty.count("lock") == 1


async def test_what_is_not_within_reach_says_why() -> None:
    async with at_checkout(a_world()) as held:
        await is_known(held)

        assert held.says("230 more points")
        assert held.says("ask the staff")
        assert held.app.has_id(USE_COFFEE)
        assert not any(held.app.has_id(identifiers.reward_use(each.id)) for each in (UNMAPPED, DEAR))
        assert held.says("a gift for you")


async def test_the_balance_is_a_ring_towards_the_nearest_reward_out_of_reach() -> None:
    async with at_checkout(a_world()) as held:
        await is_known(held)

        assert held.app.get(ft.ProgressRing).value == pytest.approx(120 / 350)
        assert held.says("230 more to the next reward")


async def test_without_a_reward_out_of_reach_the_ring_is_whole() -> None:
    async with at_checkout(World()) as held:
        await is_known(held)

        assert held.app.get(ft.ProgressRing).value == 1.0
        assert not held.says("to the next reward")


async def test_a_choice_of_dishes_is_a_button_each() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(identifiers.reward_use("rwd_cake.chocolate_cake"))
        order = await the_order(held)

    assert order.bill_lines[-1].product_id == "chocolate_cake"


async def test_the_bill_shows_what_the_reward_takes_off_and_the_guest_pays_the_rest() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(identifiers.reward_use("rwd_fifty"))
        await held.tap(identifiers.MEMBER_CONTINUE)
        told = held.says("50 off") and held.says("139.00")
        await held.tap(identifiers.ORDER_PAY)
        await held.settle()
        payment = await held.visit.payment()

    assert told
    assert payment.amount.minor == 13900


async def test_a_demanded_pin_is_asked_for_and_a_wrong_one_is_told() -> None:
    world = a_world()
    world.loyalty.pin = "1234"
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(USE_COFFEE)
        asked = held.says("Your PIN")
        await held.app.type(held.app.get(ft.TextField, label="Four digits"), "9999")
        await held.tap(identifiers.REWARD_PIN_SUBMIT)
        wrong = held.says("That is not the right PIN.")
        await held.app.type(held.app.get(ft.TextField, label="Four digits"), "1234")
        await held.tap(identifiers.REWARD_PIN_SUBMIT)
        reward = (await the_order(held)).reward

    assert (asked, wrong) == (True, True)
    assert reward is not None


async def test_a_pin_that_the_guest_does_not_want_to_type_leaves_the_order_as_it_was() -> None:
    world = a_world()
    world.loyalty.pin = "1234"
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(USE_COFFEE)
        await held.tap(identifiers.REWARD_PIN_CANCEL)

        assert not held.sheet_is_open
        assert (await the_order(held)).reward is None


async def test_a_reward_that_another_tablet_took_meanwhile_is_told() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        other = Visit(world, held.house)
        await other.orders_soup()
        await other.shows(KARIS_CODE)
        await held.house.services.rewarding.take(other.order_id, COFFEE.id)
        await held.tap(USE_COFFEE)

        assert held.says("That reward is in use on another tablet.")
        assert held.says("in use on another tablet")
        assert (await the_order(held)).reward is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("locked", status=409), "That reward is in use on another tablet."),
        (Unreachable("down"), "Rewards cannot be used right now. Your order is unchanged."),
    ],
)
async def test_a_lock_that_fails_is_told_in_plain_words(error: Exception, words: str) -> None:
    world = a_world()
    world.loyalty.trouble("lock", error)  # type: ignore[arg-type]
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(USE_WAFFLE)

        assert held.says(words)
        assert held.app.crashes == []


async def test_without_an_answer_from_the_programme_the_way_on_is_free() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        world.loyalty.down(Unreachable("down"), "rewards", "won")
        await is_known(held)
        await held.tap(identifiers.MEMBER_CONTINUE)

        assert not held.says("Your rewards")
        assert held.app.by_id(identifiers.ORDER_PAY)


async def test_the_next_reward_is_near_with_one_more_dish() -> None:
    world = a_world()
    world.loyalty.catalogue = CATALOGUE[-2:]
    async with at_checkout(world) as held:
        world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], points=150)
        await is_known(held)

        assert held.app.texts(held.app.by_id(identifiers.REWARD_NUDGE)) == [
            "11 more points for Dinner for two: add Coffee and you are there",
            "estimate for this order",
        ]


async def test_the_guest_who_leaves_gives_the_reward_back() -> None:
    world = a_world()
    async with at_checkout(world) as held, held.house.running():
        await is_known(held)
        await held.tap(USE_COFFEE)
        await held.tap(identifiers.MEMBER_NOT_ME)
        await held.settle()
        order = await the_order(held)

    assert order.reward is None
    assert world.loyalty.locks == {}


@pytest.mark.parametrize("size", SIZES)
async def test_back_at_the_menu_the_order_shows_the_reward_and_lets_it_be_taken_back(size: str) -> None:
    world = a_world()
    async with at_checkout(world, Settings(size=size)) as held:
        await is_known(held)
        await held.tap(USE_COFFEE)
        await held.tap(identifiers.IDENTIFY_BACK)
        if held.app.has_id(identifiers.MENU_ORDER):
            await held.tap(identifiers.MENU_ORDER)
        shown = held.says("Coffee on the house") and held.says("0.00")
        await held.tap(identifiers.REWARD_BACK)

        assert shown
        assert (await the_order(held)).reward is None
        assert not held.says("on your order")
        assert held.app.crashes == []


async def test_without_a_dish_to_pay_for_there_is_no_way_on() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(USE_COFFEE)
        await held.tap(identifiers.IDENTIFY_BACK)
        await held.tap(identifiers.menu_less("fish_soup"))
        order = await the_order(held)
        button = held.app.by_id(identifiers.ORDER_CONTINUE)

    assert (order.lines, order.amount.minor) == ((), 0)
    assert button.disabled


async def test_a_free_dish_alone_is_refused_in_plain_words_until_there_is_something_to_pay() -> None:
    world = a_world()
    async with at_checkout(world) as held:
        await is_known(held)
        await held.tap(identifiers.IDENTIFY_BACK)
        await held.tap(identifiers.menu_less("fish_soup"))
        await held.tap(USE_COFFEE)
        told = held.says("Add a dish to your order first, then use the reward.")
        reward = (await the_order(held)).reward
        await held.tap(identifiers.menu_add("fish_soup"))
        still = held.says("Add a dish to your order first, then use the reward.")
        await held.tap(USE_COFFEE)

        assert (told, reward, still) == (True, None, False)
        assert (await the_order(held)).reward is not None
        assert held.app.crashes == []


@pytest.mark.parametrize(("size", "room"), [("lying", LOW), ("upright", TALLEST), ("phone", LOW)])
async def test_a_bill_shows_as_many_rewards_as_the_tablet_has_room_for(size: str, room: int) -> None:
    world = a_world()
    world.loyalty.catalogue = tuple(replace(COFFEE, id=RewardId(f"{COFFEE.id}_{number}")) for number in range(5))
    async with at_checkout(world, Settings(size=size)) as held:
        await is_known(held)
        await held.tap(identifiers.MEMBER_CONTINUE)
        box = [each.height for each in held.app.all(ft.Container) if each.height in {LOW, TALLEST}]

    assert box == [room]

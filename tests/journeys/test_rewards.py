"""A reward from the offer to the posted order; given back in every way that an order can end without it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.bootstrap.house import House
from app.domain.customer import Member
from app.domain.ids import ProductId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState
from app.domain.reward import HoldState, Standing
from app.ports.errors import Conflict, OutcomeUnknown, PinRefused, PortError, Unreachable
from app.services.basics.errors import NothingToPay, PinWanted, RewardGone, RewardInUse
from app.services.guests.attaching import SomebodyElse
from support.fakes import Crash, CrashingStorage, settle
from support.house import KARI, KARIS_CODE, OLAS_CODE, Visit, World
from support.rewards import CATALOGUE, COFFEE, WAFFLE

COFFEE_LOCK = ("cus_kari", COFFEE.id)


def a_world() -> World:
    """Kari has 120 points and a waffle that she won."""
    world = World()
    world.loyalty.catalogue = CATALOGUE
    world.loyalty.pieces[WAFFLE.hash] = WAFFLE
    return world


async def a_visit(world: World, house: House) -> Visit:
    """Kari at a tablet with a fish soup for 189 kroner on her order."""
    visit = Visit(world, house)
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    return visit


async def takes(visit: Visit, key: str = COFFEE.id) -> Order:
    return await visit.house.services.rewarding.take(visit.order_id, key)


async def order_of(visit: Visit) -> Order:
    return await visit.house.services.ordering.get(visit.order_id)


async def without_soup(visit: Visit) -> None:
    (line,) = (await order_of(visit)).lines
    await visit.house.services.ordering.set_quantity(visit.order_id, line.id, 0)


def holds(world: World) -> Sequence[HoldState]:
    return [hold.state for hold in world.storage.tables.holds.values()]


async def test_a_member_takes_a_free_coffee_pays_the_soup_and_the_order_tells_of_it() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        order = await takes(visit)
        locked = COFFEE_LOCK in world.loyalty.locks
        await visit.pays()
        payment = await visit.approves()
        await settle()
        view = await house.services.showing.order(visit.order_id)

    assert locked
    assert [(line.product_id, line.amount.minor) for line in order.bill_lines] == [("fish_soup", 18900), ("coffee", 0)]
    assert payment.amount.minor == 18900
    (body,) = world.loyalty.orders.values()
    assert json.loads(body)["reward"] == COFFEE.id
    assert view.message is not None
    assert view.message.points_earned == 189
    assert world.loyalty.locks == {}
    assert holds(world) == []


@pytest.mark.parametrize("key", [COFFEE.id, WAFFLE.hash])
async def test_a_free_dish_alone_is_refused_since_a_bill_of_nothing_cannot_be_paid(key: str) -> None:
    world = a_world()
    visit = await a_visit(world, world.house())
    await without_soup(visit)

    with pytest.raises(NothingToPay):
        await takes(visit, key)
    assert (await order_of(visit)).reward is None
    assert (world.loyalty.count("lock"), holds(world)) == (0, [])


async def test_a_second_tablet_cannot_have_the_same_coffee() -> None:
    world = a_world()
    house = world.house()
    first, second = await a_visit(world, house), await a_visit(world, house)
    await takes(first)

    with pytest.raises(RewardInUse):
        await takes(second)
    assert (await order_of(second)).reward is None
    assert len(holds(world)) == 1


async def test_two_tablets_at_the_same_instant_one_coffee() -> None:
    world = a_world()
    house = world.house()
    first, second = await a_visit(world, house), await a_visit(world, house)

    answers = await asyncio.gather(takes(first), takes(second), return_exceptions=True)

    assert sorted(type(answer).__name__ for answer in answers) == ["Order", "RewardInUse"]
    assert holds(world) == [HoldState.HELD]


async def test_the_other_tablet_cannot_spend_the_points_that_the_first_one_holds() -> None:
    world = a_world()
    house = world.house()
    first, second = await a_visit(world, house), await a_visit(world, house)
    await takes(first)
    seen = {offer.key: offer for offer in (await house.services.rewarding.view(second.order_id)).offers}

    assert (seen["rwd_fifty"].standing, seen["rwd_fifty"].missing) == (Standing.TOO_FEW_POINTS, 90)
    assert seen[COFFEE.id].standing is Standing.IN_USE
    assert seen[WAFFLE.hash].standing is Standing.READY


async def test_another_device_holds_it() -> None:
    world = a_world()
    visit = await a_visit(world, world.house())
    world.loyalty.locks[COFFEE_LOCK] = "kiosk"

    with pytest.raises(RewardInUse):
        await takes(visit)
    assert holds(world) == []
    assert (await order_of(visit)).reward is None


async def test_a_reward_is_asked_its_pin_and_a_wrong_one_is_told() -> None:
    world = a_world()
    world.loyalty.pin = "1234"
    visit = await a_visit(world, world.house())
    take = visit.house.services.rewarding.take
    with pytest.raises(PinWanted) as wanted:
        await take(visit.order_id, COFFEE.id)
    with pytest.raises(PinWanted) as wrong:
        await take(visit.order_id, COFFEE.id, pin="9999")
    with pytest.raises(PinWanted) as short:
        await take(visit.order_id, COFFEE.id, pin="12")
    order = await take(visit.order_id, COFFEE.id, pin="1234")

    assert (wanted.value.wrong, wrong.value.wrong, short.value.wrong) == (False, True, True)
    assert order.reward is not None
    assert len(holds(world)) == 1


async def test_a_pin_cannot_be_guessed_by_trying() -> None:
    """Five wrong ones, on whatever tablet; then even the right one has to wait a quarter of an hour."""
    world = a_world()
    world.loyalty.pin = "1234"
    house = world.house()
    first, second = await a_visit(world, house), await a_visit(world, house)
    take = house.services.rewarding.take
    for visit, pin in zip((first, second, first, second, first), ("0000", "1111", "2222", "3333", "4444"), strict=True):
        with pytest.raises(PinWanted):
            await take(visit.order_id, COFFEE.id, pin=pin)
    tried = world.loyalty.count("lock")
    with pytest.raises(RewardGone):
        await take(second.order_id, COFFEE.id, pin="1234")
    asked_meanwhile = world.loyalty.count("lock")
    await world.clock.advance(16 * 60)
    order = await take(second.order_id, COFFEE.id, pin="1234")

    assert (tried, asked_meanwhile) == (5, 5)
    assert order.reward is not None


@pytest.mark.parametrize("key", ["rwd_dear", "rwd_tour", "rwd_nowhere"])
async def test_what_cannot_be_had_is_not_taken(key: str) -> None:
    world = a_world()
    visit = await a_visit(world, world.house())

    with pytest.raises(RewardGone):
        await takes(visit, key)
    assert world.loyalty.count("lock") == 0


async def test_a_reward_is_given_back_and_can_be_taken_elsewhere() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit, other = await a_visit(world, house), await a_visit(world, house)
        await takes(visit)
        order = await house.services.rewarding.give_back(visit.order_id)
        await settle()
        elsewhere = await takes(other)

    assert order.amount.minor == 18900
    assert order.reward is None
    assert elsewhere.reward is not None


async def test_another_reward_takes_the_place_of_the_first() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        await settle()
        order = await takes(visit, WAFFLE.hash)
        await settle()

    assert order.reward is not None
    assert order.reward.won == WAFFLE.hash
    assert list(world.loyalty.locks) == [("cus_kari", WAFFLE.hash)]


async def test_an_abandoned_order_lets_its_reward_go() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        await settle()
        await house.services.ordering.abandon(visit.order_id)
        await settle()

    assert world.loyalty.locks == {}
    assert holds(world) == []


async def test_another_guest_on_the_order_lets_the_reward_of_the_first_go() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        await settle()
        found = await visit.shows(OLAS_CODE)
        assert isinstance(found, SomebodyElse)
        await house.services.identifying.replace(visit.order_id, found.guest)
        await settle()

    assert (await order_of(visit)).reward is None
    assert world.loyalty.locks == {}


async def test_a_payment_that_fails_keeps_the_reward_while_the_guest_tries_again() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        payment = await visit.pays()
        world.payments.decline(payment.reference)
        await world.clock.advance(6)
        order = await order_of(visit)

    assert order.state is OrderState.OPEN
    assert order.reward is not None
    assert COFFEE_LOCK in world.loyalty.locks


async def test_a_lock_is_renewed_every_five_minutes_while_the_order_is_open() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        await world.clock.advance(21 * 60)

    assert (await order_of(visit)).reward is not None
    assert world.loyalty.count("lock") == 1 + 4


async def test_a_lock_is_renewed_until_an_order_that_waits_for_the_programme_is_posted() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        world.loyalty.down(Unreachable("down"), "post_order")
        await visit.pays()
        await visit.approves()
        await world.clock.advance(60 * 60)
        renewed = world.loyalty.count("lock")
        world.loyalty.up()
        await world.clock.advance(600)

    assert renewed >= 1 + 11
    assert world.loyalty.locks == {}


async def test_a_lock_that_the_programme_does_not_renew_is_ours_as_long_as_it_lasts() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        world.loyalty.trouble("lock", Conflict("locked", status=409))
        await world.clock.advance(6 * 60)
        order = await order_of(visit)
        await world.clock.advance(60)

    assert order.reward is not None
    assert world.loyalty.count("lock") == 3


async def test_a_reward_that_another_device_took_when_the_lock_had_run_out_leaves_the_open_order() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        world.loyalty.down(Unreachable("down"), "lock")
        await world.clock.advance(16 * 60)
        world.loyalty.up()
        world.loyalty.locks[COFFEE_LOCK] = "kiosk"
        await world.clock.advance(60)

    assert (await order_of(visit)).reward is None
    assert world.loyalty.locks == {COFFEE_LOCK: "kiosk"}
    assert holds(world) == []


async def test_an_order_that_nobody_touches_loses_its_reward_after_half_an_hour() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        await world.clock.advance(20 * 60)
        await house.services.ordering.add(visit.order_id, ProductId("fries"))
        await world.clock.advance(29 * 60)
        kept = (await order_of(visit)).reward
        await world.clock.advance(2 * 60)

    assert kept is not None
    assert (await order_of(visit)).reward is None
    assert world.loyalty.locks == {}
    assert holds(world) == []


async def test_a_payment_that_failed_and_is_not_tried_again_lets_the_reward_go() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        payment = await visit.pays()
        world.payments.decline(payment.reference)
        await world.clock.advance(6)
        kept = (await order_of(visit)).reward
        await world.clock.advance(6 * 60)

    assert kept is not None
    assert (await order_of(visit)).reward is None
    assert world.loyalty.locks == {}


async def test_a_reward_is_renewed_and_bought_with_the_pin_after_a_restart_and_then_the_pin_is_gone() -> None:
    world = a_world()
    world.loyalty.pin = "1234"
    first = world.house(use_rewards_by_call=True)
    async with first.running():
        visit = await a_visit(world, first)
        await first.services.rewarding.take(visit.order_id, COFFEE.id, pin="1234")
    sealed = await world.secrets.all("pin/")
    await world.clock.advance(6 * 60)
    second = world.house(use_rewards_by_call=True)
    async with second.running():
        visit = Visit(world, second, visit.order_id)
        await settle()
        await visit.pays()
        await visit.approves()
        await settle()

    assert list(sealed.values()) == ["1234"]
    assert world.loyalty.count("buy") == 1
    assert (holds(world), await world.secrets.all("pin/")) == ([], {})


async def test_a_pin_that_was_changed_meanwhile_is_asked_for_again() -> None:
    world = a_world()
    world.loyalty.pin = "1234"
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await house.services.rewarding.take(visit.order_id, COFFEE.id, pin="1234")
        world.loyalty.pin = "9876"
        await world.clock.advance(6 * 60)
        order = await order_of(visit)
        with pytest.raises(PinWanted) as wanted:
            await takes(visit)

    assert order.reward is None
    assert not wanted.value.wrong
    assert await world.secrets.all("pin/") == {}


@pytest.mark.parametrize("after", [1, 2])
async def test_a_crash_while_taking_leaves_no_lock_behind(after: int) -> None:
    world = a_world()
    house = world.house()
    visit = await a_visit(world, house)
    await house.services.mapping.stores()
    dying = Visit(world, world.house(storage=CrashingStorage(world.storage, after)), visit.order_id)
    with pytest.raises(Crash):
        await takes(dying)
    await world.clock.advance(1)
    house = world.house()
    async with house.running():
        await settle()
        again = Visit(world, house, visit.order_id)
        order = await order_of(again)

    named = order.reward is not None
    assert named == (COFFEE_LOCK in world.loyalty.locks) == (len(holds(world)) == 1)
    assert named == (after == 2)


async def test_a_lost_answer_to_the_lock_is_cleaned_up_and_the_guest_can_try_again() -> None:
    world = a_world()
    visit = await a_visit(world, world.house())
    world.loyalty.trouble("lock", OutcomeUnknown("lost"), done=True)
    with pytest.raises(OutcomeUnknown):
        await takes(visit)
    left = dict(world.loyalty.locks)
    order = await takes(visit)

    assert left == {}
    assert order.reward is not None


async def test_a_lock_whose_answer_was_lost_while_the_programme_went_down_is_let_go_when_it_returns() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        world.loyalty.trouble("lock", OutcomeUnknown("lost"), done=True)
        world.loyalty.down(Unreachable("down"), "unlock")
        with pytest.raises(OutcomeUnknown):
            await takes(visit)
        waiting = holds(world)
        world.loyalty.up()
        await world.clock.advance(120)

    assert waiting == [HoldState.LOCKING]
    assert world.loyalty.locks == {}
    assert holds(world) == []


async def test_the_lock_stays_until_the_order_is_posted() -> None:
    world = a_world()
    house = world.house()
    async with house.running():
        visit = await a_visit(world, house)
        await takes(visit)
        world.loyalty.down(Unreachable("down"), "post_order")
        await visit.pays()
        await visit.approves()
        await settle()
        while_down = holds(world)
        world.loyalty.up()
        await world.clock.advance(600)
        view = await house.services.showing.order(visit.order_id)

    assert while_down == [HoldState.HELD]
    assert view.message is not None
    assert view.message.state is MessageState.DELIVERED
    assert holds(world) == []


async def pays_with_use_call(world: World, house: House, key: str) -> Visit:
    visit = await a_visit(world, house)
    await takes(visit, key)
    await visit.pays()
    await visit.approves()
    await settle()
    return visit


async def test_with_the_setting_the_reward_is_bought_by_its_own_call_once() -> None:
    world = a_world()
    house = world.house(use_rewards_by_call=True)
    async with house.running():
        await pays_with_use_call(world, house, COFFEE.id)
        await world.clock.advance(300)

    assert world.loyalty.count("buy") == 1
    assert world.loyalty.members[KARI].points == 120 - 100 + 189
    assert holds(world) == []


async def test_with_the_setting_a_won_reward_is_used_by_its_own_call() -> None:
    world = a_world()
    house = world.house(use_rewards_by_call=True)
    async with house.running():
        await pays_with_use_call(world, house, WAFFLE.hash)

    assert world.loyalty.pieces[WAFFLE.hash].used
    assert holds(world) == []


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("key", [COFFEE.id, WAFFLE.hash])
async def test_a_lost_answer_to_buying_is_looked_up_and_never_repeated_blindly(key: str, done: bool) -> None:
    world = a_world()
    house = world.house(use_rewards_by_call=True)
    call = "buy" if key == COFFEE.id else "use"
    world.loyalty.trouble(call, OutcomeUnknown("lost"), done=done)
    async with house.running():
        await pays_with_use_call(world, house, key)
        await world.clock.advance(300)

    assert world.loyalty.count(call) == (1 if done else 2)
    assert sum(piece.used for piece in world.loyalty.pieces.values()) == 1
    assert holds(world) == []


@pytest.mark.parametrize("error", [Unreachable("down"), PinRefused("PIN")])
async def test_a_reward_that_cannot_be_used_is_tried_again_or_left_to_a_person(error: PortError) -> None:
    world = a_world()
    house = world.house(use_rewards_by_call=True)
    world.loyalty.trouble("buy", error)
    async with house.running():
        await pays_with_use_call(world, house, COFFEE.id)
        await world.clock.advance(120)

    assert holds(world) == ([] if isinstance(error, Unreachable) else [HoldState.STUCK])


async def test_one_more_dish_brings_the_next_reward_within_reach() -> None:
    world = a_world()
    world.loyalty.members[KARI] = Member(customer_id="cus_kari", phone=KARI, name="Kari", points=150)
    house = world.house()
    await house.services.estimating.refresh()
    visit = await a_visit(world, house)
    seen = await house.services.rewarding.view(visit.order_id)
    near = house.services.rewarding.nudge(seen, seen.order)

    assert near is not None
    assert (near.points, near.reward, near.dish.id) == (350 - 150 - 189, "Dinner for two", ProductId("coffee"))


async def test_without_a_balance_nothing_can_be_bought_and_nothing_is_near() -> None:
    world = a_world()
    world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], points=None)
    house = world.house()
    visit = await a_visit(world, house)
    seen = await house.services.rewarding.view(visit.order_id)

    assert house.services.rewarding.nudge(seen, seen.order) is None
    assert Standing.READY not in {offer.standing for offer in seen.offers if offer.won is None}

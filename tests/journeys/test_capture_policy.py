"""When the money is taken: by order mode at once or at hand-over, and in any case before the reservation runs out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.capture import Limit
from app.domain.facts import Released, TakesBy
from app.domain.payment import Attention, Payment, PaymentState
from app.domain.vat import Serving
from app.ports.errors import Refused, Unreachable
from support.clocks import START
from support.house import KARIS_CODE, TABLET, Visit, World

BY_MODE = {Serving.EAT_HERE: True, Serving.TAKE_AWAY: False}


async def paid(visit: Visit, serving: Serving) -> Payment:
    """Soup, eaten here or taken away, paid and left alone for a minute."""
    ordering = visit.house.services.ordering
    visit.order_id = (await ordering.begin(TABLET, serving)).id
    await ordering.add(visit.order_id, next(iter(ordering.catalog.products)).id)
    await visit.shows(KARIS_CODE)
    await visit.pays()
    await visit.approves()
    await visit.world.clock.advance(60)
    return await visit.payment()


@pytest.mark.parametrize("serving", list(Serving))
async def test_each_order_mode_has_a_rule_of_its_own(serving: Serving) -> None:
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        payment = await paid(visit, serving)

    taken = payment.amount if BY_MODE[serving] else payment.amount * 0
    assert taken == payment.captured


async def test_handing_over_takes_the_money() -> None:
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        await paid(visit, Serving.TAKE_AWAY)
        await visit.house.services.capturing.hand_over(visit.order_id)
        await world.clock.advance(5)
        payment = await visit.payment()

    assert payment.amount == payment.captured


async def test_what_nobody_hands_over_is_taken_two_days_before_the_reservation_runs_out() -> None:
    """Also when the hub was away for all the days between."""
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        payment = await paid(visit, Serving.TAKE_AWAY)
        story = [entry.fact for entry in await visit.house.services.timeline.of(payment.reference)]
    assert payment.capture_due_at is not None
    await world.clock.advance((payment.capture_due_at - world.clock.now()).total_seconds() - 60)
    visit.house = world.house(world.restaurant(capture_at_once=BY_MODE))
    async with visit.house.running():
        await world.clock.advance(30)
        before = await visit.payment()
        await world.clock.advance(60)
        after = await visit.payment()

    assert START + timedelta(days=5) == payment.capture_due_at.replace(second=0)
    (by,) = (fact for fact in story if isinstance(fact, TakesBy))
    assert (payment.capture_due_at, Limit.SHORTEST_GUARANTEE) == (by.at, by.limit)
    assert (0, payment.amount) == (before.captured.minor, after.captured)


async def approved_while_the_hub_is_away(days: float, *, given_up: bool = False) -> Visit:
    """A take-away that the guest approves right after the hub went dark; it comes back so many days later.

    Perhaps the guest had pressed Cancel, which could not be told to the provider any more.
    """
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        ordering = visit.house.services.ordering
        visit.order_id = (await ordering.begin(TABLET, Serving.TAKE_AWAY)).id
        await ordering.add(visit.order_id, next(iter(ordering.catalog.products)).id)
        await visit.shows(KARIS_CODE)
        asked = await visit.pays()
        if given_up:
            world.payments.down(Unreachable("no net"), "cancel", "look_up")
            await visit.house.services.paying.cancel(asked.reference)
    world.payments.up()
    world.payments.approve(asked.reference)
    await world.clock.advance(timedelta(days=days).total_seconds())
    visit.house = world.house(world.restaurant(capture_at_once=BY_MODE))
    return visit


async def test_the_reservation_counts_from_the_approval_not_from_when_the_hub_heard_of_it() -> None:
    """Away for three days and taken two days before the seventh, as if it had never been away."""
    visit = await approved_while_the_hub_is_away(days=3)
    clock = visit.world.clock
    async with visit.house.running():
        await clock.advance(60)
        noticed = await visit.payment()
        assert noticed.capture_due_at is not None
        await clock.advance((noticed.capture_due_at - clock.now()).total_seconds() - 60)
        before = await visit.payment()
        await clock.advance(120)
        after = await visit.payment()

    assert noticed.expires_at + timedelta(days=5) == noticed.capture_due_at
    assert (0, noticed.amount) == (before.captured.minor, after.captured)
    assert clock.now() < START + timedelta(days=7)


async def test_money_whose_time_is_over_when_the_hub_comes_back_is_taken_at_once() -> None:
    visit = await approved_while_the_hub_is_away(days=6)
    async with visit.house.running():
        await visit.world.clock.advance(60)
        payment = await visit.payment()

    assert (PaymentState.AUTHORIZED, payment.amount) == (payment.state, payment.captured)
    assert visit.world.clock.now() < START + timedelta(days=7)


async def test_a_shorter_guarantee_that_becomes_known_brings_the_safety_capture_forward() -> None:
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        payment = await paid(visit, Serving.TAKE_AWAY)
        report = world.payments.reports[payment.reference]
        until = world.clock.now() + timedelta(days=3)
        await visit.house.recording.record(payment.reference, replace(report, guaranteed_until=until))
        sooner = await visit.payment()
        story = await visit.house.services.timeline.of(payment.reference)

    assert until - timedelta(days=2) == sooner.capture_due_at
    assert TakesBy(at=until - timedelta(days=2), limit=Limit.GUARANTEE) in [entry.fact for entry in story]


async def a_minute_after_days_off(visit: Visit) -> Payment:
    await visit.world.clock.advance(timedelta(days=6).total_seconds())
    visit.house = visit.world.house(visit.world.restaurant(capture_at_once=BY_MODE))
    async with visit.house.running():
        await visit.world.clock.advance(60)
        return await visit.payment()


async def test_what_the_guest_gave_up_is_released_and_not_taken_when_its_time_is_over_already() -> None:
    """Approved after all while the hub was dark; nobody was ever handed anything."""
    visit = await approved_while_the_hub_is_away(days=6, given_up=True)
    async with visit.house.running():
        await visit.world.clock.advance(60)
        payment = await visit.payment()
        story = [entry.fact for entry in await visit.house.services.timeline.of(payment.reference)]

    assert (PaymentState.AUTHORIZED, 0, payment.amount) == (payment.state, payment.captured.minor, payment.cancelled)
    assert (0, 1) == (visit.world.payments.count("capture"), story.count(Released()))
    assert not [fact for fact in story if isinstance(fact, TakesBy)]


async def test_what_the_guest_gave_up_and_cannot_be_released_is_for_a_person() -> None:
    visit = await approved_while_the_hub_is_away(days=6, given_up=True)
    visit.world.payments.trouble("cancel", Refused("no", code="6140", status=400), times=99)
    async with visit.house.running():
        await visit.world.clock.advance(3600)
        payment = await visit.payment()

    assert (Attention.RELEASE_REFUSED, 0) == (payment.attention, payment.captured.minor)
    assert 0 == visit.world.payments.count("capture")


async def test_what_was_given_up_is_taken_like_any_other_when_the_hub_hears_of_the_approval_in_time() -> None:
    """The thumb was quicker: everybody sees that it is paid, and who waits for the food is served."""
    visit = await approved_while_the_hub_is_away(days=1, given_up=True)
    async with visit.house.running():
        await visit.world.clock.advance(60)
        waits = await visit.payment()
    taken = await a_minute_after_days_off(visit)

    assert (0, 0) == (waits.captured.minor, waits.cancelled.minor)
    assert (waits.amount, 0) == (taken.captured, taken.cancelled.minor)


async def test_cancel_on_a_tablet_that_has_not_heard_of_the_approval_gives_nothing_up() -> None:
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        payment = await paid(visit, Serving.TAKE_AWAY)
        await visit.house.services.paying.cancel(payment.reference)
    taken = await a_minute_after_days_off(visit)

    assert (payment.amount, 0) == (taken.captured, taken.cancelled.minor)


async def test_at_once_takes_the_money_of_a_guest_whose_thumb_was_quicker_than_their_cancel() -> None:
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once=BY_MODE)))
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        asked = await visit.pays()
        world.payments.trouble("cancel", Refused("approving", code="6250", status=409))
        await visit.house.services.paying.cancel(asked.reference)
        await visit.approves()
        await world.clock.advance(60)
        payment = await visit.payment()

    assert (payment.amount, 0) == (payment.captured, payment.cancelled.minor)

"""Cancel and capture that were refused, lost or limited: what is repeated, and what needs a new key."""

import pytest

from app.domain.errors import IllegalMove, InvalidValue
from app.domain.facts import NeedsPerson
from app.domain.ids import IdempotencyKey
from app.domain.money import Currency, Money
from app.domain.payment import Attention, Ending, Payment, PaymentState, Remedy
from app.domain.restaurant import Restaurant
from app.domain.vat import Serving
from app.ports.errors import (
    Conflict,
    Delayed,
    NoLonger,
    OnlyWhole,
    OutcomeUnknown,
    PortError,
    RateLimited,
    Refused,
    Unreachable,
)
from support.house import KARIS_CODE, Visit, World

AT_HAND_OVER = {Serving.EAT_HERE: False, Serving.TAKE_AWAY: False}


def nok(minor: int) -> Money:
    return Money(minor, Currency.NOK)


def captures(world: World) -> list[IdempotencyKey]:
    return [key for call, key in world.payments.keys if call == "capture"]


def cancels(world: World) -> list[IdempotencyKey]:
    return [key for call, key in world.payments.keys if call == "cancel"]


async def asked(visit: Visit) -> Payment:
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    return await visit.pays()


async def authorized(visit: Visit) -> Payment:
    await asked(visit)
    return await visit.approves()


async def test_a_cancel_that_was_refused_is_tried_again_with_a_new_key() -> None:
    """6250: the guest is in the middle of approving. Vipps keeps refusing a key that it refused once."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        world.payments.trouble("cancel", Conflict("approving", code="6250", status=409))
        still_open = await visit.house.services.paying.cancel(payment.reference)
        await world.clock.advance(30)
        cancelled = await visit.payment()

    assert still_open.state is PaymentState.REQUESTED
    assert (cancelled.state, cancelled.ending) == (PaymentState.TERMINATED, Ending.CANCELLED)
    assert cancels(world) == [f"{payment.reference}-cancel-1", f"{payment.reference}-cancel-2"]


@pytest.mark.parametrize("error", [OutcomeUnknown("lost"), Unreachable("no connection"), RateLimited("later", 1.0)])
async def test_a_cancel_whose_outcome_is_unknown_is_repeated_with_the_same_key(error: PortError) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        world.payments.trouble("cancel", error)
        await visit.house.services.paying.cancel(payment.reference)
        await world.clock.advance(30)
        cancelled = await visit.payment()

    assert cancelled.state is PaymentState.TERMINATED
    assert set(cancels(world)) == {f"{payment.reference}-cancel-1"}


async def test_a_cancel_is_tried_at_most_five_times_a_minute() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        world.payments.trouble("cancel", Conflict("approving", code="6250", status=409), times=99)
        await visit.house.services.paying.cancel(payment.reference)
        await world.clock.advance(59)

    assert len(cancels(world)) <= 5
    assert len(set(cancels(world))) == len(cancels(world))


@pytest.mark.parametrize("error", [OutcomeUnknown("lost"), Unreachable("no connection"), RateLimited("6280", 1.0)])
@pytest.mark.parametrize("done", [True, False])
async def test_a_capture_whose_outcome_is_unknown_is_repeated_with_the_same_key_and_amount(
    error: PortError, *, done: bool
) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        world.payments.trouble("capture", error, done=done)
        await visit.approves()
        await world.clock.advance(60)
        captured = await visit.payment()

    assert captured.captured == captured.amount
    assert captures(world) == [f"{payment.reference}-capture-1"] * 2
    assert {call[2] for call in world.payments.calls if call[0] == "capture"} == {captured.amount}


@pytest.mark.parametrize("error", [Conflict("busy", code="6160", status=423), Refused("no", code="6140", status=400)])
async def test_a_capture_that_was_refused_is_looked_up_and_tried_with_a_new_key(error: PortError) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        world.payments.trouble("capture", error)
        await visit.approves()
        await world.clock.advance(60)
        captured = await visit.payment()

    assert captured.captured == captured.amount
    assert captures(world) == [f"{payment.reference}-capture-1", f"{payment.reference}-capture-2"]


async def test_a_reservation_that_the_bank_released_is_a_matter_for_a_person() -> None:
    """6260: no retry can succeed, so nothing is tried again and the payment says why."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await asked(visit)
        world.payments.trouble("capture", NoLonger("released", code="6260", status=400))
        await visit.approves()
        await world.clock.advance(24 * 3600)
        payment = await visit.payment()
        story = await visit.house.services.timeline.of(payment.reference)

    assert payment.attention is Attention.RESERVATION_GONE
    assert len(captures(world)) == 1
    assert NeedsPerson(attention=Attention.RESERVATION_GONE) in [entry.fact for entry in story]


async def test_a_capture_that_is_refused_again_and_again_ends_with_a_person() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await asked(visit)
        world.payments.trouble("capture", Refused("only full capture", code="6140", status=400), times=99)
        await visit.approves()
        await world.clock.advance(24 * 3600)
        payment = await visit.payment()

    assert payment.attention is Attention.CAPTURE_REFUSED
    assert len(captures(world)) < 10


async def test_a_part_is_captured_and_the_rest_released() -> None:
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        capturing = visit.house.services.capturing
        await capturing.capture(payment.reference, nok(10_000))
        await world.clock.advance(1)
        part = await visit.payment()
        await capturing.release(payment.reference)
        await world.clock.advance(1)
        rest = await visit.payment()

    assert (part.captured, part.left_to_capture) == (nok(10_000), nok(8_900))
    assert (rest.captured, rest.cancelled, rest.left_to_capture) == (nok(10_000), nok(8_900), nok(0))


async def test_a_part_is_captured_and_the_rest_goes_back_by_one_decision_also_across_a_restart() -> None:
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        world.payments.trouble("cancel", Unreachable("no connection"))
        await visit.house.services.capturing.capture(payment.reference, nok(10_000), release_rest=True)
        await world.clock.advance(1)
        half = await visit.payment()
    visit.house = world.house(at_hand_over(world))
    async with visit.house.running():
        await world.clock.advance(60)
        whole = await visit.payment()

    assert (nok(10_000), nok(0), True) == (half.captured, half.cancelled, half.release_asked)
    assert (nok(10_000), nok(8_900), False) == (whole.captured, whole.cancelled, whole.release_asked)
    assert 1 == len(captures(world))


async def test_a_capture_decided_on_what_is_not_left_any_more_is_refused() -> None:
    """Two people at two tablets: each saw all of it."""
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        capturing = visit.house.services.capturing
        await capturing.capture(payment.reference, nok(5_000), seen=payment.amount)
        await world.clock.advance(1)
        with pytest.raises(IllegalMove):
            await capturing.capture(payment.reference, nok(5_000), seen=payment.amount)

    assert 1 == len(captures(world))


async def test_two_parts_are_captured_with_two_keys() -> None:
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        await visit.house.services.capturing.capture(payment.reference, nok(10_000))
        await world.clock.advance(1)
        await visit.house.services.capturing.capture(payment.reference)
        await world.clock.advance(1)
        captured = await visit.payment()

    assert captured.captured == captured.amount
    assert captures(world) == [f"{payment.reference}-capture-1", f"{payment.reference}-capture-2"]


async def test_a_part_whose_answer_was_lost_is_not_captured_twice() -> None:
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        world.payments.trouble("capture", OutcomeUnknown("lost"), done=True)
        world.payments.trouble("capture", Conflict("busy", code="6160", status=423))
        await visit.house.services.capturing.capture(payment.reference, nok(5_000))
        await world.clock.advance(120)
        captured = await visit.payment()

    assert captured.captured == nok(5_000)


@pytest.mark.parametrize("amount", [nok(0), nok(-100), nok(18_901), Money(100, Currency.EUR)])
async def test_a_capture_of_a_wrong_amount_is_refused_before_anything_is_sent(amount: Money) -> None:
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        with pytest.raises(InvalidValue):
            await visit.house.services.capturing.capture(payment.reference, amount)

    assert captures(world) == []


async def test_what_is_not_authorized_cannot_be_captured_or_released() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await asked(visit)
        for act in (visit.house.services.capturing.capture, visit.house.services.capturing.release):
            with pytest.raises(IllegalMove):
                await act(payment.reference)

    assert captures(world) == []


def at_hand_over(world: World) -> Restaurant:
    """The demo restaurant, taking the money only when the food is handed over."""
    return world.restaurant(capture_at_once=AT_HAND_OVER)


DELAYED = Delayed("capture failed for now")


async def stuck(visit: Visit, world: World) -> Payment:
    """6280 again and again: approved, and the bank cannot pay out for now."""
    await asked(visit)
    world.payments.down(DELAYED, "capture")
    await visit.approves()
    await world.clock.advance(3600)
    return await visit.payment()


async def test_a_capture_that_the_bank_delays_is_told_to_a_person_and_tried_on_with_the_same_key() -> None:
    """The money may be gone for good when the reservation ends, so nobody waits for it in silence."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await stuck(visit, world)
        tries = len(captures(world))
        world.payments.up()
        await world.clock.advance(3600)
        captured = await visit.payment()

    assert (Attention.CAPTURE_REFUSED, payment.amount) == (payment.attention, payment.capturing)
    assert 8 < tries < 20
    assert {f"{payment.reference}-capture-1"} == set(captures(world))
    assert (captured.amount, None) == (captured.captured, captured.attention)


async def test_a_person_may_release_what_the_bank_delays() -> None:
    """The guest pays another way: from then on nothing takes the money any more."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await stuck(visit, world)
        await visit.house.services.capturing.release(payment.reference)
        world.payments.up()
        await world.clock.advance(3600)
        released = await visit.payment()

    assert (released.amount, nok(0), None) == (released.cancelled, released.captured, released.attention)


async def test_a_person_may_try_at_once_what_the_bank_delays_and_the_key_keeps_its_amount() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await stuck(visit, world)
        world.payments.up()
        await visit.house.services.capturing.capture(payment.reference, nok(100))
        await world.clock.advance(2)
        captured = await visit.payment()

    assert (payment.amount, None) == (captured.captured, captured.attention)


async def test_what_was_taken_care_of_is_not_taken_by_a_later_try() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await stuck(visit, world)
        await visit.house.services.admin.attending.attend(payment.reference, Remedy.PAID_OTHERWISE, "Anna")
        world.payments.up()
        await world.clock.advance(24 * 3600)
        after = await visit.payment()

    assert (nok(0), None, None) == (after.captured, after.attention, after.capturing)


async def test_a_part_that_the_sales_unit_cannot_take_is_for_a_person_at_once_who_takes_the_whole() -> None:
    """6140: some sales units take all or nothing. The whole is taken with a key that was not refused yet."""
    world = World()
    visit = Visit(world, world.house(at_hand_over(world)))
    async with visit.house.running():
        payment = await authorized(visit)
        world.payments.trouble("capture", OnlyWhole("only the full amount", code="6140", status=400))
        await visit.house.services.capturing.capture(payment.reference, nok(10_000))
        await world.clock.advance(1)
        refused = await visit.payment()
        await visit.house.services.capturing.capture(payment.reference)
        await world.clock.advance(1)
        captured = await visit.payment()

    assert (Attention.CAPTURE_REFUSED, None) == (refused.attention, refused.capturing)
    assert (captured.amount, None) == (captured.captured, captured.attention)
    assert [f"{payment.reference}-capture-1", f"{payment.reference}-capture-2"] == captures(world)

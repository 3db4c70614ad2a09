"""What those who run the restaurant see of it, and that nothing of it names a guest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.facts import Moved
from app.domain.ids import OrderId
from app.domain.oversight import Sorted, Step
from app.domain.payment import Attention, Payment, PaymentState
from app.ports.errors import NoLonger, OutcomeUnknown, Refused, Unreachable
from app.services.admin.overseeing import Overseeing
from app.services.basics.errors import NoSuchPayment
from support.house import KARI, KARIS_CODE, Visit, World


def overseeing(visit: Visit) -> Overseeing:
    return visit.house.services.admin.overseeing


async def test_when_all_is_well_nothing_stands_open() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
        seen = await overseeing(visit).overview()

    assert (seen.troubled, seen.parked, seen.open_payments, seen.in_doubt) == ((), (), 0, 0)
    assert (seen.waiting, seen.waiting_since, seen.stuck_rewards) == (0, None, 0)


async def test_an_open_payment_and_one_in_doubt_are_counted() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        world.payments.trouble("request", OutcomeUnknown("lost"), done=True)
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.pays()
        seen = await overseeing(visit).overview()

    assert (seen.open_payments, seen.in_doubt) == (1, 1)


async def test_a_message_that_was_tried_in_vain_is_late_and_one_in_its_time_of_grace_is_not() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        world.loyalty.down(Unreachable("no connection"), "post_order")
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        graceful = await overseeing(visit).overview()
        await world.clock.advance(world.restaurant().grace.total_seconds() + 10)
        late = await overseeing(visit).overview()

    assert (graceful.waiting, graceful.waiting_since) == (1, None)
    assert late.waiting == 1
    assert late.waiting_since is not None


async def test_a_parked_message_needs_a_person_and_names_its_payment() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        world.loyalty.trouble("post_order", Refused("the store is unknown", status=422))
        payment = await visit.pays_for_karis_soup()
        (parked,) = (await overseeing(visit).overview()).parked
        (listed,) = await overseeing(visit).messages()

    assert (parked.reference, parked.order_number, parked.may_be_tried_again) == (payment.reference, 1, True)
    assert parked.message.reason == "Refused: the store is unknown"
    assert listed == parked


async def test_a_refund_refused_for_good_is_told_once_by_its_payment() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold", by="Anna")
        await world.clock.advance(10)
        seen = await overseeing(visit).overview()
        (message,) = await overseeing(visit).messages()

    (troubled,) = seen.troubled
    assert (troubled.payment.attention, seen.parked) == (Attention.REFUND_REFUSED, ())
    assert not message.may_be_tried_again


async def test_a_day_is_the_restaurants_own_and_newest_first() -> None:
    """START is 18:00 UTC, 19:00 in Oslo; five hours later another day has begun there."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        first = await visit.pays()
        day = overseeing(visit).today()
        await world.clock.advance(5 * 3600 + 1)
        await visit.orders_soup()
        second = await visit.pays()
        today = overseeing(visit).today()
        yesterday = await overseeing(visit).of_day(day)
        listed = await overseeing(visit).of_day(today)

    assert today == day + timedelta(days=1)
    assert [each.payment.reference for each in yesterday] == [first.reference]
    assert [(each.payment.reference, each.order_number) for each in listed] == [(second.reference, 2)]


@pytest.mark.parametrize("words", ["1", " #1 ", "order00001", "TAFFEL-ORDER00001-1-1"])
async def test_a_payment_is_found_by_order_number_or_reference(words: str) -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    payment = await visit.pays()
    found = await overseeing(visit).found(words)
    await visit.house.background.close()

    assert [each.payment.reference for each in found] == [payment.reference]


@pytest.mark.parametrize("words", ["", "  ", "2", "1000", "%", "_", "nobody", "¹"])
async def test_words_that_name_no_payment_find_none(words: str) -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.pays()
    found = await overseeing(visit).found(words)
    await visit.house.background.close()

    assert found == ()


async def test_the_file_of_a_payment_has_its_lines_story_and_messages_and_no_guest() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        file = await overseeing(visit).payment(payment.reference)

    assert [(each.line.product_id, each.given_back) for each in file.lines] == [("fish_soup", False)]
    assert (file.order_number, file.refundable, len(file.messages)) == (1, payment.amount, 1)
    assert Moved(before=PaymentState.REQUESTED, after=PaymentState.AUTHORIZED, ending=None) in [
        entry.fact for entry in file.story
    ]
    shown = (file.payment.reference, file.lines, file.story, file.refunds)
    assert KARI not in repr(shown)
    assert "Kari" not in repr(shown)


async def test_a_line_that_was_given_back_is_marked() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        before = await overseeing(visit).payment(payment.reference)
        line_ids = tuple(each.line.id for each in before.lines)
        await visit.house.services.refunding.refund_lines(payment.reference, line_ids, reason="cold", by="Anna")
        file = await overseeing(visit).payment(payment.reference)

    assert [each.given_back for each in file.lines] == [True]
    assert (before.steps, file.steps) == (frozenset({Step.REFUND}), frozenset())


@pytest.mark.parametrize("reference", ["nobody-knows-it", "", "a b", "short"])
async def test_a_payment_that_nobody_knows_is_told_as_such(reference: str) -> None:
    world = World()
    with pytest.raises(NoSuchPayment):
        await world.house().services.admin.overseeing.payment(reference)


async def test_what_may_be_done_follows_from_how_the_payment_stands() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    waiting = await visit.pays()
    file = await overseeing(visit).payment(waiting.reference)
    await visit.house.background.close()
    held = replace(waiting, state=PaymentState.AUTHORIZED, authorized=waiting.amount)
    troubled = replace(held, attention=Attention.CAPTURE_REFUSED)
    ended = replace(waiting, state=PaymentState.ABORTED, attention=Attention.MONEY_AFTER_END)

    def steps(payment: Payment) -> set[Step]:
        return set(replace(file, payment=payment).steps)

    assert steps(waiting) == {Step.GIVE_UP}
    assert steps(replace(waiting, cancel_asked=True)) == set()
    assert steps(held) == {Step.CAPTURE, Step.RELEASE}
    assert steps(replace(held, capturing=held.amount)) == set()
    assert steps(troubled) == {Step.CAPTURE, Step.RELEASE, Step.ATTEND}
    assert steps(ended) == {Step.RELEASE, Step.ATTEND}


async def test_payments_are_sorted_by_what_became_of_them() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    waiting = await visit.pays()
    await visit.house.background.close()
    held = replace(waiting, state=PaymentState.AUTHORIZED, authorized=waiting.amount, captured=waiting.amount)
    cases = {
        "open": waiting,
        "in doubt": replace(waiting, state=PaymentState.IN_DOUBT),
        "paid": held,
        "refunded": replace(held, refunded=held.amount),
        "unpaid": replace(waiting, state=PaymentState.EXPIRED),
        "troubled": replace(held, attention=Attention.REFUND_REFUSED),
    }
    found = {sort: [name for name, payment in cases.items() if sort.holds(payment)] for sort in Sorted}

    assert found == {
        Sorted.ALL: list(cases),
        Sorted.OPEN: ["open", "in doubt"],
        Sorted.PAID: ["paid", "refunded", "troubled"],
        Sorted.REFUNDED: ["refunded"],
        Sorted.UNPAID: ["unpaid"],
        Sorted.TROUBLED: ["in doubt", "troubled"],
    }


async def test_a_payment_whose_order_is_not_there_any_more_is_listed_without_a_number() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    payment = await visit.pays()
    await visit.house.background.close()
    world.storage.tables.payments[payment.reference] = replace(payment, order_id=OrderId("gone"))
    (listed,) = await overseeing(visit).of_day(overseeing(visit).today())

    assert listed.order_number == 0

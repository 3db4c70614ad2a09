"""Money given back, differences found, and the story told."""

import pytest

from app.domain.errors import InvalidValue
from app.domain.facts import AmountDiffers, Fix, Moved, Part, WaitsForPerson
from app.domain.ids import IdempotencyKey
from app.domain.money import Currency, Money
from app.domain.payment import Attention, PaymentState
from app.domain.refund import RefundState
from app.domain.timeline import EntryKind
from app.ports.errors import NoLonger, OutcomeUnknown, StorageUnavailable, Unreachable
from support.house import KARI, KARIS_CODE, Visit, World

DAY = 24 * 3600


def nok(minor: int) -> Money:
    return Money(minor, Currency.NOK)


async def test_a_full_refund_gives_the_money_back_and_takes_the_points_back() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        await visit.house.services.refunding.refund(payment.reference, None, reason="cold soup", by="Anna")
        await world.clock.advance(10)
        after = await visit.payment()
        (refund,) = await visit.house.services.refunding.of(payment.reference)

    assert (after.refunded, refund.state, refund.reason, refund.asked_by) == (
        after.amount,
        RefundState.DONE,
        "cold soup",
        "Anna",
    )
    assert world.loyalty.members[KARI].points == 120
    assert len(world.loyalty.refunded) == 1


async def test_a_part_is_given_back_and_the_programme_is_not_told() -> None:
    """The programme has no call for a part of an order."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        await visit.house.services.refunding.refund(payment.reference, nok(5_000), reason="late", by="Anna")
        await world.clock.advance(10)
        after = await visit.payment()

    assert after.refunded == nok(5_000)
    assert world.loyalty.refunded == set()


async def test_a_line_is_given_back_once() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        order = await visit.house.services.ordering.get(visit.order_id)
        refunding = visit.house.services.refunding
        await refunding.refund_lines(payment.reference, (order.lines[0].id,), reason="cold", by="Anna")
        with pytest.raises(InvalidValue):
            await refunding.refund_lines(payment.reference, (order.lines[0].id,), reason="cold", by="Anna")
        await world.clock.advance(10)
        after = await visit.payment()

    assert after.refunded == order.lines[0].amount


@pytest.mark.parametrize("amount", [nok(0), nok(-1), nok(18_901), Money(100, Currency.EUR)])
async def test_a_wrong_refund_is_refused_before_anything_is_sent(amount: Money) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        with pytest.raises(InvalidValue):
            await visit.house.services.refunding.refund(payment.reference, amount, reason="no", by="Anna")
        await world.clock.advance(10)

    assert world.payments.count("refund") == 0


async def test_refunds_that_wait_count_against_what_is_left() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.down(Unreachable("no connection"), "refund")
        await visit.house.services.refunding.refund(payment.reference, nok(18_000), reason="cold", by="Anna")
        with pytest.raises(InvalidValue):
            await visit.house.services.refunding.refund(payment.reference, nok(1_000), reason="cold", by="Anna")


@pytest.mark.parametrize("done", [True, False])
async def test_a_refund_whose_answer_was_lost_is_given_once(*, done: bool) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble("refund", OutcomeUnknown("lost"), done=done)
        await visit.house.services.refunding.refund(payment.reference, nok(5_000), reason="cold", by="Anna")
        await world.clock.advance(60)
        after = await visit.payment()

    assert after.refunded == nok(5_000)
    assert len({key for call, key in world.payments.keys if call == "refund"}) == 1


async def test_a_refund_that_is_refused_for_good_is_a_matter_for_a_person() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble("refund", NoLonger("the time to refund is over", code="6220", status=400))
        await visit.house.services.refunding.refund(payment.reference, nok(5_000), reason="cold", by="Anna")
        await world.clock.advance(60)
        after = await visit.payment()
        (refund,) = await visit.house.services.refunding.of(payment.reference)
        reconciled = await visit.house.services.reconciling.reconcile()

    assert (after.attention, refund.state) == (Attention.REFUND_REFUSED, RefundState.REFUSED)
    waits = WaitsForPerson(attention=Attention.REFUND_REFUSED)
    assert [difference.what for difference in reconciled.differences] == [waits]
    assert world.loyalty.refunded == set()


async def test_reconciling_says_nothing_when_all_agrees() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
        reconciled = await visit.house.services.reconciling.reconcile()

    assert (reconciled.compared, reconciled.unanswered, reconciled.differences) == (1, 0, ())


async def test_a_refund_made_in_the_portal_is_found_and_recorded() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
        reconciled = await visit.house.services.reconciling.reconcile()
        after = await visit.payment()

    (difference,) = reconciled.differences
    more = AmountDiffers(part=Part.REFUNDED, ours=nok(0), theirs=nok(1_000), fix=Fix.DONE_ELSEWHERE)
    assert difference.what == more
    assert difference.mended
    assert after.refunded == nok(1_000)


async def test_money_that_is_held_for_a_payment_that_ended_is_found_and_released() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()
        world.payments.decline(payment.reference)
        await world.clock.advance(6)
        world.payments.approve(payment.reference)
        reconciled = await visit.house.services.reconciling.reconcile()
        released = await visit.house.services.capturing.release(payment.reference)

    (difference,) = reconciled.differences
    assert difference.what == WaitsForPerson(attention=Attention.MONEY_AFTER_END)
    assert (released.state, released.attention) == (PaymentState.ABORTED, None)


async def test_what_a_comparison_found_is_known_after_a_restart_and_to_every_hub() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        never = await visit.house.services.reconciling.last()
        world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
        reconciled = await visit.house.services.reconciling.reconcile()
        other = await world.house().services.reconciling.last()
    restarted = await world.house().services.reconciling.last()

    assert never is None
    assert [difference.reference for difference in reconciled.differences] == [payment.reference]
    assert [reconciled, reconciled] == [other, restarted]


async def test_a_database_that_is_full_leaves_the_comparison_before() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
        first = await visit.house.services.reconciling.reconcile()
        await world.clock.advance(60)
        world.storage.refuse_commits_with = StorageUnavailable("the disk is full")
        with pytest.raises(StorageUnavailable):
            await visit.house.services.reconciling.reconcile()
        world.storage.refuse_commits_with = None

        assert first == await visit.house.services.reconciling.last()


async def test_the_night_reconciles_by_itself() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
        await world.clock.advance(24 * 3600)
        after = await visit.payment()

    assert after.refunded == nok(1_000)


async def test_money_that_is_still_held_is_compared_however_old_the_payment_is() -> None:
    """Not handed over, and let go in the provider's portal on the fourth day: nobody else would notice."""
    world = World()
    visit = Visit(world, world.house(world.restaurant(capture_at_once={})))
    async with visit.house.running():
        held = await visit.pays_for_karis_soup()
    await world.clock.advance(4 * DAY)
    before = await world.house().services.reconciling.reconcile()
    await world.payments.cancel(held.reference, IdempotencyKey("portal"), only_if_unapproved=False)
    reconciled = await world.house().services.reconciling.reconcile()

    assert (1, ()) == (before.compared, before.differences)
    less = AmountDiffers(part=Part.CANCELLED, ours=nok(0), theirs=held.amount, fix=Fix.DONE_ELSEWHERE)
    assert [less] == [difference.what for difference in reconciled.differences]


async def test_what_is_refunded_weeks_later_is_compared_once_more() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        await visit.house.services.reconciling.reconcile()
    await world.clock.advance(30 * DAY)
    compared = [(await world.house().services.reconciling.reconcile()).compared for _ in range(2)]
    await world.house().services.refunding.refund(payment.reference, nok(5_000), reason="late", by="Anna")
    compared.append((await world.house().services.reconciling.reconcile()).compared)

    assert [1, 0, 1] == compared


async def test_a_hub_that_is_off_every_night_compares_soon_after_it_starts() -> None:
    """Back to the day before the last comparison, so that nothing falls between two of them."""
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        await visit.house.services.reconciling.reconcile()
    world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
    await world.clock.advance(20 * DAY)
    visit.house = world.house()
    async with visit.house.running():
        started = world.clock.now()
        await world.clock.advance(60)
        not_yet = await visit.payment()
        await world.clock.advance(90)
        after = await visit.payment()
        last = await visit.house.services.reconciling.last()

    assert (nok(0), nok(1_000)) == (not_yet.refunded, after.refunded)
    assert last is not None
    assert (1, True) == (last.compared, last.at > started)


@pytest.mark.parametrize(("hours", "again"), [(23, False), (25, True)])
async def test_a_start_after_a_night_that_was_compared_compares_nothing(*, hours: int, again: bool) -> None:
    world = World()
    async with world.house().running():
        first = await world.house().services.reconciling.reconcile()
    await world.clock.advance(hours * 3600)
    house = world.house()
    async with house.running():
        await world.clock.advance(150)
        last = await house.services.reconciling.last()

    assert last is not None
    assert again == (last.at > first.at)


async def test_a_house_that_never_compared_does_so_after_its_first_start() -> None:
    world = World()
    house = world.house()
    async with house.running():
        await world.clock.advance(150)

        assert await house.services.reconciling.last() is not None


async def test_the_story_of_a_payment_names_nobody() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        story = await visit.house.services.timeline.of(payment.reference)

    assert {entry.kind for entry in story} >= {
        EntryKind.DECISION,
        EntryKind.REQUEST,
        EntryKind.ANSWER,
        EntryKind.STATE,
    }
    assert not [entry for entry in story if KARI in repr(entry) or "Kari" in repr(entry)]
    assert Moved(before=PaymentState.REQUESTED, after=PaymentState.AUTHORIZED, ending=None) in [
        entry.fact for entry in story
    ]


async def test_one_payment_is_followed_by_one_worker() -> None:
    world = World()
    first = Visit(world, world.house(worker="hub-a"))
    second = world.house(worker="hub-b")
    async with first.house.running(alone=False), second.running(alone=False):
        await first.orders_soup()
        await first.shows(KARIS_CODE)
        await first.pays()
        await world.clock.advance(60)

    assert world.payments.count("look_up") <= 1 + 60 / 2


async def test_a_payment_whose_worker_died_is_followed_by_another() -> None:
    world = World()
    first = Visit(world, world.house(worker="hub-a"))
    async with first.house.running(alone=False):
        await first.orders_soup()
        await first.shows(KARIS_CODE)
        payment = await first.pays()
        await world.clock.advance(6)
    second = Visit(world, world.house(worker="hub-b"), first.order_id)
    async with second.house.running(alone=False):
        world.payments.approve(payment.reference)
        await world.clock.advance(90)
        after = await second.payment()

    assert after.state is PaymentState.AUTHORIZED

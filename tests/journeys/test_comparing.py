"""The comparison with the provider's books: nights without an answer, and payments that move while it runs."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.facts import AmountDiffers, Fix, Part
from app.domain.ids import Reference
from app.domain.money import Currency, Money
from app.domain.payment import PaymentReport
from app.domain.timeline import EntryKind
from app.ports.errors import OutcomeUnknown, Unreachable
from support.fakes import FakePaymentProvider, settle
from support.house import KARIS_CODE, Visit, World

HOUR = 3600
DAY = 24 * HOUR
NO_NET = Unreachable("the router is off")


def nok(minor: int) -> Money:
    return Money(minor, Currency.NOK)


class Meanwhile(FakePaymentProvider):
    """Something happens while a look-up is under way: before the provider reads its books, or after."""

    def __init__(self, *, before: bool = True, times: int = 1) -> None:
        super().__init__()
        self.before, self.times = before, times
        self.does: Callable[[], Awaitable[object]] | None = None

    async def look_up(self, reference: Reference) -> PaymentReport:
        if self.does is None or not self.times:
            return await super().look_up(reference)
        self.times -= 1
        if self.before:
            await self.does()
        report = await super().look_up(reference)
        if not self.before:
            await self.does()
        return report


def held_in(world: World) -> Visit:
    """A visit to a house that takes the money at hand-over."""
    return Visit(world, world.house(world.restaurant(capture_at_once={})))


# -- nights without an answer


@pytest.mark.parametrize("compared_before", [True, False])
async def test_what_moved_in_nights_without_an_answer_is_compared_when_there_is_one(*, compared_before: bool) -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
    reconciling = world.house().services.reconciling
    if compared_before:
        await reconciling.reconcile()
    world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
    world.payments.down(NO_NET, "look_up")
    unanswered = []
    for _ in range(5):
        await world.clock.advance(DAY)
        unanswered.append((await reconciling.reconcile()).unanswered)
    world.payments.up()
    heard = await reconciling.reconcile()

    more = AmountDiffers(part=Part.REFUNDED, ours=nok(0), theirs=nok(1_000), fix=Fix.DONE_ELSEWHERE)
    assert [1] * 5 == unanswered
    assert ([more], 0) == ([each.what for each in heard.differences], heard.unanswered)
    assert nok(1_000) == (await visit.payment()).refunded


async def test_a_whole_comparison_is_leaned_on_and_an_unanswered_one_is_not() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
    reconciling = world.house().services.reconciling
    whole = await reconciling.reconcile()
    await world.clock.advance(HOUR)
    world.payments.down(NO_NET, "look_up")
    unanswered = await reconciling.reconcile()
    await world.clock.advance(60 * DAY)
    long_after = await reconciling.reconcile()

    assert whole.at == whole.compared_to == unanswered.compared_to
    assert long_after.at - timedelta(days=30) == long_after.compared_to


async def test_a_night_without_an_answer_is_tried_again_every_hour_until_there_is_one() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        await world.clock.advance(150)
        world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
        world.payments.down(NO_NET, "look_up")
        await world.clock.advance(DAY)
        in_vain = await visit.payment()
        world.payments.up()
        await world.clock.advance(HOUR)
        noticed = await visit.payment()
        looks = world.payments.count("look_up")
        await world.clock.advance(2 * HOUR)

    assert (nok(0), nok(1_000)) == (in_vain.refunded, noticed.refunded)
    assert looks == world.payments.count("look_up")


async def test_a_start_after_a_comparison_without_an_answer_compares() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
    world.payments.down(NO_NET, "look_up")
    await world.house().services.reconciling.reconcile()
    world.payments.up()
    world.payments.gives_back_elsewhere(payment.reference, nok(1_000))
    visit.house = world.house()
    async with visit.house.running():
        await world.clock.advance(150)

        assert nok(1_000) == (await visit.payment()).refunded


async def test_tries_of_one_night_tell_a_difference_once() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.pays_for_karis_soup()
        differs = await visit.pays_for_karis_soup()
        report = world.payments.reports[differs.reference]
        world.payments.reports[differs.reference] = replace(report, captured=nok(0))
        found = []
        for _ in range(3):
            world.payments.trouble("look_up", NO_NET)  # of the payment before
            found.append((await visit.house.services.reconciling.reconcile()).differences)
        story = await visit.house.services.timeline.of(differs.reference)

    assert [1, 1, 1] == [len(each) for each in found]
    assert 1 == len([entry for entry in story if entry.kind is EntryKind.DIFFERENCE])


# -- payments that move meanwhile


@pytest.mark.parametrize("before", [True, False])
async def test_a_hand_over_while_the_comparison_runs_is_no_difference(*, before: bool) -> None:
    world = World()
    world.payments = provider = Meanwhile(before=before)
    visit = held_in(world)
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()

        async def handed_over() -> None:
            await visit.house.services.capturing.hand_over(visit.order_id)
            await settle(50)

        provider.does = handed_over
        reconciled = await visit.house.services.reconciling.reconcile()

        assert payment.amount == (await visit.payment()).captured
        assert (1, 0, ()) == (reconciled.compared, reconciled.unanswered, reconciled.differences)


@pytest.mark.parametrize("before", [True, False])
async def test_an_approval_that_was_recorded_while_the_comparison_runs_is_no_difference(*, before: bool) -> None:
    world = World()
    world.payments = provider = Meanwhile(before=before)
    visit = held_in(world)
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    payment = await visit.pays()

    async def approved() -> None:
        provider.approve(payment.reference)
        await visit.house.watching.look(payment.reference)

    provider.does = approved
    reconciled = await visit.house.services.reconciling.reconcile()
    await visit.house.background.close()

    assert (1, ()) == (reconciled.compared, reconciled.differences)


@pytest.mark.parametrize("before", [True, False])
async def test_a_refund_while_the_comparison_runs_is_no_difference(*, before: bool) -> None:
    world = World()
    world.payments = provider = Meanwhile(before=before)
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()

        async def given_back() -> None:
            await visit.house.services.refunding.refund(payment.reference, nok(5_000), reason="cold", by="Anna")
            await settle(50)

        provider.does = given_back
        reconciled = await visit.house.services.reconciling.reconcile()

        assert nok(5_000) == (await visit.payment()).refunded
        assert (1, ()) == (reconciled.compared, reconciled.differences)


async def test_what_was_done_elsewhere_is_told_although_the_payment_moved_meanwhile() -> None:
    world = World()
    world.payments = provider = Meanwhile()
    visit = held_in(world)
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()

        async def handed_over_and_given_back_elsewhere() -> None:
            await visit.house.services.capturing.hand_over(visit.order_id)
            await settle(50)
            provider.gives_back_elsewhere(payment.reference, nok(1_000))

        provider.does = handed_over_and_given_back_elsewhere
        reconciled = await visit.house.services.reconciling.reconcile()

    more = AmountDiffers(part=Part.REFUNDED, ours=nok(0), theirs=nok(1_000), fix=Fix.DONE_ELSEWHERE)
    assert [more] == [each.what for each in reconciled.differences]


async def test_a_payment_that_never_stands_still_is_compared_next_time() -> None:
    world = World()
    world.payments = provider = Meanwhile(times=3)
    visit = Visit(world, world.house())
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()

        async def moves() -> None:
            await visit.house.recording.change(
                payment.reference, lambda now: replace(now, cancel_number=now.cancel_number + 1)
            )

        provider.does = moves
        provider.gives_back_elsewhere(payment.reference, nok(1_000))
        moving = await visit.house.services.reconciling.reconcile()
        still = await visit.house.services.reconciling.reconcile()

    assert (0, 1, ()) == (moving.compared, moving.unanswered, moving.differences)
    assert (1, 0, 1) == (still.compared, still.unanswered, len(still.differences))


@pytest.mark.parametrize("call", ["capture", "cancel", "refund"])
async def test_what_we_asked_for_and_got_no_answer_to_was_not_done_elsewhere(call: str) -> None:
    world = World()
    visit = Visit(world, world.house()) if call == "refund" else held_in(world)
    services = visit.house.services
    async with visit.house.running():
        payment = await visit.pays_for_karis_soup()
        world.payments.trouble(call, OutcomeUnknown("lost"), done=True)
        match call:
            case "capture":
                await services.capturing.capture(payment.reference, nok(5_000))
            case "cancel":
                await services.capturing.release(payment.reference)
            case _:
                await services.refunding.refund(payment.reference, nok(5_000), reason="cold", by="Anna")
        await settle(50)
        report = world.payments.reports[payment.reference]
        reconciled = await services.reconciling.reconcile()

    assert {nok(5_000), payment.amount} & {report.captured, report.cancelled, report.refunded}
    assert (1, ()) == (reconciled.compared, reconciled.differences)

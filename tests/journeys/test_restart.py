"""The program may die after any commit: on restart every open payment is settled and every paid share posted once."""

import asyncio
import contextlib
import json
from itertools import count

import pytest

from app.bootstrap.house import House
from app.domain.ids import OrderId, ProductId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageState
from app.domain.payment import Payment, PaymentState
from app.ports.errors import OutcomeUnknown
from app.services.services import Services
from support.fakes import Crash, CrashingStorage, settle
from support.house import KARI, KARIS_CODE, Visit, World


async def through_the_evening(visit: Visit) -> None:
    """All that the guest does; each step only when it is still to be done, as a person would after a reload."""
    services = visit.house.services
    order = await current(visit)
    if order.guest is None:
        await visit.shows(KARIS_CODE)
    if not await asked_for_money(services, order):
        with contextlib.suppress(OutcomeUnknown):
            await services.paying.start(order.id)
    await visit.world.clock.advance(6)
    payment = await visit.payment()
    if payment.reference in visit.world.payments.reports and payment.state is not PaymentState.AUTHORIZED:
        visit.world.payments.approve(payment.reference)
    await visit.world.clock.advance(60)


async def current(visit: Visit) -> Order:
    if not visit.order_id:
        return await visit.orders_soup()
    ordering = visit.house.services.ordering
    order = await ordering.get(visit.order_id)
    return order if order.lines else await ordering.add(order.id, ProductId("fish_soup"))


async def asked_for_money(services: Services, order: Order) -> bool:
    payment: Payment | None = (await services.showing.order(order.id)).payment
    return payment is not None and not payment.state.is_unpaid_end


async def lives_until_it_dies(house: House, visit: Visit, dies: asyncio.Event) -> None:
    """Run the house; end without a word when its storage killed it."""

    async def life() -> None:
        async with house.running():
            await through_the_evening(visit)

    living = asyncio.create_task(life())
    dying = asyncio.create_task(dies.wait())
    await asyncio.wait({living, dying}, return_when=asyncio.FIRST_COMPLETED)
    for task in (living, dying):
        task.cancel()
    await asyncio.gather(living, dying, return_exceptions=True)
    with contextlib.suppress(Crash, asyncio.CancelledError):
        await house.background.close()
    await settle()


class Deadly(CrashingStorage):
    """Tells the house that it is dead, because a crash inside a background task reaches nobody else."""

    def __init__(self, world: World, after: int) -> None:
        super().__init__(world.storage, after)
        self.dead = asyncio.Event()

    def committed(self) -> None:
        try:
            super().committed()
        except Crash:
            self.dead.set()
            raise asyncio.CancelledError from None


@pytest.mark.parametrize("lost_answers", [False, True])
async def test_a_restart_after_any_commit_ends_in_one_payment_and_one_post(lost_answers: bool) -> None:
    covered = 0
    for after in count(1):
        world = World()
        if lost_answers:
            world.payments.trouble("request", OutcomeUnknown("connection broke"), done=True)
            world.loyalty.trouble("post_order", OutcomeUnknown("connection broke"), done=True)
        deadly = Deadly(world, after)
        visit = Visit(world, world.house(storage=deadly))
        await lives_until_it_dies(visit.house, visit, deadly.dead)
        if not deadly.dead.is_set():
            break
        covered += 1
        await world.clock.advance(20)
        again = Visit(world, world.house(), found(world))
        async with again.house.running():
            await through_the_evening(again)
            await world.clock.advance(600)
            view = await again.house.services.showing.order(again.order_id)

        assert view.order.state is OrderState.PAID, after
        assert view.payment is not None
        assert view.payment.captured == view.payment.amount, after
        assert view.message is not None
        assert view.message.state is MessageState.DELIVERED, after
        assert [json.loads(body)["phone"] for body in world.loyalty.orders.values()] == [KARI], after
        assert world.loyalty.members[KARI].points == 120 + 189, after
        authorized = [report for report in world.payments.reports.values() if report.authorized]
        assert len(authorized) == 1, after

    assert covered >= 8


def found(world: World) -> OrderId:
    """The order that the tablet was busy with, if it got that far; also when it is paid by now."""
    return next(iter(world.storage.tables.orders), OrderId(""))

"""A bill with several payers, from the second code to both receipts: each pays once and earns for their own part."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from app.domain.customer import Channel, IdentifiedBy
from app.domain.errors import InvalidValue, NothingToPay, PaymentOpen
from app.domain.ids import ProductId
from app.domain.order import OrderState
from app.domain.payment import Ending, PaymentFlow, PaymentState
from app.domain.split import Cut, Share, ShareState
from app.ports.errors import Refused
from app.services.guests.attaching import OnTheBill, SomebodyElse
from app.services.guests.enrolling import OptInAnswer
from support.fakes import settle
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World
from support.rewards import CATALOGUE, FIFTY_OFF

SOUP = 18900
YES = {channel: OptInAnswer(given=True, text="Offers") for channel in Channel}


async def at_the_table(world: World | None = None) -> Visit:
    """Kari with one soup, and Ola who pays too."""
    world = world or World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    found = await visit.shows(OLAS_CODE)
    assert isinstance(found, SomebodyElse)
    await visit.house.services.sharing.add(visit.order_id, found.guest)
    return visit


async def shares(visit: Visit) -> tuple[Share, ...]:
    async with visit.world.storage.reading() as reading:
        return tuple(each for each in await reading.shares.of(visit.order_id) if each.cut is not Cut.OFF)


async def asks(visit: Visit, number: int) -> None:
    await visit.house.services.paying.start(visit.order_id, share=number)
    await settle()


async def says_yes(visit: Visit, number: int) -> None:
    async with visit.world.storage.reading() as reading:
        payments = await reading.payments.of(visit.order_id)
    newest = [payment for payment in payments if payment.share == number][-1]
    visit.world.payments.approve(newest.reference)
    await visit.world.clock.advance(6)


def told(visit: Visit) -> dict[str, dict[str, Any]]:
    return {order_id: json.loads(body) for order_id, body in visit.world.loyalty.orders.items()}


async def test_both_pay_and_both_are_credited_for_their_own_part() -> None:
    visit = await at_the_table()
    async with visit.house.running():
        await visit.house.services.enrolling.join(visit.order_id, YES, "en", share=2)
        for number in (1, 2):
            await asks(visit, number)
            await says_yes(visit, number)
        await visit.world.clock.advance(1)
        order = await visit.house.services.ordering.get(visit.order_id)
        posted = told(visit)

    assert OrderState.PAID is order.state
    assert {f"{order.id}-1": (KARI, SOUP // 2), f"{order.id}-2": (OLA, SOUP // 2)} == {
        order_id: (body["phone"], body["amount"]) for order_id, body in posted.items()
    }
    assert [OLA] == [each.phone for each in visit.world.loyalty.enrolments]


async def test_the_order_is_paid_by_the_last_of_them_and_not_before() -> None:
    visit = await at_the_table()
    async with visit.house.running():
        await asks(visit, 2)
        await says_yes(visit, 2)
        between = (await visit.house.services.ordering.get(visit.order_id)).state
        await asks(visit, 1)
        await says_yes(visit, 1)
        after = (await visit.house.services.ordering.get(visit.order_id)).state

    assert (OrderState.PLACED, OrderState.PAID) == (between, after)


async def test_nobody_is_replaced_and_nobody_is_on_one_bill_twice() -> None:
    visit = await at_the_table()
    identifying = visit.house.services.identifying

    assert isinstance(await identifying.by_code(visit.order_id, OLAS_CODE, 1), OnTheBill)
    assert isinstance(await identifying.by_code(visit.order_id, KARIS_CODE, None), OnTheBill)
    assert isinstance(await identifying.by_phone(visit.order_id, "91234567", 2), SomebodyElse)
    kari, ola = await shares(visit)
    assert (kari.guest.phone if kari.guest else None, ola.guest.phone if ola.guest else None) == (KARI, OLA)
    assert 2 == await visit.house.services.sharing.add(visit.order_id, ola.guest)
    assert 2 == len(await shares(visit))


async def test_the_same_person_by_another_code_keeps_that_they_joined() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    await visit.joins(email=True, sms=False)
    await visit.house.services.identifying.by_phone(visit.order_id, "+47 98765432")
    guest = (await visit.house.services.ordering.get(visit.order_id)).guest

    assert guest is not None
    assert (True, IdentifiedBy.PHONE) == (guest.joined, guest.identified_by)


async def test_one_who_cannot_be_asked_gets_a_code_and_the_other_is_not_touched() -> None:
    visit = await at_the_table()
    async with visit.house.running():
        await asks(visit, 1)
        visit.world.payments.trouble("request", Refused("no user", status=400, ending=Ending.NOT_A_USER))
        await asks(visit, 2)
        async with visit.world.storage.reading() as reading:
            payments = await reading.payments.of(visit.order_id)

    assert [
        (1, PaymentFlow.PUSH_MESSAGE, PaymentState.REQUESTED),
        (2, PaymentFlow.PUSH_MESSAGE, PaymentState.REJECTED),
        (2, PaymentFlow.QR, PaymentState.REQUESTED),
    ] == sorted((each.share, each.flow, each.state) for each in payments)


async def test_one_share_is_never_asked_for_twice_and_the_bill_is_not_cut_meanwhile() -> None:
    visit = await at_the_table()
    sharing = visit.house.services.sharing
    async with visit.house.running():
        await asks(visit, 1)

        with pytest.raises(PaymentOpen):
            await visit.house.services.paying.start(visit.order_id, share=1)
        for change in (sharing.equally, sharing.by_dishes):
            with pytest.raises(PaymentOpen):
                await change(visit.order_id)
        with pytest.raises(PaymentOpen):
            await sharing.take_off(visit.order_id, 2)
        with pytest.raises(PaymentOpen):
            await sharing.add(visit.order_id, None)

        await says_yes(visit, 1)

        with pytest.raises(NothingToPay):
            await visit.house.services.paying.start(visit.order_id, share=1)
        with pytest.raises(InvalidValue):
            await sharing.take_off(visit.order_id, 1)
        with pytest.raises(InvalidValue):
            await sharing.by_dishes(visit.order_id)


async def test_who_is_taken_off_takes_their_name_along_and_the_rest_is_one_bill_again() -> None:
    visit = await at_the_table()
    await visit.house.services.sharing.take_off(visit.order_id, 1)
    order = await visit.house.services.ordering.get(visit.order_id)
    (ola,) = await shares(visit)

    assert order.guest is None
    assert (2, SOUP, Cut.WHOLE, OLA) == (ola.number, ola.amount.minor, ola.cut, ola.guest.phone if ola.guest else None)
    async with visit.house.running():
        await asks(visit, 2)
        await says_yes(visit, 2)
        await visit.world.clock.advance(700)
        paid = await visit.house.services.ordering.get(visit.order_id)

    assert OrderState.PAID is paid.state
    assert [f"{order.id}-2"] == list(told(visit))


async def test_dishes_are_taken_apart_and_each_is_paid_by_whom_it_was_given() -> None:
    visit = await at_the_table()
    services = visit.house.services
    await services.ordering.add(visit.order_id, ProductId("fish_soup"))
    await services.sharing.by_dishes(visit.order_id)
    order = await services.ordering.get(visit.order_id)
    first, second = order.lines
    await services.sharing.give(visit.order_id, second.id, 2)
    kari, ola = await shares(visit)

    assert [(first.id,), (second.id,)] == [kari.line_ids, ola.line_ids]
    assert [SOUP, SOUP] == [kari.amount.minor, ola.amount.minor]


async def test_a_dish_more_is_shared_by_all_as_long_as_nobody_has_paid() -> None:
    visit = await at_the_table()
    await visit.house.services.ordering.add(visit.order_id, ProductId("fish_soup"))
    payment = await visit.house.services.paying.start(visit.order_id, share=2)

    assert SOUP == payment.amount.minor


async def test_a_reward_counts_for_its_owner_and_goes_with_their_share() -> None:
    world = World()
    world.loyalty.catalogue = CATALOGUE
    world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], points=1000)
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    async with visit.house.running():
        await visit.house.services.rewarding.take(visit.order_id, FIFTY_OFF.id)
        found = await visit.shows(OLAS_CODE)
        assert isinstance(found, SomebodyElse)
        await visit.house.services.sharing.add(visit.order_id, found.guest)
        kari, ola = await shares(visit)

        with pytest.raises(InvalidValue):
            await visit.house.services.sharing.take_off(visit.order_id, 1)

        for number in (1, 2):
            await asks(visit, number)
            await says_yes(visit, number)
        await world.clock.advance(700)
        async with world.storage.reading() as reading:
            holds = await reading.holds.all()

    assert [SOUP // 2 - FIFTY_OFF.amount, SOUP // 2] == [kari.amount.minor, ola.amount.minor]
    assert () == holds
    assert 2 == len(world.loyalty.orders)


async def test_giving_up_an_order_forgets_everybody_on_it() -> None:
    visit = await at_the_table()
    await visit.house.services.ordering.abandon(visit.order_id)
    everybody = [share.guest for share in await shares(visit)]

    assert [None] == list({*everybody, (await visit.house.services.ordering.get(visit.order_id)).guest})


async def test_two_shares_are_asked_for_at_the_same_instant() -> None:
    visit = await at_the_table()
    paying = visit.house.services.paying
    async with visit.house.running():
        outcomes = await asyncio.gather(
            *(paying.start(visit.order_id, share=n) for n in (1, 2)), return_exceptions=True
        )
        await settle()

    assert [1, 2] == sorted(each.share for each in outcomes if not isinstance(each, BaseException))
    assert {ShareState.RESERVED} == {share.state for share in await shares(visit)}

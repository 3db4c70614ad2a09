"""A guest whose code nobody can exchange now still gets the request on the phone, and stays unknown."""

import json

import structlog

from app.domain.payment import Ending, PaymentFlow, PaymentState
from app.ports.errors import Misconfigured, Refused, Unreachable
from app.services.payments.kept_codes import KEPT
from support.house import KARIS_CODE, OLAS_CODE, Visit, World


async def shown() -> Visit:
    """Soup, and a code while the exchange does not answer."""
    world = World()
    world.identity.down(Unreachable("no connection"), "exchange")
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    return visit


async def test_the_request_goes_to_the_owner_of_the_code_and_the_order_is_posted_without_a_person() -> None:
    visit = await shown()
    async with visit.house.running():
        payment = await visit.pays()
        await visit.approves()
        await visit.world.clock.advance(900)

    assert (PaymentFlow.PUSH_MESSAGE, OLAS_CODE) == (payment.flow, json.loads(payment.body)["personal_qr"])
    assert [json.loads(body)["phone"] for body in visit.world.loyalty.orders.values()] == [None]


async def test_keys_that_may_not_exchange_can_still_ask_for_money() -> None:
    world = World()
    world.identity.down(Misconfigured("403", fix="keys"), "exchange")
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(OLAS_CODE)
        payment = await visit.pays()

    assert payment.flow is PaymentFlow.PUSH_MESSAGE


async def test_the_code_stands_in_no_log_and_in_no_timeline() -> None:
    with structlog.testing.capture_logs() as records:
        visit = await shown()
        async with visit.house.running():
            payment = await visit.pays()
            story = await visit.house.services.timeline.of(payment.reference)

    assert story
    assert not [entry for entry in (*records, *story) if "olas-token" in str(entry)]


async def test_an_old_code_is_not_paid_with() -> None:
    """The token would be refused: the one-time QR comes at once."""
    visit = await shown()
    async with visit.house.running():
        await visit.world.clock.advance(KEPT.total_seconds())
        payment = await visit.pays()

    assert payment.flow is PaymentFlow.QR


async def test_a_code_that_is_refused_for_paying_ends_in_the_one_time_qr_by_itself() -> None:
    visit = await shown()
    async with visit.house.running():
        refused = Refused("invalid personal QR", code="4060", status=400, ending=Ending.CODE_REFUSED)
        visit.world.payments.trouble("request", refused)
        payment = await visit.pays()

    assert (2, PaymentFlow.QR, PaymentState.REQUESTED) == (payment.attempt, payment.flow, payment.state)


async def test_whoever_is_recognised_after_all_is_asked_by_number() -> None:
    visit = await shown()
    async with visit.house.running():
        visit.world.identity.up()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()

    assert "personal_qr" not in json.loads(payment.body)
    assert json.loads(payment.body)["phone"] is not None


async def test_a_guest_who_goes_away_takes_the_code_along() -> None:
    visit = await shown()
    async with visit.house.running():
        await visit.house.services.identifying.forget(visit.order_id)
        payment = await visit.pays()

    assert payment.flow is PaymentFlow.QR

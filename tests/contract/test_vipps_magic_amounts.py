"""The amounts at which Vipps' test environment fails on purpose, through our client and our services."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from app.domain.ids import IdempotencyKey
from app.domain.payment import PaymentState
from app.domain.split import whole_bill
from app.ports.errors import Conflict, NoLonger
from app.providers.vipps.adapter import VippsPayments, VippsSession
from support.example_order import BURGER, ORDER, nok, payment_ask
from support.quick_clock import QuickClock
from support.running import RunningVipps, running_vipps

REFERENCE = payment_ask().reference


@dataclass(frozen=True, slots=True)
class Till:
    """A payment of some amount that its guest has said yes to."""

    vipps: RunningVipps
    payments: VippsPayments

    async def approved(self, minor: int) -> None:
        order = replace(ORDER, lines=(replace(BURGER, unit_price=nok(minor), quantity=1, modifiers=()),))
        (share,) = whole_bill(order)
        body = self.payments.prepare(replace(payment_ask(), order=order, share=share))
        await self.payments.request(REFERENCE, IdempotencyKey("create"), body)
        self.vipps.backend.payments.approve(REFERENCE)


@pytest_asyncio.fixture
async def till() -> AsyncIterator[Till]:
    async with running_vipps() as vipps:
        config = vipps.config()
        session = VippsSession(config, QuickClock())
        yield Till(vipps, VippsPayments(config, session.client))
        await session.close()


@pytest.mark.parametrize("minor", [151, 182, 183, 184, 186, 187, 197, 202])
async def test_a_card_that_is_refused_leaves_the_request_open_and_can_be_given_up(till: Till, minor: int) -> None:
    await till.approved(minor)
    waiting = await till.payments.look_up(REFERENCE)
    events = await till.payments.events(REFERENCE)
    ended = await till.payments.cancel(REFERENCE, IdempotencyKey("cancel"), only_if_unapproved=True)

    assert (PaymentState.REQUESTED, nok(0)) == (waiting.state, waiting.authorized)
    assert ("AUTHORIZED", False) == (events[-1].name, events[-1].success)
    assert ended.state is PaymentState.TERMINATED


async def test_an_answer_that_takes_the_bank_an_hour_cannot_be_given_up_meanwhile(till: Till) -> None:
    await till.approved(201)
    waiting = await till.payments.look_up(REFERENCE)
    with pytest.raises(Conflict) as refused:
        await till.payments.cancel(REFERENCE, IdempotencyKey("cancel"), only_if_unapproved=True)
    till.vipps.clock.advance(3600)

    assert (PaymentState.REQUESTED, "6250") == (waiting.state, refused.value.code)
    assert (await till.payments.look_up(REFERENCE)).state is PaymentState.AUTHORIZED


@pytest.mark.parametrize(("minor", "code"), [(123, "5100"), (124, "6220")])
async def test_a_refund_that_never_will_be_is_a_matter_for_a_person(till: Till, minor: int, code: str) -> None:
    await till.approved(18900)
    await till.payments.capture(REFERENCE, IdempotencyKey("capture"), nok(18900))
    with pytest.raises(NoLonger) as refused:
        await till.payments.refund(REFERENCE, IdempotencyKey("refund"), nok(minor))

    assert code == refused.value.code

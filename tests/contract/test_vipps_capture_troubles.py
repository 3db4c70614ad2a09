"""Captures that the bank refuses, between our client and the simulated Vipps: gone for good, or later."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from app.cli.simulate import environment
from app.domain.ids import IdempotencyKey
from app.domain.payment import PaymentReport
from app.ports.errors import NoLonger, RateLimited
from app.providers.vipps.adapter import VippsPayments, VippsSession
from app.providers.vipps.config import VippsConfig
from app.simulators.serve import Addresses
from support.example_order import nok, payment_ask
from support.quick_clock import QuickClock
from support.running import RunningVipps, running_vipps

REFERENCE = payment_ask().reference
KEY, NEXT_KEY = IdempotencyKey("capture-1"), IdempotencyKey("capture-2")


@dataclass(frozen=True, slots=True)
class Approved:
    """A payment that the guest approved, ready to be captured."""

    vipps: RunningVipps
    payments: VippsPayments

    async def troubled(self, code: int) -> None:
        """The next capture is refused so."""
        answer = await self.vipps.http.post("/_sim/capture-troubles", json={"code": code, "reference": REFERENCE})
        assert answer.status_code == 200, answer.text

    async def capture(self, key: IdempotencyKey) -> PaymentReport:
        return await self.payments.capture(REFERENCE, key, nok(30000))


@pytest_asyncio.fixture
async def approved() -> AsyncIterator[Approved]:
    async with running_vipps() as vipps:
        given = environment(Addresses(vipps=vipps.url, pongo="http://127.0.0.1:1"))
        config = VippsConfig(
            base_url=vipps.url,
            client_id=given["TAFFEL_VIPPS_CLIENT_ID"],
            client_secret=given["TAFFEL_VIPPS_CLIENT_SECRET"],
            subscription_key=given["TAFFEL_VIPPS_SUBSCRIPTION_KEY"],
            msn=given["TAFFEL_VIPPS_MSN"],
        )
        session = VippsSession(config, QuickClock())
        payments = VippsPayments(config, session.client)
        await payments.request(REFERENCE, IdempotencyKey(REFERENCE), payments.prepare(payment_ask()))
        vipps.backend.payments.approve(REFERENCE)
        yield Approved(vipps, payments)
        await session.close()


async def test_money_that_the_bank_released_is_gone_whatever_key_is_used(approved: Approved) -> None:
    await approved.troubled(6260)

    with pytest.raises(NoLonger) as first:
        await approved.capture(KEY)
    with pytest.raises(NoLonger) as second:
        await approved.capture(NEXT_KEY)
    report = await approved.payments.look_up(REFERENCE)

    assert (first.value.code, second.value.code) == ("6260", "6260")
    assert report.captured == nok(0)


async def test_a_bank_that_wants_more_time_takes_the_same_key_later(approved: Approved) -> None:
    await approved.troubled(6280)

    with pytest.raises(RateLimited):
        await approved.capture(KEY)
    report = await approved.capture(KEY)

    assert report.captured == nok(30000)

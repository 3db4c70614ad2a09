"""Vipps in Norway, MobilePay in Denmark and Finland: one API, three currencies, numbers of any of the countries."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from app.domain.customer import PhoneNumber
from app.domain.ids import IdempotencyKey
from app.domain.money import Currency, Money
from app.domain.payment import PaymentState
from app.domain.split import whole_bill
from app.domain.vat import Country
from app.ports.errors import Misconfigured
from app.ports.payment_provider import PaymentAsk
from app.providers.vipps.adapter import VippsPayments, VippsSession
from support.example_order import BURGER, ORDER, payment_ask
from support.quick_clock import QuickClock
from support.running import RunningVipps, running_vipps

REFERENCE = payment_ask().reference
KARI, FREJA, AINO = (PhoneNumber(number) for number in ("4712345678", "4520123456", "358401234567"))


@dataclass(frozen=True, slots=True)
class Market:
    """A sales unit's market."""

    country: Country
    currency: Currency


NORWAY = Market(Country.NO, Currency.NOK)
DENMARK = Market(Country.DK, Currency.DKK)
FINLAND = Market(Country.FI, Currency.EUR)


@pytest_asyncio.fixture
async def vipps() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


@asynccontextmanager
async def payments(vipps: RunningVipps, market: Market) -> AsyncIterator[VippsPayments]:
    config = vipps.config(currency=market.currency)
    session = VippsSession(config, QuickClock())
    yield VippsPayments(config, session.client)
    await session.close()


def asked(market: Market, phone: PhoneNumber) -> PaymentAsk:
    """A burger, sold in that market, to somebody with that number."""
    price = Money(BURGER.unit_price.minor, market.currency)
    line = replace(BURGER, unit_price=price, modifiers=())
    order = replace(ORDER, country=market.country, currency=market.currency, lines=(line,))
    (share,) = whole_bill(order)
    return replace(payment_ask(), order=order, share=share, phone=phone)


@pytest.mark.parametrize(
    ("market", "phone"),
    [(NORWAY, FREJA), (NORWAY, AINO), (DENMARK, FREJA), (DENMARK, KARI), (FINLAND, AINO), (FINLAND, FREJA)],
    ids=lambda value: value.currency if isinstance(value, Market) else f"+{value[:3]}",
)
async def test_a_guest_of_any_country_pays_captures_and_is_refunded_in_the_currency_of_the_market(
    vipps: RunningVipps, market: Market, phone: PhoneNumber
) -> None:
    await vipps.change(market=str(market.country))
    ask = asked(market, phone)
    amount = ask.share.amount
    async with payments(vipps, market) as till:
        await till.request(REFERENCE, IdempotencyKey("key-1"), till.prepare(ask))
        vipps.backend.payments.approve(REFERENCE)
        authorized = await till.look_up(REFERENCE)
        captured = await till.capture(REFERENCE, IdempotencyKey("key-2"), amount)
        refunded = await till.refund(REFERENCE, IdempotencyKey("key-3"), amount)

    assert (PaymentState.AUTHORIZED, amount) == (authorized.state, authorized.authorized)
    assert (amount, amount) == (captured.captured, refunded.refunded)
    assert market.currency is refunded.refunded.currency


async def test_a_sales_unit_of_another_market_is_a_mistake_in_the_settings(vipps: RunningVipps) -> None:
    await vipps.change(market="DK")
    async with payments(vipps, NORWAY) as till:
        body = till.prepare(asked(NORWAY, KARI))
        with pytest.raises(Misconfigured) as wrong:
            await till.request(REFERENCE, IdempotencyKey("key-1"), body)

    assert "5040" in str(wrong.value)
    assert "market" in wrong.value.fix


async def test_an_order_with_alcohol_names_the_age_and_one_without_does_not(vipps: RunningVipps) -> None:
    async with payments(vipps, NORWAY) as till:
        with_beer, without = json.loads(till.prepare(payment_ask())), json.loads(till.prepare(asked(NORWAY, KARI)))

    assert (18, None) == (with_beer["minimumUserAge"], without.get("minimumUserAge"))

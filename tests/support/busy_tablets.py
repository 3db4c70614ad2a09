"""A hub under load, as a process that may be killed: ``python -m support.busy_tablets --seed 7 --tablets 6``.

The whole hub with its web server and webhooks; in place of screens, tablets order, identify, pay, change their mind and
ask for money back, each at moments that its seed decides. A killed tablet goes on with the order that the database
remembers.
"""

import argparse
import asyncio
import random
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass

from app.bootstrap.house import House
from app.bootstrap.opening import opened
from app.cli.serving import hub_of
from app.domain.errors import DomainError
from app.domain.ids import OrderId, ProductId, TabletId
from app.domain.money import Money
from app.domain.order import Order, OrderState
from app.domain.payment import Payment
from app.domain.vat import Serving
from app.logs import configure_logging
from app.ports.errors import PortError
from app.services.basics.errors import ServiceError
from app.settings import load_settings
from app.simulators.serve import running
from app.storage.company import in_company
from support.sim_control import VippsControl

READY = "the tablets are busy"
DISHES = ("fish_soup", "fries", "cod", "oysters")
PEOPLE = ("4712345678", "4798765432", "4791234567")
NOBODY = "4799999999"
"""No Vipps user: falls over to the one-time QR."""

GLANCE = 0.05
"""Seconds between two looks of a guest at the tablet."""


@dataclass(frozen=True, slots=True)
class BusyTablet:
    """One tablet whose guests never stop coming."""

    house: House
    name: TabletId
    phones: VippsControl
    chance: random.Random

    async def run(self) -> None:
        """One guest after the other, until the process dies."""
        while True:
            try:
                await self._guest()
            except (DomainError, PortError, ServiceError):
                await asyncio.sleep(GLANCE)

    async def _guest(self) -> None:
        ordering = self.house.services.ordering
        order = await ordering.current(self.name) or await ordering.begin(self.name, Serving.EAT_HERE)
        if order.state is OrderState.OPEN:
            await self._orders(order)
            await self.house.services.paying.start(order.id)
        payment = await self._waits(order.id)
        if payment.state.is_unpaid_end:
            if self.chance.random() < 0.3:
                await ordering.abandon(order.id)
        elif self.chance.random() < 0.4:
            await self._wants_money_back(payment)

    async def _orders(self, order: Order) -> None:
        services = self.house.services
        if not order.lines:
            await services.ordering.add(order.id, ProductId(self.chance.choice(DISHES)))
        if order.guest is not None:
            return
        way = self.chance.random()
        if way < 0.5:
            code = await asyncio.to_thread(self.phones.personal_qr, self.chance.choice(PEOPLE))
            await services.identifying.by_code(order.id, code)
        elif way < 0.9:
            await services.identifying.by_phone(order.id, self.chance.choice((*PEOPLE, NOBODY)))

    async def _waits(self, order_id: OrderId) -> Payment:
        """Look at the tablet until it is settled; sometimes give up, sometimes ask Vipps at once."""
        while True:
            payment = (await self.house.services.showing.order(order_id)).payment
            assert payment is not None, "an order that was placed has a payment"
            if not payment.state.is_open:
                return payment
            what = self.chance.random()
            if what < 0.05:
                await self.house.services.paying.cancel(payment.reference)
            elif what < 0.4:
                await self.house.watching.look(payment.reference)
            await asyncio.sleep(GLANCE)

    async def _wants_money_back(self, payment: Payment) -> None:
        await asyncio.sleep(self.chance.random() / 2)
        half = Money(payment.amount.minor // 2, payment.amount.currency)
        amount = None if self.chance.random() < 0.5 else half
        await self.house.services.refunding.refund(payment.reference, amount, reason="cold", by="Anna")


async def busy(seed: int, tablets: int, first: int) -> None:
    """Until the process dies."""
    settings = load_settings()
    phones = VippsControl(str(settings.vipps_base_url).rstrip("/"))
    async with AsyncExitStack() as closing:
        alone = closing.enter_context(in_company(settings.database_url))
        restaurant = await closing.enter_async_context(opened(settings))
        await closing.enter_async_context(restaurant.house.running(alone=alone))
        await closing.enter_async_context(running(hub_of(settings, restaurant), settings.port))
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        async with asyncio.TaskGroup() as group:
            for number in range(first, first + tablets):
                chance = random.Random(seed * 1000 + number)
                tablet = BusyTablet(restaurant.house, TabletId(f"tablet-{number}"), phones, chance)
                group.create_task(tablet.run())


def main() -> None:
    """Read the options and begin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--tablets", type=int, default=6)
    parser.add_argument("--first", type=int, default=0, help="the number of the first tablet, beside another hub")
    asked = parser.parse_args()
    configure_logging("ERROR")
    asyncio.run(busy(asked.seed, asked.tablets, asked.first))


if __name__ == "__main__":
    main()

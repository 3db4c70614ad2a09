"""Our webhook client against the simulated Webhooks API, over real HTTP."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from app.ports.errors import Refused
from app.providers.vipps.adapter import VippsSession, VippsWebhooks
from app.providers.vipps.webhooks import PAYMENT_EVENTS
from app.simulators.vipps.webhooks import events
from support.quick_clock import QuickClock
from support.running import RunningVipps, running_vipps

URL = "https://hub.example/webhooks/vipps"


@pytest_asyncio.fixture
async def simulator() -> AsyncIterator[RunningVipps]:
    async with running_vipps() as simulator:
        yield simulator


@pytest_asyncio.fixture
async def registry(simulator: RunningVipps) -> AsyncIterator[VippsWebhooks]:
    config = simulator.config()
    session = VippsSession(config, QuickClock())
    yield VippsWebhooks(config, session.client)
    await session.close()


async def test_a_registration_is_made_listed_and_ended(registry: VippsWebhooks) -> None:
    made = await registry.register(URL)
    (listed,) = await registry.webhooks()
    await registry.remove(made.id)

    assert (made.id, URL, PAYMENT_EVENTS, True) == (listed.id, listed.url, listed.events, listed.complete)
    assert "secret" not in repr(made).lower().replace("newwebhook", "")
    assert () == await registry.webhooks()


async def test_all_payment_events_are_subscribed_to(simulator: RunningVipps, registry: VippsWebhooks) -> None:
    await registry.register(URL)

    assert set(events.PAYMENT_EVENTS) == set(simulator.backend.webhooks.registrations.all()[0].events)


async def test_a_registration_that_hears_less_is_not_complete(simulator: RunningVipps, registry: VippsWebhooks) -> None:
    simulator.backend.webhooks.register({"url": URL, "events": list(PAYMENT_EVENTS[1:])})

    assert [False] == [one.complete for one in await registry.webhooks()]


@pytest.mark.parametrize("webhook_id", ["497f6eca-6276-4993-bfeb-53cbbbba6f08", "no-guid"])
async def test_ending_what_is_not_there_is_refused(registry: VippsWebhooks, webhook_id: str) -> None:
    with pytest.raises(Refused):
        await registry.remove(webhook_id)


@pytest.mark.parametrize("url", ["http://hub.example/webhooks/vipps", "not a url"])
async def test_an_address_that_vipps_cannot_reach_is_refused(registry: VippsWebhooks, url: str) -> None:
    with pytest.raises(Refused):
        await registry.register(url)


async def test_the_twenty_sixth_registration_is_refused(registry: VippsWebhooks) -> None:
    for _ in range(25):
        await registry.register(URL)

    with pytest.raises(Refused, match="25"):
        await registry.register(URL)

"""Never more than one registration of ours, none of anybody else's touched, and new before old."""

import asyncio

import pytest

from app.ports.errors import OutcomeUnknown, Refused, Unreachable
from app.services.webhooks.registering import Registering
from support.fakes import FakeClock, settle
from support.secret_fakes import FakeSecretStore
from support.webhooks import URL, FakeWebhookRegistry

ELSEWHERE = "https://shop.example/hooks"


class Hub:
    """What registers, and both sides of it."""

    def __init__(self) -> None:
        self.registry, self.secrets, self.clock = FakeWebhookRegistry(), FakeSecretStore(), FakeClock()
        self.registering = self.at(URL)

    def at(self, url: str) -> Registering:
        return Registering(registry=self.registry, secrets=self.secrets, clock=self.clock, url=url)

    def ids(self) -> list[str]:
        return list(self.registry.registered)


@pytest.fixture
def hub() -> Hub:
    return Hub()


async def test_the_first_start_registers_and_keeps_the_secret(hub: Hub) -> None:
    await hub.registering.ensure()

    assert (["webhook-1"], {"webhook/webhook-1": "secret of webhook-1"}) == (hub.ids(), hub.secrets.secrets)


async def test_every_later_start_changes_nothing(hub: Hub) -> None:
    for _ in range(3):
        await hub.registering.ensure()

    assert (1, 0) == (hub.registry.count("register"), hub.registry.count("remove"))


async def test_registrations_of_others_are_never_touched(hub: Hub) -> None:
    theirs = hub.registry.add(ELSEWHERE)
    await hub.registering.ensure()
    await hub.registering.replace()
    await hub.registering.remove()

    assert [theirs] == hub.ids()


async def test_a_registration_that_hears_too_little_is_replaced(hub: Hub) -> None:
    old = hub.registry.add(complete=False)
    hub.secrets.secrets[f"webhook/{old}"] = "known"
    await hub.registering.ensure()

    assert (["webhook-2"], ["webhook/webhook-2"]) == (hub.ids(), list(hub.secrets.secrets))


async def test_a_registration_without_its_secret_is_replaced(hub: Hub) -> None:
    hub.registry.add()
    await hub.registering.ensure()

    assert ["webhook-2"] == hub.ids()


async def test_a_secret_that_the_key_does_not_open_any_more_is_replaced(hub: Hub) -> None:
    await hub.registering.ensure()
    hub.secrets.lost.add("webhook/webhook-1")
    await hub.registering.ensure()

    assert (["webhook-2"], ["webhook/webhook-2"]) == (hub.ids(), list(hub.secrets.secrets))


async def test_after_a_move_the_registration_of_the_old_address_goes(hub: Hub) -> None:
    await hub.at("https://old.example/webhooks/vipps").ensure()
    kept = await hub.registering.ensure()

    assert (URL, ["webhook-2"]) == (kept.url, hub.ids())


async def test_the_new_one_is_seen_before_the_old_one_goes(hub: Hub) -> None:
    await hub.registering.ensure()
    hub.registry.calls.clear()
    await hub.registering.replace()

    assert ["register", "webhooks", "remove", "webhooks"] == [call[0] for call in hub.registry.calls]
    assert (["webhook-2"], ["webhook/webhook-2"]) == (hub.ids(), list(hub.secrets.secrets))


async def test_of_two_good_ones_one_is_left(hub: Hub) -> None:
    for _ in range(2):
        hub.secrets.secrets[f"webhook/{hub.registry.add()}"] = "known"
    await hub.registering.ensure()

    assert ["webhook-1"] == hub.ids()


async def test_two_hubs_that_start_together_end_with_one(hub: Hub) -> None:
    await asyncio.gather(hub.registering.ensure(), hub.at(URL).ensure())

    assert (1, 1) == (len(hub.ids()), len(hub.secrets.secrets))


async def test_a_registration_whose_answer_was_lost_is_cleared_away(hub: Hub) -> None:
    hub.registry.trouble("register", OutcomeUnknown("lost"), done=True)
    with pytest.raises(OutcomeUnknown):
        await hub.registering.ensure()
    await hub.registering.ensure()

    assert ["webhook-2"] == hub.ids()


async def test_the_secret_of_a_registration_that_vipps_forgot_is_forgotten_too(hub: Hub) -> None:
    await hub.registering.ensure()
    hub.registry.registered.clear()
    await hub.registering.ensure()

    assert ["webhook/webhook-2"] == list(hub.secrets.secrets)


async def test_removing_what_is_gone_already_is_no_trouble(hub: Hub) -> None:
    await hub.registering.ensure()
    hub.registry.trouble("remove", Refused("the webhook does not exist", status=400), done=True)

    assert 1 == await hub.registering.remove()


async def test_one_registration_can_be_removed_by_its_id(hub: Hub) -> None:
    theirs = hub.registry.add(ELSEWHERE)
    await hub.registering.ensure()

    assert 1 == await hub.registering.remove(theirs)
    assert ["webhook-2"] == hub.ids()


async def test_the_list_tells_what_is_ours_and_what_is_of_use(hub: Hub) -> None:
    hub.registry.add(ELSEWHERE)
    hub.registry.add()
    await hub.registering.ensure()
    hub.registry.add()

    assert [(False, False), (True, True), (True, False)] == [
        (one.ours, one.usable) for one in await hub.registering.listed()
    ]


async def test_while_vipps_does_not_answer_it_is_tried_again_ever_more_seldom(hub: Hub) -> None:
    hub.registry.down(Unreachable("no connection"), "webhooks")
    running = asyncio.create_task(hub.registering.run())
    await hub.clock.advance(60 + 120 + 240)
    tries = hub.registry.count("webhooks")
    hub.registry.up()
    await hub.clock.advance(480)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert (4, ["webhook-1"]) == (tries, hub.ids())


async def test_once_a_day_it_is_looked_whether_we_are_still_registered(hub: Hub) -> None:
    running = asyncio.create_task(hub.registering.run())
    await settle()
    hub.registry.registered.clear()
    await hub.clock.advance(24 * 3600)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert ["webhook-2"] == hub.ids()

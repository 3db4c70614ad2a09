"""Who answers outside, in words that people can act on."""

from datetime import timedelta

from app.domain.oversight import Hearing, Reach
from app.ports.errors import Misconfigured, NotFound, OutcomeUnknown, Refused, Unreachable
from app.services.admin.checking import NO_SUCH_PAYMENT
from support.house import World
from support.webhooks import FakeWebhookRegistry, public_address


async def test_whoever_answers_is_told_with_the_moment() -> None:
    world = World()
    checking = world.house().services.admin.checking
    before = checking.last
    health = await checking.check()

    assert before is None
    assert (health.payments.reach, health.loyalty.reach) == (Reach.ANSWERS, Reach.ANSWERS)
    assert (health.payments.answered_at, checking.last) == (world.clock.now(), health)


async def test_whoever_is_silent_is_told_with_the_last_answer() -> None:
    world = World()
    checking = world.house().services.admin.checking
    await checking.check()
    answered_at = world.clock.now()
    await world.clock.advance(60)
    world.payments.down(OutcomeUnknown("no answer"), "look_up")
    world.loyalty.down(Unreachable("no connection"), "programme")
    health = await checking.check()

    assert (health.payments.reach, health.loyalty.reach) == (Reach.SILENT, Reach.SILENT)
    assert (health.payments.answered_at, health.loyalty.answered_at) == (answered_at, answered_at)
    assert health.payments.asked_at == answered_at + timedelta(seconds=60)
    assert health.loyalty.reason == "Unreachable: no connection"


async def test_wrong_keys_are_told_with_the_fix() -> None:
    world = World()
    world.payments.down(Refused("no such sales unit", status=403), "look_up")
    world.loyalty.down(Misconfigured("the token was refused", fix="Connect again."), "programme")
    health = await world.house().services.admin.checking.check()

    assert (health.payments.reach, health.loyalty.reach) == (Reach.REFUSES, Reach.REFUSES)
    assert health.loyalty.fix == "Connect again."


async def test_vipps_is_asked_for_a_payment_that_nobody_made() -> None:
    world = World()
    await world.house().services.admin.checking.check()

    assert world.payments.calls == [("look_up", NO_SUCH_PAYMENT)]


async def test_without_an_address_nobody_tells_us_anything() -> None:
    health = await World().house().services.admin.checking.check()

    assert health.hearing is Hearing.NO_ADDRESS


async def test_a_registration_that_is_missing_is_told_and_one_that_is_there_too() -> None:
    house = World(public=public_address(register=True)).house()
    missing = await house.services.admin.checking.check()
    assert house.registering is not None
    await house.registering.ensure()
    registered = await house.services.admin.checking.check()

    assert (missing.hearing, registered.hearing) == (Hearing.MISSING, Hearing.REGISTERED)


async def test_a_list_that_cannot_be_read_is_not_known() -> None:
    public = public_address()
    assert isinstance(public.registry, FakeWebhookRegistry)
    public.registry.down(NotFound("gone"), "webhooks")
    health = await World(public=public).house().services.admin.checking.check()

    assert health.hearing is Hearing.UNKNOWN

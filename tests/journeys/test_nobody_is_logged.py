"""Whatever guests do and whatever goes wrong, no line of our own log names them, not even before it is masked."""

import re
from typing import Any, Final

import structlog

from app.domain.customer import Channel
from app.domain.enrolment import AppConsent
from app.ports.errors import Misconfigured, OutcomeUnknown, PortError, Refused, Unreachable
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World
from support.rewards import CATALOGUE, COFFEE

PIN: Final = "4711"
PERSONS: Final = re.compile(
    "|".join((KARI, OLA, KARI[2:], OLA[2:], "Kari", "cus_kari", "qr\\.vipps\\.no", "olas-token", PIN, "sub-of-ola"))
)


def named(records: list[Any]) -> list[Any]:
    """The lines that tell of somebody."""
    return [record for record in records if PERSONS.search(repr(record))]


async def test_a_whole_evening_with_every_kind_of_trouble() -> None:
    world = World(join_in_app=True)
    world.loyalty.catalogue = CATALOGUE
    house = world.house(use_rewards_by_call=True)
    with structlog.testing.capture_logs() as records:
        async with house.running():
            await _a_member_uses_a_reward(world, Visit(world, house))
            await _a_guest_joins_on_the_phone(world, Visit(world, house))
            for trouble in (Unreachable("away"), OutcomeUnknown("lost"), Refused("no", status=422), Misconfigured("?")):
                await _everything_fails(world, Visit(world, house), trouble)
            await world.clock.advance(900)

    assert {"reward_taken", "order_posted", "enrolment_ended", "membership_unknown"} <= {
        record["event"] for record in records
    }
    assert named(records) == []


async def _a_member_uses_a_reward(world: World, visit: Visit) -> None:
    world.loyalty.pin = PIN
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await visit.house.services.rewarding.take(visit.order_id, COFFEE.id, pin=PIN)
    await visit.pays()
    await visit.approves()
    world.loyalty.pin = None


async def _a_guest_joins_on_the_phone(world: World, visit: Visit) -> None:
    await visit.orders_soup()
    await visit.shows(OLAS_CODE)
    await visit.house.services.joining_in_app.start(visit.order_id)
    world.enrolment.approve(AppConsent(channel=Channel.EMAIL, given=True, text="Offers by e-mail"))
    await world.clock.advance(10)
    await visit.pays()
    await visit.approves()


async def _everything_fails(world: World, visit: Visit, trouble: PortError) -> None:
    await visit.orders_soup()
    world.loyalty.down(trouble, "find", "enrol", "rewards", "lock", "post_order", "programme")
    world.identity.down(trouble, "exchange")
    await visit.shows(OLAS_CODE)
    await visit.shows(KARIS_CODE)
    await visit.house.services.identifying.by_phone(visit.order_id, KARI[2:])
    await visit.joins(email=True, sms=False)
    await visit.pays()
    await world.clock.advance(30)
    world.loyalty.up()
    world.identity.up()

"""The check-in screen of Vipps: off by default, shown beside everything else, and never in anybody's way."""

import asyncio

import pytest

from app.domain.customer import PhoneNumber
from app.ports.errors import Misconfigured, OutcomeUnknown, PortError, RateLimited, Unreachable
from app.services.guests.identifying import Identified
from app.settings import Settings
from support.fakes import FakeIdentityProvider, settle
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE, Visit, World


def a_visit(world: World, *, check_in: bool) -> Visit:
    return Visit(world, world.house(world.restaurant(check_in=check_in)))


async def test_it_is_off_by_default() -> None:
    world = World()
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await settle()

    assert Settings.model_fields["check_in"].default is False
    assert world.identity.check_ins == []


@pytest.mark.parametrize(("code", "phone", "member"), [(KARIS_CODE, KARI, True), (OLAS_CODE, OLA, False)])
async def test_where_it_is_on_vipps_hears_who_was_recognised(code: str, phone: str, member: bool) -> None:
    world = World()
    visit = a_visit(world, check_in=True)
    await visit.orders_soup()
    await visit.shows(code)
    await settle()

    assert world.identity.check_ins == [(phone, member)]


@pytest.mark.parametrize(
    "error", [Unreachable("down"), OutcomeUnknown("lost"), RateLimited("slowly"), Misconfigured("keys")]
)
async def test_its_failure_is_seen_by_nobody_and_it_is_not_tried_again(error: PortError) -> None:
    world = World()
    visit = a_visit(world, check_in=True)
    world.identity.trouble("check_in", error)
    async with visit.house.running():
        await visit.orders_soup()
        found = await visit.shows(KARIS_CODE)
        await visit.pays()
        await visit.approves()
        await world.clock.advance(600)

    assert isinstance(found, Identified)
    assert len(world.loyalty.orders) == 1
    assert world.identity.count("check_in") == 1


class SilentVipps(FakeIdentityProvider):
    """Never answers a check-in."""

    def __init__(self) -> None:
        super().__init__({KARIS_CODE: KARI})
        self.asked = False

    async def check_in(self, phone: PhoneNumber, *, is_member: bool) -> None:
        self.asked = True
        await asyncio.Event().wait()


async def test_the_guest_does_not_wait_for_it() -> None:
    silent = SilentVipps()
    visit = a_visit(World(identity=silent), check_in=True)
    await visit.orders_soup()
    found = await visit.shows(KARIS_CODE)
    await settle()
    await visit.house.background.close()

    assert isinstance(found, Identified)
    assert silent.asked

"""Whoever was recognised without the wallet's word for it is told so, calmly, wherever the number stands."""

import pytest

from app.ports.errors import Unreachable
from app.ui import identifiers
from support.house import KARIS_CODE, World
from support.inproc_tablet import Settings, Tablet, at_checkout, checkout_route

WORDS = {
    "en": "This number was read from the code: Vipps did not answer and has not confirmed it. You can go on as usual.",
    "nb": "Nummeret er lest fra koden: Vipps svarte ikke og har ikke bekreftet det. Du kan fortsette som vanlig.",
}


def without_vipps() -> World:
    """The exchange of codes does not answer."""
    world = World()
    world.identity.down(Unreachable("no connection"), "exchange")
    return world


def told(t: Tablet) -> list[str]:
    """What is said of the number."""
    return (
        t.app.texts(t.app.by_id(identifiers.GUEST_UNCONFIRMED)) if t.app.has_id(identifiers.GUEST_UNCONFIRMED) else []
    )


@pytest.mark.parametrize("language", WORDS)
async def test_a_member_whose_code_vipps_could_not_confirm_is_told_so_up_to_paying(language: str) -> None:
    async with at_checkout(without_vipps(), Settings(language=language)) as t:
        await t.shows_code(KARIS_CODE)
        greeted = told(t)
        await t.tap(identifiers.MEMBER_CONTINUE)

        assert ([WORDS[language]], [WORDS[language]]) == (greeted, told(t))


async def test_whoever_is_no_member_is_told_so_before_joining() -> None:
    world = without_vipps()
    world.loyalty.members.clear()
    async with at_checkout(world) as t:
        await t.shows_code(KARIS_CODE)

        assert t.app.has_id(identifiers.JOIN_CONFIRM)
        assert [WORDS["en"]] == told(t)


async def test_it_is_said_again_to_whoever_opens_the_bill_later() -> None:
    async with at_checkout(without_vipps()) as t:
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        await t.tap(identifiers.IDENTIFY_BACK)
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()

        assert [WORDS["en"]] == told(t)


async def test_a_second_persons_unconfirmed_code_is_called_so_before_anybody_decides() -> None:
    world = World()
    async with at_checkout(world) as t:
        await t.types_number("98765432")
        await t.tap(identifiers.JOIN_NOT_NOW)
        world.identity.down(Unreachable("no connection"), "exchange")
        await t.tap(identifiers.ORDER_SPLIT)
        await t.shows_code(KARIS_CODE)

        assert t.app.has_id(identifiers.ANOTHER_ADD)
        assert t.says(WORDS["en"])


async def test_nothing_is_said_of_a_code_that_vipps_confirmed_nor_of_a_typed_number() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        confirmed = told(t)
    async with at_checkout() as t:
        await t.types_number("12345678")

        assert ([], []) == (confirmed, told(t))

"""A member sees their own answers about offers, changes one, and only what was moved and saved counts."""

from dataclasses import replace

import flet as ft

from app.domain.customer import Channel
from app.ui import identifiers
from support.house import KARI, KARIS_CODE, OLAS_CODE, World
from support.inproc_tablet import Tablet, at_checkout


def a_world() -> World:
    world = World()
    world.loyalty.members[KARI] = replace(world.loyalty.members[KARI], email_opt_in=True, sms_opt_in=False)
    return world


async def opens(t: Tablet) -> None:
    await t.shows_code(KARIS_CODE)
    t.camera.shows("")
    await t.tap(identifiers.MEMBER_OFFERS)


def switches(t: Tablet) -> list[bool | None]:
    return [switch.value for switch in t.app.all(ft.Switch)]


async def moves(t: Tablet, number: int, *, on: bool) -> None:
    await t.app.select(t.app.all(ft.Switch)[number], on)
    await t.settle()


async def test_the_switches_stand_as_the_programme_has_them() -> None:
    async with at_checkout(a_world()) as t:
        await opens(t)

        assert [True, False] == switches(t)


async def test_what_was_moved_and_saved_is_told_with_its_sentence() -> None:
    world = a_world()
    async with at_checkout(world) as t, t.house.running():
        await opens(t)
        await moves(t, 1, on=True)
        await t.tap(identifiers.OFFERS_SAVE)
        greeted = t.app.has_id(identifiers.MEMBER_CONTINUE)
    told = [call[1:] for call in world.loyalty.calls if call[0] == "enrol"]

    assert greeted
    assert [(KARI, {Channel.SMS: True})] == told
    assert [(Channel.SMS, True, "en")] == [(c.channel, c.given, c.language) for c in world.storage.tables.consents]
    assert "SMS" in world.storage.tables.consents[0].text


async def test_going_back_changes_nothing() -> None:
    world = a_world()
    async with at_checkout(world) as t:
        await opens(t)
        await moves(t, 0, on=False)
        await t.tap(identifiers.IDENTIFY_BACK)
        await t.tap(identifiers.MEMBER_OFFERS)
        again = switches(t)

    assert ([True, False], []) == (again, world.storage.tables.consents)


async def test_a_switch_that_was_moved_and_moved_back_is_no_answer() -> None:
    world = a_world()
    async with at_checkout(world) as t, t.house.running():
        await opens(t)
        await moves(t, 1, on=True)
        await moves(t, 1, on=False)
        await t.tap(identifiers.OFFERS_SAVE)

    assert [] == world.storage.tables.consents


async def test_the_next_guests_questions_stand_at_no() -> None:
    """Her yes to e-mail is not where somebody else is asked to join."""
    async with at_checkout(a_world()) as t:
        await opens(t)
        await t.tap(identifiers.IDENTIFY_BACK)
        await t.tap(identifiers.MEMBER_NOT_ME)
        await t.shows_code(OLAS_CODE)
        joining = t.app.has_id(identifiers.JOIN_CONFIRM)

        assert (True, [False, False]) == (joining, switches(t))

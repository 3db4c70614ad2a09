"""Who wants offers by e-mail may say where they go; nobody else is asked, and nobody must."""

import flet as ft

from app.domain.customer import Channel, EmailAddress
from app.ui import identifiers
from support.house import KARI, KARIS_CODE, OLAS_CODE, World
from support.inproc_tablet import Tablet, at_checkout

EMAIL, SMS = 0, 1


async def is_asked_to_join(t: Tablet) -> None:
    await t.shows_code(OLAS_CODE)
    t.camera.shows("")


async def moves(t: Tablet, number: int, *, on: bool) -> None:
    await t.app.select(t.app.all(ft.Switch)[number], on)
    await t.settle()


def field(t: Tablet) -> ft.TextField:
    (found,) = (each for each in t.app.all(ft.TextField) if each.label == "E-mail address (optional)")
    return found


def is_asked(t: Tablet) -> bool:
    """Whether the field can be seen."""
    (row,) = (each for each in t.app.all(ft.Container) if _holds(each.content, identifiers.JOIN_ADDRESS))
    return bool(row.visible)


def _holds(control: object, identifier: str) -> bool:
    inside = control.content if isinstance(control, ft.MergeSemantics) else None
    return isinstance(inside, ft.Semantics) and inside.identifier == identifier


def kept(world: World) -> list[tuple[Channel, bool, EmailAddress | None]]:
    return [(each.channel, each.given, each.address) for each in world.storage.tables.consents]


async def test_only_a_yes_to_email_asks_for_the_address() -> None:
    async with at_checkout(World()) as t:
        await is_asked_to_join(t)
        before = is_asked(t)
        await moves(t, SMS, on=True)
        by_sms = is_asked(t)
        await moves(t, EMAIL, on=True)
        by_email = is_asked(t)
        await moves(t, EMAIL, on=False)

        assert (False, False, True, False) == (before, by_sms, by_email, is_asked(t))


async def test_a_wrong_address_is_named_at_its_field_and_nobody_joins_before_it_is_mended() -> None:
    world = World()
    async with at_checkout(world) as t:
        await is_asked_to_join(t)
        await moves(t, EMAIL, on=True)
        await t.app.type(field(t), "ola@example")
        await t.tap(identifiers.JOIN_CONFIRM)
        said, evidence = field(t).error, kept(world)
        stood = field(t).value
        await t.app.type(field(t), " ola@example.test ")
        await t.settle()
        mended = field(t).error
        await t.tap(identifiers.JOIN_CONFIRM)

    assert ("This is not an e-mail address.", [], "ola@example") == (said, evidence, stood)
    assert mended is None
    assert [(Channel.EMAIL, True, "ola@example.test"), (Channel.SMS, False, None)] == kept(world)
    assert ["ola@example.test"] == [each.email for each in world.loyalty.enrolments]


async def test_without_an_address_a_yes_is_a_yes() -> None:
    world = World()
    async with at_checkout(world) as t:
        await is_asked_to_join(t)
        await moves(t, EMAIL, on=True)
        await t.tap(identifiers.JOIN_CONFIRM)

    assert [(Channel.EMAIL, True, None), (Channel.SMS, False, None)] == kept(world)


async def test_what_was_typed_counts_for_nothing_once_the_yes_is_taken_back() -> None:
    world = World()
    async with at_checkout(world) as t:
        await is_asked_to_join(t)
        await moves(t, EMAIL, on=True)
        await t.app.type(field(t), "not an address")
        await moves(t, EMAIL, on=False)
        await t.tap(identifiers.JOIN_CONFIRM)

    assert [(Channel.EMAIL, False, None), (Channel.SMS, False, None)] == kept(world)


async def test_the_next_guest_finds_an_empty_field() -> None:
    async with at_checkout(World()) as t:
        await is_asked_to_join(t)
        await moves(t, EMAIL, on=True)
        await t.app.type(field(t), "ola@example.test")
        await t.tap(identifiers.IDENTIFY_BACK)
        await is_asked_to_join(t)
        await moves(t, EMAIL, on=True)

        assert "" == field(t).value


async def test_a_member_may_tell_a_new_address_without_moving_a_switch() -> None:
    world = World()
    async with at_checkout(world) as t, t.house.running():
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        await t.tap(identifiers.MEMBER_OFFERS)
        await moves(t, EMAIL, on=True)
        await t.app.type(field(t), "kari@")
        await t.tap(identifiers.OFFERS_SAVE)
        wrong, evidence = field(t).error, kept(world)
        await t.app.type(field(t), "kari@example.test")
        await t.tap(identifiers.OFFERS_SAVE)
        await t.tap(identifiers.MEMBER_OFFERS)
        await t.app.type(field(t), "new@example.test")
        await t.tap(identifiers.OFFERS_SAVE)

    assert ("This is not an e-mail address.", []) == (wrong, evidence)
    assert [
        (Channel.EMAIL, True, "kari@example.test"),
        (Channel.EMAIL, True, "new@example.test"),
    ] == kept(world)
    assert {KARI} == {each.phone for each in world.loyalty.enrolments}

"""The whole self-order screen in-process: real services, fake clock, no browser."""

import asyncio
from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from app.domain.ids import OrderId
from app.domain.order import Order, OrderState
from app.ports.code_scanner import Detail
from app.ports.errors import StorageUnavailable
from app.ports.viewfinder import Look
from app.ui import identifiers
from app.ui.app import app_main
from app.ui.context import Devices
from support.fakes import settle
from support.flet_inproc import App
from support.house import TABLET, World

SIZES = [(1280, 800), (800, 1280), (390, 844)]


class NoCamera:
    """A tablet without a camera and without a reader."""

    async def open(self) -> None:
        raise AssertionError("nobody scans here")

    async def frame(self) -> bytes:
        raise AssertionError("nobody scans here")

    async def close(self) -> None:
        return

    async def use(self, detail: Detail) -> None:
        raise AssertionError("nobody scans here")

    async def expose(self, darker: int) -> None:
        raise AssertionError("nobody scans here")


class Reader:
    async def look(self, picture: bytes, *, mirrored: bool = False) -> Look | None:
        return None

    def close(self) -> None:
        return


def tablet(world: World, *, width: float = 1280, height: float = 800) -> App:
    services = world.house().services
    main: Callable[[ft.Page], Any] = app_main(services, Devices(reader=Reader, frames=NoCamera), world.clock)
    return App(main, route=f"/?tablet={TABLET}", width=width, height=height)


async def the_order(world: World) -> Order:
    async with world.storage.reading() as reading:
        order = await reading.orders.current(TABLET)
    assert order is not None
    return order


async def begun(app: App) -> None:
    await app.tap(identifiers.WELCOME_EAT_HERE)
    await settle()
    await app.settle()


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_dish_is_added_by_tapping_its_card(width: float, height: float) -> None:
    world = World()
    async with tablet(world, width=width, height=height) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("fish_soup"))
        await app.tap(identifiers.menu_more("fish_soup"))
        crashes = app.crashes

    order = await the_order(world)
    assert [(line.product_id, line.quantity) for line in order.lines] == [("fish_soup", 2)]
    assert crashes == []


async def test_a_double_tap_on_the_welcome_opens_one_order() -> None:
    world = World()
    async with tablet(world) as app:
        card = app.by_id(identifiers.WELCOME_TAKE_AWAY)
        await asyncio.gather(app.tap(card), app.event(card, "click"))
        await settle()

    assert len(world.storage.tables.orders) == 1


async def test_extras_and_a_note_come_along() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_category("mains"))
        await app.tap(identifiers.menu_add("beef_burger"))
        await app.tap(identifiers.modifier_option("bacon"))
        await app.type(app.get(ft.TextField), "No onions, please")
        await app.tap(identifiers.MODIFIER_CONFIRM)
        still_open = [sheet.open for sheet in app.all(ft.BottomSheet)]

    (line,) = (await the_order(world)).lines
    assert ([modifier.id for modifier in line.modifiers], line.note) == (["bacon"], "No onions, please")
    assert line.amount.minor == 23900 + 2500
    assert not any(still_open)


async def test_the_next_dish_begins_with_an_empty_note() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_category("mains"))
        await app.tap(identifiers.menu_add("beef_burger"))
        await app.type(app.get(ft.TextField), "No onions, please")
        await app.tap(identifiers.MODIFIER_CONFIRM)
        await app.event(app.get(ft.BottomSheet), "dismiss")
        await app.tap(identifiers.menu_add("halloumi_burger"))
        await app.tap(identifiers.MODIFIER_CONFIRM)

    assert [line.note for line in (await the_order(world)).lines] == ["No onions, please", ""]


async def test_turning_the_tablet_keeps_the_note_and_the_order() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("fish_soup"))
        await app.tap(identifiers.menu_category("mains"))
        await app.tap(identifiers.menu_add("beef_burger"))
        await app.type(app.get(ft.TextField), "Well done")
        await app.resize(800, 1280)
        note = app.get(ft.TextField).value
        await app.tap(identifiers.MODIFIER_CONFIRM)

    assert note == "Well done"
    assert [line.product_id for line in (await the_order(world)).lines] == ["fish_soup", "beef_burger"]


async def test_the_order_survives_a_reload_and_leads_on() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("oysters"))
    async with tablet(world) as app:
        words = app.texts()
        await app.tap(identifiers.ORDER_CONTINUE)
        await app.settle()
        route = app.page.route

    order = await the_order(world)
    assert "Østers, seks stykker" in words
    assert str(route).startswith(f"/checkout/{order.id}")


async def test_changes_made_while_the_browser_was_away_are_shown() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.disconnect()
        other = world.house().services.ordering
        await other.add(await only_order(world), *soup())
        await app.reconnect()
        await settle()
        await app.settle()
        words = app.texts()

    assert "189,00\N{NO-BREAK SPACE}kr" in words


async def test_a_language_is_one_tap() -> None:
    world = World()
    async with tablet(world) as app:
        await app.tap(identifiers.welcome_language("en"))
        words = app.texts()

    assert "Eat here" in words


async def test_starting_over_forgets_the_order() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("oysters"))
        await app.tap(identifiers.MENU_START_OVER)
        await settle()
        await app.settle()
        welcome = app.has_id(identifiers.WELCOME_EAT_HERE)

    (order,) = world.storage.tables.orders.values()
    assert order.state is OrderState.ABANDONED
    assert welcome


async def test_a_tablet_that_nobody_touches_asks_and_then_clears_the_order() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("oysters"))
        await world.clock.advance(91)
        await app.settle()
        asked = app.has_id(identifiers.MENU_STILL_HERE)
        await world.clock.advance(21)
        await app.settle()
        welcome = app.has_id(identifiers.WELCOME_EAT_HERE)

    (order,) = world.storage.tables.orders.values()
    assert (asked, welcome) == (True, True)
    assert order.state is OrderState.ABANDONED


async def test_a_touch_keeps_the_order() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        await app.tap(identifiers.menu_add("oysters"))
        await world.clock.advance(80)
        await app.tap(identifiers.menu_add("cured_salmon"))
        await world.clock.advance(80)
        await app.settle()
        asked_early = app.has_id(identifiers.MENU_STILL_HERE)
        await world.clock.advance(15)
        await app.settle()
        await app.tap(identifiers.MENU_STILL_HERE)
        await world.clock.advance(60)
        await app.settle()
        lines = (await the_order(world)).lines

    assert not asked_early
    assert len(lines) == 2


async def test_what_cannot_be_saved_is_told_and_nothing_of_it_stays() -> None:
    world = World()
    async with tablet(world) as app:
        await begun(app)
        world.storage.refuse_commits_with = StorageUnavailable("disk full")
        await app.tap(identifiers.menu_add("oysters"))
        words = app.texts()
        world.storage.refuse_commits_with = None
        await app.tap(identifiers.menu_add("fish_soup"))
        after = app.texts()
        crashes = app.crashes

    trouble = "Kassen kan ikke lagre noe akkurat nå"
    assert trouble in words
    assert trouble not in after
    assert [line.product_id for line in (await the_order(world)).lines] == ["fish_soup"]
    assert crashes == []


async def only_order(world: World) -> OrderId:
    return next(iter(world.storage.tables.orders))


def soup() -> tuple[Any]:
    return ("fish_soup",)

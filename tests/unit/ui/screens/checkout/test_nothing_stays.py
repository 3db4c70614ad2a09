"""A shared tablet: whoever stands there next finds nothing of the guest before, however that one went."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from typing import Any

import flet as ft
import pytest

from app.domain.order import OrderState
from app.ui import identifiers
from app.ui.context import Departed
from app.ui.kit.idle import AWAY
from support.house import KARIS_CODE, World
from support.inproc_tablet import Tablet, at_checkout, checkout_route, tablet

TRACES = ("678", "Kari", "cus_kari", "120")
"""Of Kari: her number's end as it is shown, her name, her id, her balance."""

STAYS = 61
QUIET = 121
ASKED = 91
PATIENCE = 21


def traces(t: Tablet) -> list[str]:
    """What of her is anywhere in the tree: words, and what stands in fields."""
    fields = [str(field.value) for field in t.app.all(ft.TextField) if field.value]
    return [text for text in (*t.app.texts(), *fields) if any(trace in text for trace in TRACES)]


async def done(t: Tablet) -> None:
    """She pays and taps *Done*."""
    await t.tap(identifiers.MEMBER_CONTINUE)
    await t.tap(identifiers.ORDER_PAY)
    await t.approves()
    await t.tap(identifiers.PAID_DONE)


async def pays_and_walks_away(t: Tablet) -> None:
    await t.tap(identifiers.MEMBER_CONTINUE)
    await t.tap(identifiers.ORDER_PAY)
    await t.approves()
    await t.passes(STAYS)


async def walks_away(t: Tablet) -> None:
    await t.passes(QUIET)
    await t.passes(ASKED)
    await t.passes(PATIENCE)


async def goes_back_and_starts_over(t: Tablet) -> None:
    await t.tap(identifiers.IDENTIFY_BACK)
    await t.tap(identifiers.MENU_START_OVER)


WAYS: dict[str, Callable[[Tablet], Coroutine[Any, Any, None]]] = {
    "done": done,
    "paid and walked away": pays_and_walks_away,
    "walked away": walks_away,
    "started over": goes_back_and_starts_over,
}


@asynccontextmanager
async def kari_was_here(way: str) -> AsyncIterator[Tablet]:
    """She held her code up, was greeted by name, and went one way or another."""
    async with at_checkout() as t, t.house.running():
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        assert traces(t), "she is greeted: what the tests look for can be found"
        await WAYS[way](t)
        yield t


@pytest.mark.parametrize("way", WAYS)
async def test_no_word_of_the_guest_is_left_on_the_screen(way: str) -> None:
    async with kari_was_here(way) as t:
        welcomed = t.app.has_id(identifiers.WELCOME_EAT_HERE)
        left = traces(t)

    assert (True, []) == (welcomed, left)


@pytest.mark.parametrize("way", WAYS)
async def test_stepping_back_in_the_browser_shows_nobody(way: str) -> None:
    async with kari_was_here(way) as t:
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()
        welcomed = t.app.has_id(identifiers.WELCOME_EAT_HERE)
        left = traces(t)

    assert (True, []) == (welcomed, left)


@pytest.mark.parametrize("way", WAYS)
async def test_no_service_keeps_anything_of_the_guest(way: str) -> None:
    """Only the database and what stands for the world outside may know her; no cache of ours does."""
    async with kari_was_here(way) as t:
        outside = (t.world, t.world.storage, t.world.loyalty, t.world.payments, t.world.identity)
        found = [text for text in _texts(t.house, {id(each) for each in outside}) if "4712345678" in text]

    assert [] == found


async def test_a_number_that_was_typed_is_gone_when_somebody_says_that_it_is_not_theirs() -> None:
    async with at_checkout() as t:
        await t.types_number("12345678")
        await t.tap(identifiers.MEMBER_NOT_ME)
        (field,) = t.app.all(ft.TextField)
        asked = t.app.has_id(identifiers.IDENTIFY_PHONE)

    assert (True, "") == (asked, field.value)


async def test_a_wrong_number_stays_to_be_mended() -> None:
    async with at_checkout() as t:
        await t.types_number("123")
        (field,) = t.app.all(ft.TextField)

    assert "123" == field.value


async def test_the_address_of_an_order_paid_long_ago_leads_to_the_start() -> None:
    """Also in a browser, or a hub, that was started anew and remembers nobody."""
    world = World()
    async with at_checkout(world) as t, t.house.running():
        await t.shows_code(KARIS_CODE)
        await t.tap(identifiers.MEMBER_CONTINUE)
        await t.tap(identifiers.ORDER_PAY)
        await t.approves()
        order_id = t.visit.order_id
    for seconds, shown in ((300, True), (300, False)):
        await world.clock.advance(seconds)
        async with tablet(world, world.house(), checkout_route(order_id)) as t:
            assert shown == t.app.has_id(identifiers.PAID_ORDER_NUMBER)


async def test_a_paid_order_is_shown_again_until_its_guest_goes() -> None:
    """A browser that reloads in the guest's hands."""
    async with at_checkout() as t, t.house.running():
        await t.shows_code(KARIS_CODE)
        await t.tap(identifiers.MEMBER_CONTINUE)
        await t.tap(identifiers.ORDER_PAY)
        await t.approves()
        await t.app.go("/")
        await t.settle()
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()
        (order,) = t.world.storage.tables.orders.values()

        assert OrderState.PAID is order.state
        assert t.app.has_id(identifiers.PAID_ORDER_NUMBER)


def test_of_very_many_departed_the_oldest_are_forgotten() -> None:
    departed = Departed(most=2)
    for order_id in ("one", "two", "three"):
        departed.add(order_id)  # type: ignore[arg-type]

    assert [False, True, True] == [each in departed for each in ("one", "two", "three")]


def _texts(thing: object, seen: set[int]) -> Iterator[str]:
    """Every text that can be reached from a thing through attributes, mappings and sequences."""
    if isinstance(thing, str):
        yield str(thing)
    if id(thing) in seen or isinstance(thing, str | bytes | int | float | type | None):
        return
    seen.add(id(thing))
    if isinstance(thing, dict):
        for key, value in list(thing.items()):
            yield from _texts(key, seen)
            yield from _texts(value, seen)
    elif isinstance(thing, list | tuple | set | frozenset):
        for each in list(thing):
            yield from _texts(each, seen)
    elif type(thing).__module__.startswith("app."):
        names = [*getattr(thing, "__dict__", {}), *(getattr(type(thing), "__slots__", ()) or ())]
        for name in names:
            yield from _texts(getattr(thing, name, None), seen)


async def test_a_tablet_that_was_without_network_when_its_guest_left_forgets_them_once_it_is_back() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        t.camera.shows("")
        there = traces(t)
        await t.app.session.disconnect(3600)
        await t.passes(QUIET)
        await t.app.session.connect(t.app.conn)
        await t.passes(AWAY + 1)

        assert there
        assert t.app.has_id(identifiers.ORDER_CONTINUE)

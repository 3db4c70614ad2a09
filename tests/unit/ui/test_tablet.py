"""A tablet keeps its name, whatever happens to the hub."""

from typing import Any

import flet as ft

from app.ui.tablet import KEY, LOCATION_KEY, Tablet, which_tablet
from support.flet_inproc import App


async def named(
    route: str, remembered: dict[str, Any] | None = None, *, broken: bool = False, several: bool = False
) -> Tablet:
    """The name that a browser with this address and memory gives the tablet."""
    memory = {} if remembered is None else remembered

    def get(arguments: dict[str, Any]) -> object:
        if broken:
            raise RuntimeError("no storage here")
        return memory.get(arguments["key"])

    def keep(arguments: dict[str, Any]) -> bool:
        memory[arguments["key"]] = arguments["value"]
        return True

    async with App(lambda page: None, route=route) as app:
        app.conn.methods |= {"get": get, "set": keep}
        preferences = ft.SharedPreferences()
        app.page.update()
        return await which_tablet(app.page, preferences, several=several)


async def test_a_new_tablet_names_itself_and_remembers() -> None:
    memory: dict[str, Any] = {}
    first = await named("/", memory)
    again = await named("/", memory)

    assert again == first
    assert {KEY: first.id} == memory


async def test_two_new_tablets_have_two_names() -> None:
    assert (await named("/")).id != (await named("/")).id


async def test_a_name_in_the_address_comes_first_and_stays_in_every_address() -> None:
    tablet = await named("/checkout/abc?tablet=desk-1", {KEY: "another"})

    assert tablet == Tablet(id=tablet.id, search="?tablet=desk-1")
    assert "desk-1" == tablet.id


async def test_a_name_that_could_be_anything_else_is_not_taken_from_the_address() -> None:
    tablet = await named("/?tablet=%3Cscript%3E", {KEY: "mine"})

    assert (tablet.id, tablet.search) == ("mine", "")


async def test_a_browser_without_memory_works_too() -> None:
    assert (await named("/", broken=True)).id.startswith("tablet-")


async def test_a_tablet_opened_with_its_location_belongs_there_from_then_on() -> None:
    memory: dict[str, Any] = {KEY: "mine"}
    first = await named("/?location=harbour", memory, several=True)
    again = await named("/", memory, several=True)

    assert ("harbour", "harbour", "") == (first.location, again.location, again.search)
    assert "harbour" == memory[LOCATION_KEY]


async def test_tablets_side_by_side_carry_their_location_in_the_address_alone() -> None:
    memory: dict[str, Any] = {}
    tablet = await named("/?tablet=desk-1&location=harbour", memory, several=True)

    assert ("harbour", "?tablet=desk-1&location=harbour") == (tablet.location, tablet.search)
    assert {} == memory


async def test_where_there_is_one_location_nothing_of_it_is_remembered() -> None:
    memory: dict[str, Any] = {KEY: "mine"}
    tablet = await named("/?location=harbour", memory)

    assert (None, {KEY: "mine"}) == (tablet.location, memory)


async def test_a_browser_without_memory_keeps_the_location_of_its_address() -> None:
    assert "harbour" == (await named("/?location=harbour", broken=True, several=True)).location

"""A restarted hub shows the same order, place and language again: from the database and the address."""

from app.domain.vat import Serving
from support.house import KARIS_CODE, TABLET, World
from support.inproc_tablet import Settings, at_checkout, tablet


async def test_a_guest_who_was_at_the_bill_is_at_the_bill_again_in_their_language() -> None:
    async with at_checkout(settings=Settings(language="en")) as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        address = t.app.page.route
        async with tablet(t.world, t.world.house(), address, Settings(language="en")) as again:
            assert again.app.has_id("order.pay")
            assert again.says("Your order")
            assert not again.says("Hello, Kari")


async def test_the_address_tells_the_language_that_was_chosen() -> None:
    world = World()
    house = world.house()
    await house.services.ordering.begin(TABLET, Serving.EAT_HERE)
    async with tablet(world, house, f"/?tablet={TABLET}", Settings(language="en")) as t:
        await t.tap("menu.start_over")
        await t.tap("welcome.language.en")

        assert "lang=en" in t.app.page.route


async def test_the_next_guest_begins_in_the_house_language() -> None:
    async with at_checkout() as t:
        await t.shows_code(KARIS_CODE)
        await t.tap("member.continue")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.done")

        assert "lang" not in t.app.page.route
        assert "at=" not in t.app.page.route

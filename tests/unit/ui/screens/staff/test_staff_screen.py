"""The staff at the tables: nobody without the PIN, every open bill, and asking guests in their own app."""

from app.domain.order import OrderState
from app.domain.vat import Serving
from app.services.admin.hosting import OpenBill
from app.ui.screens.staff.screen import FRESH, LEFT_ALONE
from support.house import OLAS_CODE, STAFF_PIN, Visit, World
from support.inproc_tablet import Tablet, at_checkout, tablet

AT = "/staff?tablet=staff"


async def enters(t: Tablet, pin: str = STAFF_PIN) -> None:
    await t.app.type("staff.pin", pin)
    await t.tap("staff.enter")


async def a_guests_order(world: World) -> Visit:
    visit = Visit(world, world.house())
    await visit.orders_soup()
    return visit


async def test_nobody_sees_a_bill_without_the_pin() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, AT) as t:
        await enters(t, "1234")

        assert t.says("That is not the PIN.")
        assert not t.says("189.00")


async def test_a_guests_tablet_opens_no_other_tablets_bill() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, f"/checkout/{visit.order_id}?tablet=another") as t:
        assert t.app.has_id("welcome.eat_here")


async def test_staff_open_a_guests_bill_ask_them_in_their_app_and_take_the_payment() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, AT) as t:
        t.visit.order_id = visit.order_id
        await enters(t)

        assert t.says("Order 1")
        assert t.says("189.00")

        await t.tap("staff.bill.1")
        await t.shows_code(OLAS_CODE)

        assert t.app.has_id("join.in_app")

        await t.tap("join.not_now")
        await t.tap("order.pay")
        await t.approves()
        await t.tap("paid.done")

        assert t.says("Alt er betalt.")


async def test_a_guests_order_stays_at_their_tablet_when_staff_only_looked() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, AT) as t:
        await enters(t)
        await t.tap("staff.bill.1")
        await t.tap("identify.back")
        order = await visit.house.services.ordering.get(visit.order_id)

        assert (False, OrderState.OPEN) == (order.with_staff, order.state)
        assert t.app.has_id("staff.new")


async def test_an_order_at_a_table_waits_on_the_list_and_frees_the_tablet() -> None:
    world = World()
    house = world.house()
    async with tablet(world, house, AT) as t:
        await enters(t)
        await t.app.type("staff.table", "12")
        await t.tap("staff.new")
        await t.tap("menu.add.fish_soup")
        await t.tap("order.continue")
        await t.tap("identify.back")

        assert t.says("Table 12")
        assert [("12", True)] == [(bill.order.table, bill.order.with_staff) for bill in await bills(t)]


async def test_a_staff_tablet_that_is_left_alone_asks_for_the_pin_again() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, AT) as t:
        await enters(t)
        await t.passes(LEFT_ALONE.total_seconds() + 1)

        assert t.app.has_id("staff.pin")
        assert not t.says("189.00")


async def test_a_bill_that_begins_at_another_tablet_appears_by_itself() -> None:
    world = World()
    house = world.house()
    async with tablet(world, house, AT) as t:
        await enters(t)
        before = t.says("Order 1")
        await Visit(world, house).orders_soup()
        await t.passes(FRESH)

        assert (False, True) == (before, t.says("Order 1"))


async def test_enter_gives_the_pin_and_begins_an_order() -> None:
    world = World()
    async with tablet(world, world.house(), AT) as t:
        await t.app.type("staff.pin", STAFF_PIN)
        await t.app.event(t.app.by_id("staff.pin"), "submit", STAFF_PIN)
        await t.settle()
        inside = t.app.has_id("staff.new")
        await t.app.type("staff.table", "12")
        await t.app.event(t.app.by_id("staff.table"), "submit", "12")
        await t.settle()

        assert inside
        assert t.app.has_id("menu.add.fish_soup")


async def test_the_pin_can_never_be_read_where_guests_look_on() -> None:
    world = World()
    async with tablet(world, world.house(), AT) as t:
        pin = t.app.by_id("staff.pin")

        assert (True, False) == (pin.password, pin.can_reveal_password)


async def test_whoever_came_to_the_door_by_mistake_finds_back() -> None:
    world = World()
    async with tablet(world, world.house(), AT) as t:
        await t.tap("staff.leave")

        assert t.app.has_id("welcome.eat_here")


async def test_staff_see_whose_bill_they_opened_and_guests_see_the_restaurants_name() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with tablet(world, visit.house, AT) as t:
        await enters(t)
        await t.tap("staff.bill.1")
        staff_see = (t.says("Order 1"), t.says(visit.house.services.restaurant.name))
    async with at_checkout() as guest:
        guests_see = (guest.says("Order 1"), guest.says(guest.house.services.restaurant.name))

    assert ((True, False), (False, True)) == (staff_see, guests_see)


async def bills(t: Tablet) -> tuple[OpenBill, ...]:
    return await t.house.services.hosting.open_bills()


async def test_a_paid_order_is_handed_over_with_one_tap_and_its_money_taken_then() -> None:
    """Paid before, taken at the hand-over: the list says what waits, the tap takes it, and it is off the list."""
    world = World()
    house = world.house(world.restaurant(capture_at_once=dict.fromkeys(Serving, False)))
    visit = Visit(world, house)
    async with house.running():
        await visit.orders_soup()
        await visit.pays()
        await visit.approves()
        await world.clock.advance(60)
        before = (await visit.payment()).captured.minor
        async with tablet(world, house, AT) as t:
            await enters(t)
            waits = t.says("To hand over") and t.says("189.00")
            await t.tap("staff.handed_over.1")
            await t.passes(FRESH + 1)
            after = await visit.payment()

            assert (0, True) == (before, waits)
            assert after.amount == after.captured
            assert not t.says("To hand over")


async def test_where_the_money_is_taken_at_once_nothing_waits_to_be_handed_over() -> None:
    world = World()
    visit = await a_guests_order(world)
    async with visit.house.running():
        await visit.pays()
        await visit.approves()
        await world.clock.advance(60)
        async with tablet(world, visit.house, AT) as t:
            await enters(t)

            assert not t.says("To hand over")

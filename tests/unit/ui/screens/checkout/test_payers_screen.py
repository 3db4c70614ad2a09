"""Several payers at one tablet: whole screens in this process, real services, doubles outside."""

from app.domain.cutting import MOST_PAYERS
from app.domain.ids import ProductId
from app.domain.order import OrderState
from app.domain.payment import Payment, PaymentState
from app.domain.split import Cut, ShareState
from support.house import KARI, KARIS_CODE, OLA, OLAS_CODE
from support.inproc_tablet import Settings, Tablet, at_checkout, checkout_route, tablet

SOUP = 18900


async def kari_is_at_her_bill(t: Tablet) -> None:
    await t.shows_code(KARIS_CODE)
    await t.tap("member.continue")


async def ola_pays_too(t: Tablet) -> None:
    """His code is shown to the camera while hers is on the order, and he does not join."""
    await t.tap("order.split")
    await t.shows_code(OLAS_CODE)
    await t.tap("another.add")
    await t.tap("join.not_now")
    t.camera.shows("")


async def the_phone_says_yes(t: Tablet, share: int) -> None:
    payments = await waiting(t)
    t.world.payments.approve(next(p.reference for p in payments if p.share == share))
    await t.passes(6)


async def waiting(t: Tablet) -> list[Payment]:
    async with t.world.storage.reading() as reading:
        return [p for p in await reading.payments.of(t.visit.order_id) if p.state is PaymentState.REQUESTED]


async def shares(t: Tablet) -> list[tuple[int, int, ShareState]]:
    async with t.world.storage.reading() as reading:
        found = await reading.shares.of(t.visit.order_id)
    return [(share.number, share.amount.minor, share.state) for share in found if share.cut is not Cut.OFF]


async def test_a_second_persons_code_is_a_question_and_changes_nothing_by_itself() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.shows_code(OLAS_CODE)
        order = await t.house.services.ordering.get(t.visit.order_id)

        assert t.says(
            "This is •••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}432. "
            "The bill is •••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678's."
        )
        assert (order.guest.phone if order.guest else None) == KARI
        assert [] == await shares(t)


async def test_ignoring_leaves_the_bill_as_it_was() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.shows_code(OLAS_CODE)
        await t.tap("another.ignore")

        assert t.app.has_id("order.pay")
        assert [] == await shares(t)
        assert not t.sheet_is_open


async def test_replacing_lets_the_newcomer_pay_all_of_it() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.shows_code(OLAS_CODE)
        await t.tap("another.replace")
        await t.tap("join.not_now")
        order = await t.house.services.ordering.get(t.visit.order_id)

        assert (order.guest.phone if order.guest else None) == OLA
        assert t.says("189.00")
        assert not t.app.has_id("payers.1")


async def test_the_same_persons_code_is_no_question() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.shows_code("cus_kari")

        assert t.says("You are on this bill already.")
        assert not t.app.has_id("another.add")


async def test_a_typed_number_of_somebody_else_is_the_same_question() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.types_number("98765432")

        assert t.says("Somebody else's number")
        assert t.says("Ignore this number")
        assert not t.says("code")

    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await t.tap("order.split")
        await t.types_number("12345678")

        assert t.says("You are on this bill already.")


async def test_two_pay_their_halves_and_each_gets_the_points_of_their_own() -> None:
    async with at_checkout() as t:
        await t.house.services.ordering.add(t.visit.order_id, ProductId("fish_soup"))
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)

        assert t.says("Your part")
        assert t.says("The whole bill is 378.00")

        await t.tap("order.pay")
        await the_phone_says_yes(t, 2)

        assert t.says("189.00\N{NO-BREAK SPACE}kr of the bill is still to be paid.")

        await t.tap("paid.done")

        assert t.says("Left to pay")
        assert [(1, SOUP, ShareState.UNPAID), (2, SOUP, ShareState.PAID)] == await shares(t)

        await t.tap("payers.1.pay")
        await t.tap("order.pay")
        await the_phone_says_yes(t, 1)
        await t.house.services.posting.release(t.visit.order_id)
        while await t.house.posting.deliver_one():
            pass
        await t.settle()

        assert t.says("309 points in all")
        order = await t.house.services.ordering.get(t.visit.order_id)
        assert OrderState.PAID is order.state
        assert {f"{order.id}-1", f"{order.id}-2"} == set(t.world.loyalty.orders)

        await t.tap("paid.done")

        assert t.says("Everything is paid")

        await t.tap("payers.done")

        assert t.app.has_id("welcome.eat_here")
        assert [] == t.app.crashes


async def test_one_payers_no_does_not_disturb_the_other_who_is_being_asked() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("order.pay")
        await t.tap("identify.back")
        await t.tap("payers.1.pay")
        await t.tap("order.pay")
        refused, still = sorted(await waiting(t), key=lambda payment: -payment.share)
        t.world.payments.decline(refused.reference)
        await t.passes(6)

        assert t.says("Approve in Vipps")
        assert [still.reference] == [payment.reference for payment in await waiting(t)]

        t.world.payments.approve(still.reference)
        await t.passes(6)
        await t.tap("paid.done")
        await t.tap("payers.2.pay")

        assert t.says("The payment was declined on the phone")
        assert [(1, SOUP // 2, ShareState.PAID), (2, SOUP // 2, ShareState.UNPAID)] == await shares(t)


async def test_the_rest_is_cut_anew_among_those_who_have_not_paid() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("order.pay")
        await the_phone_says_yes(t, 2)
        await t.tap("paid.done")
        await t.tap("payers.add")
        await t.tap("identify.without")
        paid, half = SOUP // 2, SOUP // 4

        assert [
            (1, half, ShareState.UNPAID),
            (2, paid, ShareState.PAID),
            (3, half, ShareState.UNPAID),
        ] == await shares(t)

        await t.tap("payers.1.off")

        assert [(2, paid, ShareState.PAID), (3, paid, ShareState.UNPAID)] == await shares(t)


async def test_nothing_is_cut_while_somebody_is_being_asked() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("order.pay")
        await t.tap("identify.back")

        assert t.says("Waiting for the phone")
        assert not t.app.has_id("payers.add")
        assert not t.app.has_id("payers.equally")
        assert not t.app.has_id("payers.1.off")


async def test_one_payer_too_many_is_told_beside_the_payers_and_not_blamed_on_the_wallet() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        sharing = t.house.services.sharing
        for _ in range(MOST_PAYERS - 1):
            await sharing.add(t.visit.order_id, None)
        await t.app.go(checkout_route(t.visit.order_id))
        await t.settle()
        await t.tap("identify.back")
        await t.tap("payers.add")
        await t.shows_code(OLAS_CODE)

        assert t.says("That does not add up")
        assert not t.says("did not take this payment")
        assert MOST_PAYERS == len(await shares(t))


async def test_dishes_go_to_whom_they_are_given() -> None:
    async with at_checkout() as t:
        await t.house.services.ordering.add(t.visit.order_id, ProductId("fries"))
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("identify.back")
        await t.tap("payers.by_dishes")
        await t.tap("dishes.line.2")
        order = await t.house.services.ordering.get(t.visit.order_id)
        fries = order.lines[1].amount.minor

        assert [(1, SOUP, ShareState.UNPAID), (2, fries, ShareState.UNPAID)] == await shares(t)

        await t.tap("payers.done")
        await t.tap("payers.2.pay")

        assert not t.says("Fish soup")


async def test_leaving_with_something_unpaid_asks_and_gives_the_bill_to_the_staff() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("order.pay")
        await the_phone_says_yes(t, 2)
        await t.tap("paid.done")
        await t.tap("identify.back")

        assert t.says("94.50\N{NO-BREAK SPACE}kr is not paid yet")

        await t.tap("payers.leave")
        order = await t.house.services.ordering.get(t.visit.order_id)

        assert t.app.has_id("welcome.eat_here")
        assert (True, OrderState.PLACED) == (order.with_staff, order.state)


async def test_a_restarted_hub_shows_all_payers_again() -> None:
    async with at_checkout() as t:
        await kari_is_at_her_bill(t)
        await ola_pays_too(t)
        await t.tap("order.pay")
        await the_phone_says_yes(t, 2)
        async with tablet(t.world, t.world.house(), checkout_route(t.visit.order_id)) as again:
            assert again.says("Who pays what")
            assert again.says("94.50")
            assert again.app.has_id("payers.1.pay")
            assert not again.app.has_id("payers.2.pay")


async def test_a_scanner_that_types_is_heard_at_the_bill_too() -> None:
    async with at_checkout(settings=Settings(size="phone")) as t:
        await kari_is_at_her_bill(t)
        await t.scanner_types(OLAS_CODE)

        assert t.says("Somebody else's code")

"""Two pay one bill at one tablet: each approves their own part on their own phone, and each earns for it."""

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"
INGRID = "4791234567"
PART = 9450
ON_A_PHONE = (390, 844)


def test_two_pay_equal_parts_and_both_orders_arrive_with_their_points(
    seat: SeatAt, phone_of: PhoneOf, seeing_kari: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_kari).with_soup()
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.press(identifiers.ORDER_SPLIT)
    tablet.tells("Who else pays?")
    tablet.picture("who-else")
    tablet.types_number("91 23 45 67")
    tablet.shows(identifiers.ANOTHER_ADD)
    tablet.picture("somebody-else")
    tablet.press(identifiers.ANOTHER_ADD)
    tablet.shows(identifiers.JOIN_CONFIRM)
    tablet.picture("join")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_at_the_bill()
    tablet.says(identifiers.ORDER_TOTAL, "94.50")
    tablet.pays()
    phone_of(INGRID).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "94 points in all")
    tablet.says(identifiers.PAID_REST, "94.50")
    tablet.picture("ingrid-paid")
    tablet.press(identifiers.PAID_DONE)
    tablet.says(identifiers.PAYERS_UNPAID, "94.50")
    tablet.picture("payers")
    tablet.press(identifiers.payer_pay(1))
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "214 points in all")
    tablet.picture("kari-paid")
    tablet.press(identifiers.PAID_DONE)
    tablet.tells("Everything is paid")
    tablet.picture("all-paid")
    order = restaurant.newest_order()["id"]
    arrived = {
        each["order_id"]: (each["body"]["customer"]["phone"], each["amount"], each["points_earned"])
        for each in restaurant.posted(2)
    }

    assert {f"{order}-1": (KARI, PART, 94), f"{order}-2": (INGRID, PART, 94)} == arrived
    assert [("AUTHORIZED", PART)] * 2 == [
        (each["state"], each["amount"]["value"]) for each in restaurant.vipps.payments()
    ]


def test_on_a_phone_with_three_payers_what_is_left_and_the_next_button_are_in_sight(
    seat: SeatAt, empty_table: Browser
) -> None:
    tablet = seat(empty_table, ON_A_PHONE).with_soup()
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.is_at_the_bill()
    tablet.press(identifiers.ORDER_SPLIT)
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.shows(identifiers.PAYERS_ADD)
    tablet.press(identifiers.PAYERS_ADD)
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.shows(identifiers.payer(3))
    tablet.picture("three-payers")
    for each in (identifiers.PAYERS_UNPAID, identifiers.payer_pay(1), identifiers.payer_pay(3)):
        tablet.assert_in_sight(each)


def test_on_a_phone_no_reward_pushes_the_button_that_pays_out_of_sight(seat: SeatAt, seeing_kari: Browser) -> None:
    tablet = seat(seeing_kari, ON_A_PHONE).with_soup()
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.assert_in_sight(identifiers.ORDER_PAY)

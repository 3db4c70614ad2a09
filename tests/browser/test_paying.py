"""Everything that can come between pay and paid: declined, cancelled, a lost answer, no phone known."""

import re

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt, Tablet

KARI = "4712345678"
OLA = "4798765432"


def test_after_a_declined_payment_the_guest_may_try_again(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    phone = phone_of(KARI)
    tablet.pays()
    phone.reject()
    tablet.tells(re.compile("declined"))
    tablet.says(identifiers.TROUBLE_MESSAGE, "Nothing was charged")
    tablet.picture("declined")
    tablet.press(identifiers.TROUBLE_PRIMARY)
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    phone.approve()
    tablet.is_paid()
    payments = restaurant.vipps.payments()

    assert ["ABORTED", "AUTHORIZED"] == [each["state"] for each in payments]
    assert 2 == len({each["reference"] for each in payments})
    assert 1 == len(restaurant.posted(1))


def test_a_guest_may_cancel_while_the_phone_is_silent(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table, (800, 1280)))
    tablet.pays()
    tablet.press(identifiers.WAITING_CANCEL)
    tablet.says(identifiers.TROUBLE_MESSAGE, "Nothing was charged")
    tablet.picture("cancelled")
    tablet.press(identifiers.TROUBLE_SECONDARY)
    tablet.is_at_the_bill()

    assert ["TERMINATED"] == [each["state"] for each in restaurant.vipps.payments()]
    assert [] == restaurant.pongo.orders()


def test_a_lost_answer_is_in_doubt_and_charges_once(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    restaurant.vipps.break_next("POST /epayment/v1/payments", "drop_after")
    tablet.press(identifiers.ORDER_PAY)
    tablet.says(identifiers.WAITING_STATUS, "We are checking with Vipps")
    tablet.tells(re.compile("cannot be charged twice"))
    tablet.picture("in-doubt")
    phone_of(KARI).approve()
    tablet.is_paid()

    assert ["AUTHORIZED"] == [each["state"] for each in restaurant.vipps.payments()]
    assert 1 == len(restaurant.posted(1))


def test_without_membership_the_code_on_the_tablet_is_scanned_by_any_phone(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table, (390, 844)).with_soup()
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.is_at_the_bill()
    tablet.press(identifiers.ORDER_PAY)
    tablet.shows(identifiers.WAITING_CODE)
    tablet.picture("code")
    phone = phone_of(OLA)
    phone.scan_the_tablet()
    phone.approve()
    tablet.is_paid()
    tablet.picture("paid")
    tablet.press(identifiers.PAID_DONE)
    tablet.shows(identifiers.WELCOME_EAT_HERE)
    posted = restaurant.posted(1)

    assert [(18900, None)] == [(each["amount"], each["customer"]) for each in posted]
    assert "customer" not in posted[0]["body"]


def test_a_double_tap_on_pay_asks_once(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = _kari_at_the_bill(seat(empty_table))
    tablet.tap_twice(identifiers.ORDER_PAY)
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    phone_of(KARI).approve()
    tablet.is_paid()

    assert 1 == len(restaurant.vipps.received("POST /epayment/v1/payments"))
    assert 1 == len(restaurant.posted(1))


def _kari_at_the_bill(tablet: Tablet) -> Tablet:
    tablet.with_soup()
    tablet.types_number("12345678")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    return tablet

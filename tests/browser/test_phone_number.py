"""Typing a phone number instead of scanning: what is wrong is told at the field, and foreign numbers work."""

import re

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"


def test_a_wrong_number_is_explained_at_the_field_and_a_right_one_is_taken(seat: SeatAt, empty_table: Browser) -> None:
    tablet = seat(empty_table).with_soup()
    for typed, told in (
        ("12c45678", "digits only"),
        ("1234567", "Some digits are missing"),
        ("123456789012", "too many digits"),
        ("+999 12345678", "No such number exists"),
    ):
        tablet.types_number(typed)
        tablet.tells_at_the_field(told)
    tablet.picture("wrong-number")
    tablet.types_number("+47 91 23 45 67")
    tablet.shows(identifiers.JOIN_NOT_NOW)
    tablet.picture("right-number")


def test_a_foreign_number_is_recognised_and_pays_by_code_when_vipps_does_not_know_it(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.types_number("+33 6 12 34 56 78")
    tablet.tells(re.compile("Hello, Camille"))
    tablet.picture("hello-camille")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.press(identifiers.ORDER_PAY)
    tablet.shows(identifiers.WAITING_CODE)
    tablet.tells(re.compile("Vipps cannot send a request to this number"))
    tablet.picture("code")
    phone = phone_of(KARI)
    phone.scan_the_tablet()
    phone.approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")

    assert [("33612345678", 189)] == [
        (each["body"]["customer"]["phone"], each["points_earned"]) for each in restaurant.pongo.orders()
    ]

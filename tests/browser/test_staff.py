"""Staff on their own phone or tablet: the door, the list, a bill taken over, and the way out always in reach."""

import pytest
from playwright.sync_api import Browser

from app.ui import identifiers
from support.house import STAFF_PIN
from support.live_restaurant import LiveRestaurant
from support.tablet import SeatAt, Tablet

LANDSCAPE, UPRIGHT, PHONE = (1280, 800), (800, 1280), (390, 844)


@pytest.mark.parametrize("size", [LANDSCAPE, UPRIGHT, PHONE])
def test_staff_sign_in_find_a_guests_bill_and_ask_for_joining_in_the_app(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant, size: tuple[int, int]
) -> None:
    seat(empty_table).with_soup()
    number = restaurant.newest_order()["number"]
    staff = seat(empty_table, size)
    staff.open("/staff?tablet=waiter")
    gives_pin(staff, "1357")
    staff.says(identifiers.STAFF_FAULT, "Det er ikke riktig PIN.")
    staff.picture("wrong-pin")
    gives_pin(staff, STAFF_PIN)
    bill = identifiers.staff_bill(number)
    staff.shows(bill)
    staff.picture("bills")
    for each in (identifiers.STAFF_LEAVE, identifiers.STAFF_NEW, bill):
        staff.assert_in_sight(each)
    staff.press(bill)
    staff.shows(identifiers.IDENTIFY_PHONE)
    staff.picture("taken-over")
    staff.types_number("91 23 45 67")
    staff.shows(identifiers.JOIN_IN_APP)
    staff.picture("joining")
    staff.assert_in_sight(identifiers.JOIN_NOT_NOW)


def gives_pin(staff: Tablet, pin: str) -> None:
    staff.shows(identifiers.STAFF_PIN)
    staff.type_into(identifiers.STAFF_PIN, pin, submit=True)

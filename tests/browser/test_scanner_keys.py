"""Scanners on a cable or Bluetooth type: a burst of keys is a code wherever the focus is, a human's typing never."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import SeatAt
from support.typing_scanner import scans

KARI: Final = "4712345678"
CODE: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
ON_A_NORWEGIAN_TABLET: Final = "httpsØ--qr.vipps.no-28-2-01-031-4712345678_v\\1"
SHOP: Final = "https://shop.example/menu"
WIFI: Final = "WIFI:T:WPA;S:Fjord;P:velkommen;;"
LINK_TO_A_PERSON: Final = "https://qr.vipps.no/28/2/01/031/4712345678?m=Takk&a=12000"
OLA: Final = "98765432"
HUMAN: Final = 90
"""Milliseconds from one key to the next."""


def exchanges(restaurant: LiveRestaurant) -> int:
    return len(restaurant.vipps.received("POST /qr/v1/exchange"))


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_scanned_code_is_taken_as_one_from_the_camera(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant, end: str
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    scans(tablet, CODE, end)
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.says(identifiers.MEMBER_BALANCE, "120")

    assert 1 == exchanges(restaurant)


def test_an_american_scanner_on_a_norwegian_tablet_is_understood(seat: SeatAt, empty_table: Browser) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    scans(tablet, ON_A_NORWEGIAN_TABLET)
    tablet.shows(identifiers.MEMBER_CONTINUE)


def test_another_code_is_named_and_sent_nowhere(seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    scans(tablet, "https://shop.example/menu")
    tablet.says(identifiers.IDENTIFY_HINT, "That is a web link, not a Vipps code.")
    tablet.says(identifiers.IDENTIFY_HINT, re.compile("Hold your QR code up|No code yet"))

    assert 0 == exchanges(restaurant)


def test_what_a_human_types_is_no_code_however_it_ends(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    tablet.page.keyboard.type(CODE, delay=HUMAN)
    tablet.page.keyboard.press("Enter")
    tablet.says(identifiers.IDENTIFY_HINT, "No code yet")

    assert 0 == exchanges(restaurant)


def test_the_phone_numbers_field_keeps_what_a_human_typed_and_nothing_of_a_scanner(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    field = tablet.id(identifiers.IDENTIFY_PHONE).locator("input").first
    field.click()
    tablet.page.keyboard.type("4123", delay=HUMAN)
    tablet.page.wait_for_timeout(500)
    scans(tablet, "https://shop.example/menu")
    tablet.says(identifiers.IDENTIFY_HINT, "That is a web link, not a Vipps code.")
    tablet.picture("field-restored")

    assert "4123" == tablet.id(identifiers.IDENTIFY_PHONE).locator("input").first.input_value()

    scans(tablet, CODE)
    tablet.shows(identifiers.MEMBER_CONTINUE)

    assert 1 == exchanges(restaurant)


def test_digits_that_are_scanned_into_the_field_stay_there(seat: SeatAt, empty_table: Browser) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    tablet.id(identifiers.IDENTIFY_PHONE).locator("input").first.click()
    scans(tablet, "12345678")
    tablet.tap(identifiers.IDENTIFY_PHONE_SUBMIT)
    tablet.shows(identifiers.MEMBER_CONTINUE)


def test_a_scanner_is_heard_while_joining_at_the_bill_and_at_the_greeting(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.types_number(OLA)
    tablet.shows(identifiers.JOIN_NOT_NOW)
    scans(tablet, SHOP)
    tablet.says(identifiers.IDENTIFY_HINT, "That is a web link, not a Vipps code.")
    tablet.picture("joining")
    tablet.press(identifiers.JOIN_NOT_NOW)
    tablet.is_at_the_bill()
    scans(tablet, WIFI)
    tablet.says(identifiers.IDENTIFY_HINT, "That is a Wi-Fi code, not a Vipps code.")
    tablet.picture("at-the-bill")

    assert 0 == exchanges(restaurant)

    scans(tablet, CODE)
    tablet.shows(identifiers.ANOTHER_ADD)
    tablet.press(identifiers.ANOTHER_ADD)
    tablet.shows(identifiers.MEMBER_CONTINUE)
    scans(tablet, LINK_TO_A_PERSON)
    tablet.says(identifiers.IDENTIFY_HINT, "That is a link for paying a person. Show your own QR code instead.")
    tablet.picture("member")

    assert 1 == exchanges(restaurant)


def test_where_nobody_is_identified_a_scanner_types_into_the_field_as_anybody_does(
    seat: SeatAt, empty_table: Browser
) -> None:
    tablet = seat(empty_table).begin()
    tablet.tap(tablet.shows(identifiers.menu_category("drinks")))
    tablet.tap(tablet.shows(identifiers.menu_add("coffee")))
    tablet.shows(identifiers.MODIFIER_NOTE)
    field = tablet.id(identifiers.MODIFIER_NOTE).locator("input, textarea").first
    field.click()
    scans(tablet, SHOP, end="Tab")

    assert SHOP == field.input_value()

"""Typing a phone number instead of scanning: what is wrong is told at the field, and foreign numbers work."""

import re

import pytest
from playwright.sync_api import Browser, expect

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"
LANDSCAPE, UPRIGHT, PHONE = (1280, 800), (800, 1280), (390, 844)
EDGE = 48
"""Pixels that may be left below the last button of a sheet."""


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


def test_a_guest_from_abroad_chooses_their_country_and_is_greeted(seat: SeatAt, empty_table: Browser) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.press(identifiers.IDENTIFY_COUNTRY)
    tablet.shows(identifiers.identify_country("FR"))
    tablet.picture("countries")
    tablet.type_into(identifiers.IDENTIFY_COUNTRY_SEARCH, "fran")
    for other in ("NO", "FI", "PF"):  # the last goes with the last letters; before that the rows still move
        expect(tablet.id(identifiers.identify_country(other))).to_have_count(0)
    tablet.tap(tablet.shows(identifiers.identify_country("FR")))
    tablet.says(identifiers.IDENTIFY_PHONE_REMARK, "06 12 34 56 78")
    tablet.types_number("6 12 34 56 78")
    tablet.tells(re.compile("Hello, Camille"))


@pytest.mark.parametrize(("language", "told"), [("en", "Is the country right"), ("nb", "Er landet riktig")])
def test_on_a_phone_every_way_on_is_in_sight_with_a_wrong_number_too(
    seat: SeatAt, empty_table: Browser, language: str, told: str
) -> None:
    tablet = seat(empty_table, PHONE).with_soup(language)
    tablet.types_number("+999 12345678")
    tablet.tells_at_the_field(told)
    tablet.picture("wrong-number")
    tablet.assert_in_sight(identifiers.IDENTIFY_WITHOUT)


@pytest.mark.parametrize("size", [LANDSCAPE, UPRIGHT, PHONE])
def test_the_countries_fill_their_sheet_down_to_the_way_back(
    seat: SeatAt, empty_table: Browser, size: tuple[int, int]
) -> None:
    tablet = seat(empty_table, size).with_soup()
    tablet.press(identifiers.IDENTIFY_COUNTRY)
    close = tablet.shows(identifiers.IDENTIFY_COUNTRY_CLOSE)
    tablet.picture("countries")
    tablet.assert_in_sight(identifiers.IDENTIFY_COUNTRY_CLOSE)
    box = close.bounding_box()

    assert box is not None
    assert size[1] - EDGE <= box["y"] + box["height"]

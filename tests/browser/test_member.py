"""A member holds the phone up to the camera, pays, and sees the points: in every shape a tablet has."""

import re

import pytest
from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (390, 844)], ids=["landscape", "portrait", "narrow"])
def test_a_member_scans_pays_and_earns(
    size: tuple[int, int], seat: SeatAt, phone_of: PhoneOf, seeing_kari: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_kari, size).with_soup()
    tablet.says(identifiers.MEMBER_BALANCE, "120")
    tablet.tells(re.compile("Hello, Kari"))
    tablet.picture("hello")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.says(identifiers.POINTS_ESTIMATE, "189")
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")
    tablet.says(identifiers.PAID_POINTS_EARNED, "189")
    tablet.picture("paid")
    orders = restaurant.pongo.orders()

    assert [(18900, 189)] == [(each["amount"], each["points_earned"]) for each in orders]


@pytest.mark.parametrize("size", [(1280, 800), (800, 1280), (390, 844)], ids=["landscape", "portrait", "narrow"])
def test_a_member_is_recognised_before_the_first_dish_and_not_asked_again(
    size: tuple[int, int], seat: SeatAt, phone_of: PhoneOf, seeing_kari: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_kari, size).begin()
    tablet.picture("menu")
    tablet.assert_in_sight(identifiers.MENU_MEMBER)
    tablet.tap_twice(identifiers.MENU_MEMBER)
    tablet.says(identifiers.MEMBER_BALANCE, "120")
    tablet.picture("hello")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.says(identifiers.MENU_GUEST, "Kari")
    tablet.picture("menu-of-kari")
    tablet.order()
    tablet.picture("menu-with-soup")
    if tablet.id(identifiers.ORDER_CONTINUE).count() == 0:
        tablet.tap(tablet.shows(identifiers.MENU_ORDER))
    tablet.press(identifiers.ORDER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")
    orders = restaurant.pongo.orders()

    assert [(18900, 189)] == [(each["amount"], each["points_earned"]) for each in orders]

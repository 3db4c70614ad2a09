"""Somebody else's code at a bill that has its guest: nothing happens before one of three answers is given."""

import pytest
from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt, Tablet
from support.typing_scanner import scans

KARI = "4712345678"
INGRID = "4791234567"
SOUP = 18900
ON_THE_GREETING, ON_THE_BILL = identifiers.MEMBER_CONTINUE, identifiers.ORDER_PAY


def karis(tablet: Tablet, restaurant: LiveRestaurant, screen: str) -> Tablet:
    """Kari is recognised; the tablet shows her greeting, or her bill."""
    scans(tablet, restaurant.vipps.personal_qr(KARI))
    tablet.shows(ON_THE_GREETING)
    if screen == ON_THE_BILL:
        tablet.press(ON_THE_GREETING)
        tablet.is_at_the_bill()
    return tablet


def shows_another(tablet: Tablet, restaurant: LiveRestaurant) -> None:
    """Ingrid holds her code up too."""
    scans(tablet, restaurant.vipps.personal_qr(INGRID, version=2))
    tablet.shows(identifiers.ANOTHER_IGNORE)


@pytest.mark.parametrize("screen", [ON_THE_GREETING, ON_THE_BILL])
def test_ignoring_it_leaves_the_bill_with_whom_it_was(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant, screen: str
) -> None:
    tablet = karis(seat(empty_table).with_soup(), restaurant, screen)
    shows_another(tablet, restaurant)
    tablet.picture("somebody-else")
    tablet.press(identifiers.ANOTHER_IGNORE)
    if screen == ON_THE_GREETING:
        tablet.press(ON_THE_GREETING)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    (posted,) = restaurant.posted(1)

    assert (KARI, SOUP) == (posted["body"]["customer"]["phone"], posted["amount"])
    assert [] == restaurant.pongo.received("POST /v1/customers")
    assert [("AUTHORIZED", SOUP)] == [(each["state"], each["amount"]["value"]) for each in restaurant.vipps.payments()]


def test_replacing_makes_it_the_newcomers_bill(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = karis(seat(empty_table, (800, 1280)).with_soup(), restaurant, ON_THE_BILL)
    shows_another(tablet, restaurant)
    tablet.press(identifiers.ANOTHER_REPLACE)
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(INGRID).approve()
    tablet.is_paid()
    (posted,) = restaurant.posted(1)
    kari = restaurant.pongo.customer(KARI)

    assert kari is not None
    assert (INGRID, SOUP) == (posted["body"]["customer"]["phone"], posted["amount"])
    assert 120 == kari["points"]


def test_adding_cuts_the_bill_and_each_pays_and_earns_the_own_part(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = karis(seat(empty_table, (390, 844)).with_soup(), restaurant, ON_THE_BILL)
    shows_another(tablet, restaurant)
    tablet.picture("somebody-else")
    tablet.press(identifiers.ANOTHER_ADD)
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(INGRID).approve()
    tablet.is_paid()
    tablet.press(identifiers.PAID_DONE)
    tablet.press(identifiers.payer_pay(1))
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    posted = restaurant.posted(2)

    assert {(INGRID, SOUP // 2, 94), (KARI, SOUP // 2, 94)} == {
        (each["body"]["customer"]["phone"], each["amount"], each["points_earned"]) for each in posted
    }

"""The admin in a browser: a paid payment's story, one line given back at Vipps, and Pongo connected on its own page."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.domain.ids import Reference
from app.domain.oversight import Step
from app.ui import identifiers
from app.ui.screens.admin.state import Here
from support.live_restaurant import LiveRestaurant
from support.tablet import PATIENCE, PhoneOf, SeatAt, Tablet

KARI = "4712345678"
PASSCODE = "fjord-furu"
SIZES = ((800, 1280), (390, 844))


@pytest.fixture(scope="module")
def running_restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRestaurant]:
    """A restaurant that those who run it can look into."""
    folder = tmp_path_factory.mktemp("admin")
    with LiveRestaurant(folder, told=True, TAFFEL_ADMIN_PASSCODE=PASSCODE) as restaurant:
        yield restaurant


def signed_in(tablet: Tablet, passcode: str = PASSCODE) -> Tablet:
    """At the admin's overview, in English."""
    tablet.open("/admin")
    tablet.tap(tablet.shows(identifiers.welcome_language("en")))
    tablet.tells("For those who run the restaurant.")
    tablet.type_into(identifiers.ADMIN_NAME, "Anna")
    tablet.type_into(identifiers.ADMIN_PASSCODE, passcode)
    tablet.press(identifiers.ADMIN_SIGN_IN)
    return tablet


def a_paid_order(tablet: Tablet, phone_of: PhoneOf, restaurant: LiveRestaurant) -> Reference:
    """Kari has a soup and oysters and pays; the payment's reference once its money was taken."""
    tablet.begin()
    tablet.order("fish_soup")
    tablet.order("oysters")
    tablet.go_on()
    tablet.types_number("12345678")
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    restaurant.wait_for_posted(restaurant.newest_order()["id"])
    (payment,) = restaurant.vipps.payments()
    return Reference(payment["reference"])


@pytest.mark.parametrize("size", SIZES, ids=["upright", "phone"])
def test_a_dish_of_a_paid_order_is_given_back(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant, size: tuple[int, int]
) -> None:
    reference = a_paid_order(seat(empty_table), phone_of, restaurant)
    admin = signed_in(seat(empty_table, size))
    admin.shows(identifiers.admin_place(Here.PAYMENTS))
    admin.tells(re.compile("Nothing needs you|does not fit the menu|do not fit the menu"))
    admin.picture("overview")
    admin.tap(identifiers.admin_place(Here.PAYMENTS))
    admin.tap(admin.shows(identifiers.admin_payment(reference)))
    admin.says(identifiers.ADMIN_STATE, "Paid")
    admin.picture("payment")
    admin.tells(re.compile("Was asked for, is approved"))
    admin.press(identifiers.admin_step(Step.REFUND))
    admin.press(identifiers.admin_line(1))
    admin.press(identifiers.admin_reason(1))
    admin.picture("refund")
    admin.press(identifiers.ADMIN_REFUND_GO_ON)
    admin.tells(re.compile(r"Give back 189\.00"))
    admin.picture("question")
    admin.tap_twice(identifiers.ADMIN_CONFIRM)
    admin.says(identifiers.ADMIN_STATE, "Partly given back")
    admin.picture("given-back")
    (payment,) = restaurant.vipps.payments()

    assert 18900 == payment["aggregate"]["refundedAmount"]["value"]
    assert 1 == len(restaurant.rows("SELECT 1 FROM refunds WHERE reference = ?", reference))


def test_a_wrong_passcode_shows_nothing_and_a_reload_keeps_whoever_is_signed_in(
    seat: SeatAt, empty_table: Browser
) -> None:
    admin = signed_in(seat(empty_table), "not this one")
    admin.says(identifiers.ADMIN_FAULT, "That is not the passcode.")
    admin.picture("refused")
    admin.type_into(identifiers.ADMIN_PASSCODE, PASSCODE, submit=True)
    admin.shows(identifiers.admin_place(Here.OVERVIEW))
    admin.page.reload()
    admin.shows(identifiers.admin_place(Here.OVERVIEW))
    other = seat(empty_table)
    other.open("/admin")
    other.shows(identifiers.ADMIN_SIGN_IN)


def test_pongo_is_disconnected_and_connected_again_on_its_own_page(
    seat: SeatAt, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    admin = signed_in(seat(empty_table))
    admin.tap(admin.shows(identifiers.admin_place(Here.PONGO)))
    admin.says(identifiers.ADMIN_CONNECTION, "Connected")
    admin.picture("pongo")
    admin.press(identifiers.ADMIN_DISCONNECT)
    admin.press(identifiers.ADMIN_CONFIRM)
    admin.says(identifiers.ADMIN_CONNECTION, "Not connected")
    admin.picture("not-connected")
    admin.press(identifiers.ADMIN_CONNECT)
    allow = admin.page.get_by_test_id("allow")
    expect(allow).to_be_visible(timeout=PATIENCE)
    admin.album.keep(admin.page, "pongos-page")
    allow.click()
    admin.page.wait_for_url(re.compile(r"/admin(\?|$)"), timeout=PATIENCE)
    admin.shows(identifiers.ADMIN_SIGN_OUT)
    admin.tap(admin.shows(identifiers.admin_place(Here.PONGO)))
    admin.says(identifiers.ADMIN_CONNECTION, "Connected")
    admin.tells(re.compile("Connected on Pongo's page"))
    admin.picture("connected")

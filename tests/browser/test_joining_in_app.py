"""A guest joins in their own Vipps app: the same code on both screens, the questions answered on the phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PATIENCE, Phone, PhoneOf, SeatAt, Tablet

INGRID = "4791234567"
INGRIDS_NUMBER = "912 34 567"
SIZES = ((1280, 800), (800, 1280), (390, 844))


@pytest.fixture(scope="module")
def running_restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRestaurant]:
    """A restaurant that offers joining in the app."""
    with LiveRestaurant(tmp_path_factory.mktemp("offering"), TAFFEL_JOIN_IN_APP="true") as restaurant:
        yield restaurant


def asked(tablet: Tablet, phone: Phone) -> str:
    """The code that stands on the tablet, once it stands on the phone too."""
    tablet.press(identifiers.JOIN_IN_APP)
    tablet.shows(identifiers.IN_APP_CODE)
    shown = phone.page.get_by_test_id("login-binding")
    expect(shown).not_to_be_empty(timeout=PATIENCE)
    code = shown.inner_text()
    tablet.tells(code)
    return code


@pytest.mark.parametrize("size", SIZES, ids=["lying", "upright", "phone"])
def test_a_guest_joins_in_the_app_with_email_only(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant, size: tuple[int, int]
) -> None:
    tablet = seat(empty_table, size).with_soup()
    tablet.types_number(INGRIDS_NUMBER)
    tablet.shows(identifiers.JOIN_IN_APP)
    tablet.picture("join")
    phone = phone_of(INGRID)
    asked(tablet, phone)
    tablet.picture("in-app")
    phone.page.get_by_test_id("consent-email").check(timeout=PATIENCE)
    phone.album.keep(phone.page, "phone-login")
    phone.page.get_by_test_id("login-approve").click()
    tablet.is_at_the_bill()
    order, customer = restaurant.newest_order(), restaurant.pongo.customer(INGRID)
    kept = restaurant.consents(since=order["opened_at"])

    assert customer is not None
    assert (customer["has_optin"], customer["has_email_optin"]) == (False, True)
    assert customer["email"] is not None
    assert [each["address"] for each in kept] == [customer["email"], None]
    assert [(each["channel"], each["given"], each["text"], each["source"]) for each in kept] == [
        ("email", 1, "Offers and news by e-mail", "vipps_app"),
        ("sms", 0, "Offers and news by SMS", "vipps_app"),
    ]
    assert [each["phone"] for each in restaurant.rows("SELECT phone FROM app_accounts")] == [INGRID]


def test_who_says_no_on_the_phone_may_still_join_on_the_tablet_after_paying(
    seat: SeatAt, phone_of: PhoneOf, empty_table: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(empty_table).with_soup()
    tablet.press(identifiers.IDENTIFY_WITHOUT)
    tablet.is_at_the_bill()
    tablet.pays()
    phone = phone_of(INGRID)
    phone.scan_the_tablet()
    phone.approve()
    tablet.is_paid()
    phone.page.get_by_test_id("done").click()
    tablet.press(identifiers.PAID_JOIN)
    tablet.types_number(INGRIDS_NUMBER)
    tablet.shows(identifiers.JOIN_IN_APP)
    asked(tablet, phone)
    tablet.picture("in-app-after-paying")
    phone.page.get_by_test_id("login-reject").click(timeout=PATIENCE)
    tablet.tells("You said no in Vipps. You can still join here.")
    tablet.picture("said-no")
    tablet.press(identifiers.JOIN_CONFIRM)
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "189 points in all")

    assert [INGRID] == [each["body"]["customer"]["phone"] for each in restaurant.pongo.orders()]

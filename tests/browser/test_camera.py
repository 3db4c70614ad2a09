"""What the viewfinder sees and says: other codes are named and left behind, a dark camera is explained."""

from playwright.sync_api import Browser

from app.ui import identifiers
from support.browsers import ALLOWED, FAKE_CAMERA, REFUSED, Browsers
from support.camera_video import held_up, one_after_the_other
from support.live_restaurant import LiveRestaurant
from support.tablet import SeatAt, Tablet

KARI = "4712345678"
SHOP = "https://shop.example/menu?table=7"
WIFI = "WIFI:T:WPA;S:Fjord & Furu;P:velkommen;;"
LINK_TO_A_PERSON = "https://qr.vipps.no/28/2/01/031/4712345678?m=Takk&a=12000"
LOOK_ALIKE = "https://qr.vipps.no.example/28/2/01/031/4712345678?v=1"
EMOJI = "🍲" * 12


def test_other_codes_are_named_and_sent_nowhere_and_the_right_one_is_taken(
    seat: SeatAt, browsers: Browsers, restaurant: LiveRestaurant
) -> None:
    foreign = one_after_the_other([SHOP, WIFI, LINK_TO_A_PERSON, LOOK_ALIKE, EMOJI], seconds=5)
    browser = browsers.showing("foreign", [*foreign, *held_up(restaurant.vipps.personal_qr(KARI))])
    tablet = seat(browser).with_soup()
    for words in (
        "That is a web link, not a Vipps code.",
        "That is a Wi-Fi code, not a Vipps code.",
        "That is a link for paying a person. Show your own QR code instead.",
        "That is a web link, not a Vipps code.",
        "That is not a Vipps code.",
    ):
        tablet.says(identifiers.IDENTIFY_HINT, words)
    tablet.picture("not-a-vipps-code")
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.says(identifiers.MEMBER_BALANCE, "120")
    sent = [each["bytes"] for each in restaurant.vipps.received("POST /qr/v1/exchange")]

    assert [b'{"qrCode":"https://qr.vipps.no/28/2/01/031/4712345678?v=1","requestedData":["MSISDN"]}'] == sent


def test_a_refused_camera_is_explained_and_the_number_works(seat: SeatAt, browsers: Browsers) -> None:
    browser = browsers.with_flags("refused", FAKE_CAMERA, REFUSED)

    _is_explained(seat(browser), "The camera is not allowed")


def test_a_missing_camera_is_explained_and_the_number_works(seat: SeatAt, browsers: Browsers) -> None:
    browser = browsers.with_flags("missing", ALLOWED)

    _is_explained(seat(browser, (800, 1280)), "No camera was found")


def test_leaving_the_viewfinder_and_coming_back_starts_the_camera_again(seat: SeatAt, empty_table: Browser) -> None:
    tablet = seat(empty_table).with_soup()
    for _ in range(3):
        tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
        tablet.press(identifiers.IDENTIFY_BACK)
        tablet.shows(identifiers.ORDER_CONTINUE)
        tablet.tap(identifiers.ORDER_CONTINUE)
        tablet.shows(identifiers.IDENTIFY_WITHOUT)
    tablet.says(identifiers.IDENTIFY_HINT, "No code yet")
    tablet.picture("again")

    assert 0 == tablet.sockets_closed


def _is_explained(tablet: Tablet, trouble: str) -> None:
    tablet.with_soup()
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, trouble)
    tablet.says(identifiers.IDENTIFY_HINT, "Your phone number works just as well")
    tablet.shows(identifiers.IDENTIFY_CAMERA_AGAIN)
    tablet.picture("no-camera")
    tablet.types_number("12345678")
    tablet.shows(identifiers.MEMBER_CONTINUE)

"""The viewfinder in a browser: two persons' codes, and a mirrored preview."""

from typing import Final

from app.ui import identifiers
from support.browsers import Browsers
from support.camera_video import Held, held_up
from support.live_restaurant import LiveRestaurant
from support.tablet import SeatAt

KARI: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLA: Final = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"


def test_two_persons_codes_are_told_and_neither_is_sent(
    seat: SeatAt, browsers: Browsers, restaurant: LiveRestaurant
) -> None:
    both = Held(text=KARI, side=230, at=(-0.13, 0.0)), Held(text=OLA, side=230, at=(0.13, 0.0))
    tablet = seat(browsers.showing("two", [both])).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Two codes are in view. Show only yours.")
    tablet.picture("two-codes")

    assert [] == restaurant.vipps.received("POST /qr/v1/exchange")


def test_a_code_is_taken_on_a_mirrored_preview(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("mirror", held_up(KARI))).with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)

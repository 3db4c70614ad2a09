"""The viewfinder in a browser: two persons' codes, a lost camera that comes back, and a mirrored preview."""

import re
from typing import Final

from playwright.sync_api import Browser

from app.ui import identifiers
from support.browsers import Browsers
from support.camera_video import Held, held_up
from support.live_restaurant import LiveRestaurant
from support.tablet import SeatAt

KARI: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLA: Final = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"

_WATCHED = """
  window.streams = [];
  window.trouble = null;
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (window.trouble) throw new DOMException(window.trouble, window.trouble);
    const stream = await ask(wanted);
    window.streams.push(stream);
    return stream;
  };
"""
_STOP = """trouble => {
  window.trouble = trouble;
  for (const track of window.streams.flatMap(stream => stream.getTracks())) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
}"""


def test_two_persons_codes_are_told_and_neither_is_sent(
    seat: SeatAt, browsers: Browsers, restaurant: LiveRestaurant
) -> None:
    both = Held(text=KARI, side=230, at=(-0.13, 0.0)), Held(text=OLA, side=230, at=(0.13, 0.0))
    tablet = seat(browsers.showing("two", [both])).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Two codes are in view. Show only yours.")
    tablet.picture("two-codes")

    assert [] == restaurant.vipps.received("POST /qr/v1/exchange")


def test_a_camera_whose_permission_is_withdrawn_is_named_and_comes_back_by_itself(
    seat: SeatAt, empty_table: Browser
) -> None:
    tablet = seat(empty_table)
    tablet.page.add_init_script(_WATCHED)
    tablet.with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    tablet.page.evaluate(_STOP, "NotAllowedError")
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, "The camera is not allowed")
    tablet.says(identifiers.IDENTIFY_HINT, "Your phone number works just as well")
    tablet.picture("lost")
    tablet.page.evaluate("() => { window.trouble = null; }")
    tablet.says(identifiers.IDENTIFY_HINT, re.compile("Hold your QR code up|No code yet"))
    tablet.picture("back")


def test_a_code_is_taken_on_a_mirrored_preview(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("mirror", held_up(KARI))).with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)

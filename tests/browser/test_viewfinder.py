"""The viewfinder in a browser: it snaps onto codes, names a camera that is lost, and lets it go while nobody looks."""

import re
from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from app.ui import identifiers
from support.browsers import Browsers
from support.camera_video import Held, held_up
from support.live_restaurant import LiveRestaurant
from support.tablet import PATIENCE, SeatAt, Tablet

KARI: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLA: Final = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"

AGAIN: Final = re.compile("Hold your QR code up|No code yet")

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
  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = async (what) => window.permission = await query(what);
  window.tracks = () => window.streams.flatMap(stream => stream.getTracks());
"""
_ENDED = """() => window.tracks().forEach(track => {
  track.stop();
  track.dispatchEvent(new Event('ended'));
})"""
_MUTED = """() => window.tracks().forEach(track => {
  Object.defineProperty(track, 'muted', {value: true});
  track.dispatchEvent(new Event('mute'));
})"""
_WITHDRAWN = """() => {
  Object.defineProperty(window.permission, 'state', {value: 'denied'});
  window.permission.dispatchEvent(new Event('change'));
}"""
_LISTENING = """
  window.played = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this.tagName === 'AUDIO') window.played.push(this.currentSrc || this.src);
    return play.call(this);
  };
"""
_FROM_NOW_ON = "trouble => { window.trouble = trouble; }"
_OPEN = "() => window.tracks().filter(track => track.readyState === 'live').length"
_OPEN_AGAIN = _OPEN + " > 0"
_HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});
  Object.defineProperty(document, 'visibilityState', {value: hidden ? 'hidden' : 'visible', configurable: true});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def test_two_persons_codes_are_told_and_neither_is_sent(
    seat: SeatAt, browsers: Browsers, restaurant: LiveRestaurant
) -> None:
    both = Held(text=KARI, side=230, at=(-0.13, 0.0)), Held(text=OLA, side=230, at=(0.13, 0.0))
    tablet = seat(browsers.showing("two", [both])).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Two codes are in view. Show only yours.")
    tablet.picture("two-codes")

    assert [] == restaurant.vipps.received("POST /qr/v1/exchange")


@pytest.mark.parametrize(
    ("happens", "trouble", "words"),
    [
        (_ENDED, "NotFoundError", "No camera was found"),
        (_MUTED, "NotReadableError", "The camera is in use"),
        (_WITHDRAWN, "NotAllowedError", "The camera is not allowed"),
    ],
    ids=["unplugged", "taken", "withdrawn"],
)
def test_a_camera_lost_while_scanning_is_named_and_comes_back_by_itself(
    seat: SeatAt, empty_table: Browser, happens: str, trouble: str, words: str
) -> None:
    tablet = _scanning(seat(empty_table))
    tablet.page.evaluate(_FROM_NOW_ON, trouble)
    tablet.page.evaluate(happens)
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, words)
    tablet.says(identifiers.IDENTIFY_HINT, "Your phone number works just as well")
    tablet.picture("lost")
    tablet.page.evaluate(_FROM_NOW_ON, None)
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)
    tablet.picture("back")

    assert 1 == tablet.page.evaluate(_OPEN)


def test_the_number_works_while_the_camera_is_lost(seat: SeatAt, empty_table: Browser) -> None:
    tablet = _scanning(seat(empty_table, (800, 1280)))
    tablet.page.evaluate(_FROM_NOW_ON, "NotReadableError")
    tablet.page.evaluate(_ENDED)
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, "The camera is in use")
    tablet.types_number("12345678")
    tablet.shows(identifiers.MEMBER_CONTINUE)


def test_the_camera_is_let_go_while_the_page_is_hidden_and_asked_for_again_afterwards(
    seat: SeatAt, browsers: Browsers
) -> None:
    tablet = _scanning(seat(browsers.showing("nothing", [])))

    assert 1 == tablet.page.evaluate(_OPEN)

    for _ in range(2):
        tablet.page.evaluate(_HIDE, True)

        assert 0 == tablet.page.evaluate(_OPEN)

        tablet.page.evaluate(_HIDE, False)
        tablet.page.wait_for_function(_OPEN_AGAIN, timeout=PATIENCE)
        tablet.says(identifiers.IDENTIFY_HINT, AGAIN)


def test_a_camera_is_chosen_only_where_there_are_two(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("nothing", [])).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, "Hold your QR code up")
    expect(tablet.id(identifiers.IDENTIFY_CAMERA_SWITCH)).to_have_count(0)
    expect(tablet.id(identifiers.IDENTIFY_TORCH)).to_have_count(0)


def test_a_code_is_taken_on_a_mirrored_preview_and_heard_once(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("mirror", held_up(KARI)))
    tablet.page.add_init_script(_LISTENING)
    tablet.with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.page.wait_for_function("() => window.played.length > 0", timeout=PATIENCE)
    heard = tablet.page.evaluate("() => window.played.map(address => new URL(address).pathname)")

    assert ["/sounds/found.wav"] == heard


def _scanning(tablet: Tablet) -> Tablet:
    """At the viewfinder, with a camera of which the test can dispose."""
    tablet.page.add_init_script(_WATCHED)
    tablet.with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)
    return tablet

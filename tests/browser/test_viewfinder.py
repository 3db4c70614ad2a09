"""The viewfinder in a browser: it snaps onto codes, names a camera that is lost, and lets it go while nobody looks."""

import re
from dataclasses import replace
from typing import Final

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from app.ui import identifiers
from app.ui.components.viewfinder import MARK
from app.ui.theme import Space
from support.browsers import ALLOWED, FAKE_CAMERA, Browsers
from support.camera_video import Held, held_up
from support.live_restaurant import LiveRestaurant
from support.tablet import PATIENCE, SeatAt, Tablet
from support.typing_scanner import scans

KARI: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLA: Final = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"

AGAIN: Final = re.compile("Hold your QR code up|No code yet")

LOOKS: Final = 20
BETWEEN_LOOKS: Final = 250
"""Milliseconds."""

_WATCHED = """
  window.streams = [];
  window.trouble = null;
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.wanted = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    window.wanted.push(wanted.video?.height?.ideal ?? wanted.video?.height);
    if (window.trouble) throw new DOMException(window.trouble, window.trouble);
    const stream = await ask(wanted);
    stream.asked = wanted.video?.height;
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
_COMPRESSED = """
  window.late = 0;
  window.qualities = [];
  const toBlob = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (tell, type, quality) {
    window.qualities.push(quality);
    return toBlob.call(this, blob => setTimeout(() => tell(blob), window.late), type, quality);
  };
"""
_MUTE = """
  window.refused = 0;
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this.tagName !== 'AUDIO') return play.call(this);
    window.refused += 1;
    return Promise.reject(new DOMException('nobody has touched this page', 'NotAllowedError'));
  };
"""
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
_IN_USE = """() => window.streams
  .filter(stream => stream.active && stream.asked)
  .map(stream => stream.getTracks()[0].label)
  .join()"""
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
    ("held", "words", "size"),
    [
        (Held(text=KARI, side=90, damaged=True), "Closer", (390, 844)),
        (Held(text=KARI, side=400, degrees=6, lean=0.55, damaged=True), "Tilt it less", (1280, 800)),
        (Held(text=KARI, side=400, degrees=8, glare=215, damaged=True), "Too bright", (800, 1280)),
        (Held(text=KARI, side=400, damaged=True), "Hold it still", (1280, 800)),
    ],
    ids=["far", "tilted", "glaring", "unreadable"],
)
def test_a_code_that_is_seen_and_cannot_be_read_is_outlined_with_what_would_help(
    seat: SeatAt, browsers: Browsers, held: Held, words: str, size: tuple[int, int]
) -> None:
    """The code is damaged, so that it is located for the whole time and never read."""
    tablet = seat(browsers.showing(words.replace(" ", "-"), [replace(held, pictures=10)]), size).with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, words)
    tablet.picture("located")
    for way in (identifiers.IDENTIFY_PHONE, identifiers.IDENTIFY_PHONE_SUBMIT, identifiers.IDENTIFY_WITHOUT):
        tablet.assert_in_sight(way)

    assert held.glare or _marks_leave(tablet)  # where everything glares, all is as white as the marks


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


def test_a_permission_that_is_withdrawn_in_the_browser_is_missed_and_welcome_again(
    seat: SeatAt, browsers: Browsers
) -> None:
    tablet = seat(browsers.with_flags("asking", FAKE_CAMERA))
    _permit(tablet, "granted")
    tablet.with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)
    _permit(tablet, "denied")
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, "The camera is not allowed")
    tablet.says(identifiers.IDENTIFY_HINT, "We keep trying")
    tablet.picture("not-allowed")
    _permit(tablet, "granted")
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)


def test_the_number_works_while_the_camera_is_lost(seat: SeatAt, empty_table: Browser) -> None:
    tablet = _scanning(seat(empty_table, (800, 1280)))
    tablet.page.evaluate(_FROM_NOW_ON, "NotReadableError")
    tablet.page.evaluate(_ENDED)
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, "The camera is in use")
    tablet.types_number("12345678")
    tablet.shows(identifiers.MEMBER_CONTINUE)


def test_a_scanner_that_types_works_while_the_camera_is_lost(seat: SeatAt, empty_table: Browser) -> None:
    tablet = _scanning(seat(empty_table))
    tablet.page.evaluate(_FROM_NOW_ON, "NotFoundError")
    tablet.page.evaluate(_ENDED)
    tablet.says(identifiers.IDENTIFY_VIEWFINDER, "No camera was found")
    scans(tablet, KARI)
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

    assert _marks_rest(tablet)


def test_a_code_is_taken_on_a_mirrored_preview_and_heard_once(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("mirror", held_up(KARI)))
    tablet.page.add_init_script(_LISTENING)
    tablet.with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.page.wait_for_function("() => window.played.length > 0", timeout=PATIENCE)
    heard = tablet.page.evaluate("() => window.played.map(address => new URL(address).pathname)")

    assert ["/sounds/found.wav"] == heard


def test_a_tablet_that_may_not_sound_goes_on(seat: SeatAt, browsers: Browsers) -> None:
    tablet = seat(browsers.showing("mirror", held_up(KARI)))
    tablet.page.add_init_script(_MUTE)
    tablet.with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.page.wait_for_function("() => window.refused > 0", timeout=PATIENCE)
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()


def test_the_camera_that_was_chosen_is_remembered_by_the_tablet(seat: SeatAt, browsers: Browsers) -> None:
    two = browsers.with_flags("two cameras", f"{FAKE_CAMERA}=device-count=2", ALLOWED)
    tablet = _scanning(seat(two))

    assert "fake_device_0" == tablet.page.evaluate(_IN_USE)

    tablet.tap(identifiers.IDENTIFY_CAMERA_SWITCH)
    tablet.page.wait_for_function(f"() => ({_IN_USE})() === 'fake_device_1'", timeout=PATIENCE)
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)
    tablet.picture("the-other-camera")
    tablet.page.reload()
    tablet.page.wait_for_function(f"() => window.tracks && ({_IN_USE})() !== ''", timeout=PATIENCE)

    assert "fake_device_1" == tablet.page.evaluate(_IN_USE)


def test_pictures_are_compressed_more_and_wanted_smaller_while_they_come_slowly(
    seat: SeatAt, empty_table: Browser
) -> None:
    tablet = seat(empty_table)
    tablet.page.add_init_script(_COMPRESSED)
    _scanning(tablet)

    assert 0.85 == tablet.page.evaluate("() => window.qualities[0]")

    tablet.page.evaluate("() => { window.late = 700; }")
    tablet.page.wait_for_function("() => window.qualities.at(-1) === 0.55", timeout=2 * PATIENCE)
    tablet.page.wait_for_function("() => window.wanted.at(-1) < 720", timeout=2 * PATIENCE)


def _permit(tablet: Tablet, setting: str) -> None:
    """As in the browser's own settings for this address."""
    context, browser = tablet.page.context, tablet.page.context.browser
    assert browser is not None
    target = context.new_cdp_session(tablet.page).send("Target.getTargetInfo")["targetInfo"]
    wish = {"permission": {"name": "camera"}, "setting": setting, "origin": tablet.base}
    wish["browserContextId"] = target["browserContextId"]
    browser.new_browser_cdp_session().send("Browser.setPermission", wish)


def _marks_rest(tablet: Tablet) -> bool:
    """Whether a white mark stands in the frame's corner, where marks wait for a code."""
    box = tablet.shows(identifiers.IDENTIFY_VIEWFINDER).bounding_box()
    assert box is not None
    seen = cv2.imdecode(np.frombuffer(tablet.page.screenshot(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    left, top = round(box["x"]) + Space.WIDE, round(box["y"]) + Space.WIDE
    return int(seen[top : top + MARK, left : left + MARK].max()) > 240


def _marks_leave(tablet: Tablet) -> bool:
    """Whether the marks go to a code within some looks: between two that show it they may be back in the corners."""
    for _ in range(LOOKS):
        if not _marks_rest(tablet):
            return True
        tablet.page.wait_for_timeout(BETWEEN_LOOKS)
    return False


def _scanning(tablet: Tablet) -> Tablet:
    """At the viewfinder, with a camera of which the test can dispose."""
    tablet.page.add_init_script(_WATCHED)
    tablet.with_soup()
    tablet.says(identifiers.IDENTIFY_HINT, AGAIN)
    return tablet

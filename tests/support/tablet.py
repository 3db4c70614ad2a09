"""A tablet in a real browser, as a guest meets it: what there is to see, and the steps of a visit."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from playwright.sync_api import Frame, Locator, Page, Request, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from app.ui import identifiers
from support.flet_e2e import FletPage

ROOT: Final = Path(__file__).parents[2]
PICTURES: Final = ROOT / "test-output" / "browser"
PATIENCE: Final = 30_000
"""Milliseconds until something must have been shown; a busy machine is no failure."""

MOVES: Final = 3
MOMENT: Final = 200
"""Milliseconds; a picture may move so often (rings turn for ever) before it is taken as it is."""

STOPPED_BY_POLICY: Final = "csp"
SCROLLS_SIDEWAYS: Final = "menu.category."
LOOPBACK: Final = re.compile(r"^(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|^(blob|data|about):")

_OUT_OF_SIGHT = """width => [...document.querySelectorAll('[flt-semantics-identifier]')]
  .map(node => ({name: node.getAttribute('flt-semantics-identifier'), box: node.getBoundingClientRect()}))
  .filter(({box}) => box.width > 0 && (box.left < -1 || box.right > width + 1))
  .map(({name, box}) => `${name} from ${Math.round(box.left)} to ${Math.round(box.right)}`)"""

_WORDS = """name => [...document.querySelectorAll(`[flt-semantics-identifier="${name}"]`)]
  .flatMap(node => [node, ...node.querySelectorAll('*')])
  .flatMap(node => [node.getAttribute('aria-label') ?? '', node.children.length ? '' : node.textContent])
  .join(' ').replace(/\\s+/g, ' ')"""
_ANSWERS = """async () => (await fetch('/metrics')).ok
  && /taffel_sessions_connected [1-9]/.test(await (await fetch('/metrics')).text())"""
_READS = f"([name, wanted]) => new RegExp(wanted).test(({_WORDS})(name))"


class Album:
    """The pictures of one test, numbered in the order they were taken; of its steps only where they are asked for.

    A picture takes longer than the step that it shows.
    """

    def __init__(self, folder: Path, *, steps: bool) -> None:
        self._folder = folder
        self._steps = steps
        self._taken = 0
        for old in folder.glob("*.png"):
            old.unlink()

    def keep(self, page: Page, name: str) -> None:
        """One more picture, of a step."""
        if self._steps:
            self._write(name, _at_rest(page))

    def keep_end(self, page: Page) -> None:
        """What stood there when the test ended, well or not."""
        self._write("end", page.screenshot())

    def _write(self, name: str, picture: bytes) -> None:
        self._taken += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{self._taken:02}-{name}.png").write_bytes(picture)


def _at_rest(page: Page) -> bytes:
    """The picture once it stands still: what is painted comes later than what the semantics tell."""
    newest = page.screenshot()
    for _ in range(MOVES):
        page.wait_for_timeout(MOMENT)
        before, newest = newest, page.screenshot()
        if before == newest:
            break
    return newest


class Tablet(FletPage):
    """One tablet at one table. Each step waits for what it leads to, keeps a picture, and finds nothing cut off."""

    def __init__(self, page: Page, base: str, album: Album) -> None:
        super().__init__(page, base)
        self.album = album
        self.surface: Page | Frame = page
        self.outside: list[str] = []
        page.on("requestfinished", self._watch)
        page.on("requestfailed", self._watch)

    def inside(self, frame: Frame) -> Self:
        """The tablet is a frame of its page, as on the desk."""
        self.surface = frame
        return self

    # -- looking

    def id(self, identifier: str) -> Locator:
        """The node with a semantics identifier."""
        return self.surface.locator(f'[flt-semantics-identifier="{identifier}"]')

    def text(self, text: str | re.Pattern[str]) -> Locator:
        """A node by its text."""
        return self.surface.locator("flt-semantics-host").get_by_text(text, exact=isinstance(text, str))

    def shows(self, identifier: str) -> Locator:
        """Wait until a control is there."""
        node = self.id(identifier)
        expect(node.first).to_be_attached(timeout=PATIENCE)
        return node.first

    def says(self, identifier: str, words: str | re.Pattern[str]) -> None:
        """Wait until a control reads so."""
        self.shows(identifier)
        wanted = words.pattern if isinstance(words, re.Pattern) else re.escape(words)
        try:
            self.surface.wait_for_function(_READS, arg=[identifier, wanted], timeout=PATIENCE)
        except PlaywrightTimeoutError:
            read = self.surface.evaluate(_WORDS, identifier)
            raise AssertionError(f"{identifier} reads {read!r}, not {words!r}") from None

    def tells(self, words: str | re.Pattern[str]) -> None:
        """Wait for words anywhere."""
        self.see(words, timeout=PATIENCE)

    def tells_at_the_field(self, words: str) -> None:
        """Wait for words at the phone number's field."""
        told = self.id(identifiers.IDENTIFY_PHONE).locator("xpath=descendant-or-self::*[@aria-description]").first
        expect(told).to_have_attribute("aria-description", re.compile(words), timeout=PATIENCE)

    def tells_at(self, identifier: str, words: str) -> None:
        """Wait for words at a field, in its name or its description."""
        told = f'contains(@aria-label, "{words}") or contains(@aria-description, "{words}")'
        expect(self.id(identifier).locator(f"xpath=descendant-or-self::*[{told}]").first).to_be_attached(
            timeout=PATIENCE
        )

    def is_on(self, identifier: str, on: bool) -> None:
        """Wait until a switch stands so."""
        part = self.id(identifier).first
        switch = part.locator("xpath=ancestor-or-self::*[@role='switch'] | descendant::*[@role='switch']").first
        expect(switch).to_have_attribute("aria-checked", str(on).lower(), timeout=PATIENCE)

    def picture(self, name: str) -> None:
        """Keep what is shown, where pictures are asked for; nothing may stick out, no crash box may stand there."""
        self.album.keep(self.page, name)
        self.assert_healthy()
        self.assert_all_in_sight()

    def assert_all_in_sight(self) -> None:
        """No control reaches over the edge, and the page itself does not scroll."""
        width: int = self.surface.evaluate("window.innerWidth")
        cut_off: list[str] = self.surface.evaluate(_OUT_OF_SIGHT, width)
        across: int = self.surface.evaluate("document.documentElement.scrollWidth")

        assert [] == [each for each in cut_off if not each.startswith(SCROLLS_SIDEWAYS)]
        assert across <= width

    def assert_in_sight(self, identifier: str) -> None:
        """All of a control can be seen without scrolling."""
        box, size = self.shows(identifier).bounding_box(), self.page.viewport_size

        assert box is not None
        assert size is not None
        assert 0 <= box["y"]
        assert box["y"] + box["height"] <= size["height"]

    # -- ordering

    def begin(self, language: str = "en", serving: str = identifiers.WELCOME_EAT_HERE) -> "Tablet":
        """From the welcome to the menu."""
        if self.surface is self.page:
            self.open()
        self.tap(self.shows(identifiers.welcome_language(language)))
        self.tells("Eat here" if language == "en" else "Spis her")
        self.picture("welcome")
        self.tap(serving)
        self.shows(identifiers.menu_add("fish_soup"))
        return self

    def order(self, product: str = "fish_soup") -> None:
        """One dish without extras onto the order."""
        self.tap(self.shows(identifiers.menu_add(product)))
        self.shows(identifiers.menu_less(product))

    def go_on(self) -> None:
        """From the menu to who is there."""
        if self.id(identifiers.ORDER_CONTINUE).count() == 0:
            self.tap(self.shows(identifiers.MENU_ORDER))
            self.shows(identifiers.ORDER_CONTINUE)
        self.picture("order")
        self.tap(identifiers.ORDER_CONTINUE)
        self.shows(identifiers.IDENTIFY_WITHOUT)

    def with_soup(self, language: str = "en") -> "Tablet":
        """A fish soup on the order, and on to who is there."""
        self.begin(language)
        self.order()
        self.picture("menu")
        self.go_on()
        return self

    def is_at_the_bill(self) -> None:
        """Everything is ready to be paid."""
        self.shows(identifiers.ORDER_PAY)
        self.picture("bill")

    def reach(self, identifier: str) -> Locator:
        """Scroll a control into sight, where the screen is too low for all of it."""
        node = self.shows(identifier)
        size = self.page.viewport_size
        assert size is not None
        self.page.mouse.move(size["width"] / 2, size["height"] / 2)
        for _ in range(20):
            box = node.bounding_box()
            if box is not None and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]:
                break
            self.page.mouse.wheel(0, 200)
            self.page.wait_for_timeout(100)
        return node

    def press(self, identifier: str) -> None:
        """Scroll to a button and tap it."""
        self.tap(self.reach(identifier))

    def tap_twice(self, identifier: str) -> None:
        """Two quick taps on the same spot."""
        box = self.reach(identifier).bounding_box()
        assert box is not None
        self.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def is_back(self) -> None:
        """Wait until the tablet talks to the hub again after the hub was away, and shows what it has drawn anew."""
        self.surface.wait_for_function(_ANSWERS, timeout=PATIENCE)
        self.wait_until_told()

    def types_number(self, number: str) -> None:
        """Type a phone number and confirm it."""
        self.reach(identifiers.IDENTIFY_PHONE)
        self.type_into(identifiers.IDENTIFY_PHONE, number)
        self.press(identifiers.IDENTIFY_PHONE_SUBMIT)

    def pays(self) -> None:
        """Ask for the money and wait for what the guest is to do."""
        self.press(identifiers.ORDER_PAY)
        self.shows(identifiers.WAITING_TIME_LEFT)
        self.picture("waiting")

    def is_paid(self) -> None:
        """The paid screen, with the number that will be called."""
        self.shows(identifiers.PAID_ORDER_NUMBER)

    def _watch(self, request: Request) -> None:
        """A request that the page's own policy stopped never left the browser."""
        if not LOOPBACK.match(request.url) and request.failure != STOPPED_BY_POLICY:
            self.outside.append(f"{request.url}: {request.failure or 'answered'}")


SeatAt = Callable[..., "Tablet"]
"""A fixture's function: a browser and a size in pixels become a tablet."""


class Phone:
    """The guest's phone, as the Vipps simulator shows it."""

    def __init__(self, page: Page, album: Album, surface: Page | Frame | None = None) -> None:
        self.page = page
        self.album = album
        self._surface = surface or page
        expect(self._part("personal-qr").locator("svg")).to_be_visible(timeout=PATIENCE)

    def approve(self) -> None:
        """Approve the request that is shown."""
        expect(self._part("approve")).to_be_visible(timeout=PATIENCE)
        self.album.keep(self.page, "phone-request")
        self._part("approve").click()
        self._ends_as("AUTHORIZED")

    def reject(self) -> None:
        """Reject the request that is shown."""
        expect(self._part("reject")).to_be_visible(timeout=PATIENCE)
        self._part("reject").click()
        self._ends_as("ABORTED")

    def scan_the_tablet(self) -> None:
        """Scan the one-time code that stands on the tablet."""
        self._part("scan").click(timeout=PATIENCE)

    def _ends_as(self, state: str) -> None:
        expect(self._part("result")).to_have_attribute("data-state", state, timeout=PATIENCE)
        self.album.keep(self.page, "phone-" + state.lower())

    def _part(self, name: str) -> Locator:
        return self._surface.get_by_test_id(name)


PhoneOf = Callable[[str], Phone]
"""A fixture's function: a number becomes somebody's phone."""

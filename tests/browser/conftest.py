"""One restaurant of real programs for all browser tests, browsers with a camera of one's choice, and the pictures."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from support.browsers import Browsers
from support.camera_video import held_up
from support.flet_e2e import new_context
from support.house import STAFF_PIN
from support.live_restaurant import LiveRestaurant
from support.tablet import PATIENCE, PICTURES, Album, Phone, PhoneOf, SeatAt, Tablet

KARI: Final = "4712345678"
INGRID: Final = "4791234567"
LANDSCAPE: Final = (1280, 800)

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright_() -> Iterator[Playwright]:
    """One for the whole run: a second one in the same process would fail."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def running_restaurant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveRestaurant]:
    with LiveRestaurant(tmp_path_factory.mktemp("restaurant"), TAFFEL_STAFF_PIN=STAFF_PIN) as restaurant:
        yield restaurant


@pytest.fixture
def restaurant(running_restaurant: LiveRestaurant) -> Iterator[LiveRestaurant]:
    """The restaurant with the simulators as they were at the beginning."""
    running_restaurant.begin_again()
    yield running_restaurant
    print(running_restaurant.hub.words())  # shown when the test failed
    running_restaurant.begin_again()


@pytest.fixture(scope="session")
def browsers(playwright_: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    started = Browsers(playwright_, tmp_path_factory.mktemp("videos"))
    yield started
    started.close()


@pytest.fixture
def empty_table(browsers: Browsers) -> Browser:
    """A camera in front of which nobody holds anything."""
    return browsers.showing("nothing", [])


@pytest.fixture
def seeing_kari(browsers: Browsers, running_restaurant: LiveRestaurant) -> Browser:
    """Kari, a member, holds her code up."""
    return browsers.showing("kari", held_up(running_restaurant.vipps.personal_qr(KARI)))


@pytest.fixture
def seeing_ingrid(browsers: Browsers, running_restaurant: LiveRestaurant) -> Browser:
    """Ingrid, who is no member, holds her code up."""
    return browsers.showing("ingrid", held_up(running_restaurant.vipps.personal_qr(INGRID)))


@pytest.fixture
def album(request: pytest.FixtureRequest) -> Album:
    """Where the pictures of this test are kept."""
    folder = PICTURES / re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
    return Album(folder, steps=request.config.getoption("--pictures"))


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def seat(restaurant: LiveRestaurant, album: Album, contexts: list[BrowserContext]) -> Iterator[SeatAt]:
    """A fresh tablet in a browser; at the end it is healthy and has asked for nothing outside this machine."""
    tablets: list[Tablet] = []

    def at(browser: Browser, size: tuple[int, int] = LANDSCAPE) -> Tablet:
        context = new_context(browser, size)
        contexts.append(context)
        tablets.append(Tablet(context.new_page(), restaurant.hub.url, album))
        return tablets[-1]

    yield at
    for tablet in tablets:
        album.keep_end(tablet.page)
        tablet.assert_healthy()
    assert [] == [url for tablet in tablets for url in tablet.outside]


@pytest.fixture
def phone_of(restaurant: LiveRestaurant, browsers: Browsers, album: Album, contexts: list[BrowserContext]) -> PhoneOf:
    """Somebody's phone, by number."""

    def of(msisdn: str) -> Phone:
        context = new_context(browsers.showing("nothing", []), (390, 844))
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{restaurant.simulators.vipps}/phone?person={msisdn}")
        return Phone(page, album)

    return of

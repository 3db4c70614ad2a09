"""A member pays and taps Done: the browser itself knows nothing of them, and stepping back shows nobody."""

import json
import re
from typing import Any

from playwright.sync_api import Browser

from app.ui import identifiers
from support.live_restaurant import LiveRestaurant
from support.tablet import PhoneOf, SeatAt

KARI = "4712345678"
TRACES = re.compile(r"Kari|345678|•• 678|cus_1|120 points|309 points")

_KEPT = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie, address: location.href,
  state: history.state, title: document.title,
  databases: (await indexedDB.databases()).map(each => each.name), caches: await caches.keys(),
  page: document.documentElement.outerHTML
    + [...document.querySelectorAll('*')].map(each => each.shadowRoot?.innerHTML ?? '').join('')
    + [...document.querySelectorAll('input, textarea')].map(each => each.value).join(' '),
})"""


def test_the_browser_is_asked_to_remember_nothing_that_is_typed(seat: SeatAt, empty_table: Browser) -> None:
    """Or it would offer one guest's number to the next."""
    tablet = seat(empty_table).with_soup()
    tablet.tap(identifiers.IDENTIFY_PHONE)
    field = tablet.id(identifiers.IDENTIFY_PHONE).locator("input").first

    assert "off" == field.get_attribute("autocomplete")


def test_after_done_the_browser_holds_nothing_of_the_guest(
    seat: SeatAt, phone_of: PhoneOf, seeing_kari: Browser, restaurant: LiveRestaurant
) -> None:
    tablet = seat(seeing_kari).with_soup()
    tablet.tells(re.compile("Hello, Kari"))
    greeted = TRACES.findall(tablet.page.evaluate(_KEPT))
    tablet.press(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.pays()
    phone_of(KARI).approve()
    tablet.is_paid()
    order_id = restaurant.newest_order()["id"]
    tablet.press(identifiers.PAID_DONE)
    tablet.shows(identifiers.WELCOME_EAT_HERE)
    kept: dict[str, Any] = json.loads(tablet.page.evaluate(_KEPT))
    tablet.picture("welcome")
    tablet.page.go_back()
    tablet.shows(identifiers.WELCOME_EAT_HERE)
    tablet.page.wait_for_timeout(1000)
    back = tablet.page.evaluate(_KEPT)
    tablet.picture("after stepping back")

    assert greeted, "while she is there, she can be found: the expression finds what it looks for"
    assert {} == {name: value for name, value in kept.items() if TRACES.search(json.dumps(value, ensure_ascii=False))}
    assert order_id not in json.dumps({name: value for name, value in kept.items() if name != "page"})
    assert [] == TRACES.findall(back)
    assert not tablet.id(identifiers.PAID_ORDER_NUMBER).count()

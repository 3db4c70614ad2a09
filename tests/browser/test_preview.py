"""The preview as its command starts it: one whole visit on the desk, with tablet, phone and ledger side by side."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Page, expect

from app.ui import identifiers
from support.browsers import Browsers
from support.camera_video import held_up
from support.flet_e2e import new_context
from support.programs import Program
from support.tablet import PATIENCE, Album, Phone, Tablet

KARIS_CODE = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
DESK = (1680, 1000)


@pytest.fixture
def desk_url(tmp_path: Path) -> Iterator[str]:
    program = Program("preview", "--no-browser", "--port", "0", "--data", str(tmp_path / "data")).start()
    yield program.wait_for(r"^Ready. Open the desk: (http://\S+)")[1]
    program.stop()


def test_one_visit_on_the_desk(desk_url: str, browsers: Browsers, album: Album) -> None:
    context = new_context(browsers.showing("kari", held_up(KARIS_CODE)), DESK)
    page = context.new_page()
    page.goto(desk_url)
    tablet = Tablet(page, desk_url, album).inside(_frame(page, "tablet"))
    tablet.with_soup()
    tablet.shows(identifiers.MEMBER_CONTINUE)
    tablet.picture("hello")
    tablet.tap(identifiers.MEMBER_CONTINUE)
    tablet.is_at_the_bill()
    tablet.tap(identifiers.ORDER_PAY)
    tablet.shows(identifiers.WAITING_TIME_LEFT)
    phone = Phone(page, album, _frame(page, "phone"))
    album.keep(page, "desk")
    phone.approve()
    tablet.is_paid()
    tablet.says(identifiers.PAID_BALANCE, "309 points in all")
    ledger = _frame(page, "ledger")
    order = ledger.locator('[data-testid^="order-"][data-status="paid"]')
    expect(order).to_have_count(1, timeout=PATIENCE)
    expect(order).to_contain_text(re.compile(r"Kari Nordmann.*\+189", re.DOTALL), timeout=PATIENCE)
    album.keep(page, "paid")
    context.close()

    assert [] == tablet.outside


def _frame(page: Page, name: str) -> Frame:
    element = page.get_by_test_id(f"{name}-frame").element_handle(timeout=PATIENCE)
    frame = element.content_frame()
    assert frame is not None, f"{name} is no frame"
    return frame

"""Every state of the staff's screen can be drawn by writing it down."""

import pytest

from app.ui import identifiers
from app.ui.screens.staff.view import staff
from support.flet_inproc import App
from support.staff_states import BILLS, STATES, still_scene
from support.still_screens import StillScreen

SCREEN = StillScreen(states=STATES, scene=still_scene, draw=staff, sheet=lambda *_: None)


@pytest.mark.parametrize("name", STATES)
async def test_a_state_is_drawn_at_every_size_and_in_every_language(name: str) -> None:
    await SCREEN.assert_drawn_everywhere(name)


@pytest.mark.parametrize("name", STATES)
async def test_whatever_can_be_tapped_is_large_enough_and_has_a_name_of_its_own(name: str) -> None:
    await SCREEN.assert_tappable(name)


async def test_a_partly_paid_bill_tells_its_rest_of_the_whole_and_for_whom_it_waits() -> None:
    async with App(SCREEN.drawn("bills")) as app:
        texts = app.texts(app.by_id(identifiers.staff_bill(BILLS[0].order.number)))

    assert ["Table 12", "650.00\N{NO-BREAK SPACE}kr", "of 974.00\N{NO-BREAK SPACE}kr"] == [texts[0], *texts[-2:]]
    assert "The rest waits for you" in texts


async def test_a_bill_that_nobody_has_paid_of_waits_for_its_guests() -> None:
    async with App(SCREEN.drawn("bills_one")) as app:
        texts = app.texts()

    assert "The rest waits for you" not in texts
    assert not [text for text in texts if text.startswith("of ")]


async def test_nothing_is_called_paid_before_the_bills_were_read() -> None:
    async with App(SCREEN.drawn("bills_unread")) as app:
        unread = app.texts()
    async with App(SCREEN.drawn("bills_none")) as app:
        empty = app.texts()

    assert (False, True) == ("Everything is paid." in unread, "Everything is paid." in empty)

"""Every state of the admin can be drawn by writing it down."""

from dataclasses import replace

import flet as ft
import pytest

from app.domain.audit import Found, Mistake
from app.domain.loyalty import FaultKind, ProgrammeFault
from app.domain.outbox import MessageKind
from app.domain.oversight import Sorted, Step
from app.domain.payment import Attention, Ending, PaymentState, Remedy
from app.ui import identifiers
from app.ui.screens.admin import words
from app.ui.screens.admin.state import Told
from app.ui.screens.admin.view import draw, sheet
from app.ui.texts import Texts, troubles
from support.admin_states import DECLINED, PAID, STATES, still_scene
from support.flet_inproc import App
from support.still_screens import LANGUAGES, StillScreen

SHEETS = [
    name for name in STATES if name.startswith(("refund_", "taking_", "confirm_", "attending", "choosing", "pasting"))
]


SCREEN = StillScreen(states=STATES, scene=still_scene, draw=draw, sheet=sheet)
drawn = SCREEN.drawn


@pytest.mark.parametrize("name", STATES)
async def test_a_state_is_drawn_at_every_size_and_in_every_language(name: str) -> None:
    await SCREEN.assert_drawn_everywhere(name)


@pytest.mark.parametrize("name", STATES)
async def test_whatever_can_be_tapped_is_large_enough_and_has_a_name_of_its_own(name: str) -> None:
    await SCREEN.assert_tappable(name)


@pytest.mark.parametrize("name", SHEETS)
async def test_every_sheet_can_be_left_without_doing_anything(name: str) -> None:
    async with App(drawn(name)) as app:
        assert app.has_id(identifiers.ADMIN_CLOSE)


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("confirm_refund", "189.00"),
        ("confirm_capture", "994.00"),
        ("confirm_release", "994.00"),
        ("confirm_give_up", "1,004.00"),
    ],
)
async def test_the_question_before_money_moves_says_the_amount(name: str, amount: str) -> None:
    async with App(drawn(name)) as app:
        (over,) = app.all(ft.BottomSheet)
        title, *_ = app.texts(over)

    assert f"{amount}\N{NO-BREAK SPACE}kr" in title


async def test_what_needs_a_person_comes_first_and_each_has_its_fix() -> None:
    async with App(drawn("overview_bad")) as app:
        texts = app.texts()

    needs = [text for text in texts if text.startswith("Order 4")]
    assert len(needs) == 2
    assert texts.index(needs[0]) < texts.index("How things stand")
    assert "Release the money: the guest was not served for it." in texts


async def test_guests_of_whom_the_programme_was_not_told_are_counted_and_refused_ones_named() -> None:
    async with App(drawn("overview_bad")) as app:
        texts = app.texts()
    waiting = texts[texts.index("Guests who joined") :]

    assert "3 waiting" in waiting
    assert "Hey Pongo does not accept 1 guest who joined" in texts


@pytest.mark.parametrize("name", ["overview_key", "pongo_key"])
async def test_trouble_with_the_hubs_key_is_no_word_about_connecting_again(name: str) -> None:
    """It would not help, and nothing is wrong with the account."""
    async with App(drawn(name)) as app:
        texts = app.texts()

    assert "Others on the hub's machine may read its secret key, so it is not used." in texts
    assert any("taffel doctor" in text for text in texts)
    assert "Pongo must be connected again" not in texts


async def test_an_overview_without_trouble_is_calm() -> None:
    async with App(drawn("overview_well")) as app:
        texts = app.texts()

    assert "Nothing needs you" in texts
    assert not app.has_id(identifiers.admin_need(1))


async def test_without_a_passcode_the_page_says_how_to_set_one() -> None:
    async with App(drawn("shut")) as app:
        assert "TAFFEL_ADMIN_PASSCODE" in app.texts()
        assert app.all(ft.TextField) == []


async def test_only_what_is_possible_is_offered() -> None:
    offered = {}
    for name in ("payment_paid", "payment_held", "payment_open", "payment_refused", "payment_bank_let_go"):
        async with App(drawn(name)) as app:
            offered[name] = {step for step in Step if app.has_id(identifiers.admin_step(step))}

    assert offered == {
        "payment_paid": {Step.REFUND},
        "payment_held": {Step.CAPTURE, Step.RELEASE},
        "payment_open": {Step.GIVE_UP},
        "payment_refused": {Step.CAPTURE, Step.RELEASE, Step.ATTEND},
        "payment_bank_let_go": {Step.ATTEND},
    }


async def test_payments_of_several_days_are_listed_with_their_day() -> None:
    async with App(drawn("payments_found")) as app:
        found = app.texts()
    async with App(drawn("payments")) as app:
        of_today = app.texts()

    assert "21 Nov 2026" in found
    assert not any("Nov 2026" in each for each in of_today)


async def test_the_story_is_told_with_seconds_and_trace_id() -> None:
    async with App(drawn("payment_paid")) as app:
        texts = app.texts()

    assert "19:00:33" in texts
    assert "Looked up: asked for" in texts
    assert "as an older version wrote it" in texts
    assert "14 times, 0af7651916cd43dd8448eb211c80319c" in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words(language: str) -> None:
    texts = Texts(language)
    said = [
        *(troubles.attention(each, "Vipps", texts).fix for each in Attention),
        *(words.told(each, "Vipps", texts) for each in Told),
        *(troubles.remedy(each, texts) for each in Remedy),
        *(words.sort(each, texts) for each in Sorted),
        *(words.step(each, texts) for each in Step),
        *(words.mistake(Found(mistake=each, sku="KAF-1"), texts) for each in Mistake),
        *(words.programme_fault(ProgrammeFault(key="rate", kind=each), texts) for each in FaultKind),
        *(words.message_kind(each, 7, texts) for each in MessageKind),
    ]

    assert all(said)
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_and_every_end_of_a_payment_has_words(language: str) -> None:
    """One payment without words would take its whole list, and the overview, away from the staff."""
    texts = Texts(language)
    ends = {words.payment_state(replace(DECLINED, ending=each), "Vipps", texts).words for each in Ending}
    states = [words.payment_state(replace(PAID, state=each), "Vipps", texts).words for each in PaymentState]

    assert len(Ending) == len(ends)
    assert all(states)

"""Every state of the checkout can be drawn by writing it down."""

import re
from dataclasses import fields, is_dataclass

import flet as ft
import pytest

from app.domain.customer import Channel, PhoneNumber
from app.ui import identifiers
from app.ui.kit import SizeClass
from app.ui.screens.checkout.state import Trouble, Troubled
from app.ui.screens.checkout.view import draw, sheet
from app.ui.screens.checkout.views.trouble import words
from support.checkout_states import STATES, still_scene, still_taps
from support.flet_inproc import App
from support.still_screens import LANGUAGES, StillScreen

SCREEN = StillScreen(states=STATES, scene=still_scene, draw=draw, sheet=sheet)
drawn = SCREEN.drawn


@pytest.mark.parametrize("name", STATES)
async def test_a_state_is_drawn_at_every_size_and_in_every_language(name: str) -> None:
    await SCREEN.assert_drawn_everywhere(name)


@pytest.mark.parametrize("name", STATES)
async def test_whatever_can_be_tapped_is_large_enough_and_has_a_name_of_its_own(name: str) -> None:
    await SCREEN.assert_tappable(name)


@pytest.mark.parametrize("name", STATES)
async def test_nobody_reads_a_whole_number_on_the_tablet(name: str) -> None:
    whole = {number[-8:] for number in numbers_in(STATES[name])}
    async with App(drawn(name)) as app:
        spoken = [getattr(each, kind, "") for each in app.walk() for kind in ("label", "tooltip", "value")]
        digits = [re.sub(r"\D", "", words) for words in (*app.texts(), *spoken) if isinstance(words, str)]

    assert [] == [read for read in digits if any(number in read for number in whole)]


def test_the_states_hold_numbers_to_hide() -> None:
    assert len([name for name, state in STATES.items() if numbers_in(state)]) > len(STATES) / 2


def numbers_in(value: object) -> set[PhoneNumber]:
    """Every phone number anywhere in a state."""
    if isinstance(value, PhoneNumber):
        return {value}
    if is_dataclass(value):
        return set().union(*(numbers_in(getattr(value, each.name)) for each in fields(value)))
    if isinstance(value, tuple | frozenset):
        return set().union(*map(numbers_in, value))
    return set()


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_says_what_it_means_for_the_money_and_what_comes_next(trouble: Trouble) -> None:
    face = words(trouble, still_scene())

    assert face.title
    assert face.meaning.startswith(("Nothing was charged", "You pay as always"))
    assert face.primary


async def test_the_two_opt_ins_are_separate_and_not_ticked() -> None:
    async with App(drawn("join")) as app:
        switches = {channel: app.by_id(f"join.{channel}") for channel in Channel}

        assert {channel: switch.value for channel, switch in switches.items()} == dict.fromkeys(Channel, False)
        assert [text for text in app.texts() if text.startswith("Yes, ")] == [
            "Yes, Fjord & Furu may send me offers by e-mail",
            "Yes, Fjord & Furu may send me offers by SMS",
        ]


async def test_before_any_dish_somebody_elses_code_may_take_over_but_there_is_nothing_to_share() -> None:
    async with App(drawn("another_unordered")) as app:
        ways = [identifiers.ANOTHER_ADD, identifiers.ANOTHER_REPLACE, identifiers.ANOTHER_IGNORE]

        assert [False, True, True] == [app.has_id(way) for way in ways]


@pytest.mark.parametrize("name", [name for name in STATES if "unordered" in name])
async def test_before_any_dish_nothing_can_be_paid_and_no_sum_stands_there(name: str) -> None:
    async with App(drawn(name)) as app:
        assert not app.has_id(identifiers.ORDER_PAY)
        assert not app.has_id(identifiers.ORDER_TOTAL)


async def test_an_estimate_is_called_one_and_no_number_is_promised_that_is_not_known() -> None:
    async with App(drawn("summary")) as app:
        assert "+189 points" in app.texts()
        assert "estimate for this order" in app.texts()

    async with App(drawn("summary_long")) as app:
        assert "This order earns points" in app.texts()


async def test_the_estimate_of_a_part_is_not_called_that_of_the_order() -> None:
    async with App(drawn("summary_share")) as app:
        told = [text for text in app.texts() if text.startswith("estimate")]

    assert told[:1] == ["estimate for your part"]


@pytest.mark.parametrize(("name", "marks"), [("summary", 0), ("summary_coffee", 1), ("summary_fifty_off", 1)])
async def test_what_a_reward_brings_is_marked_on_the_bill(name: str, marks: int) -> None:
    async with App(drawn(name)) as app:
        assert marks == app.texts().count("a reward")


@pytest.mark.parametrize("size", SizeClass)
@pytest.mark.parametrize("name", ["summary", "summary_share", "summary_long"])
async def test_what_is_to_be_paid_stands_once_and_right_before_the_button_that_pays_it(
    name: str, size: SizeClass
) -> None:
    """In one column both stand at the foot, which no dish and no reward can push out of sight."""
    async with App(drawn(name, size=size)) as app:
        named = app.all(ft.Semantics, identifier=identifiers.ORDER_TOTAL)
        pay = app.by_id(identifiers.ORDER_PAY)
        rolling = [each for column in app.all(ft.Column) if column.scroll is not None for each in app.walk(column)]
        roll = [any(each is one for each in rolling) for one in (*named, pay)]

    assert [size is SizeClass.EXPANDED] * 2 == roll


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in STATES if not name.startswith("paid_earned")])
async def test_no_number_of_points_stands_anywhere_before_they_are_earned_without_being_called_an_estimate(
    name: str, language: str
) -> None:
    """The order would earn 189 points, each of three payers 63; what a reward costs and what was earned are facts."""
    async with App(drawn(name, language)) as app:
        told = app.texts()
    numbers = [text for text in told if re.search(r"\b(189|63) po", text) and not text.startswith(("Paid", "Betalt"))]
    label = {"en": "estimate", "nb": "anslag"}[language]

    assert not numbers or any(label in text for text in told)
    assert all(label in text for text in numbers if name.startswith("payers"))


async def test_going_on_without_membership_is_as_large_as_the_other_ways() -> None:
    async with App(drawn("identify")) as app:
        without = app.by_id(identifiers.IDENTIFY_WITHOUT)
        number = app.by_id(identifiers.IDENTIFY_PHONE_SUBMIT)

        assert without.height == number.height


async def test_the_bill_shows_the_tax_by_rate_and_the_amount_with_its_decimals() -> None:
    async with App(drawn("summary", "nb")) as app:
        assert any(text.startswith("herav mva. 25") for text in app.texts())
        assert "974,00\N{NO-BREAK SPACE}kr" in app.texts()


async def test_while_a_number_is_looked_up_the_buttons_wait() -> None:
    async with App(drawn("looking_up")) as app:
        assert app.by_id(identifiers.IDENTIFY_PHONE_SUBMIT).disabled
        assert app.by_id(identifiers.IDENTIFY_WITHOUT).disabled


def test_no_trouble_ever_calls_a_number_wrong() -> None:
    for language in LANGUAGES:
        face = words(Trouble.NOT_A_USER, still_scene(language))

        assert not {"wrong", "invalid", "feil", "ugyldig"} & set((face.title + face.detail).lower().split())


@pytest.mark.parametrize("trouble", [Trouble.NOT_PAYABLE, Trouble.NOTHING_TO_PAY, Trouble.CANNOT_SHARE])
def test_what_no_second_try_can_mend_leads_back_only(trouble: Trouble) -> None:
    face = words(trouble, still_scene())

    assert ("Back to the order", "") == (face.primary, face.secondary)


@pytest.mark.parametrize(
    ("trouble", "first", "second"),
    [
        (Trouble.DECLINED, "pay", "put_aside"),
        (Trouble.NOT_A_USER, "pay_by_code", "another_number"),
        (Trouble.PROGRAMME_UNREACHABLE, "to_the_bill", "put_aside"),
        (Trouble.STORAGE_UNAVAILABLE, "put_aside", "back"),
        (Trouble.NOT_PAYABLE, "put_aside", "back"),
        (Trouble.NOTHING_TO_PAY, "put_aside", "back"),
    ],
)
async def test_the_buttons_of_a_sheet_lead_where_their_words_say(trouble: Trouble, first: str, second: str) -> None:
    tapped: list[str] = []
    taps = still_taps(**{name: lambda *_, name=name: tapped.append(name) for name in (first, second)})
    state = STATES["trouble_declined"]
    assert isinstance(state, Troubled)
    over = sheet(Troubled(order=state.order, estimate=state.estimate, trouble=trouble), still_scene(taps=taps))
    assert over is not None

    async with App(lambda page: page.show_dialog(over)) as app:
        await app.tap(identifiers.TROUBLE_PRIMARY)
        if app.has_id(identifiers.TROUBLE_SECONDARY):
            await app.tap(identifiers.TROUBLE_SECONDARY)

    assert tapped in ([first], [first, second])

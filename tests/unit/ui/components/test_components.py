"""Components draw what they are given, call back, and keep their promises to fingers and screen readers."""

from collections.abc import Callable
from typing import Any

import flet as ft
import pytest

from app.domain.catalog import Allergen
from app.domain.restaurant import MOBILEPAY, VIPPS
from app.ui.components import (
    allergens,
    brand_button,
    buttons,
    choices,
    fields,
    order_panel,
    picture,
    points,
    product_card,
    sheets,
    stepper,
    steps,
    tick,
    time_ring,
    viewfinder,
)
from app.ui.kit import UiContext, UiState, component, guard, wire
from app.ui.texts import LANGUAGES, Texts
from app.ui.theme import Touch
from support.flet_inproc import App, Main

EN = Texts("en")


def shown(draw: Callable[[], ft.Control]) -> Main:
    """A page that shows one drawing."""
    ui = UiState()

    def main(page: ft.Page) -> None:
        wire(page, ui)
        page.render(lambda: UiContext(ui, component(draw)))

    return main


def face(*, quantity: int = 0, sold_out: bool = False, picture_: str | None = None) -> product_card.CardFace:
    """A dish."""
    return product_card.CardFace(
        product="cod",
        name="Cod",
        description="Pea puree",
        price="289 kr",
        picture=picture_,
        allergens=[Allergen.FISH, Allergen.MILK],
        quantity=quantity,
        sold_out=sold_out,
    )


@pytest.mark.parametrize("wide", [False, True])
async def test_the_whole_card_adds(wide: bool) -> None:
    done: list[str] = []
    card = lambda: product_card.product_card(face(), EN, on_add=lambda: done.append("added"), wide=wide)  # noqa: E731

    async with App(shown(card)) as app:
        await app.tap("menu.add.cod")

        assert done == ["added"]
        assert not app.has_id("menu.more.cod")


@pytest.mark.parametrize("wide", [False, True])
async def test_after_the_first_tap_the_card_has_a_stepper(wide: bool) -> None:
    done: list[str] = []

    def card() -> ft.Control:
        return product_card.product_card(
            face(quantity=1),
            EN,
            on_add=lambda: done.append("added"),
            on_more=lambda: done.append("more"),
            on_less=lambda: done.append("less"),
            wide=wide,
        )

    async with App(shown(card)) as app:
        await app.tap("menu.more.cod")
        await app.tap("menu.less.cod")

        assert done == ["more", "less"]
        assert "1" in app.texts()


async def test_a_sold_out_card_says_so_and_answers_nothing() -> None:
    done: list[str] = []
    card = lambda: product_card.product_card(face(sold_out=True), EN, on_add=lambda: done.append("added"))  # noqa: E731

    async with App(shown(card)) as app:
        await app.tap("menu.add.cod")

        assert done == []
        assert "Sold out" in app.texts()
        assert "289 kr" not in app.texts()


async def test_no_target_lies_within_another() -> None:
    """A button inside a tapped container would be a group, not a button, to screen readers."""
    card = lambda: product_card.product_card(face(quantity=2), EN, on_add=guard(lambda: None))  # noqa: E731

    async with App(shown(card)) as app:
        tapped = [each for each in app.all(ft.Container) if each.on_click is not None]

        assert [list(filter(is_button, app.walk(each.content))) for each in tapped] == [[]]


async def test_a_dish_without_picture_shows_its_initial() -> None:
    async with App(shown(lambda: picture.picture("Ørret", None))) as app:
        assert app.texts() == ["Ø"]


async def test_a_picture_that_does_not_load_shows_the_initial_too() -> None:
    async with App(shown(lambda: picture.picture("Cod", "/dishes/cod.png"))) as app:
        image = app.get(ft.Image)

        assert app.texts(image.error_content) == ["C"]


@pytest.mark.parametrize("language", [each.code for each in LANGUAGES])
def test_every_allergen_has_letters_of_its_own(language: str) -> None:
    names = allergens.allergen_names(Allergen, Texts(language))
    marks = [allergens.letters(name, names) for name in names]

    assert len(set(marks)) == len(Allergen) == len(names)
    assert max(map(len, marks)) <= 3


def test_screen_readers_hear_the_allergens_names() -> None:
    marks = allergens.allergen_marks([Allergen.MILK, Allergen.FISH], EN)

    assert isinstance(marks, ft.Semantics)
    assert (marks.label, marks.exclude_semantics) == ("Contains: Fish, Milk", True)


def test_a_dish_without_allergens_leaves_no_gap() -> None:
    assert not allergens.allergen_marks([], EN).visible


async def test_many_allergens_are_counted() -> None:
    async with App(shown(lambda: allergens.allergen_marks(Allergen, EN, limit=4))) as app:
        assert app.texts() == ["G", "Cr", "E", "+11"]


def nothing() -> None:
    """What the buttons below do."""


BUTTONS: dict[str, Callable[[], ft.Control]] = {
    "primary": lambda: buttons.primary_button("Pay", "x.y", nothing),
    "secondary": lambda: buttons.secondary_button("Pay", "x.y", nothing),
    "text": lambda: buttons.text_button("Pay", "x.y", nothing),
    "stage": lambda: buttons.stage_button("Pay", "x.y", nothing),
    "quiet stage": lambda: buttons.stage_button("Pay", "x.y", nothing, filled=False),
    "icon": lambda: buttons.icon_button(ft.Icons.CLOSE, "Close", "x.y", nothing),
    "brand": lambda: brand_button.vipps_button(EN, "x.y", nothing),
}


@pytest.mark.parametrize("kind", BUTTONS)
async def test_a_button_is_high_enough_for_a_finger_and_identified(kind: str) -> None:
    async with App(shown(BUTTONS[kind])) as app:
        assert app.by_id("x.y").height >= Touch.LEAST


@pytest.mark.parametrize("kind", ["primary", "brand"])
async def test_the_next_step_is_the_highest(kind: str) -> None:
    async with App(shown(BUTTONS[kind])) as app:
        assert app.by_id("x.y").height == Touch.PRIMARY


async def test_a_busy_button_waits() -> None:
    async with App(shown(lambda: buttons.primary_button("Pay", "x.y", nothing, busy=True))) as app:
        assert app.by_id("x.y").disabled
        assert app.all(ft.ProgressRing)


async def test_the_brand_is_named_as_it_wants_to_be() -> None:
    def both() -> ft.Control:
        return ft.Column(
            [
                brand_button.brand_button(VIPPS, EN, "x.a", nothing),
                brand_button.brand_button(MOBILEPAY, Texts("nb"), "x.b", nothing),
            ]
        )

    async with App(shown(both)) as app:
        assert app.texts() == ["Pay with Vipps", "Betal med MobilePay"]


async def test_the_steppers_ends_are_large_and_speak() -> None:
    names = stepper.StepperNames(less_id="x.less", more_id="x.more", less="One less: Cod", more="One more: Cod")

    async with App(shown(lambda: stepper.stepper(2, names, on_less=nothing, on_more=nothing))) as app:
        ends = [app.by_id("x.less"), app.by_id("x.more")]

        assert [(end.width, end.height, end.icon.semantics_label) for end in ends] == [
            (48, 48, "One less: Cod"),
            (48, 48, "One more: Cod"),
        ]


async def test_an_order_line_can_be_changed() -> None:
    done: list[str] = []
    line = order_panel.LineFace(number=2, name="Cod", details=["No bacon"], quantity=1, amount="289,00 kr")

    def row() -> ft.Control:
        return order_panel.order_line_row(
            line, EN, on_more=lambda: done.append("more"), on_less=lambda: done.append("less")
        )

    async with App(shown(row)) as app:
        await app.tap("order.line.2.more")
        await app.tap("order.line.2.less")

        assert done == ["more", "less"]
        assert app.texts() == ["Cod", "No bacon", "1", "289,00 kr"]


async def test_totals_name_the_vat_in_them() -> None:
    total = order_panel.TotalFace(amount="667,00 kr", vat=[("VAT 25 %", "133,40 kr")])

    async with App(shown(lambda: order_panel.totals(total, EN))) as app:
        assert app.by_id("order.total").value == "667,00 kr"
        assert app.texts() == ["Total", "667,00 kr", "VAT 25 %", "133,40 kr"]


async def test_an_estimate_of_points_says_so() -> None:
    async with App(shown(lambda: points.points_chip("+47 points", below="estimate"))) as app:
        assert app.texts() == ["+47 points", "estimate"]
        assert app.has_id("points.estimate")


@pytest.mark.parametrize(
    ("balance", "goal", "share"), [(250, 500, 0.5), (600, 500, 1.0), (40, None, 1.0), (0, 500, 0.0)]
)
async def test_the_ring_fills_towards_the_next_reward(balance: int, goal: int | None, share: float) -> None:
    async with App(shown(lambda: points.balance_ring(balance, EN, goal=goal))) as app:
        assert app.get(ft.ProgressRing).value == share


async def test_points_climb_to_their_number_and_stop_there() -> None:
    seen: list[float] = []

    async def pause(seconds: float) -> None:
        seen.append(seconds)

    count = lambda: points.counting_up(47, lambda n: f"+{n}", pause=pause)  # noqa: E731
    async with App(shown(count)) as app:
        await app.until(lambda: app.texts() == ["+47"])

        assert len(seen) == points.COUNT_STEPS


async def test_points_stand_still_when_less_motion_is_asked() -> None:
    async with App(shown(lambda: points.counting_up(47, lambda n: f"+{n}", moving=False))) as app:
        assert app.texts() == ["+47"]


@pytest.mark.parametrize(("left", "of", "share"), [(300, 300, 1.0), (75, 300, 0.25), (-5, 300, 0.0), (10, 0, 0.0)])
async def test_the_time_ring_empties_and_never_overflows(left: int, of: int, share: float) -> None:
    async with App(shown(lambda: time_ring.time_ring(left, of, EN))) as app:
        assert app.get(ft.ProgressRing).value == share


async def test_steps_are_numbered() -> None:
    each = [steps.Step(words="Open", drawing=steps.SHOW_CODE), steps.Step(words="Hold")]

    async with App(shown(lambda: steps.steps(each, current=2))) as app:
        assert app.texts() == ["1", "Open", "2", "Hold"]


async def test_the_viewfinders_hint_is_read_out() -> None:
    async with App(shown(lambda: viewfinder.viewfinder_frame(glass(), "Looking", size=320))) as app:
        hint = app.get(ft.Semantics, identifier="identify.hint")

        assert (hint.live_region, app.texts(hint)) == (True, ["Looking"])


def glass(**more: Any) -> viewfinder.Glass:
    return viewfinder.Glass(view=ft.Container(), width=320, height=320, **more)


def mark_places(app: App) -> list[tuple[object, object]]:
    return [(each.left, each.top) for each in app.all(ft.Container) if each.rotate is not None]


async def test_the_marks_rest_at_the_corners_and_snap_around_a_code() -> None:
    at = viewfinder.MarksAt(points=((80, 90), (240, 90), (240, 200), (80, 200)))
    async with App(shown(lambda: viewfinder.viewfinder_frame(glass(), "Hold it up", size=320))) as app:
        assert [(24, 24), (252, 24), (252, 252), (24, 252)] == mark_places(app)
    async with App(shown(lambda: viewfinder.viewfinder_frame(glass(), "Closer", size=320, marks=at))) as app:
        side = at.side

        assert [(80, 90), (240 - side, 90), (240 - side, 200 - side), (80, 200 - side)] == mark_places(app)


async def test_the_marks_of_a_small_code_never_meet() -> None:
    small = viewfinder.MarksAt(points=((100, 100), (160, 100), (160, 160), (100, 160)))
    far = viewfinder.MarksAt(points=((24, 24), (296, 24), (296, 296), (24, 296)))

    assert (20, viewfinder.MARK) == (small.side, far.side)


async def test_a_viewfinder_without_motion_moves_nothing() -> None:
    still = lambda: viewfinder.viewfinder_frame(glass(), "Hold it up", size=320, motion=0)  # noqa: E731
    async with App(shown(still)) as app:
        moving = [each for each in app.all(ft.Container) if each.animate_position or each.animate_scale]

        assert [] == moving


async def test_a_switchs_sentence_belongs_to_it() -> None:
    changes: list[object] = []

    def row() -> ft.Control:
        return choices.switch_row(
            "Offers by SMS", "join.sms", value=False, on_change=lambda event: changes.append(event.control.value)
        )

    async with App(shown(row)) as app:
        await app.select("join.sms", True)

        assert changes == [True]
        assert app.get(ft.ListTile).toggle_inputs


async def test_a_chosen_word_is_announced_as_chosen() -> None:
    async with App(shown(lambda: choices.word_choice("Norsk", "welcome.language.nb", nothing, chosen=True))) as app:
        node = app.get(ft.Semantics, identifier="welcome.language.nb")

        assert (node.selected, node.button, app.by_id("welcome.language.nb").height) == (True, True, Touch.LEAST)


async def test_a_big_choice_is_one_button() -> None:
    done: list[str] = []
    choice = lambda: choices.big_choice("Eat here", "/x.png", "welcome.eat_here", lambda: done.append("here"))  # noqa: E731

    async with App(shown(choice)) as app:
        await app.tap("welcome.eat_here")

        assert done == ["here"]


async def test_trouble_says_what_it_means_for_the_money_and_what_to_do() -> None:
    done: list[str] = []
    words = sheets.TroubleFace(
        title="Declined", meaning="Nothing was charged.", primary="Try again", secondary="Cancel"
    )

    def trouble() -> ft.Control:
        return ft.Column(
            sheets.trouble(words, on_primary=lambda: done.append("again"), on_secondary=lambda: done.append("no"))
        )

    async with App(shown(trouble)) as app:
        await app.tap("trouble.primary")
        await app.tap("trouble.secondary")

        assert done == ["again", "no"]
        assert app.texts() == ["Declined", "Nothing was charged.", "Try again", "Cancel"]


def test_a_trouble_sheet_cannot_be_swiped_away() -> None:
    words = sheets.TroubleFace(title="Declined", meaning="Nothing was charged.", primary="Try again")

    assert not sheets.trouble_sheet(words, on_primary=nothing).dismissible


@pytest.mark.parametrize("motion", [0, 250])
async def test_the_tick_ends_up_drawn(motion: int) -> None:
    async with App(shown(lambda: tick.tick(motion=motion))) as app:
        revealed = [each.width for each in app.all(ft.Container, clip_behavior=ft.ClipBehavior.HARD_EDGE)]

        assert revealed == [tick.SIZE]


def is_button(control: object) -> bool:
    """Whether a control is a tap target of its own."""
    return isinstance(control, ft.IconButton | ft.FilledButton | ft.TextButton | ft.OutlinedButton)


@pytest.mark.parametrize("look", [fields.phone_look, fields.pin_look, fields.passcode_look])
def test_neither_keyboard_nor_browser_is_to_learn_what_tells_of_a_person(look: Callable[[], dict[str, Any]]) -> None:
    """Or a tablet for all would offer one guest's number to the next."""
    told = look()

    assert "autofill_hints" not in told
    assert (told["autocorrect"], told["enable_suggestions"]) == (False, False)

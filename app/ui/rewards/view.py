"""From the state of the rewards to controls and words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

import flet as ft

from app.domain.catalog import say
from app.domain.ids import ProductId
from app.domain.reward import Offer, Standing
from app.ui import identifiers
from app.ui.components.buttons import Tap, primary_button, text_button
from app.ui.components.reward_cards import RewardFace, nudge_row, reward_row, taken_row
from app.ui.components.sheets import sheet
from app.ui.components.text import body, heading, muted
from app.ui.rewards.state import Choosing, Fault, PinAsk, RewardsState, Taken, Unseen
from app.ui.texts import Texts
from app.ui.theme import Role, Space

MOST, FEW = 4, 2
"""So many rewards stand there at once, or where there is little room; more scroll, so that the way on stays near."""

TALLEST, LOW = 420, 190
"""Pixels: so many cards and the head of one more, which tells that there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTaps:
    """What the controls call; all are guarded already."""

    use: Callable[[str, ProductId | None], Tap]
    back: Tap
    submit_pin: Tap
    cancel_pin: Tap


def rewards(
    state: RewardsState, texts: Texts, taps: RewardTaps, *, brief: bool = False, low: bool = False
) -> ft.Control:
    """Cards below each other; ``brief`` leaves out what is not within reach, ``low`` takes little room for many."""
    match state:
        case Unseen():
            return ft.Container(visible=False)
        case Taken():
            return _column([_taken(state, texts, taps)])
        case Choosing():
            return _column(_choosing(state, texts, taps, brief=brief, low=low))
        case _:
            assert_never(state)


def pin_sheet(ask: PinAsk, field: ft.Control, texts: Texts, taps: RewardTaps) -> ft.BottomSheet:
    """The dialog that asks for the guest's PIN."""
    pieces: list[ft.Control] = [
        heading(texts.t("Your PIN")),
        body(texts.t("Your rewards are protected. Type the four digits that you chose.")),
        _wide(field),
    ]
    if ask.wrong:
        words = body(texts.t("That is not the right PIN."), colour=Role.WRONG)
        pieces.append(identifiers.live(identifiers.REWARD_FAULT, words))
    return sheet(
        [
            *pieces,
            _wide(primary_button(texts.t("Use the reward"), identifiers.REWARD_PIN_SUBMIT, taps.submit_pin)),
            _wide(text_button(texts.t("Not now"), identifiers.REWARD_PIN_CANCEL, taps.cancel_pin)),
        ],
        dismissible=False,
    )


def _taken(state: Taken, texts: Texts, taps: RewardTaps) -> ft.Control:
    back = None if state.busy else taps.back
    return taken_row(state.reward.name, texts.t("on your order"), texts.t("Take back"), back)


def _choosing(state: Choosing, texts: Texts, taps: RewardTaps, *, brief: bool, low: bool) -> list[ft.Control]:
    shown = sorted(state.offers, key=lambda offer: offer.standing is not Standing.READY)
    if brief:
        shown = [offer for offer in shown if offer.standing is Standing.READY]
    rows = [reward_row(_face(offer, texts, taps, busy=state.busy)) for offer in shown]
    title: list[ft.Control] = [muted(texts.t("Your rewards"))] if rows else []
    fault: list[ft.Control] = []
    if state.fault is not None:
        words = body(_fault_words(state.fault, texts), colour=Role.WRONG)
        fault.append(identifiers.live(identifiers.REWARD_FAULT, words))
    near: list[ft.Control] = []
    if state.nudge is not None:
        dish = say(state.nudge.dish.name, texts.code)
        within = _near(state.nudge.points, state.nudge.reward, dish, texts)
        near.append(nudge_row(within, texts.t("estimate for this order")))
    return [*title, *fault, *(_in_reach(rows, FEW, LOW) if low else _in_reach(rows, MOST, TALLEST)), *near]


def _in_reach(rows: list[ft.Control], most: int, height: int) -> list[ft.Control]:
    if len(rows) <= most:
        return rows
    cards = ft.Column(
        rows, spacing=Space.SNUG, scroll=ft.ScrollMode.AUTO, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return [ft.Container(cards, height=height)]


def _near(points: int, reward: str, dish: str, texts: Texts) -> str:
    return texts.n(
        "{count} more point for {reward}: add {dish} and you are there",
        "{count} more points for {reward}: add {dish} and you are there",
        points,
        reward=reward,
        dish=dish,
    )


def _face(offer: Offer, texts: Texts, taps: RewardTaps, *, busy: bool) -> RewardFace:
    reward = offer.reward
    price = texts.t("a gift for you") if offer.won else texts.n("{count} point", "{count} points", reward.points)
    buttons: list[tuple[str, str, Tap | None]] = []
    below = price
    match offer.standing:
        case Standing.READY if len(offer.choices) > 1:
            buttons = [
                (f"{offer.key}.{each.id}", say(each.name, texts.code), None if busy else taps.use(offer.key, each.id))
                for each in offer.choices
            ]
        case Standing.READY:
            buttons = [(offer.key, texts.t("Use"), None if busy else taps.use(offer.key, None))]
        case Standing.TOO_FEW_POINTS:
            below = texts.n("{count} more point", "{count} more points", offer.missing)
        case Standing.ASK_STAFF:
            below = texts.t("ask the staff")
        case Standing.IN_USE:
            below = texts.t("in use on another tablet")
        case _:
            assert_never(offer.standing)
    return RewardFace(key=offer.key, name=reward.name, below=below, buttons=buttons)


def _fault_words(fault: Fault, texts: Texts) -> str:
    match fault:
        case Fault.IN_USE:
            return texts.t("That reward is in use on another tablet.")
        case Fault.GONE:
            return texts.t("That reward cannot be used right now.")
        case Fault.NOTHING_TO_PAY:
            return texts.t("Add a dish to your order first, then use the reward.")
        case Fault.UNREACHABLE:
            return texts.t("Rewards cannot be used right now. Your order is unchanged.")
        case _:
            assert_never(fault)


def _column(rows: list[ft.Control]) -> ft.Control:
    return ft.Column(
        rows,
        spacing=Space.SNUG,
        tight=True,
        visible=bool(rows),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _wide(control: ft.Control) -> ft.Control:
    return ft.Row([ft.Container(control, expand=True)])

"""The moment guests remember: a tick, the number that will be called, and the points climbing."""

from typing import assert_never

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import stage_button
from app.ui.components.points import counting_up
from app.ui.components.text import body, display, heading
from app.ui.components.tick import tick
from app.ui.estimate_words import estimate_label, points_words
from app.ui.identifiers import live
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import NoPoints, Offer, Paid, PointsEarned, PointsOnTheirWay
from app.ui.screens.checkout.views.frame import WIDTHS, labelled
from app.ui.theme import Corner, Motion, Role, Size, Space


def paid(state: Paid, scene: Scene) -> ft.Control:
    """The accent fills the screen."""
    t = scene.texts.t
    centred = ft.TextAlign.CENTER
    column = ft.Column(
        [
            tick(motion=Motion.FULL if scene.motion else 0),
            ft.Column(
                [
                    heading(t("Paid. Thank you!"), level=1, size=Size.HEAD, colour=Role.ON_STAGE, text_align=centred),
                    body(t("Your order number"), colour=Role.ON_STAGE, text_align=centred),
                    ft.Semantics(
                        identifier=identifiers.PAID_ORDER_NUMBER,
                        content=display(str(state.order.number), size=Size.GIANT, colour=Role.ON_STAGE),
                    ),
                ],
                spacing=Space.TIGHT,
                tight=True,
                horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            _points(state, scene),
            *_rest(state, scene),
            *_offer(state, scene),
            _leaving(scene, filled=state.offer not in {Offer.IDENTIFY, Offer.JOIN}),
        ],
        spacing=Space.ROOMY,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    middle = ft.Row([ft.Container(column, width=WIDTHS[scene.size])], alignment=ft.MainAxisAlignment.CENTER, wrap=True)
    return ft.Container(
        ft.Column(
            [ft.Container(middle, padding=ft.Padding.symmetric(horizontal=Space.NORMAL, vertical=Space.WIDE))],
            scroll=ft.ScrollMode.AUTO,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=Role.STAGE,
        expand=True,
    )


def _points(state: Paid, scene: Scene) -> ft.Control:
    match state.points:
        case NoPoints():
            return _without_points(state, scene)
        case PointsOnTheirWay():
            return _said(scene.texts.t("Your points are on their way."))
        case PointsEarned(earned=earned, balance=balance):
            return _earned(earned, balance, scene)
        case _:
            assert_never(state.points)


def _earned(earned: int | None, balance: int | None, scene: Scene) -> ft.Control:
    texts = scene.texts
    if earned is None:
        return _said(texts.t("Your points are on your account."))
    if earned == 0:
        return _said(texts.t("This order earned no points."))

    def write(number: int) -> str:
        return "+" + texts.n("{count} point", "{count} points", number)

    number = counting_up(earned, write, size=Size.LARGE, colour=Role.GLOW, moving=scene.motion)
    new_balance = texts.n("{count} point in all", "{count} points in all", balance or 0)
    shown: list[ft.Control] = [ft.Semantics(identifier=identifiers.PAID_POINTS_EARNED, content=number)]
    if balance is not None:
        shown.append(live(identifiers.PAID_BALANCE, body(new_balance, colour=Role.ON_STAGE)))
    return ft.Column(shown, spacing=Space.HAIR, tight=True, horizontal_alignment=ft.CrossAxisAlignment.CENTER)


def _without_points(state: Paid, scene: Scene) -> ft.Control:
    t = scene.texts.t
    match state.offer:
        case Offer.TOO_LATE:
            return _said(t("This order is already finished, so points can no longer be added to it."))
        case Offer.IDENTIFY | Offer.JOIN | Offer.NOTHING:
            return _said(t("We call your number when the food is ready."))
        case _:
            assert_never(state.offer)


def _offer(state: Paid, scene: Scene) -> list[ft.Control]:
    t = scene.texts.t
    points = points_words(state.estimate, scene.texts)
    match state.offer:
        case Offer.NOTHING | Offer.TOO_LATE:
            return []
        case Offer.IDENTIFY | Offer.JOIN:
            words = t("Collect {points}", points=points) if points else t("Join the loyalty programme")
            button = _wide(stage_button(words, identifiers.PAID_JOIN, scene.taps.earn))
            return [
                labelled(
                    button,
                    estimate_label(state.estimate, scene.texts, of_share=state.share is not None),
                    colour=Role.ON_STAGE,
                )
            ]
        case _:
            assert_never(state.offer)


def _rest(state: Paid, scene: Scene) -> list[ft.Control]:
    """What the others still have to pay."""
    if not state.unpaid:
        return []
    rest = scene.texts.money(state.unpaid.minor, state.unpaid.currency)
    words = scene.texts.t("{amount} of the bill is still to be paid.", amount=rest)
    return [live(identifiers.PAID_REST, body(words, colour=Role.ON_STAGE, text_align=ft.TextAlign.CENTER))]


def _leaving(scene: Scene, *, filled: bool) -> ft.Control:
    several = scene.taps.to_payers is not None
    words = scene.texts.t("Back to the bill") if several else scene.texts.t("Done")
    return ft.Column(
        [
            _wide(stage_button(words, identifiers.PAID_DONE, scene.taps.done, filled=filled)),
            scene.pieces.countdown(),
        ],
        spacing=Space.SNUG,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _said(words: str) -> ft.Control:
    return live(
        identifiers.PAID_POINTS_EARNED,
        ft.Container(body(words, colour=Role.ON_STAGE, text_align=ft.TextAlign.CENTER), border_radius=Corner.SMALL),
    )


def _wide(button: ft.Control) -> ft.Control:
    return ft.Row([ft.Container(button, expand=True)])

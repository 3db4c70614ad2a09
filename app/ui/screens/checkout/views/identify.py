"""Who is there: the viewfinder, a phone number, or nobody at all; the ways are equally good."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import Tap, primary_button, secondary_button
from app.ui.components.steps import DONE, HOLD_UP, SHOW_CODE, Step, steps
from app.ui.components.text import heading, muted
from app.ui.estimate_words import points_words
from app.ui.identifiers import ident
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Identify, LookingUp
from app.ui.screens.checkout.views.frame import WIDTHS, frame, headline, one_line, stretched
from app.ui.theme import Role, Space

VIEWFINDER = {SizeClass.COMPACT: 280, SizeClass.MEDIUM: 480, SizeClass.EXPANDED: 520}


def identify(state: Identify | LookingUp, scene: Scene) -> ft.Control:
    """Side by side where there is room, else below each other; while looking up, the buttons wait."""
    busy = isinstance(state, LookingUp)
    both = ft.Row(
        [
            scene.pieces.viewfinder(VIEWFINDER[scene.size]),
            ft.Container(_ways(state, scene, busy=busy), width=WIDTHS[scene.size]),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        run_alignment=ft.MainAxisAlignment.CENTER,
        spacing=Space.VAST,
        run_spacing=Space.WIDE,
    )
    foot = one_line(scene.pieces.countdown()) if state.after_payment else None
    return frame(both, scene, back=None if busy else _way_back(state, scene), foot=foot)


def _way_back(state: Identify | LookingUp, scene: Scene) -> Tap:
    return scene.taps.without if state.after_payment else scene.taps.back


def _ways(state: Identify | LookingUp, scene: Scene, *, busy: bool) -> ft.Control:
    t, taps = scene.texts.t, scene.taps
    without = taps.add_unknown if state.another else taps.without
    instead = t("Back to my receipt") if state.after_payment else t("Continue without membership")
    title = t("Show your {wallet} QR code", wallet=scene.wallet)
    if state.another:
        instead, title = t("Add without a number"), t("Who else pays?")
    return ft.Column(
        [
            ft.Column(
                [
                    heading(title, level=1, size=headline(scene)),
                    muted(_promise(state, scene)),
                ],
                spacing=Space.TIGHT,
                tight=True,
            ),
            ft.Container(
                visible=scene.size is not SizeClass.COMPACT,  # there, the ways to go on must be in sight
                content=steps(
                    [
                        Step(words=t("Open {wallet} and tap the QR code", wallet=scene.wallet), drawing=SHOW_CODE),
                        Step(words=t("Hold the phone up to the camera"), drawing=HOLD_UP),
                        Step(words=t("Done when the tablet greets you"), drawing=DONE),
                    ]
                ),
            ),
            _or(t("or")),
            stretched(
                _number(scene),
                primary_button(t("Use this number"), identifiers.IDENTIFY_PHONE_SUBMIT, taps.submit_phone, busy=busy),
                secondary_button(instead, identifiers.IDENTIFY_WITHOUT, None if busy else without),
            ),
        ],
        spacing=Space.NORMAL if scene.size is SizeClass.COMPACT else Space.WIDE,
        tight=True,
    )


def _number(scene: Scene) -> ft.Control:
    """The country before the number, as it is dialled; what is to say of them below, where both are seen."""
    return ft.Column(
        [
            ft.Row(
                [scene.pieces.country(), ident(identifiers.IDENTIFY_PHONE, scene.pieces.phone, expand=True)],
                spacing=Space.TIGHT,
                vertical_alignment=ft.CrossAxisAlignment.START,
            ),
            scene.pieces.remark(),
        ],
        spacing=Space.HAIR,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _promise(state: Identify | LookingUp, scene: Scene) -> str:
    if state.another:
        return scene.texts.t("Each of you pays a part and earns the points for it.")
    points = points_words(state.estimate, scene.texts)
    if points is None:
        return scene.texts.t("Then we know where to send the payment request.")
    if not state.estimate.points:
        return scene.texts.t("This order earns members {points}.", points=points)
    return scene.texts.t("This order earns members {points} (estimate).", points=points)


def _or(word: str) -> ft.Control:
    line = ft.Container(height=1, bgcolor=Role.LINE, expand=True)
    other = ft.Container(height=1, bgcolor=Role.LINE, expand=True)
    return ft.Row([line, muted(word), other], spacing=Space.NORMAL)

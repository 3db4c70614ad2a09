"""The request to join is on the guest's phone: the code to compare, what to do there, and how long there is."""

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import text_button
from app.ui.components.steps import Step, steps
from app.ui.components.text import display, heading, muted
from app.ui.identifiers import live
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import JoiningInApp
from app.ui.screens.checkout.views.frame import WIDTHS, frame, headline, plate
from app.ui.theme import Size, Space


def in_app(state: JoiningInApp, scene: Scene) -> ft.Control:
    """The code is the largest thing: it stands on both screens, so that nobody joins on somebody else's request."""
    t = scene.texts.t
    words = ft.Column(
        [
            live(identifiers.IN_APP_STATUS, heading(_title(scene), level=1, size=headline(scene))),
            steps(
                [
                    Step(words=t("Open {wallet} on your phone", wallet=scene.wallet)),
                    Step(words=t("Check that it shows the same code")),
                    Step(words=t("Choose what you would like to hear, and approve")),
                ]
            ),
            muted(t("Nothing there? Pull down in {wallet} to refresh.", wallet=scene.wallet)),
            ft.Row(
                [scene.pieces.time_left(), ft.Container(muted(_meanwhile(state, scene)), expand=True)],
                spacing=Space.WIDE,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            text_button(t("Stop waiting"), identifiers.IN_APP_CANCEL, scene.taps.stop_joining, flush=True),
        ],
        spacing=Space.WIDE,
        tight=True,
    )
    both = ft.Row(
        [_code(state, scene), ft.Container(words, width=WIDTHS[scene.size])],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=Space.VAST,
        run_spacing=Space.ROOMY,
    )
    return frame(both, scene)


def _title(scene: Scene) -> str:
    return scene.texts.t("Join in {wallet}", wallet=scene.wallet)


def _meanwhile(state: JoiningInApp, scene: Scene) -> str:
    if state.after_payment:
        return scene.texts.t("Your order is paid and on its way to the kitchen.")
    return scene.texts.t("Your order is kept. You pay afterwards.")


def _code(state: JoiningInApp, scene: Scene) -> ft.Control:
    code = state.enrolment.binding_message
    size = Size.HUGE if scene.size is SizeClass.COMPACT else Size.GIANT  # on a phone it still fits in one line
    spelled = ft.Semantics(
        identifier=identifiers.IN_APP_CODE, container=True, content=display(code, size=size, level=2, no_wrap=True)
    )
    seen = plate(
        ft.Column(
            [muted(scene.texts.t("The same code stands on your phone")), spelled],
            spacing=Space.SNUG,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    )
    wide = scene.size is SizeClass.EXPANDED
    return ft.Container(seen, width=None if wide else WIDTHS[scene.size])

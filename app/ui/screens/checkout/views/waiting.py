"""Between pay and paid: what to do on the phone, how long there is, and what happens to the money."""

from collections.abc import Sequence
from typing import assert_never

import flet as ft

from app.ui import identifiers
from app.ui.components.buttons import text_button
from app.ui.components.steps import Step, steps
from app.ui.components.text import body, figures, heading, muted
from app.ui.identifiers import live
from app.ui.kit import SizeClass
from app.ui.screens.checkout.scene import Scene
from app.ui.screens.checkout.state import Asking, Cancelling, InDoubt, WaitingForApproval, WaitingForScan
from app.ui.screens.checkout.views.codes import code_picture
from app.ui.screens.checkout.views.frame import WIDTHS, card, frame, headline
from app.ui.theme import Corner, Role, Size, Space

CODE = {SizeClass.COMPACT: 264, SizeClass.MEDIUM: 400, SizeClass.EXPANDED: 400}
PHONE_WIDTH, PHONE_HEIGHT = 216, 420


def waiting(state: Asking | WaitingForApproval | WaitingForScan | Cancelling | InDoubt, scene: Scene) -> ft.Control:
    """Each moment of a payment that is on its way."""
    match state:
        case Asking():
            return _asking(state, scene)
        case WaitingForApproval():
            return _for_approval(state, scene)
        case WaitingForScan():
            return _for_scan(state, scene)
        case Cancelling():
            return _cancelling(state, scene)
        case InDoubt():
            return _in_doubt(state, scene)
        case _:
            assert_never(state)


def _asking(state: Asking, scene: Scene) -> ft.Control:
    """A moment, mostly shorter than a second."""
    t = scene.texts.t
    words = t("Sending the request to {wallet}", wallet=scene.wallet)
    return frame(_quiet(words, t("Nothing is charged until you approve."), scene), scene, back=scene.taps.to_payers)


def _in_doubt(state: InDoubt, scene: Scene) -> ft.Control:
    """The answer was lost: the guest is told what cannot happen."""
    t = scene.texts.t
    title = t("We are checking with {wallet}", wallet=scene.wallet)
    meaning = t("You cannot be charged twice. If you have approved on your phone, this turns into your receipt.")
    return frame(_quiet(title, meaning, scene, cancel=not state.payment.cancel_asked), scene, back=scene.taps.to_payers)


def _cancelling(state: Cancelling, scene: Scene) -> ft.Control:
    """Given up here; the guest's thumb may have been quicker."""
    t = scene.texts.t
    meaning = t("If you approved a moment ago, the payment counts and this turns into your receipt.")
    return frame(_quiet(t("Cancelling the payment"), meaning, scene), scene, back=scene.taps.to_payers)


def _for_approval(state: WaitingForApproval, scene: Scene) -> ft.Control:
    """The request is on the guest's phone."""
    t = scene.texts.t
    return _beside(
        _drawn_phone(state, scene),
        t("Approve in {wallet}", wallet=scene.wallet),
        [
            t("Open {wallet} on your phone", wallet=scene.wallet),
            t("Check that the amount is {amount}", amount=_amount(state, scene)),
            t("Approve the payment"),
        ],
        scene,
    )


def _for_scan(state: WaitingForScan, scene: Scene) -> ft.Control:
    """The request is on the tablet, for the guest's phone to pick up."""
    t = scene.texts.t
    why = t("{wallet} cannot send a request to this number. The code works for any phone.", wallet=scene.wallet)
    other = text_button(
        t("Use another number"), identifiers.WAITING_OTHER_NUMBER, scene.taps.another_number, flush=True
    )
    return _beside(
        _code(state.code, CODE[scene.size], scene),
        t("Scan to pay with {wallet}", wallet=scene.wallet),
        [
            t("Open your phone's camera or {wallet}", wallet=scene.wallet),
            t("Scan the code on this screen"),
            t("Approve {amount} on your phone", amount=_amount(state, scene)),
        ],
        scene,
        why=why if state.instead else "",
        ways_out=[other] if state.instead else [],
    )


def _beside(
    picture: ft.Control,
    title: str,
    what_to_do: list[str],
    scene: Scene,
    *,
    why: str = "",
    ways_out: Sequence[ft.Control] = (),
) -> ft.Control:
    t = scene.texts.t
    cancel = text_button(t("Cancel the payment"), identifiers.WAITING_CANCEL, scene.taps.cancel, flush=True)
    words = ft.Column(
        [
            live(identifiers.WAITING_STATUS, heading(title, level=1, size=headline(scene))),
            *([body(why)] if why else []),
            steps([Step(words=each) for each in what_to_do]),
            ft.Row(
                [
                    scene.pieces.time_left(),
                    ft.Container(muted(t("No money moves until you approve.")), expand=True),
                ],
                spacing=Space.WIDE,
                vertical_alignment=ft.CrossAxisAlignment.CENTER,
            ),
            ft.Row([cancel, *ways_out], spacing=Space.WIDE, wrap=True),
        ],
        spacing=Space.WIDE,
        tight=True,
    )
    both = ft.Row(
        [picture, ft.Container(words, width=WIDTHS[scene.size])],
        wrap=True,
        alignment=ft.MainAxisAlignment.CENTER,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=Space.VAST,
        run_spacing=Space.ROOMY,
    )
    return frame(both, scene, back=scene.taps.to_payers)


def _quiet(title: str, meaning: str, scene: Scene, *, cancel: bool = False) -> ft.Control:
    t = scene.texts.t
    ring = ft.ProgressRing(width=Space.GREAT, height=Space.GREAT, stroke_width=3, color=Role.ACCENT)
    way_out = text_button(t("Cancel the payment"), identifiers.WAITING_CANCEL, scene.taps.cancel)
    centred = ft.TextAlign.CENTER
    return card(
        [
            ft.Semantics(exclude_semantics=True, content=ring),
            live(identifiers.WAITING_STATUS, heading(title, level=1, size=Size.HEAD, text_align=centred)),
            body(meaning, text_align=centred),
            *([way_out] if cancel else []),
        ],
        scene,
    )


def _amount(state: WaitingForApproval | WaitingForScan, scene: Scene) -> str:
    return scene.texts.money(state.payment.amount.minor, state.payment.amount.currency)


def _code(text: str, side: int, scene: Scene) -> ft.Control:
    """The brand's colour frames its code and nothing else."""
    picture = ft.Image(src=code_picture(text), width=side, height=side, fit=ft.BoxFit.CONTAIN)
    white = ft.Container(picture, bgcolor=ft.Colors.WHITE, border_radius=Corner.CARD, padding=Space.TIGHT)
    return ft.Semantics(
        identifier=identifiers.WAITING_CODE,
        image=True,
        label=scene.texts.t("QR code for paying with {wallet}", wallet=scene.wallet),
        content=ft.Container(white, bgcolor=scene.brand.colour, border_radius=Corner.SHEET, padding=Space.NORMAL),
    )


def _drawn_phone(state: WaitingForApproval, scene: Scene) -> ft.Control:
    """A phone as the guest will see it: who asks, and how much."""
    screen = ft.Column(
        [
            ft.Container(width=56, height=6, bgcolor=Role.LINE, border_radius=Corner.ROUND),
            ft.Container(expand=True),
            muted(scene.house.name, text_align=ft.TextAlign.CENTER),
            figures(_amount(state, scene), size=Size.LARGE, strong=True),
            ft.Container(expand=True),
            ft.Container(
                ft.Icon(ft.Icons.CHECK, color=scene.brand.on_colour),
                height=Space.GREAT,
                bgcolor=scene.brand.colour,
                border_radius=Corner.ROUND,
                alignment=ft.Alignment.CENTER,
            ),
        ],
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    phone = ft.Container(
        screen,
        width=PHONE_WIDTH,
        height=PHONE_HEIGHT,
        padding=Space.WIDE,
        bgcolor=Role.SURFACE,
        border=ft.Border.all(8, Role.INK),
        border_radius=Corner.SHEET + Space.TIGHT,
    )
    drawn = scene.size is not SizeClass.COMPACT  # a phone needs no picture of itself
    return ft.Semantics(exclude_semantics=True, content=phone, visible=drawn)

"""Every state of the checkout in a browser: `uvicorn support.checkout_gallery:app` from the tests folder.

The route names the state (`/summary`), a sight of the viewfinder (`/sight_denied`) or rewards (`/rewards_pin`);
before a state `staff_` shows it as staff see it, who have opened the bill of a table (`/staff_summary`).
`?nb` and `?dark` change language and looks.
"""

from dataclasses import replace
from typing import Final, cast

import cv2
import flet as ft

from app.ports.code_scanner import CameraTrouble
from app.ports.viewfinder import Hint
from app.ui.components.countries import remark_line
from app.ui.components.fields import email_look, phone_look, pin_look
from app.ui.components.text import figures
from app.ui.components.time_ring import time_ring
from app.ui.components.viewfinder import Glass, Tool, viewfinder_frame
from app.ui.identifiers import IDENTIFY_CAMERA_SWITCH
from app.ui.kit import SizeClass, UiState, component, use_text_field, use_ui
from app.ui.rewards.state import PinAsk
from app.ui.rewards.view import pin_sheet
from app.ui.screens.checkout.phone_entry import Country
from app.ui.screens.checkout.scene import Pieces
from app.ui.screens.checkout.state import CheckoutState, Dishes, Identify, Join, Paid, Summary
from app.ui.screens.checkout.view import draw, sheet
from app.ui.screens.checkout.views.terms import terms_sheet
from app.ui.screens.checkout.words import fault_words
from app.ui.theme import Role, Size
from app.ui.viewfinder.finder import dark_plate
from app.ui.viewfinder.outline import Outline, covering
from app.ui.viewfinder.scanning import (
    Accepted,
    Checking,
    Dark,
    Located,
    Looking,
    Refused,
    Several,
    Sight,
    Starting,
)
from app.ui.viewfinder.words import hint_words, marks_at, seeing
from support.camera_video import HEIGHT, WIDTH, Held, draw_all, place
from support.checkout_states import REWARDS_SHOWN, STATES, STILL, nothing, still_rewards, still_scene, still_taps
from support.gallery_page import gallery

KARI: Final = "https://qr.vipps.no/28/2/01/031/4712345678?v=1"
OLA: Final = "https://qr.vipps.no/28/2/01/031/4798765432?v=1"
TABLE: Final[list[Held]] = []
NEAR: Final = [Held(text=KARI, side=330, degrees=8, lean=0.92)]
FAR: Final = [Held(text=KARI, side=110, degrees=-12)]
TILTED: Final = [Held(text=KARI, side=300, degrees=14, lean=0.6)]
TWO: Final = [Held(text=KARI, side=230, at=(-0.13, 0.0)), Held(text=OLA, side=230, degrees=9, at=(0.13, 0.02))]


def _outline(held: Held, *, read: bool = True) -> Outline:
    a, b, c, d = ((float(x) / WIDTH, float(y) / HEIGHT) for x, y in place(held))
    return Outline(corners=(a, b, c, d), read=read)


SIGHTS: Final[dict[str, tuple[Sight, list[Held]]]] = {
    "starting": (Starting(), TABLE),
    "looking": (Looking(), TABLE),
    "hint": (Looking(long=True), TABLE),
    "closer": (Located(Hint.CLOSER, _outline(FAR[0], read=False)), FAR),
    "tilt": (Located(Hint.TILT_LESS, _outline(TILTED[0], read=False)), TILTED),
    "bright": (Located(Hint.TOO_BRIGHT, _outline(NEAR[0], read=False)), NEAR),
    "still": (Located(Hint.HOLD_STILL, _outline(NEAR[0], read=False)), NEAR),
    "two": (Several(), TWO),
    "checking": (Checking(_outline(NEAR[0])), NEAR),
    "refused": (
        Refused("That is a link for paying a person. Show your own QR code instead.", _outline(NEAR[0])),
        NEAR,
    ),
    "accepted": (Accepted(_outline(NEAR[0])), NEAR),
    **{trouble.value: (Dark(trouble), TABLE) for trouble in CameraTrouble},
}


@component
def shown(name: str, state: CheckoutState, sight: Sight, held: list[Held], place: str = "") -> ft.Control:
    """One state at one moment; `place` is what staff read above a bill."""
    ui = use_ui()
    fault = state.fault if isinstance(state, Identify) else None
    error = fault_words(fault, ui.texts) if fault else None
    phone = use_text_field(ui.texts.t("Phone number"), "4712" if fault else "", error=error, **phone_look())
    region, choose = ft.use_state("NO")
    country = Country(region, "NO", choose=choose, touched=nothing, busy=False)
    wrong = isinstance(state, Join) and state.address_fault
    mail_error = ui.texts.t("This is not an e-mail address.") if wrong else None
    mail = use_text_field(
        ui.texts.t("E-mail address (optional)"), "kari@" if wrong else "", error=mail_error, **email_look()
    )
    colour = Role.ON_STAGE if isinstance(state, Paid) else Role.MUTED
    scene = still_scene(
        ui.language,
        ui.size,
        taps=still_taps(to_payers=nothing) if isinstance(state, Dishes) else None,
        pieces=Pieces(
            viewfinder=lambda size: _finder(sight, held, size, ui),
            phone=phone.control,
            address=mail.control,
            country=lambda: cast("ft.Control", country),
            remark=lambda: remark_line(ui.texts.t("For example {number}", number="40 61 23 45"), visible=not fault),
            time_left=lambda: time_ring(428, 600, ui.texts),
            countdown=lambda: figures(
                ui.texts.t("Back to the start in {time}", time="0:48"), size=Size.BODY, colour=colour
            ),
            ear=ft.Container,
            rewards=lambda order, brief: (
                still_rewards(
                    order,
                    ui.texts,
                    REWARDS_SHOWN.get(name.removeprefix("rewards_")),
                    brief=brief,
                    low=brief and ui.size is not SizeClass.MEDIUM,
                )
                if not isinstance(state, Summary) or state.share is None  # fixed before a bill is cut
                else ft.Container()
            ),
        ),
    )
    scene = replace(scene, place=place)
    terms = terms_sheet(state, scene, on_close=nothing) if name == "terms" and isinstance(state, Join) else None
    pin = use_text_field(ui.texts.t("Four digits"), **pin_look())
    ft.use_dialog(sheet(state, scene) or terms or _pin(name, pin.control, ui))
    return draw(state, scene)


def _finder(sight: Sight, held: list[Held], size: int, ui: UiState) -> ft.Control:
    width, height = covering(size, WIDTH / HEIGHT)
    picture = cv2.imencode(".png", draw_all(held))[1].tobytes()
    glass = Glass(
        view=ft.Image(picture, width=width, height=height, fit=ft.BoxFit.COVER),
        width=width,
        height=height,
        cover=dark_plate(sight.trouble, ui.texts, nothing, size=size) if isinstance(sight, Dark) else None,
        tools=[
            Tool(
                icon=ft.Icons.CAMERASWITCH_OUTLINED,
                words=ui.texts.t("Use the other camera"),
                identifier=IDENTIFY_CAMERA_SWITCH,
                on_tap=nothing,
            )
        ],
    )
    marks = marks_at(sight, size=size, aspect=WIDTH / HEIGHT, mirrored=False)
    return viewfinder_frame(glass, hint_words(sight, ui.texts), size=size, seeing=seeing(sight), marks=marks)


def _pin(name: str, field: ft.Control, ui: UiState) -> ft.BottomSheet | None:
    ask = PinAsk(key="rwd_coffee", product_id=None, wrong=True)
    return pin_sheet(ask, field, ui.texts, STILL) if name == "rewards_pin" else None


def named(name: str) -> object:
    """What the name says: a state, a sight of the viewfinder, rewards, or the terms."""
    sight, held = SIGHTS.get(name.removeprefix("sight_"), SIGHTS["looking"])
    other = "join" if name == "terms" else "hello" if name.startswith("rewards_") else "identify"
    state, place = name.removeprefix("staff_"), "Table 12 · Order 42" if name.startswith("staff_") else ""
    return shown(state or "identify", STATES.get(state) or STATES[other], sight, held, place)


app = gallery(named)

"""Every state of the checkout in a browser: `uvicorn support.checkout_gallery:app` from the tests folder.

The route names the state (`/summary`, `/trouble_declined`, ...), or a sight of the viewfinder (`/sight_denied`, ...);
`?nb` and `?dark` change language and looks.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

from app.ports.code_scanner import CameraTrouble
from app.ui import kit, material
from app.ui.components.fields import phone_look
from app.ui.components.picture import initial_plate
from app.ui.components.text import figures
from app.ui.components.time_ring import time_ring
from app.ui.components.viewfinder import viewfinder_frame
from app.ui.kit import UiContext, UiState, component, use_text_field, use_ui
from app.ui.screens.checkout.scene import Pieces
from app.ui.screens.checkout.state import CheckoutState, Identify, Join, Paid
from app.ui.screens.checkout.view import draw, sheet
from app.ui.screens.checkout.views.terms import terms_sheet
from app.ui.screens.checkout.words import fault_words
from app.ui.theme import Role, Size
from app.ui.viewfinder.finder import dark_plate, hint, seeing
from app.ui.viewfinder.scanning import Accepted, Checking, Dark, Looking, Refused, Sight, Starting
from support.checkout_states import STATES, nothing, still_scene

ASSETS: Final = Path(__file__).parents[2] / "assets"

SIGHTS: Final[dict[str, Sight]] = {
    "starting": Starting(),
    "looking": Looking(),
    "hint": Looking(long=True),
    "checking": Checking(),
    "refused": Refused("That is a link for paying a person. Show your own QR code instead."),
    "accepted": Accepted(),
    **{trouble.value: Dark(trouble) for trouble in CameraTrouble},
}


@component
def shown(name: str, state: CheckoutState, sight: Sight) -> ft.Control:
    """One state at one moment."""
    ui = use_ui()
    fault = state.fault if isinstance(state, Identify) else None
    error = fault_words(fault, ui.texts) if fault else None
    phone = use_text_field(ui.texts.t("Phone number"), "4712" if fault else "", error=error, **phone_look())
    colour = Role.ON_STAGE if isinstance(state, Paid) else Role.MUTED
    scene = still_scene(
        ui.language,
        ui.size,
        pieces=Pieces(
            viewfinder=lambda size: _finder(sight, size, ui),
            phone=phone.control,
            time_left=lambda: time_ring(428, 600, ui.texts),
            countdown=lambda: figures(
                ui.texts.t("Back to the start in {time}", time="0:48"), size=Size.BODY, colour=colour
            ),
        ),
    )
    terms = terms_sheet(state, scene, on_close=nothing) if name == "terms" and isinstance(state, Join) else None
    ft.use_dialog(sheet(state, scene) or terms)
    return draw(state, scene)


def _finder(sight: Sight, size: int, ui: UiState) -> ft.Control:
    view = dark_plate(sight.trouble, ui.texts, nothing) if isinstance(sight, Dark) else initial_plate("·")
    return viewfinder_frame(view, hint(sight, ui.texts), size=size, seeing=seeing(sight))


async def main(page: ft.Page) -> None:
    """Show what the route names."""
    path, _, query = (page.route or "/").partition("?")
    name = path.strip("/") or "identify"
    ui = UiState(language="nb" if "nb" in query else "en", dark="dark" in query)
    material.dress(page)
    page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
    page.padding = 0
    kit.wire(page, ui)
    sight = SIGHTS.get(name.removeprefix("sight_"), Looking())
    state = STATES.get(name) or STATES["join" if name == "terms" else "identify"]
    root: Callable[[], object] = lambda: shown(name, state, sight)  # noqa: E731
    page.render(lambda: UiContext(ui, root))
    kit.supervise(page)


app: FastAPI = flet_fastapi.FastAPI()
app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))

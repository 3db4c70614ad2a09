"""Every state of the staff's screen in a browser: `uvicorn support.staff_gallery:app` from the tests folder.

The route names the state (`/bills`); `?nb` and `?dark` change language and looks.
"""

from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

from app.ui import kit, material
from app.ui.components.fields import staff_pin_look, table_look
from app.ui.kit import UiContext, UiState, component, use_text_field, use_ui
from app.ui.screens.staff.view import staff
from support.staff_states import STATES, still_scene

ASSETS: Final = Path(__file__).parents[2] / "assets"


@component
def shown(name: str) -> ft.Control:
    """One state at one moment."""
    ui = use_ui()
    pin = use_text_field(ui.texts.t("PIN"), **staff_pin_look())
    table = use_text_field(ui.texts.t("Table number"), **table_look())
    return staff(STATES[name], still_scene(ui.language, ui.size, pin=pin.control, table=table.control))


async def main(page: ft.Page) -> None:
    """Show what the route names."""
    path, _, query = (page.route or "/").partition("?")
    name = path.strip("/")
    ui = UiState(language="nb" if "nb" in query else "en", dark="dark" in query)
    material.dress(page)
    page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
    page.padding = 0
    kit.wire(page, ui)
    known = name if name in STATES else "door"
    page.render(lambda: UiContext(ui, lambda: shown(known)))
    kit.supervise(page)


app: FastAPI = flet_fastapi.FastAPI()
app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))

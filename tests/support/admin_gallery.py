"""Every state of the admin in a browser: `uvicorn support.admin_gallery:app` from the tests folder.

The route names the state (`/overview_bad`); `?nb` and `?dark` change language and looks.
"""

from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

from app.ui import kit, material
from app.ui.components.fields import amount_look, field_look, passcode_look
from app.ui.kit import UiContext, UiState, component, use_text_field, use_ui
from app.ui.screens.admin.scene import Fields
from app.ui.screens.admin.view import draw, sheet
from support.admin_states import STATES, still_scene

ASSETS: Final = Path(__file__).parents[2] / "assets"


@component
def shown(name: str) -> ft.Control:
    """One state at one moment."""
    ui = use_ui()
    texts = ui.texts
    typed = Fields(
        who=use_text_field(texts.t("Your name"), "Anna", **field_look()).control,
        passcode=use_text_field(texts.t("Passcode"), **passcode_look()).control,
        search=use_text_field(texts.t("Order number or reference"), **field_look()).control,
        amount=use_text_field(texts.t("Amount"), "1 200", **amount_look()).control,
        code=use_text_field(texts.t("Code, or the whole address"), **field_look()).control,
        reason=use_text_field(texts.t("Why"), "Wrong dish", **field_look()).control,
    )
    scene = still_scene(ui.language, ui.size, fields_=typed)
    ft.use_dialog(sheet(STATES[name], scene))
    return draw(STATES[name], scene)


async def main(page: ft.Page) -> None:
    """Show what the route names."""
    path, _, query = (page.route or "/").partition("?")
    name = path.strip("/")
    ui = UiState(language="nb" if "nb" in query else "en", dark="dark" in query)
    material.dress(page)
    page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
    page.padding = 0
    kit.wire(page, ui)
    known = name if name in STATES else "sign_in"
    page.render(lambda: UiContext(ui, lambda: shown(known)))
    kit.supervise(page)


app: FastAPI = flet_fastapi.FastAPI()
app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))

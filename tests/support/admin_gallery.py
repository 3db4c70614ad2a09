"""Every state of the admin in a browser: `uvicorn support.admin_gallery:app` from the tests folder.

The route names the state (`/overview_bad`); `?nb` and `?dark` change language and looks.
"""

import flet as ft

from app.ui.components.fields import amount_look, field_look, passcode_look
from app.ui.kit import component, use_text_field, use_ui
from app.ui.screens.admin.scene import Fields
from app.ui.screens.admin.view import draw, sheet
from support.admin_states import STATES, still_scene
from support.gallery_page import gallery


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


app = gallery(lambda name: shown(name if name in STATES else "sign_in"))

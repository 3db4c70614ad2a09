"""Every state of the staff's screen in a browser: `uvicorn support.staff_gallery:app` from the tests folder.

The route names the state (`/bills`); `?nb` and `?dark` change language and looks.
"""

import flet as ft

from app.ui.components.fields import staff_pin_look, table_look
from app.ui.kit import component, use_text_field, use_ui
from app.ui.screens.staff.view import staff
from support.gallery_page import gallery
from support.staff_states import STATES, still_scene


@component
def shown(name: str) -> ft.Control:
    """One state at one moment."""
    ui = use_ui()
    pin = use_text_field(ui.texts.t("PIN"), **staff_pin_look())
    table = use_text_field(ui.texts.t("Table number"), **table_look())
    return staff(STATES[name], still_scene(ui.language, ui.size, pin=pin.control, table=table.control))


app = gallery(lambda name: shown(name if name in STATES else "door"))

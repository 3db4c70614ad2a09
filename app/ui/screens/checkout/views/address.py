"""Where offers by e-mail may go: asked only of who wants some, and never demanded."""

import flet as ft

from app.ui.identifiers import ident
from app.ui.screens.checkout.scene import Scene


def address_row(scene: Scene, identifier: str, *, wanted: bool) -> ft.Control:
    """The field, below the switch that calls for it."""
    return ft.Container(ident(identifier, scene.pieces.address), visible=wanted)

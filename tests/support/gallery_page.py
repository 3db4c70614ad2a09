"""A page that shows one written-down state, as its address says: `/bills?nb&dark` is that state, Norwegian and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

from app.ui import kit, material
from app.ui.kit import UiContext, UiState

ASSETS: Final = Path(__file__).parents[2] / "assets"


def gallery(shown: Callable[[str], object]) -> FastAPI:
    """An application that draws ``shown`` of the name in the address, which is empty without one."""

    async def main(page: ft.Page) -> None:
        path, _, query = (page.route or "/").partition("?")
        name = path.strip("/")
        ui = UiState(language="nb" if "nb" in query else "en", dark="dark" in query)
        material.dress(page)
        page.theme_mode = ft.ThemeMode.DARK if ui.dark else ft.ThemeMode.LIGHT
        page.padding = 0
        kit.wire(page, ui)
        page.render(lambda: UiContext(ui, lambda: shown(name)))
        kit.supervise(page)

    app: FastAPI = flet_fastapi.FastAPI()
    app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))
    return app

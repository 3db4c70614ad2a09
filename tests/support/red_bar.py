"""A page with a control that Flutter cannot draw: `uvicorn support.red_bar:app` from the tests folder."""

from pathlib import Path
from typing import Final

import flet as ft
import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI

ASSETS: Final = Path(__file__).parents[2] / "assets"


async def main(page: ft.Page) -> None:
    """Show words, and a red bar beside them."""
    page.add(ft.Text("All is well"), ft.SelectionArea(ft.Text("unseen", visible=False)))


app: FastAPI = flet_fastapi.FastAPI()
app.mount("/", flet_fastapi.app(main, no_cdn=True, assets_dir=str(ASSETS)))

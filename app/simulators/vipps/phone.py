"""The guest's phone as a web page: personal QR, check-in, payment requests to approve or reject."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.simulators.vipps.backend import VippsBackend

_HERE = Path(__file__).parent
_FONTS = _HERE.parents[2] / "assets" / "fonts"
_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"), autoescape=select_autoescape(), undefined=StrictUndefined
)


def phone_routes(backend: VippsBackend) -> list[BaseRoute]:
    """Return `/phone` (`?person=<msisdn>` picks whose, `?token=` opens what a merchant's QR leads to) and its files."""

    async def page(_request: Request) -> Response:
        html = _templates.get_template("phone.html").render(people=list(backend.people.values()))
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    return [
        Route("/phone", page, methods=["GET"]),
        Mount("/phone/static", StaticFiles(directory=_HERE / "static")),
        Mount("/phone/fonts", StaticFiles(directory=_FONTS, check_dir=False)),
    ]

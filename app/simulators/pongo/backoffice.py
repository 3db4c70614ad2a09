"""Pongo's back office: a page that shows the ledger and draws it again at every change."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from app.simulators.pongo import ledger, views
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.pages import render, static_files


def backoffice_routes(backend: PongoBackend) -> list[BaseRoute]:
    """The page, the part of it that changes, and its files."""
    paths = _BackOffice(backend)
    return [
        Route("/backoffice", paths.page, methods=["GET"]),
        Route("/backoffice/ledger", paths.ledger, methods=["GET"]),
        *static_files(),
    ]


@dataclass(frozen=True, slots=True)
class _BackOffice:
    backend: PongoBackend

    async def page(self, _request: Request) -> Response:
        return HTMLResponse(render("backoffice.html", **self._values()))

    async def ledger(self, _request: Request) -> Response:
        return HTMLResponse(render("ledger.html", **self._values()), headers={"Cache-Control": "no-store"})

    def _values(self) -> dict[str, object]:
        drawn = ledger.ledger(self.backend.world)
        return {
            "ledger": drawn,
            "money": lambda minor: ledger.money(minor, drawn.currency),
            "phone": ledger.phone,
            "moment": views.moment,
        }

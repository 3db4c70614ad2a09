"""Where Pongo's form leads the merchant back to. Code and state stay in no page, no history and no log."""

from collections.abc import Awaitable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

import structlog
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.connection import Connection, Why
from app.ports.errors import PortError
from app.services.basics.errors import CannotConnect
from app.settings import PONGO_CALLBACK_PATH
from app.ui.connection_words import TO_ADMIN, trouble
from app.ui.texts import Texts
from app.web.pages import STRICT, Card, page, preferred_language

TROUBLE_PATH = "/oauth/pongo/trouble/{why}"
TROUBLE = "trouble/{why}"
ADMIN_FROM_CALLBACK = "../../admin"
ADMIN_FROM_TROUBLE = "../../../admin"
"""Relative, so that they lead right where a proxy puts the hub below a path of its own."""

log = structlog.get_logger()


class Finish(Protocol):
    """:meth:`app.services.loyalty.connecting.Connecting.finish`."""

    def __call__(
        self, *, state: str | None, code: str | None = None, error: str | None = None
    ) -> Awaitable[Connection]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """What the callback needs: who finishes the visit, and whose house the page belongs to."""

    finish: Finish
    house: str
    language: str


def add_pongo_callback(api: FastAPI, callback: Callback) -> None:
    """Add the callback and the page that says what to do. Both addresses of it lead on to one without a query."""

    @api.get(PONGO_CALLBACK_PATH)
    async def came_back(request: Request) -> Response:
        told = request.query_params
        try:
            await callback.finish(state=told.get("state"), code=told.get("code"), error=told.get("error"))
        except CannotConnect as cannot:
            return _on_to(TROUBLE.format(why=cannot.why.value))
        except PortError as error:
            log.warning("connection_not_stored", kind=type(error).__name__)
            return _on_to(TROUBLE.format(why=Why.NOT_KEPT.value))
        return _on_to(ADMIN_FROM_CALLBACK)

    @api.get(TROUBLE_PATH)
    async def tell(why: str, request: Request) -> Response:
        known = next((each for each in Why if each.value == why), Why.UNKNOWN_STATE)
        texts = Texts(preferred_language(request.headers.get("accept-language", ""), callback.language))
        said = trouble(texts, known)
        card = Card(
            language=texts.language.code,
            house=callback.house,
            heading=said.heading,
            sentences=(said.happened, said.next_step),
            link=ADMIN_FROM_TROUBLE,
            link_words=texts.t(TO_ADMIN),
        )
        return page(card, HTTPStatus.OK if known is Why.DENIED else HTTPStatus.BAD_REQUEST)


def _on_to(path: str) -> RedirectResponse:
    """A browser keeps the address it is sent on to, and not the one with the code."""
    return RedirectResponse(path, HTTPStatus.SEE_OTHER, STRICT)

"""Puts the Pongo simulator's routes, pages and control path into one ASGI application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.simulators import control
from app.simulators.clock import SimClock
from app.simulators.deliveries.courier import Courier
from app.simulators.live import LiveFeed
from app.simulators.pongo.backend import PongoBackend
from app.simulators.pongo.backoffice import backoffice_routes
from app.simulators.pongo.control_routes import control_routes
from app.simulators.pongo.oauth_routes import oauth_routes
from app.simulators.pongo.routes import api_routes
from app.simulators.pongo.webhooks.book import Delivery, WebhookBook
from app.simulators.pongo.webhooks.routes import webhook_routes


def create_pongo_app(
    *, clock: SimClock | None = None, feed: LiveFeed | None = None, backend: PongoBackend | None = None
) -> Starlette:
    """The whole simulator; pass a clock to steer time, a feed to share live news, a backend to look inside.

    Deliveries of webhooks run in the background from the application's start-up to its shutdown; what waits and was
    delivered is in `app.state.webhooks`.
    """
    clock = clock or SimClock()
    feed = feed or LiveFeed()
    backend = backend or PongoBackend(clock.now)
    book = WebhookBook(clock, backend.world)
    courier = Courier(book, clock, book.tick)

    def reset() -> None:
        backend.reset()
        book.begin_again(backend.world)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with courier.running():
            listening = asyncio.create_task(_ring_at_changes(feed, courier))
            yield
            listening.cancel()

    controls = control.Controls(clock=clock, feed=feed, reset=reset)
    app = Starlette(
        routes=[
            *oauth_routes(backend),
            *webhook_routes(backend, book, feed),
            *api_routes(backend, feed),
            *control.routes(controls),
            *control_routes(backend, feed),
            *backoffice_routes(backend),
            Route("/", _to_the_back_office),
        ],
        lifespan=lifespan,
        middleware=control.middleware(controls, pages=("/backoffice",)),
        exception_handlers={HTTPException: _not_a_path},
    )
    app.state.webhooks = book
    return app


async def _ring_at_changes(feed: LiveFeed, courier: Courier[Delivery]) -> None:
    async for _version in feed.versions():
        courier.ring()


async def _to_the_back_office(_request: Request) -> Response:
    return RedirectResponse("/backoffice")


async def _not_a_path(_request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    message = "Not found." if error.status_code == 404 else error.detail
    return JSONResponse({"message": message}, error.status_code, error.headers)

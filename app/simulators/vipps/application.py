"""Puts the simulated Vipps together: API, control path and the phone page as one ASGI application."""

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException

from app.simulators import control
from app.simulators.clock import SimClock
from app.simulators.deliveries.courier import Courier
from app.simulators.faults import FaultRules
from app.simulators.live import LiveFeed
from app.simulators.vipps.backend import VippsBackend
from app.simulators.vipps.login.routes import login_routes
from app.simulators.vipps.phone import phone_routes
from app.simulators.vipps.routes import api_routes, not_found
from app.simulators.vipps.settings import Settings
from app.simulators.vipps.sim_routes import sim_routes
from app.simulators.vipps.webhooks.routes import webhook_routes

PAGES = ("/phone", "/qr-image")


def create_vipps_app(
    *,
    clock: SimClock | None = None,
    feed: LiveFeed | None = None,
    faults: FaultRules | None = None,
    settings: Settings | None = None,
) -> Starlette:
    """Return the application; its backend is `app.state.backend`, its controls `app.state.controls`.

    Deliveries of webhooks run in the background from the application's start-up to its shutdown.
    Clock and feed may be shared with another simulator; the faults belong to this one alone.
    """
    feed = feed or LiveFeed()
    backend = VippsBackend(clock, settings)
    courier = Courier(backend.webhooks, backend.clock, backend.payments.let_time_pass)

    def changed() -> None:
        feed.changed()
        courier.ring()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with courier.running():
            yield

    backend.changed = changed
    controls = control.Controls(
        clock=backend.clock, feed=feed, reset=backend.reset, faults=faults or FaultRules(), log=control.RequestLog()
    )
    app = Starlette(
        routes=[
            *webhook_routes(backend.tokens, backend.webhooks),
            *login_routes(backend.tokens.keys, backend.logins),
            *api_routes(backend),
            *control.routes(controls),
            *sim_routes(backend),
            *phone_routes(backend),
        ],
        lifespan=lifespan,
        middleware=control.middleware(controls, pages=PAGES),
        exception_handlers={HTTPException: not_found},
    )
    app.state.backend = backend
    app.state.controls = controls
    return app

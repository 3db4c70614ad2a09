"""The hub as one ASGI application: health, metrics, webhooks, the way back from Pongo's form, and the Flet screens."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import flet_web.fastapi as flet_fastapi
from fastapi import FastAPI
from starlette.responses import JSONResponse, PlainTextResponse

from app.web.flet_endpoint import Main, mount_flet
from app.web.headers import add_headers
from app.web.oauth import Callback, add_pongo_callback
from app.web.webhooks import Receive, add_webhooks

SESSION_TIMEOUT = 1800
"""Seconds until the session of a tablet that went away is forgotten; its order is in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubParts:
    """What the hub is made of. ``healthy`` answers why it is not; ``None`` means all is well.

    ``receive`` takes webhook deliveries by path; without a public address there are none. ``callback`` is where Pongo's
    form leads back to. ``running`` is entered with the application where nobody else runs the workers.
    """

    name: str
    main: Main
    assets_dir: str
    healthy: Callable[[], Awaitable[str | None]]
    running: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    frame_ancestors: str = "'none'"
    allowed_hosts: frozenset[str] = field(default_factory=frozenset)
    receive: Mapping[str, Receive] = field(default_factory=dict)
    callback: Callback | None = None


def create_hub(parts: HubParts) -> FastAPI:
    """The application; its workers run from its start to its end."""

    @asynccontextmanager
    async def lifespan(_api: FastAPI) -> AsyncIterator[None]:
        manager: Any = flet_fastapi.app_manager
        await manager.start()
        async with parts.running():
            yield
        await manager.shutdown()

    api = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    add_headers(api, frame_ancestors=parts.frame_ancestors)

    @api.get("/healthz")
    async def health() -> JSONResponse:
        trouble = await parts.healthy()
        return JSONResponse({"ok": trouble is None, "trouble": trouble}, 200 if trouble is None else 503)

    @api.get("/metrics")
    async def metrics() -> PlainTextResponse:
        manager: Any = flet_fastapi.app_manager
        sessions = list(manager._FletAppManager__sessions.values())
        connected = sum(session.connection is not None for session in sessions)
        return PlainTextResponse(f"taffel_sessions {len(sessions)}\ntaffel_sessions_connected {connected}\n")

    for path, receive in parts.receive.items():
        add_webhooks(api, path, receive)
    if parts.callback is not None:
        add_pongo_callback(api, parts.callback)
    mount_flet(
        api,
        parts.main,
        assets_dir=parts.assets_dir,
        allowed_hosts=parts.allowed_hosts,
        session_timeout=SESSION_TIMEOUT,
        name=parts.name,
    )
    return api

"""Flet's web endpoint put together from its public parts, with five defects of 1.0.5 kept out.

1. A client's answer to a method call whose control was unmounted meanwhile (a picture taken while the guest leaves the
   screen) raises in the receive loop: the websocket drops and the waiting coroutine hangs.
2. A client that goes away while a message is being sent leaves its session marked as connected for ever.
3. A websocket closed before it registered leaves two tasks behind for ever.
4. The websocket accepts any origin.
5. What is sent between the end of a websocket and the end of its connection raises half-way through an update: the new
   controls are never known to the session, and after a reload that part of the screen (a camera) is dead.

Each has a test that fails once Flet has mended it; then its part here can go.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlparse

import flet as ft
import flet_web.fastapi as flet_fastapi
import structlog
from fastapi import FastAPI, WebSocket
from flet.messaging.protocol import Message, MessageAction
from starlette.requests import Request
from starlette.responses import Response

log = structlog.get_logger()

Main = Callable[[ft.Page], Awaitable[None]]

POLICY_VIOLATION = 1008


class SafeFletApp(flet_fastapi.FletApp):
    """Overrides private steps of ``FletApp`` by their mangled names: Flet is pinned, and tests watch."""

    async def handle(self, websocket: WebSocket) -> None:
        """Serve one websocket; when the network goes away while sending, release the session."""
        try:
            await super().handle(websocket)
        except Exception as error:
            session = self._flet.session
            if session is not None and session.connection is self:
                log.info("websocket_ended_while_sending", kind=type(error).__name__)
                key = self._flet.unique_id(session.id)
                await flet_fastapi.app_manager.disconnect_session(key, self._flet.timeout)

    def send_message(self, message: Message) -> None:
        """Drop what nobody hears any more, as a disconnected session does: who comes back is sent the whole tree."""
        if self._flet.send_queue is not None:
            super().send_message(message)

    async def _FletApp__receive_loop(self) -> None:  # noqa: N802  Flet's own mangled name
        await _above(super())._FletApp__receive_loop()
        if self._flet.session is None:
            self._flet.send_queue.put_nowait(None)

    async def _FletApp__on_message(self, data: list[Any]) -> None:  # noqa: N802  Flet's own mangled name
        session, body = self._flet.session, data[1]
        if data[0] == MessageAction.INVOKE_METHOD.value and session and body["control_id"] not in session.index:
            waiting = session._Session__method_calls.pop(body["call_id"], None)
            if waiting is not None:
                session._Session__method_call_results[waiting] = (None, "Control was unmounted")
                waiting.set()
            return
        await _above(super())._FletApp__on_message(data)

    @property
    def _flet(self) -> "_Private":
        return _Private(self)


class _Private:
    """What Flet 1.0.5 keeps to itself, in one place."""

    def __init__(self, app: Any) -> None:
        self.session: Any = app._FletApp__session
        self.send_queue: Any = app._FletApp__send_queue
        self.unique_id: Any = app._FletApp__get_unique_session_id
        self.timeout: int = app._FletApp__session_timeout_seconds


def _above(parent: Any) -> Any:
    return parent


def same_origin(websocket: WebSocket, allowed: frozenset[str]) -> bool:
    """Whether a page of ours opened the socket; programs send no origin and are let in."""
    origin = websocket.headers.get("origin")
    return origin is None or urlparse(origin).netloc in (allowed or {websocket.headers.get("host", "")})


def mount_flet(
    api: FastAPI, main: Main, *, assets_dir: str, allowed_hosts: frozenset[str], session_timeout: int, name: str
) -> None:
    """Add ``/ws`` and everything that is not taken yet. Nothing is fetched from outside (``no_cdn``)."""

    @api.websocket("/ws")
    async def ws(websocket: WebSocket) -> None:
        if not same_origin(websocket, allowed_hosts):
            await websocket.close(POLICY_VIOLATION)
            return
        await SafeFletApp(
            loop=asyncio.get_running_loop(),
            executor=flet_fastapi.app_manager.executor,
            main=main,
            before_main=None,
            session_timeout_seconds=session_timeout,
        ).handle(websocket)

    @api.middleware("http")
    async def isolation(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """What Flet's own application adds, so that the renderer may use threads."""
        response = await call_next(request)
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        return response

    api.mount(
        "/",
        flet_fastapi.FletStaticFiles(
            assets_dir=assets_dir,
            web_renderer=ft.WebRenderer.AUTO,
            no_cdn=True,
            websocket_endpoint_path="ws",
            app_name=name,
            app_short_name=name,
            app_description=name,
        ),
    )

"""Runs the simulators on loopback ports, in one event loop, until cancelled."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.simulators.clock import SimClock
from app.simulators.desk import create_desk_app
from app.simulators.faults import DROP_CONNECTION
from app.simulators.live import LiveFeed
from app.simulators.pongo import create_pongo_app
from app.simulators.vipps import create_vipps_app


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLinks:
    """What the desk page needs from outside: the tablet's address, and the port to serve the desk on (0 = free)."""

    tablet_url: str
    port: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where everything answers, each like `http://127.0.0.1:40001` without a trailing slash."""

    vipps: str
    pongo: str
    desk: str | None = None


async def serve(
    *,
    vipps_port: int,
    pongo_port: int,
    host: str = "127.0.0.1",
    desk: DeskLinks | None = None,
    on_ready: Callable[[Addresses], None] = lambda _addresses: None,
) -> None:
    """Serve both simulators (and the desk when asked) until cancelled; port 0 takes a free one.

    `on_ready` hears the actual addresses once all of them answer. Raises `OSError` when a port is taken.
    """
    clock, feed = SimClock(), LiveFeed()
    async with contextlib.AsyncExitStack() as stack:
        vipps = await stack.enter_async_context(running(create_vipps_app(clock=clock, feed=feed), vipps_port, host))
        pongo = await stack.enter_async_context(running(create_pongo_app(clock=clock, feed=feed), pongo_port, host))
        desk_url = None
        if desk is not None:
            app = create_desk_app(tablet_url=desk.tablet_url, vipps_url=vipps, pongo_url=pongo, feed=feed)
            desk_url = await stack.enter_async_context(running(app, desk.port, host))
        stack.callback(feed.close)
        on_ready(Addresses(vipps=vipps, pongo=pongo, desk=desk_url))
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def running(app: ASGIApp, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve one application while the block runs; gives its base URL without a trailing slash."""
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # an answer in two parts would wait 40 ms
    config = uvicorn.Config(
        app, http=DroppableProtocol, ws="none", lifespan="auto", log_config=None, access_log=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.005)
        if task.done():
            await task
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to whoever started us: several servers share the process."""
        yield


class DroppableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application break the connection without an answer (see `faults`)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Offer `transport.abort` to the application of every request on this connection."""
        super().connection_made(transport)
        inner: Any = self.app

        async def droppable(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP_CONNECTION] = transport.abort
            await inner(scope, receive, send)

        self.app = droppable

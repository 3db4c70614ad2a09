"""Runs the hub, or its workers alone, until told to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from functools import partial

import typer
import uvicorn
from fastapi import FastAPI

from app.bootstrap.opening import Opened, opened
from app.logs import configure_logging
from app.ports.webhooks import Source
from app.services.webhooks.listening import Listening
from app.settings import ASSETS, LOOPBACK, PONGO_WEBHOOKS_PATH, WEBHOOKS_PATH, Settings
from app.storage.company import in_company
from app.storage.unit_of_work import SqlStorage
from app.ui.app import app_main
from app.web.hub import HubParts, create_hub
from app.web.oauth import Callback
from app.web.webhooks import Receive

GRACEFUL = 3
"""Seconds that open websockets get at the end; they would stay for ever."""


async def run_hub(settings: Settings) -> None:
    """Serve the hub on the address of the settings."""
    configure_logging(settings.log_level)
    listener = listening(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    with ending_on_signals() as ending:
        await serve_hub(settings, listener, ending, lambda: typer.echo(f"Taffel is ready at http://{host}:{port}"))


def listening(host: str, port: int) -> socket.socket:
    """A bound socket whose connections send at once; OSError when the port is taken.

    Without it an answer in two parts waits some 40 ms for the client's delayed acknowledgement.
    """
    listener = socket.create_server((host, port))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


async def serve_hub(
    settings: Settings, listener: socket.socket, ending: asyncio.Event, ready: Callable[[], None]
) -> None:
    """Serve the hub on a bound socket until ``ending`` is set; ``ready`` is called once it answers.

    The workers start first, so that a database that cannot be written is told in words before any tablet connects.
    Another hub or worker on the same database keeps what it has claimed.
    """
    with in_company(settings.database_url) as alone:
        async with opened(settings) as restaurant, restaurant.house.running(alone=alone):
            await _served(settings, restaurant, listener, ending, ready)


async def _served(
    settings: Settings, restaurant: Opened, listener: socket.socket, ending: asyncio.Event, ready: Callable[[], None]
) -> None:
    config = uvicorn.Config(
        hub_of(settings, restaurant),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACEFUL,
        proxy_headers=True,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if not serving.done():
        ready()
        waiting = asyncio.create_task(ending.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
    server.should_exit = True
    await serving


def hub_of(settings: Settings, restaurant: Opened) -> FastAPI:
    """The hub's application for an opened restaurant."""
    services, listening = restaurant.house.services, restaurant.house.listening
    return create_hub(
        HubParts(
            name=services.restaurant.name,
            main=app_main(services, restaurant.devices),
            assets_dir=str(ASSETS),
            healthy=restaurant.trouble,
            frame_ancestors=settings.frame_ancestors,
            allowed_hosts=_public_host(settings),
            receive={} if listening is None else receivers(listening),
            callback=Callback(
                finish=services.connecting.finish,
                house=services.restaurant.name,
                language=services.restaurant.language,
            ),
        )
    )


def receivers(listening: Listening) -> dict[str, Receive]:
    """Who takes deliveries, by path."""
    paths = {Source.VIPPS: WEBHOOKS_PATH, Source.PONGO: PONGO_WEBHOOKS_PATH}
    return {paths[source]: partial(listening.receive, source) for source in sorted(listening.sources)}


async def run_worker(settings: Settings) -> None:
    """Follow payments, capture and post until told to stop."""
    configure_logging(settings.log_level)
    with ending_on_signals() as ending, in_company(settings.database_url) as alone:
        async with opened(settings) as restaurant, restaurant.house.running(alone=alone):
            typer.echo("Taffel's worker is running.")
            await ending.wait()


async def upgrade_database(settings: Settings) -> None:
    """Bring the tables up to date."""
    storage = await SqlStorage.open(settings.database_url)
    await storage.close()
    typer.echo("The database is up to date.")


@contextlib.contextmanager
def ending_on_signals() -> Iterator[asyncio.Event]:
    """An event that is set when the program is asked to stop; a second Ctrl+C interrupts at once."""
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        ending.set()
        with contextlib.suppress(NotImplementedError):
            loop.remove_signal_handler(signal.SIGINT)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, end)
    yield ending


def _public_host(settings: Settings) -> frozenset[str]:
    """Behind a proxy the page's origin is the public address; otherwise it is whatever host was asked for."""
    url = settings.public_url
    if url is None or url.host is None or url.host in LOOPBACK:
        return frozenset()
    default = {"http": 80, "https": 443}.get(url.scheme)
    return frozenset({url.host if url.port in {None, default} else f"{url.host}:{url.port}"})


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to :func:`ending_on_signals`: several servers may share the process."""
        yield

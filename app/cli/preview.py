"""Runs a demo restaurant on this machine: both simulators, the hub, and a desk that shows them side by side."""

import asyncio
import contextlib
import shutil
import socket
import webbrowser
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import typer

from app.cli.serving import ending_on_signals, listening, serve_hub
from app.cli.simulate import environment
from app.logs import configure_logging
from app.settings import PREFIX, Settings, load_settings
from app.simulators.serve import Addresses, DeskLinks, serve

LOOPBACK = "127.0.0.1"
DEMO_STAFF_PIN = "2468"
DEMO_PASSCODE = "fjord-furu"
"""Known to everybody, so it opens nothing but a preview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewOptions:
    """What the command line said."""

    port: int
    data: Path
    browser: bool
    reset: bool


async def run_preview(options: PreviewOptions) -> None:
    """Until Ctrl+C: the same code as in a restaurant; only the base URLs differ."""
    configure_logging("WARNING")
    if options.reset:
        shutil.rmtree(options.data, ignore_errors=True)
    options.data.mkdir(parents=True, exist_ok=True)
    listener = _listener(options.port)
    tablet = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    with ending_on_signals() as ending:
        async with _simulators(tablet) as addresses:
            settings = _settings(options, addresses, tablet)
            await serve_hub(settings, listener, ending, lambda: _tell(options, addresses, tablet))


@contextlib.asynccontextmanager
async def _simulators(tablet: str) -> AsyncIterator[Addresses]:
    ready: asyncio.Queue[Addresses] = asyncio.Queue()
    serving = asyncio.create_task(
        serve(vipps_port=0, pongo_port=0, desk=DeskLinks(tablet_url=tablet), on_ready=ready.put_nowait)
    )
    answering = asyncio.create_task(ready.get())
    try:
        await asyncio.wait({serving, answering}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            await serving
        yield answering.result()
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def _listener(port: int) -> socket.socket:
    """The asked port, or any free one when somebody has it."""
    try:
        return listening(LOOPBACK, port)
    except OSError:
        typer.echo(f"Port {port} is taken; using a free one.")
        return listening(LOOPBACK, 0)


def _settings(options: PreviewOptions, addresses: Addresses, tablet: str) -> Settings:
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environment(addresses).items()}
    database = (options.data / "preview.db").resolve()
    return load_settings(
        **given,
        database_url=f"sqlite:///{database}",
        public_url=tablet,
        frame_ancestors=f"'self' {addresses.desk}",
        admin_passcode=DEMO_PASSCODE,
        staff_pin=DEMO_STAFF_PIN,
        log_level="WARNING",
        check_in=True,
        join_in_app=True,
    )


def _tell(options: PreviewOptions, addresses: Addresses, tablet: str) -> None:
    typer.echo(f"Ready. Open the desk: {addresses.desk}  (the tablet alone: {tablet})")
    typer.echo(
        "1. On the tablet, choose eat here and tap some dishes; Continue. Hold the phone's QR up, or type its number."
    )
    typer.echo("2. Tap Pay with Vipps on the tablet and Approve on the phone; watch the order arrive at Pongo.")
    typer.echo(
        f"3. Staff: {tablet}/staff?tablet=staff, PIN {DEMO_STAFF_PIN}. Admin: {tablet}/admin, passcode {DEMO_PASSCODE}."
    )
    typer.echo(f"Ctrl+C stops. The restaurant's database is in {options.data}; --reset empties it.")
    if options.browser and addresses.desk:
        webbrowser.open(addresses.desk)

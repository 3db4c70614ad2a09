"""Runs both simulators until told to stop, and prints what a client needs to talk to them."""

import asyncio
import contextlib

import typer

from app.cli.serving import ending_on_signals
from app.simulators import seed
from app.simulators.pongo.seeds import OSLO
from app.simulators.serve import Addresses, serve


async def run_simulators(*, vipps_port: int, pongo_port: int) -> None:
    """Serve until Ctrl+C; the printed lines can be pasted into a shell or a settings file."""
    with ending_on_signals() as ending:
        serving = asyncio.create_task(serve(vipps_port=vipps_port, pongo_port=pongo_port, on_ready=_tell))
        waiting = asyncio.create_task(ending.wait())
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def environment(addresses: Addresses) -> dict[str, str]:
    """The settings with which a hub talks to these simulators."""
    return {
        "TAFFEL_VIPPS_BASE_URL": addresses.vipps,
        "TAFFEL_VIPPS_CLIENT_ID": seed.VIPPS_CLIENT_ID,
        "TAFFEL_VIPPS_CLIENT_SECRET": seed.VIPPS_CLIENT_SECRET,
        "TAFFEL_VIPPS_SUBSCRIPTION_KEY": seed.VIPPS_SUBSCRIPTION_KEY,
        "TAFFEL_VIPPS_MSN": seed.VIPPS_MSN,
        "TAFFEL_PONGO_BASE_URL": addresses.pongo,
        "TAFFEL_PONGO_CLIENT_ID": seed.PONGO_CLIENT_ID,
        "TAFFEL_PONGO_CLIENT_SECRET": seed.PONGO_CLIENT_SECRET,
        "TAFFEL_PONGO_TOKEN": seed.PONGO_TOKEN,
        "TAFFEL_PONGO_STORE": OSLO,
    }


def _tell(addresses: Addresses) -> None:
    for name, value in environment(addresses).items():
        typer.echo(f"{name}={value}")
    typer.echo(f"Guest's phone: {addresses.vipps}/phone   Pongo's back office: {addresses.pongo}/backoffice")

"""Looks after the registrations at which Vipps delivers news of payments, and Hey Pongo news of customers."""

from collections.abc import Awaitable, Callable

import typer

from app.bootstrap.opening import webhooks
from app.ports.errors import PortError
from app.services.webhooks.registering import Registering
from app.settings import Settings


async def print_list(settings: Settings) -> None:
    """One line for each registration; Pongo tells of none, so there it is what this hub remembers."""
    await _each(settings, _print_list)


async def register_hub(settings: Settings) -> None:
    """Register unless that is done."""

    async def register(name: str, registering: Registering) -> None:
        webhook = await registering.ensure()
        typer.echo(f"Registered: {webhook.id}  {webhook.url}  {name}")

    await _each(settings, register)


async def replace_registration(settings: Settings) -> None:
    """New registrations in place of the old ones."""

    async def replace(name: str, registering: Registering) -> None:
        webhook = await registering.replace()
        typer.echo(f"Registered anew: {webhook.id}  {webhook.url}  {name}")

    await _each(settings, replace)


async def remove_registrations(settings: Settings, webhook_id: str | None) -> None:
    """End one registration, or all of this hub."""

    async def remove(name: str, registering: Registering) -> None:
        count = await registering.remove(webhook_id)
        if count or webhook_id is None:
            typer.echo(f"Removed: {count}. {name}")

    await _each(settings, remove)
    typer.echo("Polling carries the payments; guests are looked up when they identify.")


async def _print_list(name: str, registering: Registering) -> None:
    listed = await registering.listed()
    for one in listed:
        ours = "ours" if one.usable else "ours, not usable" if one.ours else "another system's"
        typer.echo(f"{one.webhook.id}  {one.webhook.url}  {len(one.webhook.events)} events  {ours}  {name}")
    if not any(one.usable for one in listed):
        typer.echo(f"This hub is not registered: {name}. Register it: taffel webhooks register")


async def _each(settings: Settings, do: Callable[[str, Registering], Awaitable[None]]) -> None:
    """What one side refuses keeps nothing from the other; it is told in words, and the command fails."""
    failed = False
    async with webhooks(settings) as registrations:
        for name, registering in registrations.items():
            try:
                await do(name, registering)
            except PortError as error:
                failed = True
                typer.secho(f"{name}: {error}", fg="red", err=True)
                if fix := getattr(error, "fix", ""):
                    typer.echo(fix, err=True)
    if failed:
        raise typer.Exit(1)

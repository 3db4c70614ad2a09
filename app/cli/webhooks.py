"""Looks after the registrations at which Vipps delivers news of payments."""

import typer

from app.bootstrap.opening import webhooks
from app.settings import Settings


async def print_list(settings: Settings) -> None:
    """One line for each registration of the sales unit."""
    async with webhooks(settings) as registering:
        listed = await registering.listed()
    for one in listed:
        ours = "ours" if one.usable else "ours, not usable" if one.ours else "another system's"
        typer.echo(f"{one.webhook.id}  {one.webhook.url}  {len(one.webhook.events)} events  {ours}")
    if not any(one.usable for one in listed):
        typer.echo(
            "This hub is not registered: polling alone carries its payments. Register it: taffel webhooks register"
        )


async def register_hub(settings: Settings) -> None:
    """Register unless that is done."""
    async with webhooks(settings) as registering:
        webhook = await registering.ensure()
    typer.echo(f"Registered: {webhook.id}  {webhook.url}")


async def replace_registration(settings: Settings) -> None:
    """A new registration in place of the old one."""
    async with webhooks(settings) as registering:
        webhook = await registering.replace()
    typer.echo(f"Registered anew: {webhook.id}  {webhook.url}")


async def remove_registrations(settings: Settings, webhook_id: str | None) -> None:
    """End one registration, or all of this hub."""
    async with webhooks(settings) as registering:
        count = await registering.remove(webhook_id)
    typer.echo(f"Removed: {count}. Polling carries the payments.")

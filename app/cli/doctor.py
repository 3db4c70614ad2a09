"""Looks at everything that a hub needs, tells what is well, and names the fix for what is not."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import typer

from app.bootstrap.configs import vipps_config
from app.bootstrap.opening import opened, webhooks
from app.cli.pongo import CONNECT, in_words, trouble_of
from app.devices.clock import SystemClock
from app.devices.qr.engines import available
from app.logs import configure_logging
from app.menu_file import BadMenu, read_menu
from app.ports.errors import Misconfigured, NotFound, PortError, Refused
from app.providers.vipps.adapter import VippsPayments, VippsSession
from app.services.admin.checking import NO_SUCH_PAYMENT
from app.settings import Settings
from app.storage.unit_of_work import SqlStorage


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``trouble`` is empty when it is well."""

    what: str
    trouble: str = ""
    fix: str = ""


async def examine(settings: Settings) -> bool:
    """Print a line for each finding; true when all is well."""
    configure_logging("ERROR")
    well = True
    for look in (_menu, _database, _vipps, _webhooks, _pongo, _stores, _scanner):
        finding = await _looked(look, settings)
        mark = typer.style("ok  ", fg="green") if not finding.trouble else typer.style("mend", fg="red")
        typer.echo(f"{mark}  {finding.what}{': ' + finding.trouble if finding.trouble else ''}")
        if finding.fix:
            typer.echo(f"      {finding.fix}")
        well = well and not finding.trouble
    return well


async def _looked(look: Callable[[Settings], Awaitable[Finding]], settings: Settings) -> Finding:
    try:
        return await look(settings)
    except Misconfigured as error:
        return Finding(look.__name__.strip("_"), str(error), error.fix)
    except (PortError, BadMenu) as error:
        return Finding(look.__name__.strip("_"), f"{type(error).__name__}: {error}")


async def _menu(settings: Settings) -> Finding:
    restaurant, catalog = read_menu(settings.menu_file)
    return Finding(f"menu: {restaurant.name}, {len(catalog.products)} products")


async def _database(settings: Settings) -> Finding:
    storage = await SqlStorage.open(settings.database_url)
    await storage.close()
    return Finding("database")


async def _vipps(settings: Settings) -> Finding:
    """A look-up of a payment that nobody made: only right keys and the right sales unit are told that it is unknown."""
    restaurant, _ = read_menu(settings.menu_file)
    config = vipps_config(settings, restaurant)
    session = VippsSession(config, SystemClock())
    try:
        await VippsPayments(config, session.client).look_up(NO_SUCH_PAYMENT)
    except NotFound:
        return Finding(f"Vipps: keys fit sales unit {config.msn}")
    except Refused as refusal:
        return Finding("Vipps", str(refusal), "Check TAFFEL_VIPPS_MSN and the keys in the Vipps portal.")
    finally:
        await session.close()
    return Finding("Vipps")


async def _webhooks(settings: Settings) -> Finding:
    """Exactly one registration that delivers every event to this address, with a secret that this hub can read."""
    if settings.public_url is None or settings.public_url.scheme != "https":
        why = "no public address" if settings.public_url is None else "the public address is not https"
        return Finding(f"webhooks: {why}, polling alone carries payments")
    async with webhooks(settings) as registrations:
        ours = [one for one in await registrations["Vipps"].listed() if one.ours]
    usable = [one.webhook for one in ours if one.usable]
    if len(ours) == len(usable) == 1:
        return Finding(f"webhooks: {len(usable[0].events)} events are delivered to {usable[0].url}")
    if not ours:
        return Finding("webhooks", "Vipps does not know this hub", "Register it: taffel webhooks register")
    if not usable:
        trouble = "the registration is incomplete, delivers elsewhere, or its secret is lost"
        return Finding("webhooks", trouble, "Make a new one: taffel webhooks replace")
    return Finding("webhooks", f"{len(ours)} registrations deliver here", "Keep one: taffel webhooks register")


async def _pongo(settings: Settings) -> Finding:
    """Asked with the token in force, so that one that stopped working, or works again, is noticed here too."""
    async with opened(settings) as restaurant:
        await restaurant.house.services.connecting.check_key()
        connection = await restaurant.house.services.connecting.try_again()
        if not connection.works:
            return Finding("Pongo", trouble_of(connection), CONNECT)
        programme = await restaurant.loyalty.programme()
    if programme.rules is None:
        return Finding("Pongo", "the points rules cannot be read; guests see no number before paying")
    return Finding(f"Pongo: connected to {connection.merchant or 'the merchant'}, {programme.name or 'programme'}")


async def _stores(settings: Settings) -> Finding:
    async with opened(settings) as restaurant:
        mapping = restaurant.house.services.mapping
        await mapping.stores()
        warnings = await mapping.warnings()
        mapped = ", ".join(f"{one.location.id} is {one.slug}" for one in await mapping.overview())
    if warnings:
        return Finding("stores", "; ".join(in_words(warning) for warning in warnings))
    return Finding(f"stores: {mapped}")


async def _scanner(_settings: Settings) -> Finding:
    engines = [name for name, there in available().items() if there]
    if not engines:
        return Finding("scanner", "no engine reads codes", "Install libzbar0 or the package zxing-cpp.")
    return Finding(f"scanner: {' and '.join(engines)}")

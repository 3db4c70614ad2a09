"""Connect the merchant's Pongo account from the command line, and map stores."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn

import typer

from app.bootstrap.opening import opened
from app.domain.connection import Connection, ConnectionState, Reason, Why
from app.domain.ids import LocationId
from app.domain.store_mapping import Drift, StoreWarning
from app.logs import configure_logging
from app.ports.errors import KeyUnusable
from app.services.basics.errors import CannotConnect, NoSuchLocation, NoSuchStore
from app.services.loyalty.mapping import MappedLocation
from app.services.services import Services
from app.settings import Settings

WRONG = 2

CONNECT = "Connect it in the admin, or with: taffel pongo connect"
MEND_KEY = "For the fix: taffel doctor"
REASONS = {
    Reason.REFUSED: "Pongo does not take the token any more",
    Reason.EXPIRED: "the token's time is over",
    Reason.SEALED: "the token cannot be opened: TAFFEL_SECRET_KEY or the key file is another one now",
}
WHYS = {
    Why.UNKNOWN_STATE: "this hub asked for no such connection",
    Why.EXPIRED_STATE: "it was begun more than half an hour ago",
    Why.USED_STATE: "this address was used before",
    Why.NO_CODE: "there is no code in it",
    Why.DENIED: "it was refused on Pongo's page",
    Why.BAD_CODE: "Pongo does not take the code: used before, or too old",
    Why.BAD_TOKEN: "Pongo gave a token that it does not accept",
    Why.NO_ANSWER: "Pongo does not answer",
    Why.NOT_SET_UP: "Pongo does not know this client",
    Why.NOT_KEPT: "the database cannot be written",
    Why.KEY_UNREADABLE: "the hub's secret key cannot be read",
    Why.KEY_OPEN: "others may read the hub's secret key",
    Why.KEY_BAD: "what stands as the hub's secret key is no key",
    Why.KEY_OTHER: "the hub's secret key is another one than before",
}


async def status(settings: Settings) -> bool:
    """Print how the account stands and what waits for it; whether it works."""
    async with _services(settings) as services:
        connection = await services.connecting.status()
        _print_connection(connection)
        waiting = await services.posting.waiting()
        if waiting:
            typer.echo(f"{len(waiting)} messages wait, the first since {waiting[0].created_at:%Y-%m-%d %H:%M} UTC:")
            for message in waiting:
                typer.echo(f"  order {message.order_id}, share {message.share}: {message.reason}")
        untold = (await services.admin.overseeing.overview()).untold
        if untold:
            typer.echo(f"{sum(untold.values())} guests joined or answered anew, and Pongo was not told yet:")
            for reason, count in untold.items():
                typer.echo(f"  {count}: {reason}")
    return connection.works


async def connect(settings: Settings) -> None:
    """See whether the last token works again; otherwise print the address of Pongo's form."""
    async with _services(settings) as services:
        try:
            connection = await services.connecting.try_again()
            if connection.works:
                _print_connection(connection)
                return
            address = await services.connecting.begin()
        except KeyUnusable as error:
            _refuse(f"Not connected: {WHYS[Why(error.fault.value)]}.\n{error.fix}\nThen again: taffel pongo connect")
        typer.echo("Open this address within half an hour, sign in to Pongo and choose Allow:")
        typer.echo(address)
        typer.echo("It leads back to this hub. If it cannot: taffel pongo paste 'THE ADDRESS IT ENDED AT'")


async def paste(settings: Settings, text: str) -> None:
    """Connect with a code, or with the address at which the form ended."""
    async with _services(settings) as services:
        try:
            _print_connection(await services.connecting.paste(text))
        except CannotConnect as cannot:
            typer.secho(f"Not connected: {WHYS[cannot.why]}.", fg=typer.colors.RED, err=True)
            typer.echo(cannot.fix or "Begin again: taffel pongo connect", err=True)
            raise typer.Exit(WRONG) from None


async def disconnect(settings: Settings) -> None:
    """Forget the token."""
    async with _services(settings) as services:
        _print_connection(await services.connecting.disconnect())


async def stores(settings: Settings) -> bool:
    """Print the merchant's stores and which location is which; whether nothing is wrong with it."""
    async with _services(settings) as services:
        for store in await services.mapping.stores():
            typer.echo(f"{store.slug}  {store.name}{f', {store.city}' if store.city else ''}")
        typer.echo("")
        located = await services.mapping.overview()
        for one in located:
            typer.echo(f"{one.location.id}  {one.location.name}  ->  {_told(one)}")
            if one.warning is not None:
                typer.secho(f"  {in_words(one.warning)}", fg=typer.colors.YELLOW)
    return all(one.warning is None for one in located)


async def assign(settings: Settings, location: str, slug: str) -> None:
    """Map a location to a store."""
    async with _services(settings) as services:
        try:
            one = await services.mapping.assign(LocationId(location), slug)
        except NoSuchLocation:
            known = ", ".join(place.id for place in services.restaurant.places)
            _refuse(f"The menu names no location {location}; it names: {known}")
        except NoSuchStore:
            known = ", ".join(store.slug for store in await services.mapping.stores()) or "none"
            _refuse(f"Pongo has no store {slug}; it has: {known}")
        else:
            typer.echo(f"{one.location.id}  {one.location.name}  ->  {_told(one)}")


def in_words(warning: StoreWarning) -> str:
    """What is wrong with a location's store, and what to do."""
    place = warning.location.id
    match warning.drift:
        case Drift.UNMAPPED:
            return f"{place} has no store, its orders wait: taffel pongo map {place} STORE"
        case Drift.REMOVED if warning.now is not None:
            return f"{warning.slug} is called {warning.now} now, orders wait: taffel pongo map {place} {warning.now}"
        case Drift.REMOVED:
            return f"Pongo has no store {warning.slug} any more, orders wait: taffel pongo map {place} STORE"
        case Drift.RENAMED:
            same = f"if it is the same place: taffel pongo map {place} {warning.slug}"
            return f"{warning.slug} was {warning.was!r} and is {warning.now!r} now; {same}"


def trouble_of(connection: Connection) -> str:
    """What is wrong with a connection; nothing when it works."""
    if connection.key is not None:
        return f"cannot be asked: {WHYS[Why(connection.key.value)]}"
    match connection.state:
        case ConnectionState.CONNECTED:
            return ""
        case ConnectionState.NEEDS_RECONNECT:
            return f"must be connected again: {REASONS[connection.reason or Reason.REFUSED]}"
        case ConnectionState.NOT_CONNECTED:
            return "is not connected"


def _print_connection(connection: Connection) -> None:
    trouble = trouble_of(connection)
    if trouble:
        typer.echo(f"Pongo {trouble}. Paid orders wait. {MEND_KEY if connection.key else CONNECT}")
        return
    whose = f" to {connection.merchant}" if connection.merchant else ""
    since = f" since {connection.since:%Y-%m-%d %H:%M} UTC" if connection.since else ""
    until = f", until {connection.expires_at:%Y-%m-%d}" if connection.expires_at else ""
    typer.echo(f"Pongo is connected{whose} ({connection.how}){since}{until}.")


def _told(one: MappedLocation) -> str:
    if one.slug is None:
        return "no store"
    return f"{one.slug}  {one.store.name}" if one.store else one.slug


def _refuse(words: str) -> NoReturn:
    typer.secho(words, fg=typer.colors.RED, err=True)
    raise typer.Exit(WRONG)


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    configure_logging("ERROR")
    async with opened(settings) as restaurant:
        try:
            yield restaurant.house.services
        finally:
            await restaurant.house.background.close()

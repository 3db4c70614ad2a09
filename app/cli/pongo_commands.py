"""`taffel pongo`: the commands of the merchant's Pongo account; the work is imported when one is called."""

import asyncio
from typing import Annotated

import typer

app = typer.Typer(help="The merchant's Pongo account and its stores.", no_args_is_help=True)


@app.command()
def status() -> None:
    """Show how the account stands, and which orders wait for it."""
    from app.cli import pongo
    from app.settings import load_settings

    if not asyncio.run(pongo.status(load_settings())):
        raise typer.Exit(1)


@app.command()
def connect() -> None:
    """Try the last token again; when it does not work, print the address of Pongo's form."""
    from app.cli import pongo
    from app.settings import load_settings

    asyncio.run(pongo.connect(load_settings()))


@app.command()
def paste(
    code: Annotated[str, typer.Argument(help="The code, or the whole address at which Pongo's form ended.")],
) -> None:
    """Connect with a code that was carried over by hand."""
    from app.cli import pongo
    from app.settings import load_settings

    asyncio.run(pongo.paste(load_settings(), code))


@app.command()
def disconnect() -> None:
    """Forget the account; orders wait until it is connected again."""
    from app.cli import pongo
    from app.settings import load_settings

    asyncio.run(pongo.disconnect(load_settings()))


@app.command()
def stores() -> None:
    """List the merchant's stores, and which location of the restaurant is which."""
    from app.cli import pongo
    from app.settings import load_settings

    if not asyncio.run(pongo.stores(load_settings())):
        raise typer.Exit(1)


@app.command("map")
def assign(
    location: Annotated[str, typer.Argument(help="A location that the menu names; `main` when it names none.")],
    store: Annotated[str, typer.Argument(help="The slug of a store, see: taffel pongo stores")],
) -> None:
    """Map a location to a store; its waiting orders leave."""
    from app.cli import pongo
    from app.settings import load_settings

    asyncio.run(pongo.assign(load_settings(), location, store))

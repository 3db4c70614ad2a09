"""Bring a database to the tables of this version: at every start, and by ``taffel db upgrade``."""

import asyncio
from pathlib import Path
from weakref import WeakKeyDictionary

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from app.ports.errors import Misconfigured
from app.storage.database import Database

_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()
"""Alembic keeps what it is doing in globals, so one upgrade runs at a time."""


async def upgrade(url: str) -> None:
    """Bring the database at ``url`` up to date; does nothing when it is. Raises what opening it raises."""
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.close()


async def migrate(database: Database) -> None:
    """The same for an open database, in one transaction: two programs that start together do it once.

    Raises :class:`Misconfigured` for a database that a newer version has upgraded.
    """
    try:
        async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Lock()), database.writing() as transaction:
            await transaction.run(_upgrade_to_head)
            await transaction.commit()
    except CommandError as error:
        msg = "the database belongs to a newer version"
        raise Misconfigured(msg, fix="install that version again, or restore the backup from before") from error


def _upgrade_to_head(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

"""All that differs between database engines: opening, durability, transactions, and what their errors mean.

SQLite (``sqlite:///taffel.db``, also written ``sqlite+aiosqlite:///taffel.db``) runs in WAL with full synchronous
writes, so that what was committed survives a power cut. It has one
writer at a time: writing transactions take the lock when they begin (``BEGIN IMMEDIATE``), so none of them fails half
way, and those of this process queue in order instead of polling for the lock.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, QueuePool, Row, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from app.domain.errors import IllegalMove
from app.ports.errors import Misconfigured, PortError, StaleWrite, StorageUnavailable
from app.storage.one_trip import OneTrip, in_thread

PATIENCE = 5.0
"""Seconds to wait for a lock before giving up."""

_SQLITE = frozenset({"sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"})
_NAMED_SQLITE_ERRORS = {
    sqlite3.SQLITE_BUSY: "the database is locked by another program",
    sqlite3.SQLITE_LOCKED: "the database is locked by another program",
    sqlite3.SQLITE_READONLY: "the database is read-only",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk does not answer",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_PERM: "the database file may not be opened",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
}
_TAKEN = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}


T = TypeVar("T")


class Transaction:
    """One connection inside one transaction. Raises nothing but :mod:`app.ports.errors` and :class:`IllegalMove`."""

    def __init__(self, connection: OneTrip) -> None:
        self._connection = connection

    async def rows(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Sequence[Row[Any]]:
        """All rows that a statement gives."""
        return await self.run(lambda connection: connection.execute(statement, parameters).all())

    async def change(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> int:
        """How many rows a statement changed."""
        return await self.run(lambda connection: connection.execute(statement, parameters).rowcount)

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Whatever ``work`` does with the connection."""
        with translated():
            return await self._connection.run(work)

    async def commit(self) -> None:
        """Make it durable; the next statement begins a new transaction."""
        with translated():
            await self._connection.commit()


class Database:
    """An open database: hands out transactions, writing ones in turn. Raises :class:`Misconfigured` for a bad URL."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[Any] | None = None
        checked = _checked(url)
        self.file = Path(str(checked.database))
        self._threads = ThreadPoolExecutor(thread_name_prefix="database")
        self._engine = _engine(checked, patience)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """A transaction that holds the write lock from its first statement to its end."""
        await self._take_turn()
        try:
            async with self._connected("BEGIN IMMEDIATE") as connection:
                yield Transaction(connection)
        finally:
            self._writer = None
            self._turn.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A transaction that sees one moment and waits for nobody."""
        async with self._connected("BEGIN") as connection:
            yield Transaction(connection)

    async def close(self) -> None:
        """Close every connection and wait for its end."""
        await in_thread(self._threads, self._engine.dispose)
        self._threads.shutdown()

    @asynccontextmanager
    async def _connected(self, begin: str) -> AsyncIterator[OneTrip]:
        with translated():
            connection = await self._connection()
        try:
            yield OneTrip(connection, begin, self._threads, self._patience)
        finally:
            with translated():
                connection.close()

    async def _connection(self) -> Connection:
        """One that is free, or a new one: opening may have to wait for a lock and for the disk."""
        pool = self._engine.pool
        if isinstance(pool, QueuePool) and pool.checkedin() > 0:
            return self._engine.connect()
        made: list[Connection] = []
        try:
            await in_thread(self._threads, lambda: made.append(self._engine.connect()))
        except asyncio.CancelledError:
            for connection in made:
                connection.close()
            raise
        return made[0]

    async def _take_turn(self) -> None:
        task = asyncio.current_task()
        if self._writer is task:
            msg = "this task has a unit of work open already"
            raise StorageUnavailable(msg)
        try:
            async with asyncio.timeout(self._patience):
                await self._turn.acquire()
        except TimeoutError:
            msg = "another unit of work did not end in time"
            raise StorageUnavailable(msg) from None
        self._writer = task


def file_of(url: str) -> Path:
    """The file that a URL names. Raises :class:`Misconfigured`."""
    return Path(str(_checked(url).database))


def _checked(url: str) -> URL:
    try:
        checked = make_url(url)
    except ArgumentError:
        msg = "the database URL cannot be read"
        raise Misconfigured(msg, fix="set TAFFEL_DATABASE_URL such as sqlite:///taffel.db") from None
    if checked.drivername not in _SQLITE or not checked.database or ":memory:" in checked.database:
        msg = f"no support for {checked.drivername} databases here"
        raise Misconfigured(msg, fix="set TAFFEL_DATABASE_URL to a file, such as sqlite:///taffel.db")
    return checked.set(drivername="sqlite+pysqlite")


def _engine(url: URL, patience: float) -> Engine:
    _make_private_file(url)
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": patience, "check_same_thread": False},
        hide_parameters=True,  # they hold phone numbers and names
        max_overflow=-1,  # waiting for another task's connection would stop the event loop
        pool_reset_on_return=None,  # closing a connection rolls back already
    )
    event.listen(engine, "connect", _set_up_connection)
    return engine


def _make_private_file(url: URL) -> None:
    """A new database belongs to this user alone, because it holds phone numbers."""
    if not url.database or url.database.startswith("file:"):
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        msg = f"the database file cannot be made: {error.strerror}"
        raise StorageUnavailable(msg) from error


def _set_up_connection(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA busy_timeout = 0")
    cursor.close()


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the database driver raises into what the caller can act on; messages hold no values."""
    try:
        yield
    except IntegrityError as error:
        raise _refused(error) from error
    except DBAPIError as error:
        raise StorageUnavailable(_explained(error.orig)) from error
    except SQLAlchemyError as error:
        msg = f"the database does not answer: {type(error).__name__}"
        raise StorageUnavailable(msg) from error
    except sqlite3.Error as error:
        raise StorageUnavailable(_explained(error)) from error


def _refused(error: IntegrityError) -> PortError | IllegalMove:
    if getattr(error.orig, "sqlite_errorcode", None) in _TAKEN:
        return StaleWrite(f"somebody else was first: {error.orig}")
    return IllegalMove(f"the database refuses: {error.orig}")


def _explained(error: object) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _NAMED_SQLITE_ERRORS.get(code, f"the database does not answer: {type(error).__name__}")

"""A connection whose statements run at once; only what may have to wait crosses to a thread.

A trip to a thread and back costs about as much time as ten statements that find their pages in memory. What may wait is
the commit (for the disk), opening (for both), and the beginning of a transaction while another program holds the lock.
Whether somebody holds it is tried at once, without patience; statements inside a transaction never wait for it.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class OneTrip:
    """One connection, how its transactions begin, and the threads it may wait in.

    It never waits for a lock (``busy_timeout`` is nothing), but for ``patience`` seconds in a thread.
    """

    def __init__(self, connection: Connection, begin: str, threads: Executor, patience: float) -> None:
        self._connection = connection
        self._begin = begin
        self._threads = threads
        self._patience = round(patience * 1000)

    async def run(self, statement: Callable[[Connection], T]) -> T:
        """Execute a statement; the first one of a transaction begins it."""
        if self._connection.in_transaction():
            return statement(self._connection)
        try:
            return self._begun(statement)
        except (DBAPIError, sqlite3.OperationalError) as error:
            if _code(error) not in LOCKED:
                raise
        self._connection.rollback()
        return await in_thread(self._threads, lambda: self._patiently(statement))

    async def commit(self) -> None:
        """Make what was done durable; without a statement there is nothing to do."""
        if self._connection.in_transaction():
            await in_thread(self._threads, self._connection.commit)

    def _begun(self, statement: Callable[[Connection], T]) -> T:
        """SQLAlchemy hears of the transaction only once it is there: a beginning that failed must not count as one."""
        self._tell(self._begin)
        self._connection.begin()
        return statement(self._connection)

    def _patiently(self, statement: Callable[[Connection], T]) -> T:
        self._tell(f"PRAGMA busy_timeout = {self._patience}")
        try:
            return self._begun(statement)
        finally:
            self._tell("PRAGMA busy_timeout = 0")

    def _tell(self, words: str) -> None:
        cursor = self._connection.connection.cursor()
        cursor.execute(words)
        cursor.close()


def _code(error: DBAPIError | sqlite3.OperationalError) -> int:
    raised = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(raised, "sqlite_errorcode", 0)) & 0xFF


async def in_thread(threads: Executor, work: Callable[[], T]) -> T:
    """The answer of ``work``. A task that is cancelled meanwhile waits for its end: the connection is still in use."""
    trip = asyncio.get_running_loop().run_in_executor(threads, work)
    try:
        return await asyncio.shield(trip)
    except asyncio.CancelledError:
        await _ended(trip)
        raise


async def _ended(trip: asyncio.Future[T]) -> None:
    while not trip.done():
        try:
            await asyncio.wait([trip])
        except asyncio.CancelledError:
            continue
    trip.exception()

"""An aiosqlite connection that crosses to its thread only where it may have to wait.

SQLAlchemy opens a cursor, executes, fetches and closes: four trips to the thread for a statement. A trip costs the
event loop about as much time as a statement that finds its pages in memory, and the guest several times more. So only
what may wait crosses over: the beginning of a transaction together with its first statement (for a lock, or a cold
page), and its commit (for the disk). The statements between them run at once.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self
from weakref import WeakSet

import aiosqlite


class Answer:
    """What one statement gave, read to the end."""

    def __init__(self, cursor: sqlite3.Cursor | None = None) -> None:
        self.description = cursor.description if cursor else None
        self.rows: list[Any] = cursor.fetchall() if cursor and cursor.description else []
        self.rowcount = cursor.rowcount if cursor else -1
        self.lastrowid = cursor.lastrowid if cursor else None
        if cursor:
            cursor.close()


Statement = Callable[[sqlite3.Connection], sqlite3.Cursor]


class OneTripConnection(aiosqlite.Connection):
    """Speaks aiosqlite's language as far as SQLAlchemy listens. Its thread never keeps the process alive.

    A trip that was cancelled is still under way in the thread; until it ends everything else queues behind it.
    """

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._begin: str | None = None
        self._sent = 0
        self._done = 0
        self._stopping: asyncio.Future[Any] | None = None

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]  # SQLAlchemy only enters it
        return OneTripCursor(self)

    def begin(self, operation: str) -> Answer:
        """Keep a ``BEGIN`` for the first statement that follows."""
        self._begin = operation
        return Answer()

    async def answer(self, statement: Statement) -> Answer:
        """Execute one statement, here or in the thread."""
        begin, self._begin = self._begin, None
        if begin is None and self._conn.in_transaction and self._sent == self._done:
            return Answer(statement(self._conn))

        def in_thread() -> Answer:
            if begin is not None:
                self._conn.execute(begin)
            return Answer(statement(self._conn))

        answer: Answer = await self._trip(in_thread)
        return answer

    async def commit(self) -> None:
        if self._begin is None:
            await self._trip(self._conn.commit)
        self._begin = None

    async def rollback(self) -> None:
        self._begin = None
        if self._sent == self._done:
            self._conn.rollback()
        else:
            await self._trip(self._conn.rollback)

    def stop(self) -> "asyncio.Future[Any] | None":
        """Close without waiting, as SQLAlchemy does with a connection whose task was cancelled."""
        self._stopping = super().stop()
        return self._stopping

    async def stopped(self) -> None:
        """Come back when the thread of a connection that was told to stop has ended."""
        if self._stopping is not None:
            await asyncio.wait([self._stopping])

    async def _trip(self, work: Callable[[], Any]) -> Any:
        def counted() -> Any:
            try:
                return work()
            finally:
                self._done += 1

        self._sent += 1
        return await self._execute(counted)  # type: ignore[no-untyped-call]


class OneTripCursor:
    """The cursor that SQLAlchemy's asyncio adapter drives."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._answer = Answer()
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    @property
    def description(self) -> Any:
        return self._answer.description

    @property
    def rowcount(self) -> int:
        return self._answer.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._answer.lastrowid

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> Self:
        if operation.startswith("BEGIN"):
            self._answer = self._connection.begin(operation)
        else:
            self._answer = await self._connection.answer(lambda real: real.execute(operation, parameters))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> Self:
        self._answer = await self._connection.answer(lambda real: real.executemany(operation, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        return self._answer.rows

    async def close(self) -> None:
        """Nothing is open any more."""


class Connections:
    """Opens connections to SQLite files, and knows which of them still run."""

    def __init__(self) -> None:
        self._running: WeakSet[OneTripConnection] = WeakSet()

    def connect(self, database: str, **options: Any) -> OneTripConnection:
        """Awaitable, like ``aiosqlite.connect``."""
        connection = OneTripConnection(lambda: sqlite3.connect(database, **{**options, "check_same_thread": False}))
        self._running.add(connection)
        return connection

    async def stopped(self) -> None:
        """Come back when every connection that was told to stop has done so."""
        for connection in list(self._running):
            await connection.stopped()

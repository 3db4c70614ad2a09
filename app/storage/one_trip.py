"""An aiosqlite connection that crosses to its thread once for a statement, not four times.

SQLAlchemy opens a cursor, executes, fetches and closes: four trips of about 50 microseconds each to a thread that is
idle otherwise. Here execute, fetch and close happen in one trip, and opening costs nothing.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite


class OneTripConnection(aiosqlite.Connection):
    """Speaks aiosqlite's language as far as SQLAlchemy listens. Its thread never keeps the process alive."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True

    def cursor(self) -> "OneTripCursor":  # type: ignore[override]  # SQLAlchemy only enters it
        return OneTripCursor(self)

    async def run(self, work: Callable[[sqlite3.Connection], "Answer"]) -> "Answer":
        """Do ``work`` with the real connection, in its thread."""
        return await self._execute(lambda: work(self._conn))  # type: ignore[no-any-return, no-untyped-call]


class Answer:
    """What one statement gave, read to the end."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rows: list[Any] = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class OneTripCursor:
    """The cursor that SQLAlchemy's asyncio adapter drives."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._answer: Answer | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.close()

    @property
    def description(self) -> Any:
        return self._answer.description if self._answer else None

    @property
    def rowcount(self) -> int:
        return self._answer.rowcount if self._answer else -1

    @property
    def lastrowid(self) -> int | None:
        return self._answer.lastrowid if self._answer else None

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> Self:
        self._answer = await self._connection.run(lambda real: Answer(real.execute(operation, parameters)))
        return self

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> Self:
        self._answer = await self._connection.run(lambda real: Answer(real.executemany(operation, parameters)))
        return self

    async def fetchall(self) -> list[Any]:
        return self._answer.rows if self._answer else []

    async def close(self) -> None:
        """Nothing is open any more."""


def connect(database: str, **options: Any) -> OneTripConnection:
    """Awaitable, like ``aiosqlite.connect``."""
    return OneTripConnection(lambda: sqlite3.connect(database, **options))

"""Only what may wait crosses to the thread of a SQLite connection."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.storage.one_trip import Connections, OneTripConnection


@pytest.fixture
async def connection(path: Path) -> AsyncIterator[OneTripConnection]:
    connections = Connections()
    opened = connections.connect(str(path), isolation_level=None)
    await opened  # type: ignore[unused-awaitable]  # it answers with itself
    await run(opened, "CREATE TABLE dishes (name TEXT)")
    yield opened
    await opened.close()
    await connections.stopped()


async def run(connection: OneTripConnection, operation: str) -> list[object]:
    async with connection.cursor() as cursor:
        await cursor.execute(operation)
        return await cursor.fetchall()


async def test_beginning_and_first_statement_are_one_trip_and_the_next_need_none(connection: OneTripConnection) -> None:
    trips = [connection._sent]
    for operation in ("BEGIN IMMEDIATE", "INSERT INTO dishes VALUES ('soup')", "SELECT name FROM dishes"):
        await run(connection, operation)
        trips.append(connection._sent)
    await connection.commit()
    trips.append(connection._sent)

    assert [0, 0, 1, 1, 2] == [trip - trips[0] for trip in trips]


async def test_transaction_without_a_statement_never_begins(connection: OneTripConnection) -> None:
    before = connection._sent
    await run(connection, "BEGIN IMMEDIATE")
    await connection.commit()
    await run(connection, "BEGIN IMMEDIATE")
    await connection.rollback()

    assert (before, False) == (connection._sent, connection.in_transaction)


async def test_what_was_not_committed_is_undone_without_a_trip(connection: OneTripConnection) -> None:
    await run(connection, "BEGIN IMMEDIATE")
    await run(connection, "INSERT INTO dishes VALUES ('soup')")
    before = connection._sent
    await connection.rollback()

    assert before == connection._sent
    assert await run(connection, "SELECT name FROM dishes") == []


async def test_answers_tell_rows_counts_and_columns(connection: OneTripConnection) -> None:
    async with connection.cursor() as cursor:
        assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, -1, None)
        await cursor.executemany("INSERT INTO dishes VALUES (?)", [("soup",), ("cake",)])
        assert cursor.rowcount == 2
        await cursor.execute("SELECT name FROM dishes WHERE name > ?", ("d",))

        assert [("soup",)] == await cursor.fetchall()
        assert [column[0] for column in cursor.description] == ["name"]

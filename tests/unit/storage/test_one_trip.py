"""Only what may wait crosses to a thread, and nothing is left behind by those who gave up waiting."""

import asyncio
import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from app.storage.one_trip import OneTrip, in_thread
from support.clocks import until

PATIENCE = 5.0


class CountingThreads(ThreadPoolExecutor):
    """Threads that know how often somebody crossed over to them."""

    trips = 0

    def submit(self, *arguments: Any, **named: Any) -> Future[Any]:
        self.trips += 1
        return super().submit(*arguments, **named)


@pytest.fixture
def threads() -> Iterator[CountingThreads]:
    with CountingThreads() as opened:
        yield opened


@pytest.fixture
def raw(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"isolation_level": None, "timeout": 0, "check_same_thread": False}
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE dishes (name TEXT)")
        connection.commit()
        yield connection
    engine.dispose()


@pytest.fixture
def connection(raw: Connection, threads: CountingThreads) -> OneTrip:
    return OneTrip(raw, "BEGIN IMMEDIATE", threads, PATIENCE)


async def add_soup(connection: OneTrip) -> None:
    await connection.run(lambda real: real.execute(text("INSERT INTO dishes VALUES ('soup')")))


async def names(connection: OneTrip) -> list[str]:
    return await connection.run(lambda real: list(real.scalars(text("SELECT name FROM dishes"))))


async def test_only_the_commit_is_a_trip_while_nobody_else_holds_the_lock(
    connection: OneTrip, threads: CountingThreads
) -> None:
    await add_soup(connection)
    stored, before = await names(connection), threads.trips
    await connection.commit()

    assert (["soup"], 0, 1) == (stored, before, threads.trips)


async def test_a_lock_of_another_program_is_waited_for_in_a_thread(
    connection: OneTrip, threads: CountingThreads, path: Path
) -> None:
    """The event loop goes on meanwhile: here it is what gives the lock back."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(add_soup(connection))
    await until(lambda: threads.trips == 1)
    other.execute("ROLLBACK")
    await waiting
    await connection.commit()

    assert [("soup",)] == other.execute("SELECT name FROM dishes").fetchall()
    other.close()


async def test_what_waited_for_a_lock_is_inside_a_transaction(
    connection: OneTrip, raw: Connection, threads: CountingThreads, path: Path
) -> None:
    """It can be undone like any other."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(add_soup(connection))
    await until(lambda: threads.trips == 1)
    other.execute("ROLLBACK")
    other.close()
    await waiting
    raw.rollback()

    assert await names(connection) == []


async def test_patience_is_only_had_in_a_thread(connection: OneTrip, raw: Connection, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(add_soup(connection))
    await asyncio.sleep(0)
    other.execute("ROLLBACK")
    other.close()
    await waiting

    assert raw.exec_driver_sql("PRAGMA busy_timeout").scalar() == 0


async def test_nothing_to_commit_is_no_trip(connection: OneTrip, threads: CountingThreads) -> None:
    await connection.commit()

    assert threads.trips == 0


async def test_what_was_not_committed_is_undone(connection: OneTrip, raw: Connection) -> None:
    await add_soup(connection)
    raw.rollback()

    assert await names(connection) == []


async def test_a_task_that_is_cancelled_twice_still_waits_for_the_end_of_its_trip(threads: CountingThreads) -> None:
    """Otherwise two would use one connection at once."""
    begun, go_on, ended = asyncio.Event(), Future[None](), list[str]()
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.result()
        ended.append("trip")

    async def travels() -> None:
        try:
            await in_thread(threads, work)
        finally:
            ended.append("task")

    task = asyncio.create_task(travels())
    await begun.wait()
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    go_on.set_result(None)
    await asyncio.gather(task, return_exceptions=True)

    assert ended == ["trip", "task"]

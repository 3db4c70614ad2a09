"""Full disks, locks, damage and sudden death: a clear error, and nothing half done."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.domain.ids import OrderId
from app.ports.errors import StorageUnavailable
from app.storage.unit_of_work import SqlStorage, SqlWork
from support.fakes import settle
from support.samples import ORDER_ID, a_line, an_order

ROOT = Path(__file__).parents[3]


async def pragma(work: SqlWork, name: str) -> None:
    await work._transaction.change(text(f"PRAGMA {name}"))


async def fill(storage: SqlStorage, orders: int) -> None:
    for number in range(orders):
        async with storage.work() as work:
            await work.orders.add(an_order(OrderId(f"filler{number}"), lines=(a_line(note="x" * 200),)))
            await work.commit()


async def add_order(storage: SqlStorage) -> None:
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.commit()


async def stored_order_ids(storage: SqlStorage) -> list[str]:
    async with storage.reading() as reading:
        rows = await reading._transaction.rows(text("SELECT id FROM orders ORDER BY id"))
    return [row.id for row in rows]


async def test_full_disk_is_said_so_and_keeps_what_was_stored(sql: SqlStorage) -> None:
    await add_order(sql)
    async with sql.work() as work:
        await pragma(work, "max_page_count = 1")  # SQLite raises it to what is there already

    with pytest.raises(StorageUnavailable, match="the disk is full"):
        await fill(sql, 500)
    async with sql.reading() as reading:
        kept = await reading.orders.get(ORDER_ID)

    assert kept is not None


async def test_storage_goes_on_when_the_disk_has_room_again(sql: SqlStorage) -> None:
    async with sql.work() as work:
        await pragma(work, "max_page_count = 1")
    with pytest.raises(StorageUnavailable):
        await fill(sql, 500)
    async with sql.work() as work:
        await pragma(work, "max_page_count = 100000")

    await add_order(sql)

    assert ORDER_ID in await stored_order_ids(sql)


async def test_database_that_turns_read_only_is_said_so(sql: SqlStorage) -> None:
    await add_order(sql)
    async with sql.work() as work:
        await pragma(work, "query_only = ON")

    with pytest.raises(StorageUnavailable, match="read-only"):
        await fill(sql, 1)

    assert [ORDER_ID] == await stored_order_ids(sql)


async def test_read_only_file_can_be_read_and_says_so_when_written(sql: SqlStorage, path: Path) -> None:
    await add_order(sql)
    read_only = await SqlStorage.open(f"sqlite+aiosqlite:///file:{path}?mode=ro&uri=true")
    ids = await stored_order_ids(read_only)

    with pytest.raises(StorageUnavailable, match="read-only"):
        await fill(read_only, 1)

    await read_only.close()
    assert [ORDER_ID] == ids


async def test_lock_of_another_program_is_waited_for_and_then_said_so(sql: SqlStorage, url: str, path: Path) -> None:
    impatient = await SqlStorage.open(url, patience=0.05)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageUnavailable, match="locked by another program"):
        await add_order(impatient)

    holder.execute("ROLLBACK")
    holder.close()
    await add_order(impatient)
    await impatient.close()

    assert [ORDER_ID] == await stored_order_ids(sql)


async def test_unit_of_work_that_never_ends_does_not_hold_up_the_others_for_ever(url: str) -> None:
    storage = await SqlStorage.open(url, patience=0.05)
    stuck = asyncio.create_task(_hold(storage))
    await settle()

    with pytest.raises(StorageUnavailable, match="did not end in time"):
        await add_order(storage)

    stuck.cancel()
    await asyncio.gather(stuck, return_exceptions=True)
    await add_order(storage)
    await storage.close()


async def _hold(storage: SqlStorage) -> None:
    async with storage.work() as work:
        await work.orders.next_number()
        await asyncio.Event().wait()


async def test_task_that_is_cancelled_while_it_waits_for_the_lock_leaves_no_lock(url: str, path: Path) -> None:
    storage = await SqlStorage.open(url)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(add_order(storage))
    await settle()
    waiting.cancel()
    await settle()
    holder.execute("ROLLBACK")
    holder.close()
    outcome = await asyncio.gather(waiting, return_exceptions=True)

    await add_order(storage)
    ids = await stored_order_ids(storage)
    await storage.close()

    assert isinstance(outcome[0], asyncio.CancelledError)
    assert [ORDER_ID] == ids


@pytest.mark.parametrize("steps", range(12))
async def test_task_that_is_cancelled_anywhere_leaves_all_or_nothing(sql: SqlStorage, steps: int) -> None:
    task = asyncio.create_task(add_order(sql))
    await settle(steps)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    ids = await stored_order_ids(sql)
    await fill(sql, 1)

    assert ids in ([], [ORDER_ID])
    assert ["filler0", *ids] == await stored_order_ids(sql)


async def test_file_that_is_no_database_is_said_so(url: str, path: Path) -> None:
    path.write_text("shopping list: milk, bread, and so on, and a little more than a hundred bytes of it " * 20)

    with pytest.raises(StorageUnavailable, match="not a database"):
        await SqlStorage.open(url)


async def test_damaged_database_is_said_so(url: str, path: Path) -> None:
    storage = await SqlStorage.open(url)
    await fill(storage, 50)
    await storage.close()
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))

    with pytest.raises(StorageUnavailable, match="damaged"):
        await SqlStorage.open(url)


async def test_place_where_no_file_can_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageUnavailable, match="cannot be made"):
        await SqlStorage.open(f"sqlite+aiosqlite:///{tmp_path}/file/taffel.db")


async def test_folder_in_place_of_the_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be opened"):
        await SqlStorage.open(f"sqlite+aiosqlite:///{tmp_path}")


async def test_every_connection_writes_durably_and_checks_foreign_keys(sql: SqlStorage) -> None:
    async def settings(work: SqlWork) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [(await work._transaction.rows(text(f"PRAGMA {name}")))[0][0] for name in names]

    async with sql.work() as work, sql.reading() as reading:
        found = [await settings(work), await settings(reading)]

    assert [["wal", 2, 1]] * 2 == found


CHILD = """
import asyncio, sys
from app.domain.ids import OrderId
from app.storage.unit_of_work import SqlStorage
from support.samples import a_share, an_order

async def main(url: str, statements: int, commit: bool) -> None:
    storage = await SqlStorage.open(url)
    async with storage.work() as work:
        await work.orders.add(an_order(OrderId("safe")))
        await work.commit()
    async with storage.work() as work:
        await work.orders.add(an_order(OrderId("torn")))
        for number in range(1, statements):
            await work.shares.add(a_share(OrderId("torn"), number))
        if commit:
            await work.commit()
        print("ready", flush=True)
        await asyncio.Event().wait()

asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "commit"))
"""


@pytest.mark.parametrize(
    ("statements", "commit", "survivors"),
    [(1, "", ["safe"]), (400, "", ["safe"]), (3, "commit", ["safe", "torn"])],
)
async def test_kill_between_statements_leaves_what_was_committed(
    url: str, statements: int, commit: str, survivors: list[str]
) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(statements), commit], env=environment, stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.send_signal(signal.SIGKILL)

    storage = await SqlStorage.open(url)
    ids = await stored_order_ids(storage)
    await add_order(storage)
    await storage.close()

    assert survivors == ids

"""What a comparison found outlives the program that made it; the database and the fake give the same answers."""

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.comparison import Difference, Reconciled
from app.domain.facts import Differs
from app.domain.ids import Reference
from app.ports.storage import Storage
from app.storage.unit_of_work import SqlStorage
from support.clocks import START
from support.facts import FACTS

FOUND = Reconciled(
    at=START,
    compared=214,
    unanswered=3,
    differences=tuple(
        Difference(reference=Reference("taffel-4f2k9d7x01-1-1"), order_number=42, what=fact)
        for fact in FACTS
        if isinstance(fact, Differs)
    ),
    compared_to=START - timedelta(days=4),
)


async def put(storage: Storage, reconciled: Reconciled) -> None:
    async with storage.work() as work:
        await work.comparisons.put(reconciled)
        await work.commit()


async def last(storage: Storage) -> Reconciled | None:
    async with storage.reading() as reading:
        return await reading.comparisons.last()


async def test_before_the_first_comparison_there_is_none(storage: Storage) -> None:
    assert await last(storage) is None


async def test_a_comparison_is_read_as_it_was_found(storage: Storage) -> None:
    await put(storage, FOUND)

    assert FOUND == await last(storage)


async def test_the_newest_comparison_counts_whoever_is_late(storage: Storage) -> None:
    newer = replace(FOUND, at=START + timedelta(minutes=1), differences=())
    await put(storage, newer)
    await put(storage, FOUND)

    assert newer == await last(storage)


async def test_a_newer_comparison_takes_the_place_of_the_one_before(storage: Storage) -> None:
    newer = replace(FOUND, at=START + timedelta(minutes=1), differences=())
    await put(storage, FOUND)
    await put(storage, newer)

    assert newer == await last(storage)


async def test_where_it_is_not_known_what_everything_was_compared_to_nothing_is_said(storage: Storage) -> None:
    unknown = replace(FOUND, compared_to=None)
    await put(storage, unknown)

    assert unknown == await last(storage)


def written_before(path: Path, unanswered: int) -> None:
    """As a version before wrote it: the list of differences alone."""
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE comparisons SET differences = json_extract(differences, '$.differences'), unanswered = ?", (unanswered,)
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize(("unanswered", "compared_to"), [(0, START), (3, None)])
async def test_a_row_of_a_version_before_is_read_and_leaned_on_where_everything_was_answered(
    sql: SqlStorage, path: Path, unanswered: int, compared_to: datetime | None
) -> None:
    await put(sql, FOUND)
    written_before(path, unanswered)

    assert replace(FOUND, unanswered=unanswered, compared_to=compared_to) == await last(sql)


@pytest.mark.parametrize("written", ["not JSON", '[{"reference": "taffel-1-1-1"}]', "7", "{}", '{"differences": []}'])
async def test_what_cannot_be_read_is_not_taken_for_agreement(sql: SqlStorage, path: Path, written: str) -> None:
    await put(sql, FOUND)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE comparisons SET differences = ?", (written,))
    connection.commit()
    connection.close()

    assert await last(sql) is None

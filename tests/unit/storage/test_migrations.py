"""An empty database plus all migrations is what the tables declare."""

import asyncio
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine

from app.ports.errors import Misconfigured
from app.storage.migrations import upgrade
from app.storage.tables import metadata
from app.storage.unit_of_work import SqlStorage
from support.samples import ORDER_ID, an_order


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    made = create_engine(f"sqlite:///{path}")
    yield made
    made.dispose()


@pytest.fixture
def declared() -> Iterator[Engine]:
    made = create_engine("sqlite://")
    metadata.create_all(made)
    yield made
    made.dispose()


def parts(engine: Engine, kind: str) -> dict[str, list[str]]:
    """The clauses of every table or index by name, in an order of no meaning.

    SQLite writes a column that was added later on the line of the one before.
    """
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name <> 'alembic_version'",
            (kind,),
        ).all()
    return {name: sorted(line.strip(" ,)") for line in _lines(sql)) for name, sql in rows}


def _lines(sql: str) -> list[str]:
    """One clause a line, also for columns that were added later, which SQLite writes behind the last clause."""
    told = re.sub(r"[ \t]+", " ", sql)
    return re.sub(r", (?=\w+ (?:BOOLEAN|INTEGER|DATETIME|TEXT|FLOAT|VARCHAR))", "\n", told).strip(" )\n").splitlines()


async def test_migrated_database_is_what_the_tables_declare(url: str, engine: Engine) -> None:
    await upgrade(url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


@pytest.mark.parametrize("kind", ["table", "index"])
async def test_checks_and_partial_indexes_are_what_the_tables_declare(
    url: str, engine: Engine, declared: Engine, kind: str
) -> None:
    await upgrade(url)

    assert parts(declared, kind) == parts(engine, kind)


async def test_upgrading_again_changes_nothing(url: str) -> None:
    storage = await SqlStorage.open(url)
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.commit()
    await storage.close()

    await upgrade(url)
    storage = await SqlStorage.open(url)
    async with storage.reading() as reading:
        kept = await reading.orders.get(ORDER_ID)
    await storage.close()

    assert kept is not None


async def test_two_that_start_together_upgrade_once(url: str, path: Path) -> None:
    await asyncio.gather(upgrade(url), upgrade(url))
    with sqlite3.connect(path) as connection:
        counters = connection.execute("SELECT name, value FROM counters").fetchall()
    connection.close()

    assert [("order_number", 0)] == counters


async def test_upgrade_that_fails_leaves_the_database_empty(url: str, path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE shares (in_the_way INTEGER)")
    connection.commit()

    with pytest.raises(Exception, match="the database does not answer"):
        await upgrade(url)

    assert [("shares",)] == connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()


async def test_database_of_a_newer_version_is_refused_with_the_fix(url: str, path: Path) -> None:
    await upgrade(url)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()

    with pytest.raises(Misconfigured, match="newer version") as refused:
        await SqlStorage.open(url)

    assert "install" in refused.value.fix


async def test_new_database_is_for_its_owner_only(url: str, path: Path) -> None:
    await upgrade(url)

    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("driver", ["sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"])
async def test_every_spelling_of_a_file_names_it(tmp_path: Path, driver: str) -> None:
    await upgrade(f"{driver}:///{tmp_path}/taffel.db")

    assert (tmp_path / "taffel.db").stat().st_size > 0


async def test_missing_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "down" / "taffel.db"
    await upgrade(f"sqlite+aiosqlite:///{path}")

    assert path.exists()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "taffel.db",
        "sqlite://",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "postgresql+asyncpg://localhost/taffel",
    ],
)
async def test_url_that_names_no_known_database_is_refused_with_the_fix(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        await SqlStorage.open(url)

    assert "TAFFEL_DATABASE_URL" in refused.value.fix

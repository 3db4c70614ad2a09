"""A database file of its own for each test, copied from one that was migrated once."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from app.ports.storage import Storage
from app.storage.migrations import upgrade
from app.storage.unit_of_work import SqlStorage
from support.fakes import MemoryStorage


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of this version."""
    path = tmp_path_factory.mktemp("migrated") / "taffel.db"
    asyncio.run(upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "taffel.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def sql(migrated: Path, path: Path, url: str) -> AsyncIterator[SqlStorage]:
    shutil.copy(migrated, path)
    opened = await SqlStorage.open(url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sql", "memory"])
async def storage(request: pytest.FixtureRequest, migrated: Path, path: Path, url: str) -> AsyncIterator[Storage]:
    """The database, and the fake that other tests trust to behave like it."""
    if request.param == "memory":
        yield MemoryStorage()
        return
    shutil.copy(migrated, path)
    opened = await SqlStorage.open(url)
    yield opened
    await opened.close()


@pytest.fixture
def raw(prepared: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection to a copy of the database that the file's own ``prepared`` made."""
    shutil.copy(prepared, path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()

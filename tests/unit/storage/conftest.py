"""A database file of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.ports.storage import Storage
from app.storage.unit_of_work import SqlStorage
from support.fakes import MemoryStorage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "taffel.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def sql(url: str) -> AsyncIterator[SqlStorage]:
    opened = await SqlStorage.open(url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sql", "memory"])
async def storage(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Storage]:
    """The database, and the fake that other tests trust to behave like it."""
    if request.param == "memory":
        yield MemoryStorage()
        return
    opened = await SqlStorage.open(url)
    yield opened
    await opened.close()

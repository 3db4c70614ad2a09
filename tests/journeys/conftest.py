"""A database file of its own for each journey that needs one; stays when the hub on it is closed and opened again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from app.storage.unit_of_work import SqlStorage


@pytest_asyncio.fixture
async def storage(tmp_path: Path) -> AsyncIterator[SqlStorage]:
    opened = await SqlStorage.open(f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}")
    yield opened
    await opened.close()

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.live import LiveFeed
from app.simulators.pongo import PongoBackend, create_pongo_app
from app.simulators.serve import running

HEADERS = {"Authorization": f"Bearer {seed.PONGO_TOKEN}", "Accept": "application/json"}


@pytest.fixture
def clock() -> SimClock:
    return SimClock(frozen_at=datetime(2026, 11, 21, 18, 0, tzinfo=UTC))


@pytest.fixture
def backend(clock: SimClock) -> PongoBackend:
    return PongoBackend(clock.now)


@pytest.fixture
async def pongo(backend: PongoBackend, clock: SimClock) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the demo token, of a simulator in this process."""
    app = create_pongo_app(clock=clock, backend=backend)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://pongo", headers=HEADERS
    ) as client:
        yield client


@pytest.fixture
async def pongo_on_a_port(backend: PongoBackend, clock: SimClock) -> AsyncIterator[httpx.AsyncClient]:
    """The same on a real port, where connections can break and bytes are bytes."""
    feed = LiveFeed()
    async with running(create_pongo_app(clock=clock, feed=feed, backend=backend)) as url:
        async with httpx.AsyncClient(base_url=url, headers=HEADERS, trust_env=False) as client:
            yield client
        feed.close()

"""Both simulators on real loopback ports while a test runs, with their insides at hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from starlette.types import ASGIApp

from app.providers.vipps.config import VippsConfig
from app.simulators import seed
from app.simulators.clock import SimClock
from app.simulators.pongo import PongoBackend, create_pongo_app
from app.simulators.serve import running
from app.simulators.vipps import VippsBackend, create_vipps_app


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """One simulator at ``url``, steered over its control path."""

    url: str
    http: httpx.AsyncClient
    clock: SimClock

    async def break_next(self, match: str, kind: str, **fields: Any) -> None:
        """Let the next request that matches go wrong: ``POST /v1/orders``, ``drop_after``."""
        answer = await self.http.post("/_sim/faults", json={"match": match, "kind": kind, **fields})
        assert answer.status_code == 201, answer.text

    async def reset(self) -> None:
        """Begin again with the seeds; the clock only ever goes on."""
        answer = await self.http.post("/_sim/reset")
        assert answer.status_code == 204, answer.text

    async def change(self, **settings: Any) -> None:
        """Put settings in force."""
        answer = await self.http.post("/_sim/settings", json=settings)
        assert answer.status_code == 200, answer.text

    async def received(self, match: str) -> list[dict[str, Any]]:
        """The requests that arrived and match, oldest first."""
        answer = await self.http.get("/_sim/log", params={"match": match})
        entries: list[dict[str, Any]] = answer.json()["requests"]
        return entries


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningVipps(Simulator):
    """The simulated Vipps."""

    backend: VippsBackend

    def config(self, **settings: Any) -> VippsConfig:
        """How our client reaches it as its one sales unit; ``settings`` differ from the ordinary ones."""
        keys: dict[str, Any] = {
            "base_url": self.url,
            "client_id": seed.VIPPS_CLIENT_ID,
            "client_secret": seed.VIPPS_CLIENT_SECRET,
            "subscription_key": seed.VIPPS_SUBSCRIPTION_KEY,
            "msn": seed.VIPPS_MSN,
        }
        return VippsConfig(**keys | settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningPongo(Simulator):
    """The simulated Pongo."""

    backend: PongoBackend


@asynccontextmanager
async def running_vipps() -> AsyncIterator[RunningVipps]:
    """Serve the simulated Vipps on a free port until the block ends."""
    clock = SimClock()
    app = create_vipps_app(clock=clock)
    async with _served(app) as (url, http):
        yield RunningVipps(url=url, http=http, clock=clock, backend=app.state.backend)


@asynccontextmanager
async def running_pongo(*, frozen_at: datetime | None = None) -> AsyncIterator[RunningPongo]:
    """Serve the simulated Pongo on a free port until the block ends, in real time or at a moment that stands still."""
    clock = SimClock(frozen_at=frozen_at)
    backend = PongoBackend(clock.now)
    async with _served(create_pongo_app(clock=clock, backend=backend)) as (url, http):
        yield RunningPongo(url=url, http=http, clock=clock, backend=backend)


@asynccontextmanager
async def _served(app: ASGIApp) -> AsyncIterator[tuple[str, httpx.AsyncClient]]:
    async with running(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield url, http

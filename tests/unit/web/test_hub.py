"""The hub answers for its health, and its pages load nothing from outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import flet as ft
import httpx
import pytest

from app.settings import ASSETS
from app.web.hub import HubParts, create_hub


async def nothing(page: ft.Page) -> None:
    page.title = "Test"


@asynccontextmanager
async def idle() -> AsyncIterator[None]:
    yield


def client(trouble: str | None = None, frame_ancestors: str = "'none'") -> httpx.AsyncClient:
    async def healthy() -> str | None:
        return trouble

    hub = create_hub(
        HubParts(
            name="Test",
            main=nothing,
            assets_dir=str(ASSETS),
            running=idle,
            healthy=healthy,
            frame_ancestors=frame_ancestors,
        )
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(hub), base_url="http://hub")


@pytest.mark.parametrize(("trouble", "status"), [(None, 200), ("database is read-only", 503)])
async def test_health_says_what_is_wrong(trouble: str | None, status: int) -> None:
    async with client(trouble) as hub:
        answer = await hub.get("/healthz")

    assert (answer.status_code, answer.json()) == (status, {"ok": trouble is None, "trouble": trouble})


async def test_pages_load_nothing_from_outside_and_stay_out_of_foreign_frames() -> None:
    async with client() as hub:
        answer = await hub.get("/")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "https:" not in policy
    assert policy.endswith("frame-ancestors 'none'")
    assert answer.headers["permissions-policy"] == "camera=(self)"


async def test_the_desk_may_frame_the_tablet() -> None:
    async with client(frame_ancestors="'self' http://127.0.0.1:1") as hub:
        answer = await hub.get("/")

    assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self' http://127.0.0.1:1")


async def test_metrics_count_sessions() -> None:
    async with client() as hub:
        answer = await hub.get("/metrics")

    assert answer.text.splitlines()[0].startswith("taffel_sessions ")

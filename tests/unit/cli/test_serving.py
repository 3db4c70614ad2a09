"""A hub that starts beside another program leaves what that one has claimed; one that is alone waits for no dead."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli.serving import listening, serve_hub
from app.devices.clock import SystemClock
from app.domain.payment import PaymentState
from app.settings import Settings, load_settings
from app.storage.company import in_company
from app.storage.unit_of_work import SqlStorage
from support.samples import a_payment, a_share, an_order

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        database_url=f"sqlite:///{tmp_path / 'taffel.db'}",
        vipps_base_url=NOWHERE,
        pongo_base_url=NOWHERE,
        vipps_client_id="id",
        vipps_client_secret="secret",
        vipps_subscription_key="key",
        vipps_msn="123456",
        pongo_token="token",
        host="127.0.0.1",
        port=0,
    )


async def claimed_by_another(settings: Settings) -> None:
    """A payment is open, and another program follows it."""
    storage = await SqlStorage.open(settings.database_url)
    now = SystemClock().now()
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.shares.add(a_share())
        payment = await work.payments.add(a_payment(state=PaymentState.REQUESTED))
        await work.payments.claim_watch(payment.reference, "another", now, now + timedelta(minutes=5))
        await work.commit()
    await storage.close()


async def served_once(settings: Settings) -> None:
    """Start a hub, and end it as soon as it answers."""
    ending = asyncio.Event()
    await serve_hub(settings, listening("127.0.0.1", 0), ending, ending.set)


def holder(settings: Settings) -> str | None:
    """Who follows the payment."""
    file = settings.database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        found: tuple[str | None] = connection.execute("SELECT watched_by FROM payments").fetchone()
        return found[0]
    finally:
        connection.close()


async def test_a_hub_that_starts_beside_another_program_leaves_it_what_it_has_claimed(settings: Settings) -> None:
    await claimed_by_another(settings)
    with in_company(settings.database_url):
        await served_once(settings)

    assert "another" == holder(settings)


async def test_a_hub_that_is_alone_takes_over_what_a_dead_one_had_claimed(settings: Settings) -> None:
    await claimed_by_another(settings)
    await served_once(settings)

    assert "another" != holder(settings)


async def test_a_hub_that_runs_is_company_for_the_next_one(settings: Settings) -> None:
    ending, there = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(serve_hub(settings, listening("127.0.0.1", 0), ending, there.set))
    await there.wait()
    with in_company(settings.database_url) as alone:
        pass
    ending.set()
    await serving

    assert not alone

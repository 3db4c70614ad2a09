"""A hub's web routes on a real loopback port, for a house that a test has composed."""

import asyncio
from contextlib import AbstractAsyncContextManager

from app.bootstrap.house import House
from app.cli.serving import receivers
from app.settings import ASSETS
from app.simulators.serve import running
from app.web.hub import HubParts, create_hub


def served(house: House) -> AbstractAsyncContextManager[str]:
    """The house runs and takes deliveries, without a screen, while the block lasts; gives the base URL."""
    assert house.listening is not None
    parts = HubParts(
        name="Test",
        main=lambda _page: asyncio.sleep(0),
        assets_dir=str(ASSETS),
        running=house.running,
        healthy=lambda: asyncio.sleep(0),
        receive=receivers(house.listening),
    )
    return running(create_hub(parts))

"""Simulators that a file's tests share, each test from the seeds; what the published specifications need.

The comparison with Vipps' published specifications needs their files, which are not part of this project.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.published_specs import FOLDER
from support.running import RunningPongo, RunningVipps, running_pongo, running_vipps

FOUND = FOLDER.is_dir()
collect_ignore = [] if FOUND else ["test_published_specs.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so when the files are absent."""
    if not FOUND:
        terminalreporter.write_line(f"Published specifications: not compared, there is no folder {FOLDER}.")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulated_pongo() -> AsyncIterator[RunningPongo]:
    """One Pongo for a whole file."""
    async with running_pongo() as simulator:
        yield simulator


@pytest_asyncio.fixture(loop_scope="module")
async def pongo(simulated_pongo: RunningPongo) -> RunningPongo:
    """Pongo as it was seeded."""
    await simulated_pongo.reset()
    return simulated_pongo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def simulated_vipps() -> AsyncIterator[RunningVipps]:
    """One Vipps for a whole file."""
    async with running_vipps() as simulator:
        yield simulator


@pytest_asyncio.fixture(loop_scope="module")
async def vipps(simulated_vipps: RunningVipps) -> RunningVipps:
    """Vipps as it was seeded."""
    await simulated_vipps.reset()
    return simulated_vipps

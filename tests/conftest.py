"""Rules for every test: offline, and the browser comes last."""

import os
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

BROWSER_TESTS = Path(__file__).parent / "browser"
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")

settings.register_profile("taffel", deadline=None, print_blob=True)  # a busy machine is no failure
settings.load_profile("taffel")


def refuse_the_internet(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: a test reaches this machine and no other."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if not name.startswith(LOOPBACK):
        raise ConnectionRefusedError(f"Tests are offline: {name} was asked for.")


sys.addaudithook(refuse_the_internet)


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """Each test begins with plain logs, whatever a command configured in the test before."""
    structlog.reset_defaults()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()],
        cache_logger_on_first_use=False,
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the shuffle: Playwright keeps its event loop running, so no asyncio test may follow a browser test."""
    items.sort(key=lambda item: BROWSER_TESTS in item.path.parents)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what `check` found before the tests, where it is seen: beside the closing line."""
    if not_clean := os.environ.get("NOT_CLEAN"):
        terminalreporter.write_line(f"Not clean, see the words above the tests: {not_clean}", red=True)

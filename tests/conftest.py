"""Rules for every test: offline, and the browser comes last."""

import os
import sys
from collections import Counter
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


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a developer may ask of the browser tests."""
    asked = "keep a picture of every step of the browser tests in test-output/browser, not of their ends alone"
    parser.addoption("--pictures", action="store_true", help=asked)


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
    """After the shuffle: Playwright keeps its event loop running, so no asyncio test may follow a browser test.

    A browser test that fails is tried once more: a machine that is busy for a while loses a tap or a drawing. The
    closing words name it, so that nobody takes a test that fails often for a good one.
    """
    items.sort(key=_is_in_a_browser)
    for item in filter(_is_in_a_browser, items):
        item.add_marker(pytest.mark.flaky(reruns=1))


def _is_in_a_browser(item: pytest.Item) -> bool:
    return BROWSER_TESTS in item.path.parents


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell why tests were tried again, what the simulations counted, and what `check` found before: all at the end."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"first try of {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)
    for line in counted(terminalreporter):
        terminalreporter.write_line(line)
    if not_clean := os.environ.get("NOT_CLEAN"):
        terminalreporter.write_line(f"Not clean, see the words above the tests: {not_clean}", red=True)


def counted(terminalreporter: pytest.TerminalReporter) -> list[str]:
    """What tests recorded as properties named `subject, what`, added up: a line for each subject that ran at all."""
    reports = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    sums: dict[str, Counter[str]] = {}
    for name, value in (each for report in reports if report.when == "call" for each in report.user_properties):
        subject, _, what = name.partition(", ")
        if what:
            sums.setdefault(subject, Counter())[what] += value
    return [f"{subject}: {', '.join(f'{number} {what}' for what, number in sums[subject].items())}" for subject in sums]

"""The comparison with Vipps' published specifications needs their files, which are not part of this project."""

import pytest

from support.published_specs import FOLDER

FOUND = FOLDER.is_dir()
collect_ignore = [] if FOUND else ["test_published_specs.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so when the files are absent."""
    if not FOUND:
        terminalreporter.write_line(f"Published specifications: not compared, there is no folder {FOLDER}.")

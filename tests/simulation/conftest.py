"""Thousands of evenings would write millions of log lines."""

from collections.abc import Iterator

import pytest

from support.quiet import quiet_logs


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_logs():
        yield

"""A long command says how far it is in one line."""

from io import StringIO

import pytest

from devkit.progress import ProgressLine


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_without_a_terminal_only_the_title_and_the_end_are_written() -> None:
    out = StringIO()

    with ProgressLine("Installing", out) as line:
        line.show("1 of 2")

    assert "Installing ... done\n" == out.getvalue()


def test_on_a_terminal_the_line_is_written_over_itself() -> None:
    out = Terminal()

    with ProgressLine("Installing", out) as line:
        line.show("1 of 2: flet")
    shown = [text.strip() for text in out.getvalue().split("\r")]

    assert ["", "Installing ...", "Installing ... 1 of 2: flet", "Installing ... done"] == shown


def test_a_failure_is_not_called_done() -> None:
    out = StringIO()

    with pytest.raises(ValueError, match="no"), ProgressLine("Installing", out):
        raise ValueError("no")

    assert "Installing ... failed\n" == out.getvalue()

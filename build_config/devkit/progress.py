"""One line that tells how far a long command is."""

import sys
from types import TracebackType
from typing import Self, TextIO

WIDTH = 78


class ProgressLine:
    """Rewrites itself on a terminal; elsewhere prints its title once and its end once."""

    def __init__(self, title: str, out: TextIO | None = None) -> None:
        self.title = title
        self.out = out or sys.stdout
        self.live = self.out.isatty()
        self.end = "done"

    def __enter__(self) -> Self:
        self._write(f"{self.title} ...")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        end = self.end if kind is None else "failed"
        if self.live:
            self._write(f"{self.title} ... {end}")
            self.out.write("\n")
        else:
            self.out.write(f" {end}\n")
        self.out.flush()

    def show(self, detail: str) -> None:
        """Show where the work is now; without a terminal nothing is written."""
        if self.live:
            self._write(f"{self.title} ... {detail}")

    def _write(self, text: str) -> None:
        self.out.write(f"\r{text[:WIDTH]:<{WIDTH}}" if self.live else text)
        self.out.flush()

"""Where things are in a clone of this repository."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SetupError(Exception):
    """A command cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """One clone and the virtual environment beside its code."""

    root: Path
    windows: bool = os.name == "nt"

    @property
    def venv(self) -> Path:
        """The virtual environment of this clone."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The Python inside the virtual environment."""
        return self.tool("python")

    @property
    def output(self) -> Path:
        """Where reports, screenshots and numbers are written; not under version control."""
        return self.root / "test-output"

    def tool(self, name: str) -> Path:
        """The path of a console script inside the virtual environment."""
        return self.venv / "Scripts" / f"{name}.exe" if self.windows else self.venv / "bin" / name

    def lock(self, name: str) -> Path:
        """The lock file of that name: `requirements` or `requirements-test`."""
        return self.root / "build_config" / f"{name}.lock"

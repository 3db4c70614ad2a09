"""The real programs as child processes on loopback: both simulators, the hub, the preview; stopped by their own pid."""

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds for a program to say that it is ready; a busy machine is slow."""


class Program:
    """`python -m app <words>` with settings of its own: nothing of the caller's `TAFFEL_` environment reaches it."""

    def __init__(self, *words: str, settings: Mapping[str, str] | None = None) -> None:
        self._words = words
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self.said: list[str] = []

    @property
    def pid(self) -> int:
        """The running process."""
        assert self._process is not None, "not started"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start it; its words are read as they come."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("TAFFEL_")}
        command = [sys.executable, "-m", "app", *self._words]
        self._lines = queue.Queue()
        self.said = []
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**own, **self._settings, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=_read, args=(self._process, self._lines), daemon=True).start()
        return self

    def wait_for(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """Until a line of its output matches; AssertionError with its last words when it ends or says nothing."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(end - time.monotonic(), 0.01))
            except queue.Empty:
                line = None
            assert line is not None, f"{self._words} did not say {pattern}: {''.join(self.said[-30:])}"
            self.said.append(line)
            found = re.search(pattern, line)
            if found:
                return found

    def wait_until_ended(self, seconds: float = PATIENCE) -> int:
        """Its exit code, once it ended by itself; all that it said is in `said`."""
        assert self._process is not None, "not started"
        code = self._process.wait(seconds)
        while (line := self._lines.get(timeout=seconds)) is not None:
            self.said.append(line)
        return code

    def words(self) -> str:
        """All that it has said until now."""
        with contextlib.suppress(queue.Empty):
            while (line := self._lines.get_nowait()) is not None:
                self.said.append(line)
        return "".join(self.said)

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at this very instant, without a chance to tidy up."""
        self._end(signal.SIGKILL)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)


class SimulatorsProgram(Program):
    """`taffel simulate`: both simulators; after a stop they can be started again on the same ports."""

    def __init__(self) -> None:
        super().__init__("simulate")
        self.settings: dict[str, str] = {}

    @property
    def vipps(self) -> str:
        """Where Vipps answers."""
        return self.settings["TAFFEL_VIPPS_BASE_URL"]

    @property
    def pongo(self) -> str:
        """Where Pongo answers."""
        return self.settings["TAFFEL_PONGO_BASE_URL"]

    def start(self) -> Self:
        """Start both; `settings` is what a hub needs to talk to them."""
        super().start()
        self.wait_for(r"back office:")
        self.settings = dict(line.strip().split("=", 1) for line in self.said if line.startswith("TAFFEL_"))
        ports = [url.rsplit(":", 1)[1] for url in (self.vipps, self.pongo)]
        self._words = ("simulate", "--vipps-port", ports[0], "--pongo-port", ports[1])
        return self


class HubProgram(Program):
    """`taffel serve` on a database file; started again it takes the same port and file."""

    def __init__(self, database_url: str, settings: Mapping[str, str], *, port: int = 0) -> None:
        super().__init__("serve", "--port", str(port), settings={**settings, "TAFFEL_DATABASE_URL": database_url})
        self.url = ""

    def start(self) -> Self:
        """Start it and wait until it answers."""
        super().start()
        self.url = self.wait_for(r"^Taffel is ready at (http://\S+)$")[1]
        self._words = ("serve", "--port", self.url.rsplit(":", 1)[1])
        return self

    def start_in_vain(self) -> str:
        """Start it and wait for its end; all that it said."""
        super().start()
        self.wait_until_ended()
        return "".join(self.said)

    def use_database(self, url: str) -> None:
        """From the next start on."""
        self._settings["TAFFEL_DATABASE_URL"] = url


def _read(process: subprocess.Popen[str], lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            lines.put(line)
    lines.put(None)

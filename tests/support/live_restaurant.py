"""A restaurant of real programs: both simulators and the hub on a database file, with the ways to look inside."""

import contextlib
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from support.flet_e2e import free_port
from support.programs import HubProgram, SimulatorsProgram
from support.sim_control import PongoControl, VippsControl

if sys.platform == "linux":
    import resource


class LiveRestaurant:
    """Started as a context; everything it started ends with it. ``settings`` are the hub's, by their full names.

    ``told``: the hub hears of payments by webhook as well; otherwise polling alone carries everything.
    """

    def __init__(self, folder: Path, *, told: bool = False, **settings: str) -> None:
        self._port = free_port() if told else 0
        self._settings = settings | ({"TAFFEL_PUBLIC_URL": f"http://127.0.0.1:{self._port}"} if told else {})
        self.file = folder / "taffel.db"
        self.simulators = SimulatorsProgram()
        self._url = f"sqlite+aiosqlite:///{self.file}"

    def __enter__(self) -> Self:
        self.simulators.start()
        try:
            settings = {**self.simulators.settings, **self._settings}
            self.hub = HubProgram(self._url, settings, port=self._port).start()
        except BaseException:
            self.simulators.stop()
            raise
        self.vipps = VippsControl(self.simulators.vipps)
        self.pongo = PongoControl(self.simulators.pongo)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hub.stop()
        self.simulators.stop()

    def begin_again(self) -> None:
        """The simulators forget what happened; guests, members and points are as they were seeded."""
        self.vipps.reset()
        self.pongo.reset()

    def newest_order(self) -> dict[str, Any]:
        """The order that was begun last, as the hub keeps it."""
        return self.rows("SELECT * FROM orders ORDER BY opened_at DESC, number DESC LIMIT 1")[0]

    def payments(self, order_id: str) -> list[dict[str, Any]]:
        """The payments of an order as the hub keeps them, oldest first."""
        return self.rows("SELECT * FROM payments WHERE order_id = ? ORDER BY created_at", order_id)

    def consents(self, *, since: str) -> list[dict[str, Any]]:
        """The evidence kept since a moment, by channel."""
        return self.rows("SELECT * FROM consents WHERE at >= ? ORDER BY at, channel", since)

    def wait_for_posted(self, order_id: str) -> None:
        """Until the outbox has delivered an order."""
        self._until(lambda: self.rows("SELECT 1 FROM outbox WHERE order_id = ? AND state = 'delivered'", order_id))

    def posted(self, count: int) -> list[dict[str, Any]]:
        """The orders that Pongo holds, once there are so many."""
        self._until(lambda: len(self.pongo.orders()) >= count)
        return self.pongo.orders()

    def wait_for_free_rewards(self) -> None:
        """Until no reward is held at Pongo any more."""
        self._until(lambda: not self.pongo.locks())

    def _until(self, true: Callable[[], object], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it did not come to that in time"
            time.sleep(0.05)

    def refuse_read_only(self) -> str:
        """Start the hub on the same file, which it may only read; what it says before it ends. It is stopped then."""
        self.hub.stop()
        self.hub.use_database(f"sqlite+aiosqlite:///file:{self.file}?mode=ro&uri=true")
        told = self.hub.start_in_vain()
        self.hub.use_database(self._url)
        return told

    @contextlib.contextmanager
    def unwritable(self) -> Iterator[None]:
        """While the block runs the hub's files cannot grow, as on a full disk.

        Where a running program's files cannot be limited, another program holds the database instead.
        """
        if sys.platform != "linux":
            with contextlib.closing(sqlite3.connect(self.file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
            return
        before = resource.prlimit(self.hub.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.hub.pid, resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.hub.pid, resource.RLIMIT_FSIZE, before)

    def mend(self) -> None:
        """All programs run, on a database that can be written."""
        if not self.simulators.is_running:
            self.simulators.start()
        if not self.hub.is_running:
            self.hub.start()

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What the hub's database holds, read beside it."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

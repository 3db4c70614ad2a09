"""The simulators' own time, which can be put forward."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SimClock:
    """Real time plus an offset, or a frozen instant that moves only by `advance` (for tests)."""

    def __init__(self, *, frozen_at: datetime | None = None) -> None:
        """Run with real time, or stand still at `frozen_at` (with a time zone)."""
        self._frozen_at = frozen_at
        self._offset = timedelta()
        self._listeners: list[Callable[[], None]] = []

    @property
    def is_frozen(self) -> bool:
        """Whether time moves by `advance` alone."""
        return self._frozen_at is not None

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every `advance`."""
        self._listeners.append(listener)

    def now(self) -> datetime:
        """Return the simulated instant, in UTC."""
        return self.outside() + self._offset

    def outside(self) -> datetime:
        """Return the instant that programs outside believe in: without what `advance` added, in UTC."""
        return datetime.now(UTC) if self._frozen_at is None else self._frozen_at.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        """Put the clock forward; raises `ValueError` for a negative number, simulated time never runs back."""
        if seconds < 0:
            raise ValueError(f"the clock only goes forward, not by {seconds} s")
        self._offset += timedelta(seconds=seconds)
        for listener in self._listeners:
            listener()

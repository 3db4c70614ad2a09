"""The simulators' clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.simulators.clock import SimClock

NOON = datetime(2026, 10, 4, 12, 0, tzinfo=UTC)


def test_a_frozen_clock_moves_only_when_told() -> None:
    clock = SimClock(frozen_at=NOON)
    clock.advance(90.5)

    assert NOON + timedelta(seconds=90.5) == clock.now()


def test_times_are_utc_whatever_zone_the_instant_came_in() -> None:
    clock = SimClock(frozen_at=NOON.astimezone(timezone(timedelta(hours=2))))

    assert clock.now().tzinfo == UTC


def test_simulated_time_never_runs_back() -> None:
    clock = SimClock(frozen_at=NOON)

    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(-1)


def test_a_running_clock_keeps_going_ahead_of_the_offset() -> None:
    clock = SimClock()
    before = clock.now()
    clock.advance(600)

    assert clock.now() - before >= timedelta(seconds=600)

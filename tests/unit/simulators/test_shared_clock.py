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


def test_who_listens_hears_of_every_advance_once_it_happened() -> None:
    clock = SimClock(frozen_at=NOON)
    heard: list[datetime] = []
    clock.on_advance(lambda: heard.append(clock.now()))
    clock.advance(60)
    clock.advance(1)

    assert heard == [NOON + timedelta(seconds=60), NOON + timedelta(seconds=61)]


def test_programs_outside_do_not_live_in_the_advanced_time() -> None:
    clock = SimClock(frozen_at=NOON)
    clock.advance(600)

    assert (clock.outside(), clock.is_frozen) == (NOON, True)

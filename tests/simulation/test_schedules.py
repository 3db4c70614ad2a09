"""Two thousand evenings, each decided by its seed: whatever happens in whatever order, the money is right."""

from collections.abc import Callable

import pytest

from support.many_schedules import run_schedules
from support.quiet import quiet_logs
from support.schedules import run_schedule

SCHEDULES, AT_A_TIME = 2000, 500
"""A part of them is one test: a slow machine gets through it long before the suite takes a test for hung."""


@pytest.mark.parametrize("first", range(0, SCHEDULES, AT_A_TIME))
def test_every_schedule_ends_with_every_promise_kept(
    first: int, record_property: Callable[[str, object], None]
) -> None:
    """A failing seed replays with ``python tests/benchmarks/soak.py --seed SEED``."""
    paid = restarts = 0
    broken = {}
    for seed, outcome in run_schedules(range(first, first + AT_A_TIME)):
        paid += outcome.paid
        restarts += outcome.restarts
        if outcome.broken:
            broken[seed] = outcome.broken
    record_property("schedules, covered", AT_A_TIME)
    record_property("schedules, passed", AT_A_TIME - len(broken))
    record_property("schedules, restarts", restarts)
    record_property("schedules, payments", paid)

    assert broken == {}
    assert paid > AT_A_TIME


def test_a_seed_replays_exactly() -> None:
    with quiet_logs():
        first, second = run_schedule(4711), run_schedule(4711)

    assert first == second
    assert len(first.trace) > 3

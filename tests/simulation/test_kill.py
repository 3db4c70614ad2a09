"""A busy hub is killed and started again, as real processes: the money is right afterwards."""

from pathlib import Path

from support.kill_rounds import kill_rounds

ROUNDS = 5


def test_no_kill_at_any_moment_loses_or_doubles_a_payment(tmp_path: Path) -> None:
    """More rounds: ``python tests/benchmarks/kill.py --rounds 100``."""
    told = kill_rounds(tmp_path, ROUNDS, seed=1)

    assert told.broken == []
    assert told.kills == ROUNDS
    assert told.paid > 0
    assert told.delivered > 0

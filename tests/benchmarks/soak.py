"""The long run of the schedule simulation: ``python tests/benchmarks/soak.py --schedules 100000``."""

import argparse
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.many_schedules import run_schedules  # noqa: E402  the path comes first
from support.quiet import quiet_logs  # noqa: E402  the path comes first
from support.schedules import run_schedule  # noqa: E402

SCHEDULES, FEW = 100_000, 500


def main() -> int:
    """Run them all, say how many there were and which seed failed first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int)
    parser.add_argument("--quick", action="store_true", help=f"{FEW} schedules")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seed", type=int, help="replay one seed and print what happened")
    asked = parser.parse_args()
    if asked.seed is not None:
        return replay(asked.seed)
    schedules = asked.schedules or (FEW if asked.quick else SCHEDULES)
    failed: list[int] = []
    paid = restarts = 0
    begun = time.monotonic()
    for seed, outcome in run_schedules(range(asked.first, asked.first + schedules)):
        paid, restarts = paid + outcome.paid, restarts + outcome.restarts
        if outcome.broken:
            failed.append(seed)
    took = time.monotonic() - begun
    print(f"{schedules} schedules in {took:.0f} s: {restarts} restarts, {paid} payments, {len(failed)} failures")
    if failed:
        print(f"first failing seed: {failed[0]}")
    if asked.json:
        numbers = {"schedules": schedules, "restarts": restarts, "paid": paid, "failed": failed[:10]}
        asked.json.write_text(json.dumps(numbers, indent=1))
    return 1 if failed else 0


def replay(seed: int) -> int:
    """Live through one evening again."""
    with quiet_logs():
        outcome = run_schedule(seed)
    print("\n".join([*outcome.trace, *(f"BROKEN {line}" for line in outcome.broken)]))
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())

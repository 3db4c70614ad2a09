"""Kill a busy hub at random moments, a hundred times, and freeze it past its claims beside another one:
``python tests/benchmarks/kill.py [--rounds N] [--freezes N] [--seed S]``.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from support.kill_rounds import kill_rounds  # noqa: E402  the path comes first

ROUNDS, FEW = 100, 5
FREEZES = 4
"""Half a minute each, but for one of two minutes: none in the quick form."""


def main() -> int:
    """Kill, compare, say what is wrong; fails when anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--freezes", type=int)
    parser.add_argument("--seed", type=int, default=1, help="decides loads and moments; the machine's pace decides too")
    parser.add_argument("--quick", action="store_true", help=f"{FEW} rounds")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rounds = (FEW if asked.quick else ROUNDS) if asked.rounds is None else asked.rounds
        freezes = (0 if asked.quick else FREEZES) if asked.freezes is None else asked.freezes
        told = kill_rounds(Path(folder), rounds, asked.seed, freezes)
    print(f"{told.kills} kills and {told.freezes} freezes in {time.monotonic() - begun:.0f} s; a frozen hub's payments")
    print(f"that another one brought to their end: {told.taken_over}; {told.payments} payments,")
    print(f"{told.paid} shares paid, {told.posted} orders posted, {told.refunds} refunds,")
    print(f"{told.delivered} webhooks taken, {told.waiting} payments given up and never heard of by Vipps")
    print("\n".join([f"{len(told.broken)} promises broken", *told.broken]))
    if asked.json:
        asked.json.write_text(json.dumps(asdict(told), indent=1))
    return 1 if told.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())

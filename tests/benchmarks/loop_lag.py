"""How late the event loop is while four tablets scan at once: `python tests/benchmarks/loop_lag.py [tablets]`.

Each tablet's reader gets eight pictures a second. Aim: p99 of at most 20 ms.
"""

import asyncio
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

from support.qr_measuring import lag  # noqa: E402

TABLETS = 4
AIM = 20.0
"""Milliseconds."""


def main() -> int:
    """Print the lag without tablets and with them; fails above the aim."""
    tablets = int(sys.argv[1]) if len(sys.argv) > 1 else TABLETS
    quiet, busy = (asyncio.run(lag(number)) for number in (0, tablets))
    for row in (quiet, busy):
        sys.stdout.write("  ".join(f"{name}: {value}" for name, value in row.items()) + "\n")
    return int(float(busy["lag p99 ms"]) > AIM)


if __name__ == "__main__":
    raise SystemExit(main())

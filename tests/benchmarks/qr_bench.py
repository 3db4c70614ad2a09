"""Measure the QR decoder beside its peers: `python tests/benchmarks/qr_bench.py --help`."""

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core for every decoder
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    runpy.run_module("support.qr_measuring", run_name="__main__")

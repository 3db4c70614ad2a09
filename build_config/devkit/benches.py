"""What `bench` runs: every program in `tests/benchmarks`, its numbers gathered in one file."""

import json
import os
import platform
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit.checkout import Checkout, SetupError


def programs(folder: Path) -> list[Path]:
    """The benchmark programs in a folder, by name; helpers start with an underscore."""
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith(("_", "test_", "conftest")))


LONG = frozenset({"soak", "kill"})
"""Programs that take an hour; they run only when they are asked for, and then alone."""


def chosen(found: Sequence[Path], asked: frozenset[str]) -> list[Path]:
    """The long programs that were asked for, or else all the others."""
    return [path for path in found if (path.stem in asked if asked else path.stem not in LONG)]


QR = "qr_bench"
"""The program that takes pictures: a seed for scenes of its own, or a folder of photos."""


def run_benches(
    checkout: Checkout, *, quick: bool, asked: frozenset[str] = frozenset(), pictures: Sequence[str] = ()
) -> int:
    """Run each program; each prints its table. Writes `test-output/bench.json`; returns 1 when one failed.

    `pictures` are further arguments of the QR bench. A program that missed an aim has failed, its numbers are kept.
    """
    found = chosen(programs(checkout.root / "tests" / "benchmarks"), asked)
    if not found:
        raise SetupError("There is no benchmark in tests/benchmarks.")
    results: dict[str, object] = {"machine": machine()}
    failed = []
    for program in found:
        print(f"\n{program.stem}", flush=True)
        arguments = [*(["--quick"] if quick else []), *(pictures if program.stem == QR else [])]
        code, numbers = run_bench(checkout, program, arguments)
        if code or numbers is None:
            failed.append(program.stem)
        if numbers is not None:
            results[program.stem] = numbers
    checkout.output.mkdir(exist_ok=True)
    report = checkout.output / "bench.json"
    report.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    print(f"\nWritten to {report.relative_to(checkout.root)}")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_bench(checkout: Checkout, program: Path, arguments: Sequence[str]) -> tuple[int, object]:
    """A program's exit code, and the numbers it wrote as JSON or nothing when it wrote none."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "numbers.json"
        command = [str(checkout.python), str(program), "--json", str(report), *arguments]
        path = {"PYTHONPATH": str(checkout.root / "tests")}
        done = subprocess.run(command, cwd=checkout.root, env={**os.environ, **path}, check=False)
        return done.returncode, json.loads(report.read_text()) if report.exists() else None


def machine() -> Mapping[str, object]:
    """What the numbers were measured on."""
    return {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}

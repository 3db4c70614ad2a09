"""The commands of `dev.py` and what each of them does."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from devkit.benches import LONG, run_benches
from devkit.checkout import ROOT, Checkout, SetupError
from devkit.checks import run_static, run_tests
from devkit.environment import RUNTIME, TEST, prepare
from devkit.locks import write_locks
from devkit.system_parts import CHROMIUM, GL, ZBAR, find_chromium, provide


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    parser = argument_parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.command not in {"preview", "check"}:
        parser.error(f"unknown arguments: {' '.join(rest)}")
    checkout = Checkout(root=ROOT)
    try:
        return run(checkout, options, rest)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def argument_parser() -> argparse.ArgumentParser:
    """The commands and their options; `preview` and `check` hand unknown ones on."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    text = "run the demo restaurant with simulated Vipps and Hey Pongo (--no-browser --port --data DIR --reset)"
    commands.add_parser("preview", help=text, add_help=False)
    commands.add_parser("check", help="format, lint, types, imports and every test; further arguments go to pytest")
    bench = commands.add_parser("bench", help="measure, print tables, write test-output/bench.json")
    bench.add_argument("--quick", action="store_true", help="fewer rounds, rougher numbers")
    bench.add_argument("--soak", action="store_true", help="only the 100,000 seeded schedules of payments")
    bench.add_argument("--kill", action="store_true", help="only the 100 rounds of killing a busy hub")
    bench.add_argument("--seed", type=int, help="scenes of another seed for the QR decoder")
    bench.add_argument("--photos", type=Path, help="a folder of other photos for the QR decoder, with manifest.json")
    commands.add_parser("lint", help="format, lint, types and imports, without tests")
    commands.add_parser("fmt", help="format the code and mend what lint can mend")
    lock = commands.add_parser("lock", help="resolve pyproject.toml into the lock files")
    lock.add_argument("--upgrade", action="store_true", help="renew packages that pyproject.toml does not pin")
    return parser


def run(checkout: Checkout, options: argparse.Namespace, rest: Sequence[str]) -> int:
    """Do what the options ask for; returns the exit code."""
    match options.command:
        case "preview":
            return preview(checkout, rest)
        case "check":
            return check(checkout, rest)
        case "bench":
            ready_for_tests(checkout)
            asked = frozenset(name for name in LONG if getattr(options, name))
            return run_benches(checkout, quick=options.quick, asked=asked, pictures=pictures_of_bench(options))
        case "lint":
            prepare(checkout, TEST)
            return 1 if run_static(checkout) else 0
        case "fmt":
            prepare(checkout, TEST)
            ruff = [str(checkout.python), "-m", "ruff"]
            return max(
                subprocess.call([*ruff, *tool], cwd=checkout.root)
                for tool in (["format", "."], ["check", "--fix", "."])
            )
        case _:
            write_locks(checkout, upgrade=options.upgrade)
            return 0


def pictures_of_bench(options: argparse.Namespace) -> list[str]:
    """The arguments that the QR bench is handed; a folder counts from where the command was called."""
    seed = [] if options.seed is None else ["--seed", str(options.seed)]
    return [*seed, *([] if options.photos is None else ["--photos", str(options.photos.resolve())])]


def preview(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Become the preview; when the environment is ready, nothing is installed."""
    fresh = prepare(checkout, RUNTIME)
    provide([GL], needed_for="reading camera pictures")
    if fresh:
        for line in provide([ZBAR]):
            print(f"{line} (until then the second QR reader does the work)")
    command = [str(checkout.python), "-P", "-m", "app", "preview", *arguments]
    if not checkout.windows:  # there os.execv would return to the shell at once
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.call(command)


def check(checkout: Checkout, arguments: Sequence[str]) -> int:
    """Judge the code, then run every test; pytest has the last word on the screen, every step on the exit code."""
    ready_for_tests(checkout)
    failed = run_static(checkout)
    tests = run_tests(checkout, arguments, {"CHROMIUM": find_chromium() or "", "NOT_CLEAN": ", ".join(failed)})
    return tests or (1 if failed else 0)


def ready_for_tests(checkout: Checkout) -> None:
    """Install everything that tests and benchmarks need, or say exactly what is missing."""
    prepare(checkout, TEST)
    provide([GL, ZBAR, CHROMIUM], needed_for="the tests")

"""What `check` runs: format, lint, types, imports, texts, and then every test."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from devkit.checkout import Checkout


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One tool that says yes or no."""

    name: str
    command: Sequence[str]


def static_steps(checkout: Checkout) -> list[Step]:
    """Everything that judges the code without running it."""
    python = str(checkout.python)
    steps = [
        Step(name="format", command=[python, "-m", "ruff", "format", "--check", "."]),
        Step(name="lint", command=[python, "-m", "ruff", "check", "."]),
        Step(name="types", command=[python, "-m", "mypy"]),
        Step(name="imports", command=[str(checkout.tool("lint-imports"))]),
    ]
    if (checkout.root / "app" / "ui" / "texts" / "check.py").exists():
        steps.append(Step(name="texts", command=[python, "-m", "app.ui.texts.check"]))
    return steps


def run_static(checkout: Checkout) -> list[str]:
    """Run every step, show the words of those that fail, return their names."""
    return [step.name for step in static_steps(checkout) if not passes(step, checkout)]


def passes(step: Step, checkout: Checkout) -> bool:
    """Run one step quietly; one line when it is content, its own words when it is not."""
    start = time.monotonic()
    done = subprocess.run(
        step.command, cwd=checkout.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{step.name:<8} {verdict:<6} {time.monotonic() - start:5.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def run_tests(checkout: Checkout, arguments: Sequence[str], extra: Mapping[str, str]) -> int:
    """Run pytest with its own output; returns its exit code (5, no tests, is a failure like any other)."""
    command = [str(checkout.python), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=checkout.root, env={**os.environ, **extra}, check=False).returncode

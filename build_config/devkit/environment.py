"""The virtual environment of a clone: made once, filled from a lock file, left alone while the lock stays the same."""

import hashlib
import json
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from devkit.checkout import Checkout, SetupError
from devkit.progress import ProgressLine
from devkit.system_parts import VENV, provide

RUNTIME = "requirements"
TEST = "requirements-test"  # holds everything of RUNTIME as well
OLDEST = (3, 11)
QUIET_PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
SHOWN_LINES = 25


def prepare(checkout: Checkout, lock: str) -> bool:
    """Make sure that the environment holds what the lock names; true when something had to be installed."""
    if not usable(checkout):
        create(checkout)
    wanted = fingerprint(checkout, lock)
    if stamps(checkout).get(lock) == wanted:
        return False
    install(checkout, lock)
    satisfied = (RUNTIME, TEST) if lock == TEST else (RUNTIME,)
    stamp = {"root": str(checkout.root)} | {name: fingerprint(checkout, name) for name in satisfied}
    stamp_file(checkout).write_text(json.dumps(stamp, indent=1))
    return True


def usable(checkout: Checkout) -> bool:
    """Whether there is an environment that was made here, with a Python that still exists and is new enough."""
    return (
        checkout.python.exists()
        and python_version(checkout) >= OLDEST
        and stamps(checkout).get("root", str(checkout.root)) == str(checkout.root)
    )


def python_version(checkout: Checkout) -> tuple[int, ...]:
    """The version of the environment's Python, read from `pyvenv.cfg`; empty when there is none."""
    settings = checkout.venv / "pyvenv.cfg"
    if not settings.exists():
        return ()
    for line in settings.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() in {"version", "version_info"}:
            return tuple(int(part) for part in value.strip().split(".")[:3] if part.isdigit())
    return ()


def fingerprint(checkout: Checkout, lock: str) -> str:
    """Changes when the environment has to be filled again: another lock, another project file, another Python."""
    digest = hashlib.sha256()
    digest.update(checkout.lock(lock).read_bytes())
    digest.update((checkout.root / "pyproject.toml").read_bytes().partition(b"[tool.ruff]")[0])
    digest.update(repr(python_version(checkout)).encode())
    return digest.hexdigest()


def stamp_file(checkout: Checkout) -> Path:
    """Where the fingerprints of what is installed are kept."""
    return checkout.venv / "taffel-installed.json"


def stamps(checkout: Checkout) -> dict[str, str]:
    """The fingerprints of what is installed; empty when nothing is, or when the file is damaged."""
    try:
        found = json.loads(stamp_file(checkout).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def create(checkout: Checkout) -> None:
    """Make an empty environment in place of whatever is there."""
    command = [sys.executable, "-m", "venv", "--clear", str(checkout.venv)]
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    provide([VENV], needed_for="a virtual environment")  # Debian ships Python without it
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetupError(f"The virtual environment could not be made:\n{done.stdout}{done.stderr}")


def install(checkout: Checkout, lock: str) -> None:
    """Install exactly what the lock names, each file checked against its hash, and this project itself as a link."""
    path = checkout.lock(lock)
    names = pinned(path.read_text())
    stamp_file(checkout).unlink(missing_ok=True)
    with ProgressLine(f"Installing {len(names)} packages into {checkout.venv.name}") as line:
        pip = ["install", "--progress-bar", "off", "--require-hashes", "-r", str(path)]
        run_pip(checkout, pip, line, len(names))
        line.show("the project itself")
        run_pip(checkout, ["install", "--no-deps", "--no-build-isolation", "-e", str(checkout.root)], line, len(names))


def pinned(lock: str) -> list[str]:
    """The names of the packages that a lock file pins, in its order."""
    return [line.partition("==")[0] for line in lock.splitlines() if "==" in line and line[0].isalnum()]


def run_pip(checkout: Checkout, arguments: Sequence[str], line: ProgressLine, total: int) -> None:
    """Run pip inside the environment; its own words are shown only when it fails."""
    last: deque[str] = deque(maxlen=SHOWN_LINES)
    count = 0
    command = [str(checkout.python), *QUIET_PIP, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for text in pip.stdout or ():
            last.append(text.rstrip())
            if text.startswith("Collecting "):
                count += 1
                line.show(f"{min(count, total)} of {total}: {text.split()[1].partition('==')[0]}")
            elif text.startswith("Installing collected"):
                line.show("unpacking")
    if pip.returncode != 0:
        words = "\n".join(last)
        raise SetupError(
            f"pip could not install the packages (the first start needs the internet or a package mirror):\n{words}"
        )

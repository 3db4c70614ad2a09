"""What `lock` writes: every package with the hashes of its files, for all platforms, and no address of any server."""

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from devkit.checkout import Checkout, SetupError
from devkit.environment import RUNTIME, TEST

EXTRAS: Mapping[str, Sequence[str]] = {RUNTIME: ("build",), TEST: ("build", "test")}
HEADER = "# Written by `python3 build_config/dev.py lock` from pyproject.toml; not edited by hand.\n"


def write_locks(checkout: Checkout, *, upgrade: bool) -> None:
    """Resolve pyproject.toml again; what is locked already stays as it is unless `upgrade`."""
    with tempfile.TemporaryDirectory() as folder:
        uv = resolver(checkout, Path(folder))
        for lock in EXTRAS:
            arguments = compile_arguments(lock, str(checkout.lock(lock)), upgrade=upgrade)
            done = subprocess.run([uv, *arguments], cwd=checkout.root, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise SetupError(f"The packages of pyproject.toml do not fit together:\n{done.stderr}")
            text = HEADER + "".join(line for line in done.stdout.splitlines(keepends=True) if line[:1] != "#")
            if "://" in text:
                raise SetupError(f"{checkout.lock(lock).name} would name a server; the lock stays as it was.")
            checkout.lock(lock).write_text(text)
            print(f"{checkout.lock(lock).relative_to(checkout.root)} written")


def resolver(checkout: Checkout, folder: Path) -> str:
    """The pinned resolver, installed into an environment of its own."""
    project = tomllib.loads((checkout.root / "pyproject.toml").read_text())["project"]
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    home = Checkout(root=folder.parent)
    scripts = folder / ("Scripts" if home.windows else "bin")
    subprocess.run(
        [str(scripts / "python"), "-m", "pip", "install", "-q", *project["optional-dependencies"]["lock"]], check=True
    )
    return str(scripts / "uv")


def compile_arguments(lock: str, path: str, *, upgrade: bool) -> list[str]:
    """The resolver's arguments for one lock file."""
    extras = [part for extra in EXTRAS[lock] for part in ("--extra", extra)]
    shape = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    return [
        "pip",
        "compile",
        *shape,
        *extras,
        "--output-file",
        path,
        *(["--upgrade"] if upgrade else []),
        "pyproject.toml",
    ]

"""The shape of the repository: its top level, its pins, its two README commands."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from devkit.environment import pinned

ROOT = Path(__file__).parents[2]
TOP_LEVEL = {"pyproject.toml", "README.md", "app", "tests", "assets", "build_config"}


def test_the_top_level_of_the_repository_is_fixed() -> None:
    names = {path.partition("/")[0] for path in tracked_files()}
    strangers = {name for name in names if not name.startswith(".")} - TOP_LEVEL

    assert set() == strangers


def test_time_and_chance_are_read_only_where_the_lint_exceptions_say() -> None:
    """No comment may switch the rule off: the exceptions in pyproject.toml are the whole list."""
    ruff = [sys.executable, "-m", "ruff", "check", "--ignore-noqa", "--select", "TID251", "--output-format", "concise"]
    done = subprocess.run([*ruff, "app"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (0, "All checks passed!\n") == (done.returncode, done.stdout)


def test_every_dependency_is_pinned_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *(pin for extra in project["optional-dependencies"].values() for pin in extra)]

    assert [] == [pin for pin in wanted if "==" not in pin]


def test_the_lock_files_hold_every_pin_and_the_test_lock_holds_the_runtime_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, test = (pins(ROOT / "build_config" / name) for name in ("requirements.lock", "requirements-test.lock"))
    extras = project["optional-dependencies"]

    assert without_extras([*project["dependencies"], *extras["build"]]) <= runtime
    assert runtime | without_extras(extras["test"]) <= test


def test_the_project_is_built_with_the_same_pin_that_is_locked() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert pyproject["project"]["optional-dependencies"]["build"] == pyproject["build-system"]["requires"]


def test_lock_files_pin_hashes_and_name_no_server() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (ROOT / "build_config" / name).read_text()
        without_hash = [
            block.split("==")[0] for block in text.split("\n") if "==" in block and not block.endswith("\\")
        ]

        assert ([], False, False) == (without_hash, "://" in text, "index" in text.splitlines()[0])
        assert len(set(pinned(text))) == len(pinned(text))


def test_continuous_integration_runs_the_command_of_the_readme_and_nothing_else() -> None:
    script = ROOT / ".ci" / "run"
    commands = [line for line in script.read_text().splitlines() if "python" in line]

    assert ["exec python3 build_config/dev.py check"] == commands
    assert os.access(script, os.X_OK)


def test_there_are_browser_tests_and_none_is_switched_off() -> None:
    """`check` must never end green without a browser having been driven."""
    sources = [path for path in tracked_files() if path.startswith("tests/") and path.endswith(".py")]
    switches = ("pytest.mark." + "skip", "pytest." + "skip(", "pytest.mark." + "xfail", "pytest." + "importorskip")
    off = [path for path in sources if any(switch in (ROOT / path).read_text() for switch in switches)]

    assert any(path.startswith("tests/browser/test_") for path in sources)
    assert [] == off


def pins(path: Path) -> set[str]:
    """The pins of a lock file, without markers and hashes."""
    return {line.split()[0] for line in path.read_text().splitlines() if "==" in line and line[0].isalnum()}


def without_extras(requirements: list[str]) -> set[str]:
    """`sqlalchemy[asyncio]==2` is locked as `sqlalchemy==2`."""
    return {re.sub(r"\[.*\]", "", requirement) for requirement in requirements}


def tracked_files() -> list[str]:
    """What git knows, or would know after `git add`, as paths from the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [path for path in listed if (ROOT / path).exists()]

"""The environment is made once and filled again exactly when it must be."""

import json
from pathlib import Path

import pytest

from devkit.checkout import Checkout
from devkit.environment import RUNTIME, TEST, fingerprint, pinned, python_version, stamp_file, stamps, usable


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """A clone with lock files and an environment made by Python 3.11.7."""
    made = Checkout(root=tmp_path)
    (tmp_path / "build_config").mkdir()
    made.lock(RUNTIME).write_text("flet==1.0.5 \\\n    --hash=sha256:aa\n")
    made.lock(TEST).write_text("flet==1.0.5 \\\n    --hash=sha256:aa\npytest==9.2.0 \\\n    --hash=sha256:bb\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "taffel"\n[tool.ruff]\nline-length = 120\n')
    made.python.parent.mkdir(parents=True)
    made.python.touch()
    (made.venv / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.7\n")
    return made


def test_the_same_lock_has_the_same_fingerprint(checkout: Checkout) -> None:
    assert fingerprint(checkout, RUNTIME) == fingerprint(checkout, RUNTIME)


def test_another_lock_another_python_and_another_project_change_the_fingerprint(checkout: Checkout) -> None:
    seen = [fingerprint(checkout, RUNTIME), fingerprint(checkout, TEST)]
    (checkout.venv / "pyvenv.cfg").write_text("version = 3.13.0\n")
    seen.append(fingerprint(checkout, RUNTIME))
    (checkout.root / "pyproject.toml").write_text('[project]\nname = "other"\n')
    seen.append(fingerprint(checkout, RUNTIME))

    assert len(seen) == len(set(seen))


def test_settings_of_the_tools_do_not_change_the_fingerprint(checkout: Checkout) -> None:
    before = fingerprint(checkout, RUNTIME)
    (checkout.root / "pyproject.toml").write_text('[project]\nname = "taffel"\n[tool.ruff]\nline-length = 100\n')

    assert before == fingerprint(checkout, RUNTIME)


@pytest.mark.parametrize(
    ("written", "version"),
    [("version = 3.11.7\n", (3, 11, 7)), ("version_info = 3.13.0.final.0\n", (3, 13, 0)), ("home = /usr\n", ())],
)
def test_the_version_is_read_from_either_kind_of_environment(
    checkout: Checkout, written: str, version: tuple[int, ...]
) -> None:
    (checkout.venv / "pyvenv.cfg").write_text(written)

    assert version == python_version(checkout)


def test_an_environment_made_here_by_a_new_enough_python_is_usable(checkout: Checkout) -> None:
    assert usable(checkout)


def test_an_environment_of_a_removed_or_too_old_python_is_made_again(checkout: Checkout) -> None:
    (checkout.venv / "pyvenv.cfg").write_text("version = 3.10.13\n")
    too_old = usable(checkout)
    (checkout.venv / "pyvenv.cfg").write_text("version = 3.11.7\n")
    checkout.python.unlink()

    assert (False, False) == (too_old, usable(checkout))


def test_an_environment_that_was_moved_with_its_clone_is_made_again(checkout: Checkout) -> None:
    stamp_file(checkout).write_text(json.dumps({"root": "/somewhere/else"}))

    assert not usable(checkout)


@pytest.mark.parametrize("written", ["", "{", "[]"])
def test_a_damaged_stamp_counts_as_nothing_installed(checkout: Checkout, written: str) -> None:
    stamp_file(checkout).write_text(written)

    assert {} == stamps(checkout)


def test_the_pinned_names_are_read_without_hashes_and_markers() -> None:
    lock = "# note\na==1 ; sys_platform == 'win32' \\\n    --hash=sha256:aa\nflet==1.0.5 \\\n    --hash=sha256:bb\n"

    assert ["a", "flet"] == pinned(lock)


def test_tools_are_found_on_windows_and_elsewhere() -> None:
    posix = Checkout(root=Path("/clone"), windows=False).tool("taffel")
    windows = Checkout(root=Path("/clone"), windows=True).tool("taffel")

    assert (Path("/clone/.venv/bin/taffel"), Path("/clone/.venv/Scripts/taffel.exe")) == (posix, windows)

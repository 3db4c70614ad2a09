"""A missing system part is named with the exact command for the platform."""

from pathlib import Path

import pytest

from devkit.checkout import SetupError
from devkit.system_parts import (
    CHROMIUM,
    FALLBACKS,
    GL,
    VENV,
    ZBAR,
    SystemPart,
    family,
    install_line,
    playwright_cache,
    provide,
)


@pytest.mark.parametrize(
    ("system", "release", "expected"),
    [
        ("Linux", "ID=debian\n", "debian"),
        ("Linux", "ID=raspbian\nID_LIKE=debian\n", "debian"),
        ("Linux", 'ID=ubuntu\nID_LIKE="debian"\n', "ubuntu"),
        ("Linux", 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', "ubuntu"),
        ("Linux", 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("Linux", "ID=arch\n", "arch"),
        ("Linux", "ID=alpine\n", "alpine"),
        ("Linux", "", "other"),
        ("Darwin", "", "macos"),
        ("Windows", "", "windows"),
    ],
)
def test_the_family_of_a_system_is_read_from_its_release_file(system: str, release: str, expected: str) -> None:
    assert expected == family(system, release)


def test_root_needs_no_sudo_and_others_do() -> None:
    lines = [install_line(ZBAR, "debian", root=root) for root in (True, False)]

    assert ["apt-get install -y libzbar0", "sudo apt-get install -y libzbar0"] == lines


def test_homebrew_and_a_download_into_the_home_never_run_with_sudo() -> None:
    lines = [install_line(ZBAR, "macos", root=False), install_line(CHROMIUM, "macos", root=False)]

    assert ["brew install zbar", ".venv/bin/python -m playwright install chromium"] == lines


def test_an_unknown_system_gets_a_sentence_instead_of_a_command() -> None:
    lines = [install_line(part, "other", root=False) for part in (VENV, ZBAR, GL, CHROMIUM)]

    assert [FALLBACKS[part.name] for part in (VENV, ZBAR, GL, CHROMIUM)] == lines


def test_a_present_part_is_left_alone() -> None:
    part = SystemPart(name="there", present=lambda: True, commands={})

    assert [] == provide([part], needed_for="the tests")


def test_a_part_that_is_needed_and_missing_stops_the_command_with_the_line_that_installs_it() -> None:
    part = SystemPart(name=CHROMIUM.name, present=lambda: False, commands={})

    with pytest.raises(
        SetupError, match=r"Needed for the tests:\nChromium is missing\. To install it: Install Chromium"
    ):
        provide([part], needed_for="the tests", system="other")


def test_a_part_that_is_only_useful_is_named_and_nothing_stops() -> None:
    part = SystemPart(name=ZBAR.name, present=lambda: False, commands={"fedora": "dnf install -y zbar"})

    lines = provide([part], system="fedora", root=False)

    assert ["libzbar is missing. To install it: sudo dnf install -y zbar"] == lines


def test_downloaded_browsers_are_looked_for_where_playwright_puts_them() -> None:
    places = [playwright_cache(system, Path("/home/k")).as_posix() for system in ("linux", "darwin", "win32")]

    assert [
        "/home/k/.cache/ms-playwright",
        "/home/k/Library/Caches/ms-playwright",
        "/home/k/AppData/Local/ms-playwright",
    ] == places

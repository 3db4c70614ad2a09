"""Parts that pip cannot bring: found when present, installed on Debian and Ubuntu as root, else named."""

import ctypes
import ctypes.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devkit.checkout import ROOT, SetupError
from devkit.progress import ProgressLine

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSERS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADED_BROWSERS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)
PLAYWRIGHT = "{python} -m playwright install {deps}chromium"
SHOWN_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemPart:
    """Something outside Python, with the command that installs it on each family of systems."""

    name: str
    present: Callable[[], bool]
    commands: Mapping[str, str]


def has_zbar() -> bool:
    """Whether the QR library that pyzbar loads is here; its Windows wheel brings it along."""
    if sys.platform == "win32":
        return True
    if sys.platform != "linux":
        return ctypes.util.find_library("zbar") is not None
    try:
        ctypes.CDLL("libzbar.so.0")
    except OSError:
        return False
    return True


def has_gl() -> bool:
    """Whether the system libraries that opencv-python's Linux wheel links to are here; other wheels bring theirs."""
    if sys.platform != "linux":
        return True
    try:
        for name in ("libGL.so.1", "libgthread-2.0.so.0"):
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def find_chromium() -> str | None:
    """The path of a Chromium for the browser tests: `CHROMIUM`, one on the path, or one that Playwright downloaded."""
    named = [os.environ.get("CHROMIUM", ""), *(shutil.which(name) or "" for name in BROWSERS), *MAC_BROWSERS]
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or playwright_cache(sys.platform, Path.home()))
    downloaded = (
        str(path) for pattern in DOWNLOADED_BROWSERS for path in sorted(downloads.glob(pattern), reverse=True)
    )
    return next((path for path in (*named, *downloaded) if path and Path(path).is_file()), None)


def playwright_cache(system: str, home: Path) -> Path:
    """Where Playwright keeps downloaded browsers on a system named as in `sys.platform`."""
    match system:
        case "darwin":
            return home / "Library" / "Caches" / "ms-playwright"
        case "win32":
            return home / "AppData" / "Local" / "ms-playwright"
        case _:
            return home / ".cache" / "ms-playwright"


VENV = SystemPart(
    name="Python's venv module",
    present=lambda: False,  # asked for only when making an environment has failed
    commands={
        "debian": "apt-get install -y python3-venv",
        "ubuntu": "apt-get install -y python3-venv",
        "fedora": "dnf install -y python3",
        "arch": "pacman -S --noconfirm python",
        "alpine": "apk add python3 py3-pip",
        "macos": "brew install python",
        "windows": "winget install Python.Python.3.13",
    },
)
ZBAR = SystemPart(
    name="libzbar",
    present=has_zbar,
    commands={
        "debian": "apt-get install -y libzbar0",
        "ubuntu": "apt-get install -y libzbar0",
        "fedora": "dnf install -y zbar",
        "arch": "pacman -S --noconfirm zbar",
        "alpine": "apk add zbar",
        "macos": "brew install zbar",
    },
)
GL = SystemPart(
    name="libGL",
    present=has_gl,
    commands={
        "debian": "apt-get install -y libgl1 libglib2.0-0",
        "ubuntu": "apt-get install -y libgl1 libglib2.0-0",
        "fedora": "dnf install -y mesa-libGL glib2",
        "arch": "pacman -S --noconfirm libglvnd glib2",
        "alpine": "apk add mesa-gl glib",
    },
)
CHROMIUM = SystemPart(
    name="Chromium",
    present=lambda: find_chromium() is not None,
    commands={
        "debian": "apt-get install -y chromium",
        "ubuntu": PLAYWRIGHT.format(python=".venv/bin/python", deps="--with-deps "),  # Ubuntu's own package is a snap
        "fedora": "dnf install -y chromium",
        "arch": "pacman -S --noconfirm chromium",
        "alpine": "apk add chromium",
        "macos": PLAYWRIGHT.format(python=".venv/bin/python", deps=""),
        "windows": PLAYWRIGHT.format(python=r".venv\Scripts\python", deps=""),
    },
)
FALLBACKS = {
    VENV.name: "Install Python 3.11 or newer with its venv module.",
    ZBAR.name: "Install the library zbar 0.23 with your package manager.",
    GL.name: "Install libGL and glib 2 with your package manager.",
    CHROMIUM.name: "Install Chromium and set CHROMIUM to its path.",
}


def family(system: str, os_release: str) -> str:
    """Which family of systems this is, from `platform.system()` and the text of `/etc/os-release`."""
    if system in {"Darwin", "Windows"}:
        return {"Darwin": "macos", "Windows": "windows"}[system]
    fields = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    words = f"{fields.get('ID', '')} {fields.get('ID_LIKE', '')}".replace('"', "").split()
    return next((word for word in words if word in {"ubuntu", "debian", "fedora", "arch", "alpine"}), "other")


def is_root() -> bool:
    """Whether this process may install system packages without asking."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install_line(part: SystemPart, system_family: str, *, root: bool) -> str:
    """The exact command for a person, or a sentence where no command is known."""
    command = part.commands.get(system_family)
    if command is None:
        return FALLBACKS[part.name]
    as_root = root or system_family in {"macos", "windows"} or command.startswith(".venv")
    return command if as_root else f"sudo {command}"


def here() -> str:
    """The family of the system this runs on."""
    release = Path("/etc/os-release")
    return family(platform.system(), release.read_text() if release.exists() else "")


def provide(
    parts: Sequence[SystemPart], needed_for: str = "", *, system: str | None = None, root: bool | None = None
) -> list[str]:
    """Install what is missing where that is allowed: as root on Debian and Ubuntu.

    Returns one line per part that is still missing: its name and the command that installs it.
    With `needed_for` a missing part is a SetupError instead.
    """
    missing = [part for part in parts if not part.present()]
    system = here() if system is None else system
    root = is_root() if root is None else root
    if root and system in {"debian", "ubuntu"}:
        missing = [part for part in missing if not apt_installed(part, system)]
    lines = [f"{part.name} is missing. To install it: {install_line(part, system, root=root)}" for part in missing]
    if lines and needed_for:
        raise SetupError("\n".join([f"Needed for {needed_for}:", *lines]))
    return lines


def apt_installed(part: SystemPart, system: str) -> bool:
    """Run the part's own command as root; true when it worked. Its words are shown only when it fails."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = part.commands[system].split()
    with ProgressLine(f"Installing {part.name}") as line:
        for command in (["apt-get", "update", "-qq"], install):
            done = subprocess.run(command, cwd=ROOT, env=quiet, capture_output=True, text=True, check=False)
        line.end = "done" if done.returncode == 0 else "failed"
    if done.returncode != 0:
        print("\n".join((done.stdout + done.stderr).splitlines()[-SHOWN_LINES:]))
    return done.returncode == 0

"""The command line names what is wrong and how to mend it, and never shows a traceback for it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "TAFFEL_VIPPS_CLIENT_ID": "id",
    "TAFFEL_VIPPS_CLIENT_SECRET": "secret",
    "TAFFEL_VIPPS_SUBSCRIPTION_KEY": "key",
    "TAFFEL_VIPPS_MSN": "123456",
    "TAFFEL_PONGO_TOKEN": "token",
}


def taffel(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TAFFEL_")}
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_serving_without_settings_names_all_of_them(tmp_path: Path) -> None:
    done = taffel("serve", folder=tmp_path)

    assert done.returncode == 2
    assert all(name in done.stderr for name in GOOD)
    assert "Traceback" not in done.stderr


def test_serving_a_bad_menu_names_the_place(tmp_path: Path) -> None:
    (tmp_path / "menu.toml").write_text("[restaurant]\nname = 1\n", encoding="utf-8")
    done = taffel("serve", "--port", "0", folder=tmp_path, TAFFEL_MENU_FILE="menu.toml", **GOOD)

    assert done.returncode == 2
    assert "restaurant.name" in done.stderr


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", encoding="utf-8")
    url = f"sqlite+aiosqlite:///{blocked / 'taffel.db'}"
    done = taffel("db", "upgrade", folder=tmp_path, TAFFEL_DATABASE_URL=url, **GOOD)

    assert done.returncode == 2
    assert "database" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_the_database_is_brought_up_to_date(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    done = taffel("db", "upgrade", folder=tmp_path, TAFFEL_DATABASE_URL=url, **GOOD)

    assert (done.returncode, done.stdout.strip()) == (0, "The database is up to date.")


def test_the_doctor_names_what_cannot_be_reached(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    nowhere = "http://127.0.0.1:9"
    done = taffel(
        "doctor",
        folder=tmp_path,
        TAFFEL_DATABASE_URL=url,
        TAFFEL_VIPPS_BASE_URL=nowhere,
        TAFFEL_PONGO_BASE_URL=nowhere,
        **GOOD,
    )

    assert done.returncode == 1
    assert "ok    database" in done.stdout
    assert "mend  vipps: Unreachable" in done.stdout
    assert "mend  pongo: Unreachable" in done.stdout


def test_a_payment_that_is_not_there_is_named(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'taffel.db'}"
    done = taffel("payment", "show", "taffel-nobody-1-1", folder=tmp_path, TAFFEL_DATABASE_URL=url, **GOOD)

    assert done.returncode == 2
    assert "NoSuchPayment: taffel-nobody-1-1" in done.stderr
    assert "Traceback" not in done.stderr


def test_nobody_approves_real_money_from_the_command_line(tmp_path: Path) -> None:
    real = {**GOOD, "TAFFEL_VIPPS_BASE_URL": "https://api.vipps.no"}
    done = taffel("payment", "force-approve", "taffel-nobody-1-1", folder=tmp_path, **real)

    assert done.returncode == 2
    assert "api.vipps.no is no test environment" in done.stderr
    assert "TAFFEL_VIPPS_BASE_URL" in done.stderr
    assert not (tmp_path / "taffel.db").exists()

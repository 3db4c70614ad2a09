"""`taffel guest` shows and forgets a guest, tells the number to nobody else, and does nothing by halves."""

import asyncio
import json
import stat
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from app.cli import guests
from app.cli.commands import app
from app.cli.simulate import environment
from app.domain.privacy import Need
from app.services.basics.phone_numbers import PhoneTrouble
from app.settings import PREFIX, Settings, load_settings
from app.simulators.serve import Addresses
from app.storage.unit_of_work import SqlStorage
from support.whole_evening import KARI, KARIS, a_hold, both_were_here, dump, naming

NOWHERE = Addresses(vipps="http://127.0.0.1:1", pongo="http://127.0.0.1:1")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "taffel.db"


@pytest.fixture
def settings(file: Path) -> Settings:
    """APIs that nobody could reach: none is needed."""
    given = {name.removeprefix(PREFIX).lower(): value for name, value in environment(NOWHERE).items()}
    return load_settings(**given, database_url=f"sqlite+aiosqlite:///{file}")


async def filled(settings: Settings, more: Callable[[Any], Coroutine[Any, Any, object]] | None = None) -> None:
    storage = await SqlStorage.open(settings.database_url)
    await both_were_here(storage)
    if more is not None:
        async with storage.work() as work:
            await more(work)
            await work.commit()
    await storage.close()


@pytest.mark.parametrize("spelling", ["12345678", "+47 123 45 678", "0047 12 34 56 78", "4712345678"[2:]])
async def test_export_prints_everything_whatever_the_spelling(
    settings: Settings, spelling: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(settings)
    await guests.export(settings, spelling, None)
    told = json.loads(capsys.readouterr().out)

    assert (KARI, 1, 2) == (told["phone"], len(told["held"]["payments"]), len(told["held"]["consents"]))


async def test_export_writes_a_file_for_its_owner_alone_and_masks_the_number_beside_it(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(settings)
    target = tmp_path / "kari.json"
    await guests.export(settings, "12345678", target)
    said = capsys.readouterr().out

    assert 0o600 == stat.S_IMODE(target.stat().st_mode)
    assert KARI == json.loads(target.read_text())["phone"]
    assert ("•••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678" in said, "345678" in said) == (True, False)


async def test_export_never_writes_over_a_file(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "precious.json"
    target.write_text("precious")
    with pytest.raises(typer.Exit):
        await guests.export(settings, "12345678", target)

    assert "precious" == target.read_text()
    assert "cannot be written" in capsys.readouterr().err


async def test_erase_forgets_the_guest_and_says_what_stays(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(settings)
    await guests.erase(settings, "12345678", sure=True)
    said = capsys.readouterr().out

    assert [] == naming(dump(file), KARIS)
    assert (
        "•••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678 is erased" in said,
        "345678" in said,
        "Hey Pongo" in said,
    ) == (True, False, True)


async def test_erase_of_an_unknown_number_says_so(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    await guests.erase(settings, "12345678", sure=True)

    assert "Nothing names •••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678.\n" == capsys.readouterr().out


async def test_erase_of_somebody_who_is_not_done_names_what_to_do_and_erases_nothing(
    settings: Settings, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(settings, lambda work: work.holds.add(a_hold(KARI)))
    before = dump(file)
    with pytest.raises(typer.Exit) as ended:
        await guests.erase(settings, "12345678", sure=True)
    said = capsys.readouterr().err

    assert 2 == ended.value.exit_code
    assert "a reward is held for order order-one: finish the order" in said
    assert before == {**dump(file), "secrets": before["secrets"]}


@pytest.mark.parametrize(("typed", "why"), [("", "empty"), ("kari", "letters"), ("123", "too short"), ("+999 1", "")])
async def test_what_is_no_number_is_said_so(
    settings: Settings, typed: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        await guests.export(settings, typed, None)

    assert why in capsys.readouterr().err


def test_every_reason_not_to_erase_has_its_words() -> None:
    assert set(Need) == set(guests._NEEDS)
    assert set(PhoneTrouble) == set(guests._TROUBLES)


@pytest.mark.parametrize(("answer", "is_erased"), [("n\n", False), ("y\n", True)])
def test_the_command_asks_before_it_erases(
    settings: Settings, file: Path, tmp_path: Path, answer: str, *, is_erased: bool
) -> None:
    asyncio.run(filled(settings))
    given = {**environment(NOWHERE), f"{PREFIX}DATABASE_URL": settings.database_url}
    ran = CliRunner().invoke(app, ["guest", "erase", "12345678"], input=answer, env=given)

    assert (is_erased, 0 if is_erased else 1) == (not naming(dump(file), KARIS), ran.exit_code)
    assert "records name •••\N{NO-BREAK SPACE}••\N{NO-BREAK SPACE}678. Erase the guest?" in ran.output

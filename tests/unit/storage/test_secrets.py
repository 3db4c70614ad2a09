"""Secrets are sealed in the database; without the key, or under another name, they say nothing."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from app.domain.connection import KeyFault
from app.ports.errors import KeyUnusable, Misconfigured
from app.storage.database import Database
from app.storage.secrets import SealedSecrets
from app.storage.unit_of_work import SqlStorage

KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(32)).decode()
SECRET = "A0+AeKBRG2KRGvnNwJpQ=="


@pytest.fixture
async def database(sql: SqlStorage, url: str) -> AsyncIterator[Database]:
    opened = Database(url)
    yield opened
    await opened.close()


async def test_a_secret_is_found_again_by_its_name(database: Database) -> None:
    await SealedSecrets(database, KEY).put("webhook/1", SECRET)
    later = SealedSecrets(database, KEY)

    assert (SECRET, None) == (await later.get("webhook/1"), await later.get("webhook/2"))


async def test_secrets_are_found_by_the_beginning_of_their_names(database: Database) -> None:
    secrets = SealedSecrets(database, KEY)
    for name in ("webhook/1", "webhook/2", "pongo/token", "webhook_3"):
        await secrets.put(name, f"secret of {name}")

    assert {"1": "secret of webhook/1", "2": "secret of webhook/2"} == await secrets.all("webhook/")


async def test_a_new_one_takes_the_place_of_the_old_one_and_a_removed_one_is_gone(database: Database) -> None:
    secrets = SealedSecrets(database, KEY)
    await secrets.put("webhook/1", "old")
    await secrets.put("webhook/1", SECRET)
    kept = await secrets.get("webhook/1")
    await secrets.remove("webhook/1")
    await secrets.remove("webhook/1")

    assert (SECRET, None) == (kept, await secrets.get("webhook/1"))


async def test_the_files_of_the_database_do_not_hold_it(database: Database, path: Path) -> None:
    await SealedSecrets(database, KEY).put("webhook/1", SECRET)
    files = [file.read_bytes() for file in path.parent.iterdir()]

    assert any(b"webhook/1" in content for content in files)
    assert not any(SECRET.encode() in content for content in files)


async def test_the_same_secret_is_sealed_differently_each_time(database: Database) -> None:
    secrets = SealedSecrets(database, KEY)

    assert secrets._sealed("a", SECRET) != secrets._sealed("a", SECRET)


async def test_another_key_opens_nothing_and_the_message_names_the_fix_and_no_secret(database: Database) -> None:
    await SealedSecrets(database, KEY).put("webhook/1", SECRET)
    stranger = SealedSecrets(database, OTHER_KEY)
    with structlog.testing.capture_logs() as logs:
        found = await stranger.all("webhook/")
    with pytest.raises(Misconfigured) as refused:
        await stranger.get("webhook/1")

    assert ({}, ["secret_not_opened"]) == (found, [line["event"] for line in logs])
    assert "TAFFEL_SECRET_KEY" in refused.value.fix
    assert SECRET not in str(refused.value)


async def test_a_sealed_secret_does_not_open_under_another_name(database: Database) -> None:
    secrets = SealedSecrets(database, KEY)
    sealed = secrets._sealed("webhook/1", SECRET)

    with pytest.raises(Misconfigured):
        secrets._opened("webhook/2", sealed)


@pytest.mark.parametrize("sealed", ["", "short", "no base64!", base64.b64encode(bytes(40)).decode()])
async def test_a_damaged_one_is_told_as_such(database: Database, sealed: str) -> None:
    with pytest.raises(Misconfigured):
        SealedSecrets(database, KEY)._opened("webhook/1", sealed)


@pytest.mark.parametrize("key", ["password", base64.b64encode(bytes(16)).decode(), "æ" * 44])
async def test_a_key_that_is_none_is_refused_with_the_fix(database: Database, key: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        await SealedSecrets(database, key).put("a", SECRET)

    assert "openssl rand -base64 32" in refused.value.fix
    assert key not in str(refused.value)


async def test_a_key_in_either_base64_alphabet_is_the_same_key(database: Database) -> None:
    key = bytes([255] * 32)
    await SealedSecrets(database, base64.b64encode(key).decode()).put("a", SECRET)

    assert SECRET == await SealedSecrets(database, base64.urlsafe_b64encode(key).decode()).get("a")


async def test_without_a_key_one_is_made_beside_the_database_for_its_owner_only(
    sql: SqlStorage, database: Database, path: Path
) -> None:
    file = path.with_suffix(".key")
    unused = file.exists()
    await sql.secrets().put("a", SECRET)

    assert (False, 0o600, SECRET) == (
        unused,
        file.stat().st_mode & 0o777,
        await SealedSecrets(database, None).get("a"),
    )
    assert [file.name] == [one.name for one in path.parent.glob("*.key*")]


async def test_a_key_file_that_others_may_read_is_refused(database: Database, path: Path) -> None:
    file = path.with_suffix(".key")
    file.write_text(KEY)
    file.chmod(0o644)

    with pytest.raises(Misconfigured, match="others may read") as refused:
        await SealedSecrets(database, None).put("a", SECRET)

    assert refused.value.fix.startswith("chmod 600")


@pytest.mark.parametrize(
    ("ailment", "fault"),
    [("unreadable", KeyFault.UNREADABLE), ("open", KeyFault.OPEN), ("no key", KeyFault.BAD), ("bytes", KeyFault.BAD)],
)
async def test_what_ails_the_key_file_is_named_with_the_fix_and_mended_without_a_restart(
    database: Database, path: Path, ailment: str, fault: KeyFault
) -> None:
    secrets, file = SealedSecrets(database, None), path.with_suffix(".key")
    await SealedSecrets(database, KEY).put("a", SECRET)
    _ail(file, ailment)
    told = []
    for attempt in (secrets.check(), secrets.get("a"), secrets.all(""), secrets.put("b", SECRET)):
        with pytest.raises(KeyUnusable) as refused:
            await attempt
        told.append(refused.value.fault)
    _healed(file)
    await secrets.check()

    assert [fault] * 4 == told
    assert str(file) in refused.value.fix or "TAFFEL_SECRET_KEY" in refused.value.fix
    assert SECRET == await secrets.get("a")


def _ail(file: Path, ailment: str) -> None:
    """A folder in its place cannot be read, whoever tries."""
    match ailment:
        case "unreadable":
            file.mkdir(mode=0o700)
            return
        case "bytes":
            file.write_bytes(bytes(range(200, 255)))
        case _:
            file.write_text(KEY if ailment == "open" else "no key")
    file.chmod(0o644 if ailment == "open" else 0o600)


def _healed(file: Path) -> None:
    if file.is_dir():
        file.rmdir()
    file.write_text(KEY)
    file.chmod(0o600)


async def test_a_key_that_did_not_seal_a_secret_is_told_apart_from_one_that_is_none(database: Database) -> None:
    await SealedSecrets(database, KEY).put("a", SECRET)
    stranger = SealedSecrets(database, OTHER_KEY)
    await stranger.check()
    with pytest.raises(KeyUnusable) as refused:
        await stranger.get("a")

    assert KeyFault.OTHER is refused.value.fault


async def test_a_key_file_that_appears_meanwhile_is_taken(database: Database, path: Path) -> None:
    """Two programs start together: the second one finds the key of the first in its way and uses it."""
    file = path.with_suffix(".key")

    def chance(count: int) -> bytes:
        if not file.exists():
            file.write_text(KEY)
            file.chmod(0o600)
        return bytes(count)

    await SealedSecrets(database, None, chance).put("a", SECRET)

    assert (KEY, SECRET) == (file.read_text(), await SealedSecrets(database, KEY).get("a"))

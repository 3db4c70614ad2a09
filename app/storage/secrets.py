"""Secrets in the database, sealed with AES-256-GCM; the key is a setting, or a file that only its owner may read.

A sealed value holds the nonce and is bound to its name, so that two of them cannot be exchanged. Who has the database
without the key has nothing; so the key file is no part of a backup of the database.
"""

import base64
import os
from collections.abc import Callable
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, delete, insert, select

from app.domain.connection import KeyFault
from app.ports.errors import KeyUnusable
from app.storage.database import Database
from app.storage.tables import secrets

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_FIX = "Set TAFFEL_SECRET_KEY to the key that was used before, or to a new one: openssl rand -base64 32"

_GET = select(secrets.c.sealed).where(secrets.c.name == bindparam("of_name"))
_ALL = (
    select(secrets.c.name, secrets.c.sealed)
    .where(secrets.c.name.startswith(bindparam("prefix"), autoescape=False))
    .order_by(secrets.c.name)
)
_ADD = insert(secrets)
_REMOVE = delete(secrets).where(secrets.c.name == bindparam("of_name"))

_log = structlog.get_logger()


class SealedSecrets:
    """Implements :class:`app.ports.secret_store.SecretStore`. Without ``key`` one is made beside the database."""

    def __init__(self, database: Database, key: str | None, chance: Callable[[int], bytes] = os.urandom) -> None:
        self._database = database
        self._given = key
        self._chance = chance
        self._cipher: AESGCM | None = None

    async def get(self, name: str) -> str | None:
        async with self._database.reading() as transaction:
            rows = await transaction.rows(_GET, {"of_name": name})
        return self._opened(name, rows[0].sealed) if rows else None

    async def all(self, prefix: str) -> dict[str, str]:
        async with self._database.reading() as transaction:
            rows = await transaction.rows(_ALL, {"prefix": prefix})
        found = {}
        for row in rows:
            try:
                found[row.name.removeprefix(prefix)] = self._opened(row.name, row.sealed)
            except KeyUnusable as error:
                if error.fault is not KeyFault.OTHER:
                    raise
                _log.warning("secret_not_opened", name=row.name)
        return found

    async def put(self, name: str, secret: str) -> None:
        sealed = self._sealed(name, secret)
        async with self._database.writing() as transaction:
            await transaction.change(_REMOVE, {"of_name": name})
            await transaction.change(_ADD, {"name": name, "sealed": sealed})
            await transaction.commit()

    async def check(self) -> None:
        self._aead()

    async def remove(self, name: str) -> None:
        async with self._database.writing() as transaction:
            await transaction.change(_REMOVE, {"of_name": name})
            await transaction.commit()

    def _sealed(self, name: str, secret: str) -> str:
        nonce = self._chance(NONCE_BYTES)
        return base64.b64encode(nonce + self._aead().encrypt(nonce, secret.encode(), name.encode())).decode()

    def _opened(self, name: str, sealed: str) -> str:
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._aead().decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], name.encode()).decode()
        except (InvalidTag, ValueError):
            raise KeyUnusable(
                f"the secret {name} was sealed with another key", fault=KeyFault.OTHER, fix=KEY_FIX
            ) from None

    def _aead(self) -> AESGCM:
        if self._cipher is None:
            file = self._database.file.with_suffix(".key")
            self._cipher = AESGCM(_key(self._given) if self._given else _key_in(file, self._chance))
        return self._cipher


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().translate(str.maketrans("-_", "+/")), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyUnusable(f"the secret key is not {KEY_BYTES} bytes in base64", fault=KeyFault.BAD, fix=KEY_FIX)
    return key


def _key_in(file: Path, chance: Callable[[int], bytes]) -> bytes:
    """The key in a file; a new one when there is none. Two programs that start together agree on one."""
    try:
        if not file.exists():
            _write_new(file, base64.b64encode(chance(KEY_BYTES)) + b"\n")
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise KeyUnusable(f"others may read the key file {file}", fault=KeyFault.OPEN, fix=f"chmod 600 {file}")
        return _key(file.read_text(errors="replace"))
    except OSError as error:
        raise KeyUnusable(
            f"the key file {file} cannot be used: {error.strerror}",
            fault=KeyFault.UNREADABLE,
            fix=f"Let the hub's user read and write {file} and its folder, or set TAFFEL_SECRET_KEY to what is in it.",
        ) from error


def _write_new(file: Path, content: bytes) -> None:
    """Whole or not at all, and never over another one."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(content)
            writing.flush()
            os.fsync(writing.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)

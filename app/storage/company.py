"""Whether other programs of ours use the same database, told by a lock that ends with its holder, however it ends."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import structlog

from app.storage.database import file_of

PATIENCE = 5.0
"""Seconds to wait for another program that is just looking around."""

log = structlog.get_logger()


@contextmanager
def in_company(url: str) -> Iterator[bool]:
    """Be there until the block ends; whether nobody else was when it began.

    Everybody reads a small file beside the database, which only who is alone could lock: so a hub that was killed is
    gone at once, and a hub that lives keeps what it has claimed when another one starts. Where no such file can be
    made nobody believes to be alone, and claims of the dead end by themselves.
    """
    beside = file_of(url).with_suffix(".hubs")
    try:
        connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        log.warning("company_unknown", kind=type(error).__name__)
        yield False
        return
    with closing(connection):
        yield _joined(connection)


def _joined(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("CREATE TABLE IF NOT EXISTS hubs (name TEXT)")
        connection.execute("COMMIT")
        alone = True
    except sqlite3.OperationalError:
        alone = False
    try:
        connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM hubs").fetchall()
    except sqlite3.OperationalError as error:
        log.warning("company_unknown", kind=type(error).__name__)
        return False
    return alone

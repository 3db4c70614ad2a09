"""The merchant's account at the loyalty programme, and visits to its form."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from app.domain.connection import Connection, ConnectionRecord, ConnectionState, How, OAuthState, Reason
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import connections, oauth_states

THE_ONE = "pongo"
REMEMBERED = timedelta(days=1)
"""A visit that is over is known for so long, so that a second use of it can be told from a forgery."""

_GET = select(connections).where(connections.c.name == THE_ONE)
_ADD = insert(connections)
_SAVE = update(connections).where(connections.c.name == THE_ONE, connections.c.version == bindparam("read_version"))
_BEGIN = insert(oauth_states)
_FORGET = delete(oauth_states).where(oauth_states.c.expires_at < bindparam("long_over"))
_VISIT = select(oauth_states).where(oauth_states.c.digest == bindparam("of_digest"))
_USE = (
    update(oauth_states)
    .where(oauth_states.c.digest == bindparam("of_digest"), oauth_states.c.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


class SqlConnections:
    """One account, many visits."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def get(self) -> ConnectionRecord | None:
        rows = await self._transaction.rows(_GET)
        return _record(rows[0]) if rows else None

    async def save(self, record: ConnectionRecord) -> ConnectionRecord:
        stored = replace(record, version=record.version + 1)
        if not record.version:
            await self._transaction.change(_ADD, {"name": THE_ONE, **_columns(stored)})
        elif not await self._transaction.change(_SAVE, {"read_version": record.version, **_columns(stored)}):
            msg = "the connection was saved by somebody else first"
            raise StaleWrite(msg)
        return stored

    async def begin(self, visit: OAuthState) -> None:
        await self._transaction.change(_FORGET, {"long_over": visit.begun_at - REMEMBERED})
        await self._transaction.change(_BEGIN, _visit_columns(visit))

    async def use(self, digest: str, now: datetime) -> OAuthState | None:
        rows = await self._transaction.rows(_VISIT, {"of_digest": digest})
        if not rows:
            return None
        visit = _visit(rows[0])
        if visit.used_at is None and not await self._transaction.change(_USE, {"of_digest": digest, "now": now}):
            return replace(visit, used_at=now)
        return visit


def _columns(record: ConnectionRecord) -> dict[str, object]:
    connection = record.connection
    return {
        "state": connection.state.value,
        "how": connection.how and connection.how.value,
        "since": connection.since,
        "merchant": connection.merchant,
        "reason": connection.reason and connection.reason.value,
        "expires_at": connection.expires_at,
        "token_print": record.token_print,
        "secret": record.secret,
        "version": record.version,
    }


def _record(row: Row[Any]) -> ConnectionRecord:
    return ConnectionRecord(
        connection=Connection(
            state=ConnectionState(row.state),
            how=None if row.how is None else How(row.how),
            since=row.since,
            merchant=row.merchant,
            reason=None if row.reason is None else Reason(row.reason),
            expires_at=row.expires_at,
        ),
        token_print=row.token_print,
        secret=row.secret,
        version=row.version,
    )


def _visit_columns(visit: OAuthState) -> dict[str, object]:
    return {
        "digest": visit.digest,
        "begun_at": visit.begun_at,
        "expires_at": visit.expires_at,
        "used_at": visit.used_at,
    }


def _visit(row: Row[Any]) -> OAuthState:
    return OAuthState(digest=row.digest, begun_at=row.begun_at, expires_at=row.expires_at, used_at=row.used_at)

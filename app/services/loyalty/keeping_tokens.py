"""Keep the token of the merchant's account: sealed, one in force, and nothing sent with one that was refused."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from app.domain.connection import Connection, ConnectionRecord, ConnectionState, How, KeyFault, Reason, digest_of
from app.ports.clock import Clock
from app.ports.errors import KeyUnusable, Misconfigured, NotConnected, PortError
from app.ports.secret_store import SecretStore
from app.ports.storage import Storage
from app.services.basics.transactions import retried

log = structlog.get_logger()

SECRETS = "pongo/token/"
"""Tokens are kept under this and their print; which of them is in force stands with the connection."""

NOTHING = ConnectionRecord(connection=Connection(state=ConnectionState.NOT_CONNECTED))
FIX = "Connect Pongo in the admin, or with: taffel pongo connect"


class KeepingTokens:
    """Implements :class:`app.ports.connection.TokenKeeper`.

    ``static`` is the token in the settings: it is in force as long as nobody connected otherwise, and no longer once it
    was refused or put away; another one in its place begins anew. Without ``secrets`` there is no other token.
    """

    def __init__(self, *, storage: Storage, secrets: SecretStore | None, clock: Clock, static: str | None) -> None:
        self._storage = storage
        self._secrets = secrets
        self._clock = clock
        self._static = static
        self._turn = asyncio.Lock()

    async def status(self) -> Connection:
        """How the account stands, and whether its token can be read."""
        record = await self._record()
        if record.connection.works and record.secret is not None:
            try:
                await self._opened(record)
            except KeyUnusable as error:
                return replace(record.connection, key=error.fault)
        return record.connection

    async def check_key(self) -> None:
        """Whether a token could be kept now: raises :class:`KeyUnusable`, before anything is asked for."""
        if self._secrets is not None:
            await self._secrets.check()

    async def token(self) -> str:
        record = await self._record()
        if not record.connection.works:
            raise NotConnected(f"Pongo: {record.connection.state}", fix=FIX)
        return await self._token_of(record)

    async def refused(self, token: str) -> bool:
        """Whoever sent an older token may try again; the one in force is not sent again until somebody connects."""
        record = await self._record()
        if record.token_print != digest_of(token):
            return record.connection.works
        ends = record.connection.expires_at
        reason = Reason.EXPIRED if ends is not None and ends <= self._clock.now() else Reason.REFUSED
        await self._stop(record, reason)
        return False

    async def last_token(self) -> str | None:
        """The token that was in force last, refused or put away, to see whether it works; ``None`` without one.

        Raises :class:`KeyUnusable`.
        """
        record = await self._record()
        if record.secret is None:
            return self._static if record.token_print is not None else None
        return await self._opened(record)

    async def keep(self, token: str, how: How, merchant: str | None, expires_at: datetime | None) -> Connection:
        """Put this token in force. The secret is stored first, then the connection that names it, then the old goes."""
        connection = Connection(
            state=ConnectionState.CONNECTED,
            how=how,
            since=self._clock.now(),
            merchant=merchant,
            expires_at=expires_at,
        )
        async with self._turn:
            secret = await self._sealed(token)
            kept = ConnectionRecord(connection=connection, token_print=digest_of(token), secret=secret)
            before = await self._record()
            await self._put(lambda _: kept)
            await self._forget_secrets(before.secret, secret)
        log.info("pongo_connected", how=how)
        return connection

    async def works(self, merchant: str | None) -> Connection:
        """The last token works, maybe again."""

        def mended(record: ConnectionRecord) -> ConnectionRecord:
            connection = record.connection
            if connection.works and connection.since is not None and connection.merchant == merchant:
                return record
            since = connection.since if connection.works and connection.since is not None else self._clock.now()
            return replace(
                record,
                connection=replace(
                    connection,
                    state=ConnectionState.CONNECTED,
                    how=connection.how or How.STATIC,
                    since=since,
                    merchant=merchant or connection.merchant,
                    reason=None,
                ),
            )

        return await self._put(mended)

    async def put_away(self) -> Connection:
        """Forget the token. One that stands in the settings is remembered as put away."""
        put_away = replace(NOTHING, token_print=None if self._static is None else digest_of(self._static))
        async with self._turn:
            before = await self._record()
            away = await self._put(lambda _: put_away)
            await self._forget_secrets(before.secret, None)
        log.info("pongo_disconnected")
        return away

    async def _stop(self, record: ConnectionRecord, reason: Reason) -> None:
        def stopped(present: ConnectionRecord) -> ConnectionRecord:
            if present.token_print != record.token_print or not present.connection.works:
                return present
            needs = replace(
                present.connection,
                state=ConnectionState.NEEDS_RECONNECT,
                reason=reason,
                since=self._clock.now(),
            )
            return replace(present, connection=needs)

        log.warning("pongo_needs_reconnect", reason=reason)
        try:
            await self._put(stopped)
        except PortError as error:
            log.warning("connection_not_saved", kind=type(error).__name__)

    async def _put(self, change: Callable[[ConnectionRecord], ConnectionRecord]) -> Connection:
        async def once() -> ConnectionRecord:
            async with self._storage.work() as work:
                stored = await work.connections.get()
                present = self._in_force(stored)
                after = replace(change(present), version=stored.version if stored else 0)
                if after != present or stored is None:
                    after = await work.connections.save(after)
                    await work.commit()
                return after

        return (await retried(once)).connection

    async def _record(self) -> ConnectionRecord:
        async with self._storage.reading() as reading:
            return self._in_force(await reading.connections.get())

    def _in_force(self, stored: ConnectionRecord | None) -> ConnectionRecord:
        """What was connected here, or else the token of the settings, unless just that one was refused or put away."""
        record = stored or NOTHING
        if record.secret is not None:
            return record
        if self._static is None:
            return replace(NOTHING, version=record.version)
        token_print = digest_of(self._static)
        if record.token_print == token_print:
            return record
        fresh = Connection(state=ConnectionState.CONNECTED, how=How.STATIC)
        return ConnectionRecord(connection=fresh, token_print=token_print, version=record.version)

    async def _token_of(self, record: ConnectionRecord) -> str:
        if record.secret is None:
            return self._static or ""
        token = await self._opened(record)
        if token is None:
            await self._stop(record, Reason.SEALED)
            raise NotConnected("Pongo: the token cannot be opened", fix=FIX)
        return token

    async def _opened(self, record: ConnectionRecord) -> str | None:
        if self._secrets is None or record.secret is None:
            return None
        try:
            return await self._secrets.get(record.secret)
        except KeyUnusable as error:
            if error.fault is not KeyFault.OTHER:
                raise  # nothing is wrong with the token: it works again as soon as the key does
            log.warning("token_not_opened", reason=str(error))
            return None

    async def _sealed(self, token: str) -> str:
        if self._secrets is None:
            raise Misconfigured("there is no place for secrets", fix="Set TAFFEL_SECRET_KEY.")
        name = SECRETS + digest_of(token)
        await self._secrets.put(name, token)
        return name

    async def _forget_secrets(self, before: str | None, now: str | None) -> None:
        """Every token that is not in force: the one before, and what an end half-way left behind."""
        if self._secrets is None:
            return
        try:
            known = {SECRETS + rest for rest in await self._secrets.all(SECRETS)} | {before}
            for name in known - {None, now}:
                await self._secrets.remove(str(name))
        except PortError as error:
            log.warning("old_token_not_removed", kind=type(error).__name__)

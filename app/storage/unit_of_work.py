"""The database behind :mod:`app.ports.storage`: one unit of work, one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from app.storage.comparisons import SqlComparisons
from app.storage.connections import SqlConnections
from app.storage.consents import SqlConsents
from app.storage.database import PATIENCE, Database, Transaction
from app.storage.deliveries import SqlDeliveries
from app.storage.enrolments import SqlEnrolments
from app.storage.holds import SqlHolds
from app.storage.migrations import migrate
from app.storage.orders import SqlOrders
from app.storage.outbox import SqlOutbox
from app.storage.payments import SqlPayments
from app.storage.people import SqlPeople
from app.storage.refunds import SqlRefunds
from app.storage.secrets import SealedSecrets
from app.storage.shares import SqlShares
from app.storage.store_maps import SqlStoreMap
from app.storage.timelines import SqlTimelines


class SqlWork:
    """The repositories on one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.orders = SqlOrders(transaction)
        self.shares = SqlShares(transaction)
        self.payments = SqlPayments(transaction)
        self.refunds = SqlRefunds(transaction)
        self.timelines = SqlTimelines(transaction)
        self.comparisons = SqlComparisons(transaction)
        self.outbox = SqlOutbox(transaction)
        self.consents = SqlConsents(transaction)
        self.deliveries = SqlDeliveries(transaction)
        self.enrolments = SqlEnrolments(transaction)
        self.holds = SqlHolds(transaction)
        self.connections = SqlConnections(transaction)
        self.store_map = SqlStoreMap(transaction)

    async def commit(self) -> None:
        await self._transaction.commit()


class SqlStorage:
    """Everything the services store. Make one with :meth:`open`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, url: str, *, patience: float = PATIENCE) -> Self:
        """Bring the database up to date and open it.

        ``patience`` is how many seconds to wait for a lock. Raises :class:`StorageUnavailable`, and
        :class:`Misconfigured` for a URL that names no database we know.
        """
        database = Database(url, patience=patience)
        try:
            await migrate(database)
        except BaseException:
            await database.close()
            raise
        return cls(database)

    @asynccontextmanager
    async def work(self) -> AsyncIterator[SqlWork]:
        async with self._database.writing() as transaction:
            yield SqlWork(transaction)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlWork]:
        async with self._database.reading() as transaction:
            yield SqlWork(transaction)

    def secrets(self, key: str | None = None) -> SealedSecrets:
        """Secrets in the same database, sealed with ``key`` or with the key in the file beside it."""
        return SealedSecrets(self._database, key)

    def people(self) -> SqlPeople:
        """What is stored about persons, across all tables."""
        return SqlPeople(self._database)

    async def close(self) -> None:
        """Give the files back. Nothing is lost without it."""
        await self._database.close()

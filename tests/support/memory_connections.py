"""The merchant's account and its stores in memory, for the storage that the service tests use."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.connection import ConnectionRecord, OAuthState
from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.store_mapping import MappedStore, Stores
from app.ports.errors import StaleWrite


@dataclass(slots=True)
class AccountTables:
    """Everything that is stored of the account; the values are frozen, so a shallow copy is a snapshot."""

    connection: ConnectionRecord | None = None
    visits: dict[str, OAuthState] = field(default_factory=dict)
    stores: Stores = field(default_factory=lambda: Stores(mapped={}, preset={}))

    def copy(self) -> "AccountTables":
        return AccountTables(self.connection, dict(self.visits), self.stores)


class MemoryConnections:
    def __init__(self, tables: AccountTables) -> None:
        self._tables = tables

    async def get(self) -> ConnectionRecord | None:
        return self._tables.connection

    async def save(self, record: ConnectionRecord) -> ConnectionRecord:
        present = self._tables.connection
        if (present.version if present else 0) != record.version:
            msg = "the connection was saved by somebody else first"
            raise StaleWrite(msg)
        self._tables.connection = replace(record, version=record.version + 1)
        return self._tables.connection

    async def begin(self, visit: OAuthState) -> None:
        self._tables.visits[visit.digest] = visit

    async def use(self, digest: str, now: datetime) -> OAuthState | None:
        visit = self._tables.visits.get(digest)
        if visit is not None and visit.used_at is None:
            self._tables.visits[digest] = replace(visit, used_at=now)
        return visit


class MemoryStoreMap:
    def __init__(self, tables: AccountTables) -> None:
        self._tables = tables

    async def read(self) -> Stores:
        return self._tables.stores

    async def put(self, mapped: MappedStore) -> None:
        stores = self._tables.stores
        self._tables.stores = replace(stores, mapped={**stores.mapped, mapped.location: mapped})

    async def remove(self, location: LocationId) -> None:
        stores = self._tables.stores
        left = {place: mapped for place, mapped in stores.mapped.items() if place != location}
        self._tables.stores = replace(stores, mapped=left)

    async def put_list(self, stores: tuple[Store, ...], now: datetime) -> None:
        self._tables.stores = replace(self._tables.stores, listed=stores, looked_at=now)

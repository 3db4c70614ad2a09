"""Which store of the loyalty programme each location is, and what the programme listed last."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.store_mapping import MappedStore, Stores
from app.storage.database import Transaction
from app.storage.tables import store_lists, store_mappings

THE_ONE = "pongo"

_MAPPED = select(store_mappings)
_PUT = insert(store_mappings)
_REMOVE = delete(store_mappings).where(store_mappings.c.location == bindparam("of_location"))
_LIST = select(store_lists).where(store_lists.c.name == THE_ONE)
_PUT_LIST = insert(store_lists)
_REMOVE_LIST = delete(store_lists).where(store_lists.c.name == THE_ONE)


class SqlStoreMap:
    """Stores by location."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def read(self) -> Stores:
        mapped = [_mapped(row) for row in await self._transaction.rows(_MAPPED)]
        lists = await self._transaction.rows(_LIST)
        return Stores(
            mapped={one.location: one for one in mapped},
            preset={},
            listed=tuple(Store(**fields) for fields in json.loads(lists[0].stores)) if lists else None,
            looked_at=lists[0].looked_at if lists else None,
        )

    async def put(self, mapped: MappedStore) -> None:
        await self.remove(mapped.location)
        await self._transaction.change(_PUT, _columns(mapped))

    async def remove(self, location: LocationId) -> None:
        await self._transaction.change(_REMOVE, {"of_location": location})

    async def put_list(self, stores: tuple[Store, ...], now: datetime) -> None:
        await self._transaction.change(_REMOVE_LIST)
        told = json.dumps([_fields(store) for store in stores], ensure_ascii=False)
        await self._transaction.change(_PUT_LIST, {"name": THE_ONE, "looked_at": now, "stores": told})


def _fields(store: Store) -> dict[str, object]:
    return {"slug": store.slug, "name": store.name, "public_id": store.public_id, "city": store.city}


def _columns(mapped: MappedStore) -> dict[str, object]:
    return {
        "location": mapped.location,
        "slug": mapped.slug,
        "name": mapped.name,
        "public_id": mapped.public_id,
        "by_hand": mapped.by_hand,
        "mapped_at": mapped.mapped_at,
    }


def _mapped(row: Row[Any]) -> MappedStore:
    return MappedStore(
        location=LocationId(row.location),
        slug=row.slug,
        name=row.name,
        public_id=row.public_id,
        by_hand=row.by_hand,
        mapped_at=row.mapped_at,
    )

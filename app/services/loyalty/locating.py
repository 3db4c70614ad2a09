"""Which of the programme's stores a location is: no order leaves without it, and none with a guess."""

from datetime import datetime, timedelta

import structlog

from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.restaurant import Restaurant
from app.domain.store_mapping import MappedStore, Stores
from app.ports.clock import Clock
from app.ports.errors import NotMapped
from app.ports.loyalty_program import LoyaltyProgram
from app.ports.storage import Storage, Work
from app.services.basics.transactions import retried

log = structlog.get_logger()

FIX = "Choose the location's store in the admin, or with: taffel pongo map LOCATION STORE"
LOOK_AGAIN = timedelta(minutes=10)
"""How often the programme is asked at most while an order has no store that it knows."""


class Locating:
    """The store that a person chose, or that the settings name, or that is the only one there can be."""

    def __init__(
        self, *, storage: Storage, loyalty: LoyaltyProgram, clock: Clock, restaurant: Restaurant, preset: str | None
    ) -> None:
        self._storage = storage
        self._loyalty = loyalty
        self._clock = clock
        self._places = restaurant.places
        self._preset = {} if preset is None else {restaurant.home_location: preset}
        self._doubtful = False

    async def store_slug(self, location: LocationId) -> str:
        """The slug to post with. Raises :class:`NotMapped` without one, and what the programme raises when asked."""
        stores = await self.known()
        slug = stores.slug_of(location)
        if self._doubtful or ((slug is None or stores.is_gone(slug)) and self._may_look(stores)):
            stores = await self.look()
            slug = stores.slug_of(location)
        if slug is None:
            raise NotMapped(f"location {location} has no store", fix=FIX)
        if stores.is_gone(slug):
            raise NotMapped(f"location {location}: the programme has no store {slug} any more", fix=FIX)
        return slug

    async def known(self) -> Stores:
        """All that is known, without asking the programme."""
        async with self._storage.reading() as reading:
            return self._with_preset(await reading.store_map.read())

    async def look(self) -> Stores:
        """Ask the programme for its stores now, and map what can be nothing else."""
        listed = await self._loyalty.stores()
        self._doubtful = False

        async def once() -> Stores:
            async with self._storage.work() as work:
                await work.store_map.put_list(listed, self._clock.now())
                stores = self._with_preset(await work.store_map.read())
                for place in self._places:
                    await self._remember(work, stores, place.id)
                await work.commit()
            return await self.known()

        return await retried(once)

    def doubt(self) -> None:
        """The programme refused a store of ours: its list is read anew before the next order is prepared."""
        self._doubtful = True

    async def _remember(self, work: Work, stores: Stores, location: LocationId) -> None:
        """The store's name as it is now, so that a later one can be told; what a person chose stays theirs."""
        mapped, slug = stores.mapped.get(location), stores.slug_of(location)
        if slug is not None and (mapped is None or mapped.slug != slug):
            store = stores.store(slug)
        elif slug is None:
            store = stores.only_store(self._places)
        else:
            return
        if store is not None:
            log.info("store_found", location=location, slug=store.slug)
            await work.store_map.put(mapped_to(location, store, by_hand=False, at=self._clock.now()))

    def _may_look(self, stores: Stores) -> bool:
        return stores.looked_at is None or self._clock.now() - stores.looked_at >= LOOK_AGAIN

    def _with_preset(self, stores: Stores) -> Stores:
        return Stores(mapped=stores.mapped, preset=self._preset, listed=stores.listed, looked_at=stores.looked_at)


def mapped_to(location: LocationId, store: Store, *, by_hand: bool, at: datetime) -> MappedStore:
    """This location is this store from now on."""
    return MappedStore(
        location=location,
        slug=store.slug,
        name=store.name,
        public_id=store.public_id,
        by_hand=by_hand,
        mapped_at=at,
    )

"""Map each location of the restaurant to a store of the programme, and watch for what drifts apart.

For the admin: ``stores`` asks the programme, ``overview`` and ``warnings`` tell what is known without asking,
``assign`` chooses; orders that waited for it leave at once.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.restaurant import Location, Restaurant
from app.domain.store_mapping import Stores, StoreWarning
from app.ports.clock import Clock
from app.ports.errors import NotMapped, PortError
from app.ports.storage import Storage, Work
from app.services.basics.errors import NoSuchLocation, NoSuchStore
from app.services.basics.repeating import repeat
from app.services.basics.transactions import retried, the_order
from app.services.loyalty.locating import Locating, mapped_to

log = structlog.get_logger()

DAY = timedelta(days=1)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedLocation:
    """One location: its store's slug, the store as last listed, who chose it, and what is wrong with it.

    ``slug`` is ``None`` where there is none, ``store`` also where the programme did not list it.
    """

    location: Location
    slug: str | None
    store: Store | None
    by_hand: bool
    warning: StoreWarning | None


class Mapping:
    """Use cases of stores. ``resumed`` is awaited after a location got its store."""

    def __init__(
        self,
        *,
        storage: Storage,
        locating: Locating,
        clock: Clock,
        restaurant: Restaurant,
        resumed: Callable[[], Awaitable[object]],
    ) -> None:
        self._storage = storage
        self._locating = locating
        self._clock = clock
        self._restaurant = restaurant
        self._resumed = resumed

    async def stores(self) -> tuple[Store, ...]:
        """The programme's stores, asked for now; raises what the programme raises."""
        return (await self._looked()).listed or ()

    async def overview(self) -> tuple[MappedLocation, ...]:
        """Every location and its store, as far as known."""
        stores = await self._locating.known()
        return tuple(_located(stores, place) for place in self._restaurant.places)

    async def listed(self) -> tuple[Store, ...] | None:
        """The programme's stores as it last told; ``None`` when it never did. Asks nobody."""
        return (await self._locating.known()).listed

    async def warnings(self) -> tuple[StoreWarning, ...]:
        """What a person should look at, by the programme's last list."""
        return (await self._locating.known()).warnings(self._restaurant.places)

    async def assign(self, location: LocationId, slug: str) -> MappedLocation:
        """This location is this store; its waiting orders leave. Choosing the same again takes a new name as known.

        Raises :class:`NoSuchLocation`, :class:`NoSuchStore`, and what the programme raises when it never told a store.
        """
        place = next((place for place in self._restaurant.places if place.id == location), None)
        if place is None:
            raise NoSuchLocation(location)
        store = (await self._latest()).store(slug)
        if store is None:
            raise NoSuchStore(slug)
        await retried(lambda: self._assigned(place.id, store))
        log.info("store_chosen", location=location, slug=slug)
        await self._resumed()
        return _located(await self._locating.known(), place)

    async def run(self) -> None:
        """Until cancelled: look at the stores at start and daily; sooner again after no answer."""
        await repeat(self._clock, self._looked_daily, first=FIRST_WAIT, longest=LONGEST_WAIT)

    async def _looked_daily(self) -> timedelta | None:
        try:
            await self._looked()
        except PortError as error:
            log.warning("stores_not_listed", kind=type(error).__name__)
            return None
        return DAY

    async def _looked(self) -> Stores:
        """Read the list. Orders that waited for a store leave when it shows again."""
        before = await self._locating.known()
        stores = await self._locating.look()
        for warning in stores.warnings(self._restaurant.places):
            log.warning("store_drifted", drift=warning.drift, location=warning.location.id, slug=warning.slug)
        if before.warnings(self._restaurant.places) != stores.warnings(self._restaurant.places):
            await self._resumed()
        return stores

    async def _latest(self) -> Stores:
        """The list as it is now, or the last one while the programme does not answer."""
        try:
            return await self._locating.look()
        except PortError:
            known = await self._locating.known()
            if known.listed is None:
                raise
            return known

    async def _assigned(self, location: LocationId, store: Store) -> None:
        async with self._storage.work() as work:
            await work.store_map.put(mapped_to(location, store, by_hand=True, at=self._clock.now()))
            for message in await work.outbox.waiting():
                if await _was_refused_for_its_store(work, message, location):
                    await work.outbox.save(replace(message, body=""))
            await work.commit()


async def _was_refused_for_its_store(work: Work, message: OutboxMessage, location: LocationId) -> bool:
    """Its body names a store that the programme does not know; nothing was done with it, so it is written anew."""
    if message.kind is not MessageKind.ORDER or not message.body:
        return False
    if not (message.reason or "").startswith(NotMapped.__name__):
        return False
    return (await the_order(work, message.order_id)).location == location


def _located(stores: Stores, place: Location) -> MappedLocation:
    slug, mapped = stores.slug_of(place.id), stores.mapped.get(place.id)
    warnings = stores.warnings([place])
    return MappedLocation(
        location=place,
        slug=slug,
        store=None if slug is None else stores.store(slug),
        by_hand=mapped is not None and mapped.by_hand,
        warning=warnings[0] if warnings else None,
    )

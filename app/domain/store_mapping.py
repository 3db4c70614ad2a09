"""Which store at the loyalty programme each location of the restaurant is, and what has drifted apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.restaurant import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedStore:
    """One location's store, with the name that it had then. ``by_hand``: a person chose it, so no setting beats it."""

    location: LocationId
    slug: str
    name: str
    public_id: str | None
    by_hand: bool
    mapped_at: datetime


class Drift(StrEnum):
    """What may be wrong between our locations and the programme's stores."""

    UNMAPPED = "unmapped"
    """The location has no store; its orders wait."""
    REMOVED = "removed"
    """The programme does not know the store any more; orders of the location wait."""
    RENAMED = "renamed"
    """The store has another name now: is it still the same place? Orders leave meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWarning:
    """One thing that a person should look at. ``was`` is the store's name or slug as mapped, ``now`` its new one."""

    drift: Drift
    location: Location
    slug: str | None = None
    was: str | None = None
    now: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """All that is known: the mapping by location, the stores that the settings name, and the programme's last list.

    ``listed`` is ``None`` until the programme was asked once.
    """

    mapped: Mapping[LocationId, MappedStore]
    preset: Mapping[LocationId, str]
    listed: tuple[Store, ...] | None = None
    looked_at: datetime | None = None

    def slug_of(self, location: LocationId) -> str | None:
        """The store that this location is mapped to: by hand, else by the settings, else found by itself."""
        mapped = self.mapped.get(location)
        if mapped is not None and mapped.by_hand:
            return mapped.slug
        return self.preset.get(location) or (mapped.slug if mapped else None)

    def is_gone(self, slug: str) -> bool:
        """Whether the programme's last list lacks this store."""
        return self.listed is not None and slug not in {store.slug for store in self.listed}

    def store(self, slug: str) -> Store | None:
        """The store of the last list with this slug."""
        return next((store for store in self.listed or () if store.slug == slug), None)

    def warnings(self, locations: Iterable[Location]) -> tuple[StoreWarning, ...]:
        """What is wrong now, location by location."""
        found = (self._warning(location) for location in locations)
        return tuple(warning for warning in found if warning is not None)

    def only_store(self, locations: tuple[Location, ...]) -> Store | None:
        """The one store that the one location can only be; ``None`` where a person must choose."""
        listed = self.listed or ()
        return listed[0] if len(listed) == 1 and len(locations) == 1 else None

    def _warning(self, location: Location) -> StoreWarning | None:
        slug = self.slug_of(location.id)
        if slug is None:
            return StoreWarning(drift=Drift.UNMAPPED, location=location)
        mapped = self.mapped.get(location.id)
        mapped = mapped if mapped is not None and mapped.slug == slug else None
        if self.is_gone(slug):
            return self._gone(location, slug, mapped)
        store = self.store(slug)
        if mapped is None or store is None or store.name == mapped.name:
            return None
        return StoreWarning(drift=Drift.RENAMED, location=location, slug=slug, was=mapped.name, now=store.name)

    def _gone(self, location: Location, slug: str, mapped: MappedStore | None) -> StoreWarning:
        """Removed, or under another slug now: the programme's own id of the store tells."""
        by_id = {store.public_id: store.slug for store in self.listed or () if store.public_id is not None}
        now = by_id.get(mapped.public_id) if mapped is not None and mapped.public_id is not None else None
        was = mapped.name if mapped is not None else None
        return StoreWarning(drift=Drift.REMOVED, location=location, slug=slug, was=was, now=now)

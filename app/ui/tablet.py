"""Which tablet this is: kept by the browser or the device, so that a restarted hub still knows whose order is whose."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

import flet as ft
import structlog

from app.domain.ids import LocationId, TabletId
from app.ui.ids import new_tablet_id

log = structlog.get_logger()

KEY: Final = "taffel.tablet"
QUERY: Final = "tablet"
LOCATION_KEY: Final = "taffel.location"
LOCATION_QUERY: Final = "location"
PATIENCE: Final = 5.0
"""Seconds to wait for the device's memory; without it the name lasts as long as the session."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """A tablet's own name; `search` is what every address must carry when the name came from one.

    `location` is where it stands: opened once with `?location=...`, it belongs there from then on.
    """

    id: TabletId
    search: str = ""
    location: LocationId | None = None


async def which_tablet(page: ft.Page, memory: ft.SharedPreferences, *, several: bool = False) -> Tablet:
    """The name in the address (several tablets side by side in one browser), the remembered one, or a new one.

    ``several``: the restaurant has more than one location, so it matters where the tablet stands.
    """
    query = parse_qs(urlsplit(page.route or "").query)
    named = _named(query.get(QUERY, [""])[0])
    place = _named(query.get(LOCATION_QUERY, [""])[0]) if several else None
    if named is not None:
        search = f"?{QUERY}={named}" + (f"&{LOCATION_QUERY}={place}" if place else "")
        return Tablet(id=TabletId(named), search=search, location=_location(place))
    tablet = await _remembered(memory)
    return Tablet(id=tablet, location=_location(await _place(place, memory) if several else None))


def _location(place: str | None) -> LocationId | None:
    return None if place is None else LocationId(place)


async def _place(told: str | None, memory: ft.SharedPreferences) -> str | None:
    """Where the address says that the tablet stands, or where it said so last."""
    try:
        if told is None:
            return _named(await asyncio.wait_for(memory.get(LOCATION_KEY), PATIENCE))
        await asyncio.wait_for(memory.set(LOCATION_KEY, told), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.warning("location_not_remembered", kind=type(error).__name__)
    return told


async def _remembered(memory: ft.SharedPreferences) -> TabletId:
    try:
        found = _named(await asyncio.wait_for(memory.get(KEY), PATIENCE))
        if found is not None:
            return TabletId(found)
        fresh = new_tablet_id()
        await asyncio.wait_for(memory.set(KEY, fresh), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.warning("tablet_not_remembered", kind=type(error).__name__)
        return new_tablet_id()
    return fresh


def _named(found: object) -> str | None:
    return found if isinstance(found, str) and _NAME.fullmatch(found) else None

"""Which tablet this is: kept by the browser or the device, so that a restarted hub still knows whose order is whose."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

import flet as ft
import structlog

from app.domain.ids import TabletId
from app.ui.ids import new_tablet_id

log = structlog.get_logger()

KEY: Final = "taffel.tablet"
QUERY: Final = "tablet"
PATIENCE: Final = 5.0
"""Seconds to wait for the device's memory; without it the name lasts as long as the session."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tablet:
    """A tablet's own name; `search` is what every address must carry when the name came from one."""

    id: TabletId
    search: str = ""


async def which_tablet(page: ft.Page, memory: ft.SharedPreferences) -> Tablet:
    """The name in the address (several tablets side by side in one browser), the remembered one, or a new one."""
    named = _named(parse_qs(urlsplit(page.route or "").query).get(QUERY, [""])[0])
    if named is not None:
        return Tablet(id=named, search=f"?{QUERY}={named}")
    return Tablet(id=await _remembered(memory))


async def _remembered(memory: ft.SharedPreferences) -> TabletId:
    try:
        found = _named(await asyncio.wait_for(memory.get(KEY), PATIENCE))
        if found is not None:
            return found
        fresh = new_tablet_id()
        await asyncio.wait_for(memory.set(KEY, fresh), PATIENCE)
    except (RuntimeError, TimeoutError) as error:
        log.warning("tablet_not_remembered", kind=type(error).__name__)
        return new_tablet_id()
    return fresh


def _named(found: object) -> TabletId | None:
    return TabletId(found) if isinstance(found, str) and _NAME.fullmatch(found) else None

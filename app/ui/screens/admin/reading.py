"""Reads what a place shows; the database is the truth, a page a view of it."""

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from app.domain.oversight import Sorted
from app.services.basics.errors import NoSuchPayment
from app.services.services import Services
from app.ui.screens.admin.state import (
    SHOWN_AT_FIRST,
    Here,
    MessagesPage,
    NoSuchPage,
    OverviewPage,
    Page,
    PaymentPage,
    PaymentsPage,
    PongoPage,
    RewardsPage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where somebody is: a place and what was chosen there. No ``day`` is today, whichever day that is by now."""

    here: Here = Here.OVERVIEW
    reference: str | None = None
    day: date | None = None
    sort: Sorted = Sorted.ALL
    words: str = ""
    most: int = SHOWN_AT_FIRST


async def read(services: Services, spot: Spot, *, asking: bool) -> Page:
    """The page at a spot as it is committed now; raises what the storage raises."""
    overseeing = services.admin.overseeing
    match spot.here:
        case Here.OVERVIEW:
            return await _overview(services, asking=asking)
        case Here.PAYMENTS if spot.reference is not None:
            return await _payment(services, spot.reference)
        case Here.PAYMENTS:
            return await _payments(services, spot)
        case Here.MESSAGES:
            return MessagesPage(waiting=await overseeing.messages())
        case Here.PONGO:
            return await _pongo(services)
        case Here.REWARDS:
            return RewardsPage(audit=services.admin.auditing.last, asking=asking)
        case _:
            assert_never(spot.here)


async def _overview(services: Services, *, asking: bool) -> Page:
    return OverviewPage(
        overview=await services.admin.overseeing.overview(),
        health=services.admin.checking.last,
        asking=asking,
        connection=await services.connecting.status(),
        warnings=await services.mapping.warnings(),
        faults=len(services.estimating.health().faults),
        mistakes=services.admin.auditing.mistakes,
        compared=await services.reconciling.last(),
    )


async def _pongo(services: Services) -> Page:
    return PongoPage(
        connection=await services.connecting.status(),
        offered=services.connecting.offered,
        places=await services.mapping.overview(),
        listed=await services.mapping.listed(),
    )


async def _payment(services: Services, reference: str) -> Page:
    try:
        return PaymentPage(file=await services.admin.overseeing.payment(reference))
    except NoSuchPayment:
        return NoSuchPage()


async def _payments(services: Services, spot: Spot) -> Page:
    overseeing = services.admin.overseeing
    today = overseeing.today()
    day = spot.day or today
    listed = await (overseeing.found(spot.words) if spot.words else overseeing.of_day(day))
    return PaymentsPage(
        day=day,
        is_today=day == today,
        sort=spot.sort,
        words=spot.words,
        listed=tuple(each for each in listed if spot.sort.holds(each.payment)),
        most=spot.most,
    )

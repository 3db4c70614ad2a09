"""Every night, take persons out of what is old: nobody has to remember to do it."""

from collections.abc import Mapping

import structlog

from app.domain.privacy import Keeping
from app.domain.vat import Country
from app.ports.clock import Clock
from app.ports.errors import PortError
from app.ports.people import People
from app.services.basics.nights import until_hour

log = structlog.get_logger()

NIGHTLY_HOUR = 5
"""After the payments of the day before were compared."""


class Purging:
    """Removes what nobody needs any more; what is open, in doubt or not delivered stays however old it is."""

    def __init__(self, *, people: People, clock: Clock, keeping: Keeping, country: Country) -> None:
        self._people = people
        self._clock = clock
        self._keeping = keeping
        self._country = country

    async def nightly(self) -> None:
        """Until cancelled: once at start, for nights that were slept through, and then once a night."""
        while True:
            try:
                await self.purge()
            except PortError as error:
                log.warning("purge_failed", kind=type(error).__name__)
            await self._clock.sleep(until_hour(NIGHTLY_HOUR, self._clock.now(), self._country))

    async def purge(self) -> Mapping[str, int]:
        """Remove what is old now; how many records of which kind changed."""
        changed = await self._people.purge(self._keeping.before(self._clock.now()))
        log.info("purged", **changed)
        return changed

"""At start: settle what was in doubt and free what a dead worker held."""

from datetime import timedelta

import structlog

from app.services.loyalty.posting import Posting
from app.services.payments.watching import Watching
from app.services.webhooks.listening import Listening

log = structlog.get_logger()


class Recovering:
    """Runs once, before the first guest."""

    def __init__(self, *, watching: Watching, posting: Posting, listening: Listening | None = None) -> None:
        self._watching = watching
        self._posting = posting
        self._listening = listening

    async def run(self, *, alone: bool) -> None:
        """Follow every open payment and free claims: all of them where this hub is alone, else only stale ones."""
        if alone:
            await self._watching.free_all()
        freed = await self._posting.free_stale(timedelta(0) if alone else timedelta(minutes=2))
        heard = await self._listening.recover() if alone and self._listening else 0
        followed = await self._watching.sweep()
        log.info("recovered", payments_followed=followed, claims_freed=freed, deliveries_taken_up=heard)

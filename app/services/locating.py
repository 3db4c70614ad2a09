"""Which of the programme's stores this restaurant is: no order leaves without it."""

import structlog

from app.domain.loyalty import Store
from app.ports.errors import Misconfigured
from app.ports.loyalty_program import LoyaltyProgram

log = structlog.get_logger()

FIX = "Set TAFFEL_PONGO_STORE to one of the merchant's store slugs."


class Locating:
    """The slug from the settings, or the merchant's only store, asked once."""

    def __init__(self, *, loyalty: LoyaltyProgram, slug: str | None) -> None:
        self._loyalty = loyalty
        self._slug = slug

    async def store_slug(self) -> str:
        """The slug to post with. Raises :class:`Misconfigured` when the merchant has no store."""
        if self._slug is None:
            self._slug = self._chosen(await self._loyalty.stores())
        return self._slug

    def _chosen(self, stores: tuple[Store, ...]) -> str:
        if not stores:
            msg = "the loyalty programme has no store"
            raise Misconfigured(msg, fix=FIX)
        if len(stores) > 1:
            log.warning("store_guessed", slug=stores[0].slug, among=len(stores), fix=FIX)
        return stores[0].slug

"""Once the merchant's account is connected (again): see its stores, read its rules, and send what waited."""

from dataclasses import dataclass

import structlog

from app.ports.errors import PortError
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.mapping import Mapping
from app.services.loyalty.posting import Posting

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resuming:
    """It may be another merchant's account by now, so the stores come before the orders."""

    mapping: Mapping
    estimating: Estimating
    posting: Posting

    async def run(self) -> None:
        """Do it now. A programme that does not answer yet holds nothing up: everything here is tried again later."""
        try:
            await self.mapping.stores()
        except PortError as error:
            log.warning("stores_not_listed", kind=type(error).__name__)
        self.estimating.refresh_soon()
        await self.posting.resume()

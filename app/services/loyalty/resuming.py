"""Once the merchant's account is connected (again): see its stores, read its rules and rewards, send what waited."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from app.ports.errors import PortError
from app.services.loyalty.estimating import Estimating
from app.services.loyalty.mapping import Mapping

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resuming:
    """It may be another merchant's account by now, so the stores come before what waited, which ``send`` hurries.

    ``count_rewards`` has the rewards of this account held against the menu in the background.
    """

    mapping: Mapping
    estimating: Estimating
    count_rewards: Callable[[], None]
    send: Callable[[], Awaitable[object]]

    async def run(self) -> None:
        """Do it now. A programme that does not answer yet holds nothing up: everything here is tried again later."""
        try:
            await self.mapping.stores()
        except PortError as error:
            log.warning("stores_not_listed", kind=type(error).__name__)
        self.estimating.refresh_soon()
        self.count_rewards()
        await self.send()

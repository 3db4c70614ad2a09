"""Personal QR codes whose owner could not be asked for: kept for a moment, only to send the payment request there."""

from datetime import datetime, timedelta

from app.domain.customer import PersonalQr
from app.domain.ids import OrderId
from app.ports.clock import Clock
from app.services.basics.background import Background

KEPT = timedelta(minutes=4)
"""A token lives about five minutes (QR API, assumed); the request must be sent before that."""


class KeptCodes:
    """One code a share, in memory alone: after a restart the guest pays by one-time QR like anybody unknown."""

    def __init__(self, *, clock: Clock, background: Background) -> None:
        self._clock = clock
        self._background = background
        self._kept: dict[tuple[OrderId, int], tuple[PersonalQr, datetime]] = {}

    def keep(self, order_id: OrderId, share: int, code: PersonalQr) -> None:
        """Keep a code that was just shown; a newer one for the same share takes its place."""
        until = self._clock.now() + KEPT
        self._kept[order_id, share] = (code, until)
        self._background.spawn(self._gone_at(order_id, share, until), "forget a code")

    def of(self, order_id: OrderId, share: int) -> PersonalQr | None:
        """The code for a share as long as it can be paid with."""
        code, until = self._kept.get((order_id, share), (None, None))
        return code if until is not None and self._clock.now() < until else None

    def forget(self, order_id: OrderId, share: int) -> None:
        """The payer is known now, or somebody else."""
        self._kept.pop((order_id, share), None)

    async def _gone_at(self, order_id: OrderId, share: int, until: datetime) -> None:
        await self._clock.sleep((until - self._clock.now()).total_seconds())
        if (order_id, share) in self._kept and self._kept[order_id, share][1] <= until:
            self.forget(order_id, share)

"""Personal QR codes whose owner could not be asked for: kept for a moment, only to send the payment request there."""

from datetime import datetime, timedelta

from app.domain.customer import PersonalQr
from app.domain.ids import OrderId
from app.ports.clock import Clock
from app.services.background import Background

KEPT = timedelta(minutes=4)
"""A token lives about five minutes (QR API, assumed); the request must be sent before that."""


class KeptCodes:
    """One code an order, in memory alone: after a restart the guest pays by one-time QR like anybody unknown."""

    def __init__(self, *, clock: Clock, background: Background) -> None:
        self._clock = clock
        self._background = background
        self._kept: dict[OrderId, tuple[PersonalQr, datetime]] = {}

    def keep(self, order_id: OrderId, code: PersonalQr) -> None:
        """Keep a code that was just shown; a newer one of the same order takes its place."""
        until = self._clock.now() + KEPT
        self._kept[order_id] = (code, until)
        self._background.spawn(self._gone_at(order_id, until), "forget a code")

    def of(self, order_id: OrderId) -> PersonalQr | None:
        """The code of an order as long as it can be paid with."""
        code, until = self._kept.get(order_id, (None, None))
        return code if until is not None and self._clock.now() < until else None

    def forget(self, order_id: OrderId) -> None:
        """The guest is known now, or somebody else."""
        self._kept.pop(order_id, None)

    async def _gone_at(self, order_id: OrderId, until: datetime) -> None:
        await self._clock.sleep((until - self._clock.now()).total_seconds())
        if order_id in self._kept and self._kept[order_id][1] <= until:
            self.forget(order_id)

"""Turns the staff's taps into service calls."""

from collections.abc import Callable, MutableSet

import structlog

from app.domain.ids import OrderId, TabletId
from app.domain.vat import Serving
from app.ports.errors import PortError
from app.services.admin.admitting import Admitted, Refused
from app.services.services import Services
from app.ui.screens.staff.state import Bills, Door, DoorFault, Shut, StaffState

log = structlog.get_logger()


class StaffModel:
    """One staff tablet. ``staff`` is not empty while somebody who knows the PIN has this session."""

    def __init__(
        self, services: Services, tablet: TabletId, staff: MutableSet[str], show: Callable[[StaffState], None]
    ) -> None:
        self._services = services
        self._tablet = tablet
        self._staff = staff
        self._show = show

    async def refresh(self) -> None:
        """The door, or behind it every open bill as it is now."""
        if not self._services.hosting.door.is_open:
            self._show(Shut())
        elif not self._staff:
            self._show(Door())
        else:
            await self._look()

    async def enter(self, pin: str) -> None:
        """Somebody gave a PIN."""
        admission = self._services.hosting.door.admit(pin)
        match admission:
            case Admitted():
                self._staff.add("staff")
                await self._look()
            case Refused(looked_at=looked_at):
                self._show(Door(fault=DoorFault.WRONG if looked_at else DoorFault.TOO_SOON))
            case _:
                self._show(Shut())

    async def begin(self, table: str) -> OrderId | None:
        """A new order at a table; what this tablet was busy with stays on the list."""
        if not self._staff:
            return None
        ordering = self._services.ordering
        before = await ordering.current(self._tablet)
        if before is not None:
            await ordering.hand_to_staff(before.id)
        return (await ordering.begin(self._tablet, Serving.EAT_HERE, table=table)).id

    async def hand_over(self, order_id: OrderId) -> None:
        """The food of a paid order is with the guest; a second tap finds nothing left to do."""
        if not self._staff:
            return
        try:
            await self._services.hosting.hand_over(order_id)
        except PortError as error:
            log.warning("hand_over_not_noted", kind=type(error).__name__)
        await self._look()

    def close(self) -> None:
        """Nobody of the staff is here any more: the tablet is a guest's again."""
        self._staff.clear()
        self._show(Door())

    async def _look(self) -> None:
        try:
            hosting = self._services.hosting
            self._show(Bills(bills=await hosting.open_bills(), waiting=await hosting.to_hand_over()))
        except PortError as error:
            log.warning("bills_unreadable", kind=type(error).__name__)
            self._show(Bills(failed=True))

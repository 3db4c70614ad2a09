"""All that a screen needs to know of one order, read in one go: the database is the truth, the screen a view of it."""

from dataclasses import dataclass

from app.domain.enrolment import Enrolment
from app.domain.ids import OrderId
from app.domain.order import Order
from app.domain.outbox import MessageKind, OutboxMessage
from app.domain.payment import Payment
from app.ports.storage import Storage
from app.services.attaching import still_attaches
from app.services.transactions import the_order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order, its newest payment, the message that posts it once it is paid, its newest request to join in an app.

    ``attaches``: it is paid, and who identifies now is still credited.
    """

    order: Order
    payment: Payment | None
    message: OutboxMessage | None
    enrolment: Enrolment | None = None
    attaches: bool = False


class Showing:
    """Reads for screens."""

    def __init__(self, *, storage: Storage, late_check_in: bool) -> None:
        self._storage = storage
        self._late_check_in = late_check_in

    async def order(self, order_id: OrderId) -> OrderView:
        """The order as it is committed now; raises :class:`NoSuchOrder`."""
        async with self._storage.reading() as reading:
            order = await the_order(reading, order_id)
            payments = await reading.payments.of(order_id)
            message = await reading.outbox.of(order_id, 1)
            corrected = any(each.kind is MessageKind.ORDER_STATUS for each in await reading.outbox.all_of(order_id))
            enrolments = await reading.enrolments.of(order_id)
        return OrderView(
            order=order,
            payment=payments[-1] if payments else None,
            message=message,
            enrolment=enrolments[-1] if enrolments else None,
            attaches=message is not None and still_attaches(message, late=self._late_check_in and not corrected),
        )

"""Ask a guest for money: store the intent, ask, follow; or give it up."""

from dataclasses import replace

import structlog

from app.domain.cutting import up_to_date
from app.domain.errors import NothingToPay, PaymentOpen
from app.domain.facts import AskedFor, GaveUp, SentRequest
from app.domain.ids import OrderId, Reference
from app.domain.order import OrderState
from app.domain.payment import Payment, PaymentFlow
from app.domain.split import Share, ShareState, numbered, payers
from app.domain.timeline import EntryKind
from app.ports.errors import PortError
from app.ports.storage import Storage, Work
from app.services.basics.background import Background
from app.services.basics.changes import Changes
from app.services.basics.transactions import retried, save_shares, the_order
from app.services.payments.intending import Intending
from app.services.payments.recording import Recording
from app.services.payments.requesting import Requesting
from app.services.payments.timeline import Timeline
from app.services.payments.watching import Watching

log = structlog.get_logger()


class Paying:
    """Use cases of paying a bill."""

    def __init__(  # noqa: PLR0913  the composition root names every part
        self,
        *,
        storage: Storage,
        intending: Intending,
        timeline: Timeline,
        changes: Changes,
        recording: Recording,
        requesting: Requesting,
        watching: Watching,
        background: Background,
    ) -> None:
        self._storage = storage
        self._intending = intending
        self._timeline = timeline
        self._changes = changes
        self._recording = recording
        self._requesting = requesting
        self._watching = watching
        self._background = background

    async def start(self, order_id: OrderId, flow: PaymentFlow | None = None, share: int | None = None) -> Payment:
        """Reserve the bill, or one payer's share of it, and commit the intent with its exact body; then ask, in the
        background.

        Without a phone number the guest is asked by a one-time QR, and also when the number turns out to be one that
        cannot be asked. Raises :class:`PaymentOpen` while an earlier
        attempt is not settled, and :class:`NothingToPay` for an empty or paid bill.
        """
        payment = await retried(lambda: self._intended(order_id, flow, share))
        self._changes.tell(order_id)
        self._background.spawn(self._asked(payment), f"ask {payment.reference}")
        return payment

    async def cancel(self, reference: Reference) -> Payment:
        """Give up an open payment. It stays followed to its end: the guest's thumb may have been quicker."""

        async def told(work: Work, _payment: Payment) -> None:
            await self._timeline.within(work, reference, EntryKind.DECISION, GaveUp())

        payment = await self._recording.change(reference, lambda current: replace(current, cancel_asked=True), told)
        if not payment.state.is_open:
            return payment
        self._watching.follow(reference)
        return await self._watching.try_to_cancel(payment)

    async def _asked(self, payment: Payment) -> None:
        """Send, and send what came in its place when it turned out that nobody can be asked that way."""
        waiting: Payment | None = payment
        while waiting is not None:
            try:
                sent = await self._requesting.send(waiting)
            except PortError as error:  # the answer could not be stored: it is looked up once there is room again
                log.warning("answer_not_recorded", reference=waiting.reference, kind=type(error).__name__)
                self._watching.follow(waiting.reference)
                return
            if sent.state.is_open:
                self._watching.follow(sent.reference)
                return
            waiting = await self._recording.to_ask_instead(sent)

    async def _intended(self, order_id: OrderId, flow: PaymentFlow | None, number: int | None) -> Payment:
        async with self._storage.work() as work:
            order = await the_order(work, order_id)
            if order.state not in {OrderState.OPEN, OrderState.PLACED}:
                raise NothingToPay(order_id)
            stored = await work.shares.of(order_id)
            shares = up_to_date(order, stored)
            share = _to_be_paid(shares, number).reserved()
            payment = self._intending.payment(order, share, flow)
            await work.orders.save(order.moved_to(OrderState.PLACED))
            await save_shares(work, stored, tuple(share if each.number == share.number else each for each in shares))
            payment = await work.payments.add(payment)
            asked = AskedFor(amount=payment.amount, flow=payment.flow)
            await self._timeline.within(work, payment.reference, EntryKind.DECISION, asked)
            await self._timeline.within(work, payment.reference, EntryKind.REQUEST, SentRequest(key=payment.key))
            await work.commit()
        return payment


def _to_be_paid(shares: tuple[Share, ...], number: int | None) -> Share:
    """The share that is asked for: without a number the first one that nobody has paid."""
    if number is None:
        waiting = (each.number for each in payers(shares) if not each.is_settled)
        number = next(waiting, 1)
    share = numbered(shares, number)
    if share.state is ShareState.RESERVED:
        raise PaymentOpen(share.order_id)
    if share.is_settled:
        raise NothingToPay(share.order_id)
    return share

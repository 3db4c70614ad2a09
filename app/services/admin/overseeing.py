"""Reads for those who run the restaurant: what needs a person, the payments of a day, one payment whole."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from app.domain.errors import InvalidValue
from app.domain.ids import Reference
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.oversight import ListedPayment, Overview, PaidLine, PaymentFile, WaitingMessage
from app.domain.payment import Payment, PaymentState
from app.domain.refund import Refund, RefundState, refundable
from app.domain.reward import HoldState
from app.domain.share_contents import lines_of
from app.domain.vat import Country
from app.ports.clock import Clock
from app.ports.storage import Reading, Storage
from app.services.basics.errors import NoSuchPayment
from app.services.basics.transactions import the_order

MOST_FOUND = 50
MOST_MESSAGES = 200
HIGHEST_NUMBER = 999


class Overseeing:
    """Looks and changes nothing; no answer holds a word about a guest."""

    def __init__(self, *, storage: Storage, clock: Clock, country: Country) -> None:
        self._storage = storage
        self._clock = clock
        self._country = country

    def today(self) -> date:
        """The day by the restaurant's own clock."""
        return self._clock.now().astimezone(self._country.time_zone).date()

    async def overview(self) -> Overview:
        """What stands open now."""
        now = self._clock.now()
        async with self._storage.reading() as reading:
            troubled = await reading.payments.needing_attention()
            open_payments = await reading.payments.open()
            messages = await reading.outbox.unfinished(MOST_MESSAGES)
            counts = await reading.outbox.counts()
            holds = await reading.holds.all()
            untold = [each for each in await reading.consents.untold() if each.attempts]
            parked = [message for message in messages if _needs_a_person(message)]
            return Overview(
                troubled=await _listed(reading, troubled),
                parked=tuple([await _waiting(reading, message) for message in parked]),
                open_payments=len(open_payments),
                in_doubt=sum(payment.state is PaymentState.IN_DOUBT for payment in open_payments),
                waiting=counts.get(MessageState.DUE, 0) + counts.get(MessageState.CLAIMED, 0),
                waiting_since=_late_since(messages, now),
                stuck_rewards=sum(hold.state is HoldState.STUCK for hold in holds),
                untold=Counter(each.reason or "" for each in untold),
                refused_guests=sum(each.refused for each in untold),
            )

    async def of_day(self, day: date) -> tuple[ListedPayment, ...]:
        """The payments that were asked for on a day of the restaurant, newest first."""
        zone = self._country.time_zone
        start = datetime.combine(day, time(), zone)
        end = datetime.combine(day + timedelta(days=1), time(), zone)
        async with self._storage.reading() as reading:
            return await _listed(reading, await reading.payments.between(start, end))

    async def found(self, words: str) -> tuple[ListedPayment, ...]:
        """The newest payments of an order number, or whose reference holds these words, newest first."""
        wanted = words.strip().removeprefix("#").strip()
        if not wanted:
            return ()
        async with self._storage.reading() as reading:
            found: list[Payment] = []
            if wanted.isascii() and wanted.isdigit() and int(wanted) <= HIGHEST_NUMBER:
                for order_id in await reading.orders.numbered(int(wanted), MOST_FOUND):
                    found += await reading.payments.of(order_id)
            found += await reading.payments.like(wanted, MOST_FOUND)
            once = {payment.reference: payment for payment in found}.values()
            newest = sorted(once, key=lambda payment: payment.created_at, reverse=True)[:MOST_FOUND]
            return await _listed(reading, newest)

    async def payment(self, reference: str) -> PaymentFile:
        """One payment with its lines, refunds, messages and story; raises :class:`NoSuchPayment`."""
        try:
            asked = Reference(reference)
        except InvalidValue:
            raise NoSuchPayment(reference) from None
        async with self._storage.reading() as reading:
            payment = await reading.payments.get(asked)
            if payment is None:
                raise NoSuchPayment(reference)
            refunds = await reading.refunds.of(asked)
            messages = await reading.outbox.all_of(payment.order_id)
            order = await the_order(reading, payment.order_id)
            return PaymentFile(
                payment=payment,
                order_number=order.number,
                payers=(await reading.shares.payers({order.id})).get(order.id, 1),
                lines=await _lines(reading, payment, refunds),
                refunds=refunds,
                refundable=refundable(payment, refunds),
                messages=tuple(message for message in messages if message.share == payment.share),
                story=await reading.timelines.of(asked),
            )

    async def messages(self) -> tuple[WaitingMessage, ...]:
        """What is neither delivered nor put away: parked first, then oldest first."""
        async with self._storage.reading() as reading:
            waiting = await reading.outbox.unfinished(MOST_MESSAGES)
            return tuple([await _waiting(reading, message) for message in waiting])


def _needs_a_person(message: OutboxMessage) -> bool:
    """A parked refund is told by its payment, which cannot be put away before somebody took care of the guest."""
    return message.state is MessageState.PARKED and message.kind is not MessageKind.REFUND


def _late_since(messages: Iterable[OutboxMessage], now: datetime) -> datetime | None:
    """When the oldest message was written that was tried and not delivered; one that waits for its time is not late."""
    late = [each.created_at for each in messages if each.state is MessageState.DUE and each.attempts]
    return min((at for at in late if at <= now), default=None)


async def _listed(reading: Reading, payments: Iterable[Payment]) -> tuple[ListedPayment, ...]:
    payments = list(payments)
    orders = {payment.order_id for payment in payments}
    numbers, payers = await reading.orders.numbers(orders), await reading.shares.payers(orders)
    return tuple(
        ListedPayment(payment=each, order_number=numbers.get(each.order_id, 0), payers=payers.get(each.order_id, 1))
        for each in payments
    )


async def _lines(reading: Reading, payment: Payment, refunds: tuple[Refund, ...]) -> tuple[PaidLine, ...]:
    """What the share paid for, discounts too; an order that was changed since it went unpaid has none to show."""
    order = await the_order(reading, payment.order_id)
    shares = await reading.shares.of(payment.order_id)
    share = next((each for each in shares if each.number == payment.share), None)
    if share is None or payment.state.is_unpaid_end:
        return ()
    given = {line_id for refund in refunds if refund.state is not RefundState.REFUSED for line_id in refund.line_ids}
    return tuple(PaidLine(line=line, given_back=line.id in given) for line in lines_of(order, share))


async def _waiting(reading: Reading, message: OutboxMessage) -> WaitingMessage:
    payments = await reading.payments.of(message.order_id)
    paid = [each for each in payments if each.share == message.share and each.state is PaymentState.AUTHORIZED]
    numbers = await reading.orders.numbers({message.order_id})
    return WaitingMessage(
        message=message,
        order_number=numbers.get(message.order_id, 0),
        reference=paid[-1].reference if paid else None,
    )

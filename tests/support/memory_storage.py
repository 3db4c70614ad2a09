"""Storage in memory: the same promises as the database, for tests of the services."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.comparison import Reconciled
from app.domain.customer import Channel, Consent, Guest, PhoneNumber, Untold
from app.domain.enrolment import Enrolment, EnrolmentId, EnrolmentState
from app.domain.errors import IllegalMove
from app.domain.ids import MessageId, OrderId, Reference, TabletId
from app.domain.order import Order, OrderState
from app.domain.outbox import MessageKind, MessageState, OutboxMessage
from app.domain.payment import Payment, PaymentState
from app.domain.refund import Refund, RefundState
from app.domain.reward import Hold, HoldId
from app.domain.split import Share, ShareState, payers
from app.domain.timeline import TimelineEntry
from app.ports.errors import PortError, StaleWrite, StorageUnavailable
from app.ports.webhooks import Delivery
from support.memory_connections import AccountTables, MemoryConnections, MemoryStoreMap

HIGHEST_NUMBER = 999


@dataclass(slots=True)
class Tables:
    """Everything that is stored; the values are frozen, so a shallow copy is a snapshot."""

    number: int = 0
    orders: dict[OrderId, Order] = field(default_factory=dict)
    shares: dict[tuple[OrderId, int], Share] = field(default_factory=dict)
    payments: dict[Reference, Payment] = field(default_factory=dict)
    outbox: dict[MessageId, OutboxMessage] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    refunds: dict[tuple[Reference, int], Refund] = field(default_factory=dict)
    timeline: list[TimelineEntry] = field(default_factory=list)
    watches: dict[Reference, tuple[str, datetime]] = field(default_factory=dict)
    deliveries: dict[int, Delivery] = field(default_factory=dict)
    enrolments: dict[EnrolmentId, Enrolment] = field(default_factory=dict)
    app_accounts: dict[str, PhoneNumber] = field(default_factory=dict)
    follows: dict[EnrolmentId, tuple[str, datetime]] = field(default_factory=dict)
    holds: dict[HoldId, Hold] = field(default_factory=dict)
    put_away: dict[MessageId, str] = field(default_factory=dict)
    untold: dict[PhoneNumber, Untold] = field(default_factory=dict)
    compared: Reconciled | None = None
    account: AccountTables = field(default_factory=AccountTables)

    def copy(self) -> "Tables":
        return Tables(
            self.number,
            dict(self.orders),
            dict(self.shares),
            dict(self.payments),
            dict(self.outbox),
            list(self.consents),
            dict(self.refunds),
            list(self.timeline),
            dict(self.watches),
            dict(self.deliveries),
            dict(self.enrolments),
            dict(self.app_accounts),
            holds=dict(self.holds),
            put_away=dict(self.put_away),
            untold=dict(self.untold),
            compared=self.compared,
            follows=dict(self.follows),
            account=self.account.copy(),
        )


def _stale(what: object) -> StaleWrite:
    return StaleWrite(f"{what} was saved by somebody else first")


class MemoryOrders:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, order: Order) -> Order:
        if order.id in self._tables.orders:
            raise _stale("order")
        stored = replace(order, version=1)
        self._tables.orders[order.id] = stored
        return stored

    async def get(self, order_id: OrderId) -> Order | None:
        return self._tables.orders.get(order_id)

    async def save(self, order: Order) -> Order:
        present = self._tables.orders.get(order.id)
        if present is None or present.version != order.version:
            raise _stale("order")
        stored = replace(order, version=order.version + 1)
        self._tables.orders[order.id] = stored
        return stored

    async def next_number(self) -> int:
        self._tables.number = self._tables.number % HIGHEST_NUMBER + 1
        return self._tables.number

    async def current(self, tablet: TabletId) -> Order | None:
        mine = [
            order
            for order in self._tables.orders.values()
            if order.tablet == tablet and not order.with_staff and order.state in {OrderState.OPEN, OrderState.PLACED}
        ]
        return max(mine, key=lambda order: order.opened_at, default=None)

    async def unpaid(self) -> tuple[Order, ...]:
        going = {OrderState.OPEN, OrderState.PLACED}
        found = [order for order in self._tables.orders.values() if order.state in going and order.lines]
        return tuple(sorted(sorted(found, key=lambda order: order.id), key=lambda order: order.opened_at, reverse=True))

    async def numbers(self, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
        return {each: self._tables.orders[each].number for each in order_ids if each in self._tables.orders}

    async def numbered(self, number: int, limit: int) -> tuple[OrderId, ...]:
        mine = [order for order in self._tables.orders.values() if order.number == number]
        return tuple(order.id for order in sorted(mine, key=lambda order: order.opened_at, reverse=True)[:limit])

    async def people(self) -> tuple[tuple[OrderId, Guest], ...]:
        here = [o for o in self._tables.orders.values() if o.state in {OrderState.OPEN, OrderState.PLACED}]
        here.sort(key=lambda order: (order.opened_at, order.id))
        return tuple((order.id, guest) for order in here for guest in self._unpaid_guests(order) if guest is not None)

    def _unpaid_guests(self, order: Order) -> list[Guest | None]:
        """The order's guest and those of the other shares, by number."""
        shares = {number: share for (order_id, number), share in self._tables.shares.items() if order_id == order.id}
        guests = {number: share.guest for number, share in shares.items()} | {1: order.guest}
        paid = {number for number, share in shares.items() if share.state is ShareState.PAID}
        return [guests[number] for number in sorted(guests) if number not in paid]


class MemoryShares:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, share: Share) -> Share:
        if (share.order_id, share.number) in self._tables.shares:
            raise _stale("share")
        stored = replace(share, version=1)
        self._tables.shares[share.order_id, share.number] = stored
        return stored

    async def of(self, order_id: OrderId) -> tuple[Share, ...]:
        mine = (share for share in self._tables.shares.values() if share.order_id == order_id)
        return tuple(sorted(mine, key=lambda share: share.number))

    async def payers(self, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
        bills = {order_id: payers(await self.of(order_id)) for order_id in order_ids}
        return {order_id: on[-1].number if len(on) > 1 else 1 for order_id, on in bills.items() if on}

    async def save(self, share: Share) -> Share:
        present = self._tables.shares.get((share.order_id, share.number))
        if present is None or present.version != share.version:
            raise _stale("share")
        stored = replace(share, version=share.version + 1)
        self._tables.shares[share.order_id, share.number] = stored
        return stored


class MemoryPayments:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, payment: Payment) -> Payment:
        if payment.reference in self._tables.payments or (payment.state.is_open and self._has_open(payment)):
            raise _stale("payment")
        stored = replace(payment, version=1)
        self._tables.payments[payment.reference] = stored
        return stored

    async def get(self, reference: Reference) -> Payment | None:
        return self._tables.payments.get(reference)

    async def of(self, order_id: OrderId) -> tuple[Payment, ...]:
        mine = (payment for payment in self._tables.payments.values() if payment.order_id == order_id)
        return tuple(sorted(mine, key=lambda payment: (payment.created_at, payment.share, payment.attempt)))

    async def save(self, payment: Payment) -> Payment:
        present = self._tables.payments.get(payment.reference)
        if present is None or present.version != payment.version:
            raise _stale("payment")
        stored = replace(payment, version=payment.version + 1)
        self._tables.payments[payment.reference] = stored
        return stored

    async def open(self) -> tuple[Payment, ...]:
        still = (payment for payment in self._tables.payments.values() if payment.state.is_open)
        return tuple(sorted(still, key=lambda payment: (payment.created_at, payment.reference)))

    async def due_captures(self, now: datetime) -> tuple[Payment, ...]:
        due = (
            (payment.capture_due_at, payment.reference, payment)
            for payment in self._tables.payments.values()
            if payment.state is PaymentState.AUTHORIZED
            and payment.left_to_capture.minor > 0
            and payment.capture_due_at is not None
            and payment.capture_due_at <= now
        )
        return tuple(payment for _, _, payment in sorted(due, key=lambda entry: entry[:2]))

    async def to_compare(self, since: datetime) -> tuple[Payment, ...]:
        refunds = self._tables.refunds.values()
        refunded = {each.reference for each in refunds if max(each.asked_at, each.done_at or each.asked_at) >= since}
        return self._ordered(
            payment
            for payment in self._tables.payments.values()
            if max(payment.created_at, payment.capture_due_at or payment.created_at) >= since
            or (payment.state is PaymentState.AUTHORIZED and payment.left_to_capture)
            or payment.reference in refunded
        )

    async def between(self, start: datetime, end: datetime) -> tuple[Payment, ...]:
        made = self._ordered(one for one in self._tables.payments.values() if start <= one.created_at < end)
        return made[::-1]

    async def like(self, part: str, limit: int) -> tuple[Payment, ...]:
        named = (one for one in self._tables.payments.values() if part.lower() in one.reference.lower())
        return self._ordered(named)[::-1][:limit]

    async def needing_attention(self) -> tuple[Payment, ...]:
        return self._ordered(payment for payment in self._tables.payments.values() if payment.attention is not None)

    async def claim_watch(self, reference: Reference, worker: str, now: datetime, until: datetime) -> bool:
        holder, held_until = self._tables.watches.get(reference, (worker, now))
        if reference not in self._tables.payments or (holder != worker and held_until > now):
            return False
        self._tables.watches[reference] = (worker, until)
        return True

    async def free_watches(self) -> int:
        freed = len(self._tables.watches)
        self._tables.watches.clear()
        return freed

    def _ordered(self, payments: Iterable[Payment]) -> tuple[Payment, ...]:
        return tuple(sorted(payments, key=lambda payment: (payment.created_at, payment.reference)))

    def _has_open(self, payment: Payment) -> bool:
        return any(
            other.state.is_open and (other.order_id, other.share) == (payment.order_id, payment.share)
            for other in self._tables.payments.values()
        )


class MemoryRefunds:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, refund: Refund) -> Refund:
        if (refund.reference, refund.number) in self._tables.refunds:
            raise _stale("refund")
        others = [other for other in await self.of(refund.reference) if other.state is not RefundState.REFUSED]
        captured = self._tables.payments[refund.reference].captured
        if sum((other.amount for other in others), refund.amount) > captured:
            msg = "refunds never exceed what was captured"
            raise IllegalMove(msg)
        stored = replace(refund, version=1)
        self._tables.refunds[refund.reference, refund.number] = stored
        return stored

    async def of(self, reference: Reference) -> tuple[Refund, ...]:
        mine = (refund for refund in self._tables.refunds.values() if refund.reference == reference)
        return tuple(sorted(mine, key=lambda refund: refund.number))

    async def save(self, refund: Refund) -> Refund:
        present = self._tables.refunds.get((refund.reference, refund.number))
        if present is None or present.version != refund.version:
            raise _stale("refund")
        stored = replace(refund, version=refund.version + 1)
        self._tables.refunds[refund.reference, refund.number] = stored
        return stored


class MemoryTimelines:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, entry: TimelineEntry) -> None:
        self._tables.timeline.append(entry)

    async def of(self, reference: Reference) -> tuple[TimelineEntry, ...]:
        return tuple(entry for entry in self._tables.timeline if entry.reference == reference)


class MemoryOutbox:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, message: OutboxMessage) -> OutboxMessage:
        if any(_outbox_key(other) == _outbox_key(message) for other in self._tables.outbox.values()):
            raise _stale("outbox message")
        return self._put(message, 1)

    async def of(self, order_id: OrderId, share: int) -> OutboxMessage | None:
        key = (order_id, share, MessageKind.ORDER)
        mine = (m for m in self._tables.outbox.values() if _outbox_key(m)[:3] == key)
        return max(mine, key=lambda m: m.number, default=None)

    async def all_of(self, order_id: OrderId) -> tuple[OutboxMessage, ...]:
        mine = (m for m in self._tables.outbox.values() if m.order_id == order_id)
        return tuple(sorted(mine, key=lambda m: (m.share, m.created_at, m.kind, m.number)))

    async def get(self, message_id: MessageId) -> OutboxMessage | None:
        return self._tables.outbox.get(message_id)

    async def unfinished(self, limit: int) -> tuple[OutboxMessage, ...]:
        waiting = sorted(self._waiting(), key=lambda m: (m.state is not MessageState.PARKED, m.created_at, m.id))
        return tuple(waiting[:limit])

    async def counts(self) -> Mapping[MessageState, int]:
        return Counter(message.state for message in self._waiting())

    async def put_away(self, message_id: MessageId, by: str, at: datetime) -> None:
        self._tables.put_away.setdefault(message_id, by)

    async def is_put_away(self, message_id: MessageId) -> bool:
        return message_id in self._tables.put_away

    async def claim(self, worker: str, now: datetime) -> OutboxMessage | None:
        due = [m for m in self._tables.outbox.values() if m.state is MessageState.DUE and m.due_at <= now]
        if not due:
            return None
        first = min(due, key=lambda message: (message.due_at, message.id))
        return self._put(first.claimed(worker, now), first.version + 1)

    async def save(self, message: OutboxMessage) -> OutboxMessage:
        present = self._tables.outbox.get(message.id)
        if present is None or present.version != message.version:
            raise _stale("outbox message")
        return self._put(message, message.version + 1)

    async def free_stale(self, claimed_before: datetime) -> int:
        stale = [
            message
            for message in self._tables.outbox.values()
            if message.state is MessageState.CLAIMED
            and message.claimed_at is not None
            and message.claimed_at < claimed_before
        ]
        for message in stale:
            freed = replace(message, state=MessageState.DUE, claimed_by=None, claimed_at=None)
            self._put(freed, message.version + 1)
        return len(stale)

    async def next_due(self) -> datetime | None:
        waiting = (m.due_at for m in self._tables.outbox.values() if m.state is MessageState.DUE)
        return min(waiting, default=None)

    def _waiting(self) -> list[OutboxMessage]:
        here = (m for m in self._tables.outbox.values() if m.state is not MessageState.DELIVERED)
        return [message for message in here if message.id not in self._tables.put_away]

    async def hurry(self, now: datetime) -> int:
        late = [message for message in await self.waiting() if message.due_at > now]
        for message in late:
            self._put(replace(message, due_at=now), message.version + 1)
        return len(late)

    async def waiting(self) -> tuple[OutboxMessage, ...]:
        due = [m for m in self._tables.outbox.values() if m.state is MessageState.DUE and m.attempts]
        told = [message for message in due if message.kind is not MessageKind.REFUND]
        return tuple(sorted(told, key=lambda message: (message.created_at, message.id)))

    def _put(self, message: OutboxMessage, version: int) -> OutboxMessage:
        stored = replace(message, version=version)
        self._tables.outbox[message.id] = stored
        return stored


def _outbox_key(message: OutboxMessage) -> tuple[OrderId, int, MessageKind, int]:
    return message.order_id, message.share, message.kind, message.number


class MemoryConsents:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, consent: Consent) -> None:
        self._tables.consents.append(consent)

    async def latest(self, phone: PhoneNumber) -> dict[Channel, Consent]:
        mine = (consent for consent in self._tables.consents if consent.phone == phone)
        return {consent.channel: consent for consent in sorted(mine, key=lambda consent: consent.at)}

    async def untold(self) -> tuple[Untold, ...]:
        return tuple(sorted(self._tables.untold.values(), key=lambda each: (each.due_at, each.phone)))

    async def untold_of(self, phone: PhoneNumber) -> Untold | None:
        return self._tables.untold.get(phone)

    async def put_untold(self, untold: Untold) -> Untold:
        self._check(untold)
        stored = replace(untold, version=untold.version + 1)
        self._tables.untold[untold.phone] = stored
        return stored

    async def told(self, untold: Untold) -> None:
        self._check(untold)
        del self._tables.untold[untold.phone]

    def _check(self, untold: Untold) -> None:
        present = self._tables.untold.get(untold.phone)
        if untold.version != (present.version if present else 0):
            raise _stale("what is to be told")


class MemoryDeliveries:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, delivery: Delivery) -> Delivery:
        if any(_event_of(one) == _event_of(delivery) for one in self._tables.deliveries.values()):
            raise _stale("delivery")
        return self._put(replace(delivery, id=len(self._tables.deliveries) + 1))

    async def claim(self, now: datetime, again_at: datetime) -> Delivery | None:
        due = [one for one in self._open() if one.due_at <= now]
        if not due:
            return None
        first = min(due, key=lambda one: (one.due_at, one.id))
        return self._put(replace(first, due_at=again_at, attempts=first.attempts + 1))

    async def save(self, delivery: Delivery) -> None:
        present = self._tables.deliveries.get(delivery.id)
        if present is None or present.outcome is not None:
            raise _stale("delivery")
        self._put(replace(present, due_at=delivery.due_at, handled_at=delivery.handled_at, outcome=delivery.outcome))

    async def settle(self, handled: Delivery) -> int:
        if handled.handled_at is None:
            return 0
        about = (handled.source, handled.reference)
        same = [one for one in self._open() if (one.source, one.reference) == about]
        earlier = [one for one in same if one.received_at <= handled.handled_at]
        for one in earlier:
            self._put(replace(one, handled_at=handled.handled_at, outcome=handled.outcome))
        return len(earlier)

    async def make_due(self, now: datetime) -> int:
        taken = [one for one in self._open() if one.due_at > now]
        for one in taken:
            self._put(replace(one, due_at=now))
        return len(taken)

    async def next_due(self) -> datetime | None:
        return min((one.due_at for one in self._open()), default=None)

    async def of(self, reference: str) -> tuple[Delivery, ...]:
        return tuple(one for one in self._tables.deliveries.values() if one.reference == reference)

    def _open(self) -> list[Delivery]:
        return [one for one in self._tables.deliveries.values() if one.outcome is None]

    def _put(self, delivery: Delivery) -> Delivery:
        self._tables.deliveries[delivery.id] = delivery
        return delivery


def _event_of(delivery: Delivery) -> tuple[str, str, str, str]:
    return delivery.source, delivery.reference, delivery.name, delivery.psp_reference


class MemoryEnrolments:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, enrolment: Enrolment) -> Enrolment:
        mine = (one for one in self._in_order() if (one.order_id, one.phone) == (enrolment.order_id, enrolment.phone))
        if enrolment.id in self._tables.enrolments or any(one.state is EnrolmentState.ASKED for one in mine):
            raise _stale("request to join")
        return self._put(replace(enrolment, version=1))

    async def get(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        return self._tables.enrolments.get(enrolment_id)

    async def of(self, order_id: OrderId) -> tuple[Enrolment, ...]:
        return tuple(one for one in self._in_order() if one.order_id == order_id)

    async def save(self, enrolment: Enrolment) -> Enrolment:
        present = self._tables.enrolments.get(enrolment.id)
        if present is None or present.version != enrolment.version:
            raise _stale("request to join")
        return self._put(replace(enrolment, version=enrolment.version + 1))

    async def open(self) -> tuple[Enrolment, ...]:
        return tuple(one for one in self._in_order() if one.state.is_open)

    async def claim_follow(self, enrolment_id: EnrolmentId, worker: str, now: datetime, until: datetime) -> bool:
        holder, held_until = self._tables.follows.get(enrolment_id, (worker, now))
        if enrolment_id not in self._tables.enrolments or (holder != worker and held_until > now):
            return False
        self._tables.follows[enrolment_id] = (worker, until)
        return True

    async def free_follows(self) -> int:
        freed = len(self._tables.follows)
        self._tables.follows.clear()
        return freed

    async def link(self, subject: str, phone: PhoneNumber, at: datetime) -> None:
        self._tables.app_accounts[subject] = phone

    async def phone_of(self, subject: str) -> PhoneNumber | None:
        return self._tables.app_accounts.get(subject)

    def _in_order(self) -> list[Enrolment]:
        return sorted(self._tables.enrolments.values(), key=lambda one: (one.started_at, one.id))

    def _put(self, enrolment: Enrolment) -> Enrolment:
        self._tables.enrolments[enrolment.id] = enrolment
        return enrolment


class MemoryHolds:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, hold: Hold) -> Hold:
        present = self._tables.holds.values()
        if any((other.customer_id, other.name) == (hold.customer_id, hold.name) for other in present):
            raise _stale("hold")
        return self._put(hold, 1)

    async def save(self, hold: Hold) -> Hold:
        self._check(hold)
        return self._put(hold, hold.version + 1)

    async def remove(self, hold: Hold) -> None:
        self._check(hold)
        del self._tables.holds[hold.id]

    async def of(self, customer_id: str) -> tuple[Hold, ...]:
        return tuple(hold for hold in await self.all() if hold.customer_id == customer_id)

    async def all(self) -> tuple[Hold, ...]:
        return tuple(sorted(self._tables.holds.values(), key=lambda hold: (hold.taken_at, hold.id)))

    def _check(self, hold: Hold) -> None:
        present = self._tables.holds.get(hold.id)
        if present is None or present.version != hold.version:
            raise _stale("hold")

    def _put(self, hold: Hold, version: int) -> Hold:
        stored = replace(hold, version=version)
        self._tables.holds[hold.id] = stored
        return stored


class MemoryComparisons:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def last(self) -> Reconciled | None:
        return self._tables.compared

    async def put(self, reconciled: Reconciled) -> None:
        stored = self._tables.compared
        if stored is None or stored.at <= reconciled.at:
            self._tables.compared = reconciled


class MemoryWork:
    """One transaction on a copy of everything."""

    def __init__(self, storage: "MemoryStorage") -> None:
        self._storage = storage
        self._tables = storage.tables.copy()
        self._repositories()

    def _repositories(self) -> None:
        self.orders = MemoryOrders(self._tables)
        self.shares = MemoryShares(self._tables)
        self.payments = MemoryPayments(self._tables)
        self.refunds = MemoryRefunds(self._tables)
        self.timelines = MemoryTimelines(self._tables)
        self.comparisons = MemoryComparisons(self._tables)
        self.outbox = MemoryOutbox(self._tables)
        self.consents = MemoryConsents(self._tables)
        self.deliveries = MemoryDeliveries(self._tables)
        self.enrolments = MemoryEnrolments(self._tables)
        self.holds = MemoryHolds(self._tables)
        self.connections = MemoryConnections(self._tables.account)
        self.store_map = MemoryStoreMap(self._tables.account)

    async def commit(self) -> None:
        await asyncio.sleep(0)
        if self._storage.refuse_commits_with is not None:
            raise self._storage.refuse_commits_with
        self._storage.tables = self._tables.copy()
        self._storage.commits += 1


class MemoryStorage:
    """Everything in memory. Writing units of work take turns, as they do in SQLite.

    ``refuse_commits_with`` makes every commit fail (a full disk); ``commits`` counts those that did not.
    ``refuse_reads_with`` makes everything that is only read fail (a locked database).
    """

    def __init__(self) -> None:
        self.tables = Tables()
        self.commits = 0
        self.refuse_commits_with: PortError | None = None
        self.refuse_reads_with: PortError | None = None
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[object] | None = None

    @asynccontextmanager
    async def work(self) -> AsyncIterator[MemoryWork]:
        task = asyncio.current_task()
        if self._writer is task:
            msg = "this task has a unit of work open already"
            raise StorageUnavailable(msg)
        async with self._turn:
            self._writer = task
            try:
                yield MemoryWork(self)
            finally:
                self._writer = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryWork]:
        if self.refuse_reads_with is not None:
            raise self.refuse_reads_with
        yield MemoryWork(self)


class Crash(BaseException):
    """The process died here. No handler of the product catches it."""


class CrashingWork:
    def __init__(self, work: MemoryWork, storage: "CrashingStorage") -> None:
        self._work, self._storage = work, storage
        self.orders, self.shares, self.payments = work.orders, work.shares, work.payments
        self.refunds, self.timelines, self.deliveries = work.refunds, work.timelines, work.deliveries
        self.comparisons = work.comparisons
        self.enrolments = work.enrolments
        self.outbox, self.consents, self.holds = work.outbox, work.consents, work.holds
        self.connections, self.store_map = work.connections, work.store_map

    async def commit(self) -> None:
        await self._work.commit()
        self._storage.committed()


class CrashingStorage:
    """The same data, seen by a process that dies right after its ``after``-th commit."""

    def __init__(self, storage: MemoryStorage, after: int) -> None:
        self._storage, self._left = storage, after

    def committed(self) -> None:
        self._left -= 1
        if self._left <= 0:
            raise Crash

    @asynccontextmanager
    async def work(self) -> AsyncIterator[CrashingWork]:
        async with self._storage.work() as work:
            yield CrashingWork(work, self)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[MemoryWork]:
        async with self._storage.reading() as work:
            yield work

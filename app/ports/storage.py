"""The database as the services see it: one unit of work, one transaction, a few repositories."""

from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from app.domain.comparison import Reconciled
from app.domain.connection import ConnectionRecord, OAuthState
from app.domain.customer import Channel, Consent, Guest, PhoneNumber, Untold
from app.domain.enrolment import Enrolment, EnrolmentId
from app.domain.ids import LocationId, MessageId, OrderId, Reference, TabletId
from app.domain.loyalty import Store
from app.domain.order import Order
from app.domain.outbox import MessageState, OutboxMessage
from app.domain.payment import Payment
from app.domain.refund import Refund
from app.domain.reward import Hold
from app.domain.split import Share
from app.domain.store_mapping import MappedStore, Stores
from app.domain.timeline import TimelineEntry
from app.ports.webhooks import Delivery


class Orders(Protocol):
    """Orders with their lines and guest."""

    async def add(self, order: Order) -> Order:
        """Store a new order."""
        ...

    async def get(self, order_id: OrderId) -> Order | None:
        """The order, or ``None``."""
        ...

    async def save(self, order: Order) -> Order:
        """Store a change; the answer carries the new version. Raises :class:`StaleWrite`."""
        ...

    async def next_number(self) -> int:
        """The next number to call out: 1 to 999, then 1 again; two tablets never get the same at once."""
        ...

    async def current(self, tablet: TabletId) -> Order | None:
        """The newest order of a tablet that is open or being paid, unless the staff look after it."""
        ...

    async def unpaid(self) -> tuple[Order, ...]:
        """Every order with lines that is open or being paid, newest first."""
        ...

    async def numbers(self, order_ids: Collection[OrderId]) -> Mapping[OrderId, int]:
        """The number of each of these orders."""
        ...

    async def numbered(self, number: int, limit: int) -> tuple[OrderId, ...]:
        """The newest orders with a number, newest first: numbers begin again after 999."""
        ...

    async def people(self) -> tuple[tuple[OrderId, Guest], ...]:
        """Who is at a table now, each with their order, oldest order first, then by share.

        They are on an order that is open or being paid, also one on the staff's list, and have not paid their share.
        """
        ...


class Shares(Protocol):
    """Shares of bills."""

    async def add(self, share: Share) -> Share: ...

    async def of(self, order_id: OrderId) -> tuple[Share, ...]:
        """All shares of a bill, by number."""
        ...

    async def payers(self, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
        """How many pay each of these bills: the highest number among several payers, 1 where one pays alone."""
        ...

    async def save(self, share: Share) -> Share:
        """Raises :class:`StaleWrite`."""
        ...


class Payments(Protocol):
    """Payments by reference; the provider has no list of them, so ours is the only one."""

    async def add(self, payment: Payment) -> Payment:
        """Store an intent. A second open payment for the same share raises :class:`StaleWrite`."""
        ...

    async def get(self, reference: Reference) -> Payment | None: ...

    async def of(self, order_id: OrderId) -> tuple[Payment, ...]:
        """All payments for an order, oldest first."""
        ...

    async def save(self, payment: Payment) -> Payment:
        """Raises :class:`StaleWrite`."""
        ...

    async def open(self) -> tuple[Payment, ...]:
        """All payments that the guest may still approve."""
        ...

    async def due_captures(self, now: datetime) -> tuple[Payment, ...]:
        """Authorized payments with something left to capture and a capture time that has come."""
        ...

    async def to_compare(self, since: datetime) -> tuple[Payment, ...]:
        """Payments that were made, captured or refunded at or after a moment, and all that still hold authorized money
        however old they are, oldest first. A capture counts from when it was due.
        """
        ...

    async def between(self, start: datetime, end: datetime) -> tuple[Payment, ...]:
        """All payments that were made at or after ``start`` and before ``end``, newest first."""
        ...

    async def like(self, part: str, limit: int) -> tuple[Payment, ...]:
        """The newest payments whose reference holds this text, in capitals or not, newest first."""
        ...

    async def needing_attention(self) -> tuple[Payment, ...]:
        """All payments that a person must look at, oldest first."""
        ...

    async def claim_watch(self, reference: Reference, worker: str, now: datetime, until: datetime) -> bool:
        """Claim, or keep, the right to follow a payment until then; false while another worker has it.

        One statement. The payment's version stays as it is.
        """
        ...

    async def free_watches(self) -> int:
        """Take every claim back; how many. Only for a hub that is alone."""
        ...


class Refunds(Protocol):
    """Refunds of payments."""

    async def add(self, refund: Refund) -> Refund:
        """Store what was asked for; more than was captured, all refunds together, raises :class:`IllegalMove`."""
        ...

    async def of(self, reference: Reference) -> tuple[Refund, ...]:
        """All refunds of a payment, by number."""
        ...

    async def save(self, refund: Refund) -> Refund:
        """Raises :class:`StaleWrite`."""
        ...


class Timelines(Protocol):
    """What happened to payments; entries are added, never changed."""

    async def add(self, entry: TimelineEntry) -> None: ...

    async def of(self, reference: Reference) -> tuple[TimelineEntry, ...]:
        """All entries of a payment, in the order in which they were written."""
        ...


class Outbox(Protocol):
    """Messages to the outside. One message of one kind and number for one share, enforced by the database."""

    async def add(self, message: OutboxMessage) -> OutboxMessage: ...

    async def of(self, order_id: OrderId, share: int) -> OutboxMessage | None:
        """The message that tells the programme of this share, or ``None``; a late guest's check-in comes first."""
        ...

    async def all_of(self, order_id: OrderId) -> tuple[OutboxMessage, ...]:
        """Every message about an order, by share, oldest first."""
        ...

    async def get(self, message_id: MessageId) -> OutboxMessage | None: ...

    async def unfinished(self, limit: int) -> tuple[OutboxMessage, ...]:
        """What is neither delivered nor put away: parked first, then oldest first."""
        ...

    async def counts(self) -> Mapping[MessageState, int]:
        """How many messages are due, claimed and parked; those put away are not counted."""
        ...

    async def put_away(self, message_id: MessageId, by: str, at: datetime) -> None:
        """A person took care of a parked message; it stays as it is. Putting away twice changes nothing."""
        ...

    async def is_put_away(self, message_id: MessageId) -> bool:
        """Whether a person took care of it."""
        ...

    async def claim(self, worker: str, now: datetime) -> OutboxMessage | None:
        """Claim the message that has been due longest, in one statement; ``None`` when nothing is due."""
        ...

    async def save(self, message: OutboxMessage) -> OutboxMessage:
        """Raises :class:`StaleWrite`."""
        ...

    async def free_stale(self, claimed_before: datetime) -> int:
        """Make messages due again whose worker died; how many."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next waiting message is due, or ``None``."""
        ...

    async def hurry(self, now: datetime) -> int:
        """Make due now what the loyalty programme was to be told and could not be; how many.

        A message that was never tried keeps its time: its guest may still join.
        """
        ...

    async def waiting(self) -> tuple[OutboxMessage, ...]:
        """Every message to the loyalty programme that was tried and is not delivered, the oldest first."""
        ...


class Consents(Protocol):
    """Consent with its evidence; rows are added, never changed."""

    async def add(self, consent: Consent) -> None: ...

    async def latest(self, phone: PhoneNumber) -> dict[Channel, Consent]:
        """The newest answer for each channel that was ever asked."""
        ...

    async def untold(self) -> tuple[Untold, ...]:
        """What the programme was not told yet, due first; one for a number."""
        ...

    async def untold_of(self, phone: PhoneNumber) -> Untold | None:
        """What it was not told yet of one person."""
        ...

    async def put_untold(self, untold: Untold) -> Untold:
        """Keep what is to be told, new or in place of what was read; raises :class:`StaleWrite`."""
        ...

    async def told(self, untold: Untold) -> None:
        """Forget what was read; raises :class:`StaleWrite` where something else is kept by now."""
        ...


class Deliveries(Protocol):
    """What the payment provider told by webhook, each event once."""

    async def add(self, delivery: Delivery) -> Delivery:
        """Store an event. One that is stored already raises :class:`StaleWrite`."""
        ...

    async def claim(self, now: datetime, again_at: datetime) -> Delivery | None:
        """Take the delivery that has been due longest, in one statement; ``None`` when nothing is due.

        It is due again ``again_at``, should whoever took it die.
        """
        ...

    async def save(self, delivery: Delivery) -> None:
        """Store what became of it; raises :class:`StaleWrite` when it was handled already."""
        ...

    async def settle(self, handled: Delivery) -> int:
        """What came about the same payment before this one was acted on is handled with it; how many more."""
        ...

    async def make_due(self, now: datetime) -> int:
        """Make everything due that is not handled, whoever took it; how many."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next delivery is due, or ``None``."""
        ...

    async def of(self, reference: str) -> tuple[Delivery, ...]:
        """What was delivered about a payment, in the order in which it came."""
        ...


class Enrolments(Protocol):
    """Requests to join in the guest's own app, and whom the app's accounts belong to."""

    async def add(self, enrolment: Enrolment) -> Enrolment:
        """Store a request. A second one that is still asked for one order and phone raises :class:`StaleWrite`."""
        ...

    async def get(self, enrolment_id: EnrolmentId) -> Enrolment | None: ...

    async def of(self, order_id: OrderId) -> tuple[Enrolment, ...]:
        """All requests of an order, oldest first."""
        ...

    async def save(self, enrolment: Enrolment) -> Enrolment:
        """Raises :class:`StaleWrite`."""
        ...

    async def open(self) -> tuple[Enrolment, ...]:
        """All that somebody has to go on with, oldest first."""
        ...

    async def claim_follow(self, enrolment_id: EnrolmentId, worker: str, now: datetime, until: datetime) -> bool:
        """Claim, or keep, the right to look for an answer until then; false while another worker has it.

        One statement. The request's version stays as it is.
        """
        ...

    async def free_follows(self) -> int:
        """Take every claim back; how many. Only for a hub that is alone."""
        ...

    async def link(self, subject: str, phone: PhoneNumber, at: datetime) -> None:
        """This account of the app belongs to this number now; an earlier number of it is replaced."""
        ...

    async def phone_of(self, subject: str) -> PhoneNumber | None:
        """The number that an account of the app was linked to last, or ``None``."""
        ...


class Comparisons(Protocol):
    """What the last comparison with the payment provider's books found, whichever hub made it."""

    async def last(self) -> Reconciled | None:
        """``None`` before the first one."""
        ...

    async def put(self, reconciled: Reconciled) -> None:
        """In place of the one before; one that is older than what is stored changes nothing."""
        ...


class Holds(Protocol):
    """Rewards kept for orders. One hold for a customer and a name, enforced by the database."""

    async def add(self, hold: Hold) -> Hold:
        """Store the intent to lock. A second hold of a customer under one name raises :class:`StaleWrite`."""
        ...

    async def save(self, hold: Hold) -> Hold:
        """Raises :class:`StaleWrite`."""
        ...

    async def remove(self, hold: Hold) -> None:
        """Forget a hold that is over; raises :class:`StaleWrite`."""
        ...

    async def of(self, customer_id: str) -> tuple[Hold, ...]:
        """All holds of a customer, whatever the order."""
        ...

    async def all(self) -> tuple[Hold, ...]:
        """Every hold, oldest first."""
        ...


class Connections(Protocol):
    """The merchant's account at the loyalty programme, and visits to its form."""

    async def get(self) -> ConnectionRecord | None:
        """How it stands; ``None`` as long as nobody connected it here."""
        ...

    async def save(self, record: ConnectionRecord) -> ConnectionRecord:
        """Store it; version 0 is the first. Raises :class:`StaleWrite`."""
        ...

    async def begin(self, visit: OAuthState) -> None:
        """Store a visit to the form, and forget those that are long over."""
        ...

    async def use(self, digest: str, now: datetime) -> OAuthState | None:
        """Use a visit up, in one statement. The answer is as it was before, so that a second use shows."""
        ...


class StoreMap(Protocol):
    """Which store each location is, and the programme's last list of stores."""

    async def read(self) -> Stores:
        """All of it; what the settings say of stores is not here."""
        ...

    async def put(self, mapped: MappedStore) -> None:
        """This location is that store, whatever it was before."""
        ...

    async def remove(self, location: LocationId) -> None:
        """This location has no store."""
        ...

    async def put_list(self, stores: tuple[Store, ...], now: datetime) -> None:
        """What the programme lists now, in place of what it did."""
        ...


class Reading(Protocol):
    """What was last committed, in one consistent view. What is written here is undone."""

    @property
    def orders(self) -> Orders: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def payments(self) -> Payments: ...
    @property
    def refunds(self) -> Refunds: ...
    @property
    def timelines(self) -> Timelines: ...
    @property
    def comparisons(self) -> Comparisons: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def holds(self) -> Holds: ...
    @property
    def connections(self) -> Connections: ...
    @property
    def store_map(self) -> StoreMap: ...


class Work(Reading, Protocol):
    """One transaction. Leaving the block without :meth:`commit` undoes everything."""

    async def commit(self) -> None:
        """Make it durable. Raises :class:`StorageUnavailable` and :class:`StaleWrite`."""
        ...


class Storage(Protocol):
    """``async with storage.work() as work: ...; await work.commit()``."""

    def work(self) -> AbstractAsyncContextManager[Work]:
        """Begin a unit of work. Writers take turns: send nothing and open no second one inside the block.

        Raises :class:`StorageUnavailable`.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """Look without waiting for any writer. Raises :class:`StorageUnavailable`."""
        ...

"""The tables, and the promises that the database keeps even when the code above it is wrong.

Checks and indexes stand here. What compares a row with what it was before is kept by triggers, which each engine words
in its own way; they stand in the migrations (``versions/``):

* an order or share that is paid, an abandoned order, and a delivered message stay so;
* a payment moves only as ``app.domain.payment.MOVES`` says, what was sent for it never changes, and no amount shrinks;
* the body of an outbox message never changes once it is written; it can only be taken back whole;
* refunds that are promised or done never exceed what was captured, and what was asked for never changes;
* the timeline of a payment is written on, never rewritten;
* consents are added, never changed and never removed: they are the evidence of GDPR article 7(1). A withdrawal is one
  more row;
* what a webhook delivered never changes, and a delivery that was handled stays so;
* a request to join that has an answer keeps it, but for one whose answer seemed lost.

Erasing a guest and removing what is old are the one exception, and only inside a transaction that holds the row of
``erasing``: then bodies may become empty, texts lose a number, and evidence may go. :mod:`app.storage.personal` says of
every column whether it tells of a person.

Amounts are minor units. Points in time are UTC. Phone numbers are plain digits, because they are what guests are found
by; they are never logged. Texts in several languages, modifiers and lists of lines are JSON.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from app.domain.connection import ConnectionState, How, Reason
from app.domain.customer import Channel, IdentifiedBy
from app.domain.enrolment import EnrolmentState, Fault
from app.domain.order import OrderState
from app.domain.outbox import MessageKind, MessageState
from app.domain.payment import Attention, PaymentState
from app.domain.refund import RefundState
from app.domain.restaurant import MAIN
from app.domain.reward import HoldState
from app.domain.split import Cut, ShareState
from app.domain.timeline import EntryKind
from app.ports.webhooks import Outcome, Source

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: stored in UTC, read back aware. A naive time is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a point in time needs its time zone"
            raise ValueError(msg)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def _one_of(column: str, values: Iterable[StrEnum], name: str) -> CheckConstraint:
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def _where(condition: str) -> dict[str, Any]:
    """The rows that a partial index holds, for every engine that has such indexes."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False)


def _guest() -> list[Column[object]]:
    """Who it belongs to, as far as known; all empty without a guest."""
    return [
        Column("guest_phone", String(15)),
        Column("guest_identified_by", String(20)),
        Column("guest_asked", Boolean),
        Column("guest_joined", Boolean),
        Column("member_id", String(64)),
        Column("member_phone", String(15)),
        Column("member_name", Text),
        Column("member_points", Integer),
        Column("member_email_opt_in", Boolean),
        Column("member_sms_opt_in", Boolean),
    ]


def _guest_checks() -> list[CheckConstraint]:
    return [
        _one_of("guest_identified_by", IdentifiedBy, "identified_by"),
        CheckConstraint(
            "(guest_phone IS NULL) = (guest_identified_by IS NULL) AND (guest_phone IS NOT NULL OR member_id IS NULL)",
            name="guest",
        ),
    ]


counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
    CheckConstraint("value >= 0", name="value"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("tablet", String(64), nullable=False),
    Column("serving", String(20), nullable=False),
    Column("country", String(2), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("location", String(40), nullable=False, server_default=MAIN),
    *_guest(),
    _version(),
    _one_of("state", OrderState, "state"),
    CheckConstraint("number > 0", name="number"),
    *_guest_checks(),
    Index("ix_orders_current", "tablet", "opened_at", **_where("state IN ('open', 'placed')")),
)

order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("product_id", String(255), nullable=False),
    Column("sku", String(255), nullable=False),
    Column("name", Text, nullable=False),
    Column("category", String(255), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("unit_price", Integer, nullable=False),
    Column("vat_class", String(20), nullable=False),
    Column("modifiers", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("minimum_age", Integer, nullable=False),
    CheckConstraint("quantity BETWEEN 1 AND 99", name="quantity"),
    CheckConstraint("unit_price >= 0", name="unit_price"),
    CheckConstraint("minimum_age >= 0", name="minimum_age"),
)

order_rewards = Table(
    "order_rewards",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("taken", Text, nullable=False),
)

order_tables = Table(
    "order_tables",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("table_name", String(20), nullable=False),
    Column("with_staff", Boolean, nullable=False),
)

shares = Table(
    "shares",
    metadata,
    Column("order_id", String(40), ForeignKey("orders.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("line_ids", Text, nullable=False),
    Column("state", String(20), nullable=False),
    *_guest(),
    Column("attempts", Integer, nullable=False),
    Column("paid_at", UtcDateTime),
    _version(),
    _one_of("state", ShareState, "state"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount >= 0", name="amount"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid_at"),
    *_guest_checks(),
)

share_cuts = Table(
    "share_cuts",
    metadata,
    Column("order_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cut", String(10), nullable=False),
    Column("parts", Text, nullable=False),
    ForeignKeyConstraint(["order_id", "number"], ["shares.order_id", "shares.number"]),
    _one_of("cut", Cut, "cut"),
)

payments = Table(
    "payments",
    metadata,
    Column("reference", String(64), primary_key=True),
    Column("order_id", String(40), nullable=False),
    Column("share", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("flow", String(20), nullable=False),
    Column("key", String(50), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("authorized", Integer, nullable=False),
    Column("captured", Integer, nullable=False),
    Column("cancelled", Integer, nullable=False),
    Column("refunded", Integer, nullable=False),
    Column("psp_reference", String(255)),
    Column("redirect_url", Text),
    Column("ending", String(20)),
    Column("cancel_asked", Boolean, nullable=False),
    Column("capture_due_at", UtcDateTime),
    Column("capture_tries", Integer, nullable=False),
    Column("capture_refusals", Integer, nullable=False),
    Column("capture_number", Integer, nullable=False),
    Column("capturing", Integer),
    Column("release_asked", Boolean, nullable=False),
    Column("cancel_number", Integer, nullable=False),
    Column("guaranteed_until", UtcDateTime),
    Column("attention", String(30)),
    Column("settled_at", UtcDateTime),
    Column("watched_by", String(64)),
    Column("watched_until", UtcDateTime),
    _version(),
    ForeignKeyConstraint(["order_id", "share"], ["shares.order_id", "shares.number"]),
    UniqueConstraint("order_id", "share", "attempt"),
    UniqueConstraint("key"),
    _one_of("state", PaymentState, "state"),
    _one_of("attention", Attention, "attention"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("capture_number > 0 AND cancel_number > 0 AND capture_refusals >= 0", name="numbers"),
    CheckConstraint("capturing > 0", name="capturing"),
    CheckConstraint("authorized >= 0 AND cancelled >= 0 AND refunded >= 0 AND capture_tries >= 0", name="not_negative"),
    CheckConstraint("captured BETWEEN refunded AND authorized", name="captured"),
    # A payment that was cancelled before anybody approved it counts its whole amount as cancelled (Vipps ePayment).
    CheckConstraint(
        "CASE WHEN authorized > 0 THEN captured + cancelled <= authorized ELSE cancelled <= amount END",
        name="cancelled",
    ),
    Index(
        "uq_payments_open",
        "order_id",
        "share",
        unique=True,
        **_where("state IN ('intended', 'requested', 'in_doubt')"),
    ),
    Index(
        "ix_payments_capture",
        "capture_due_at",
        **_where("state = 'authorized' AND authorized > captured + cancelled"),
    ),
    Index("ix_payments_created", "created_at"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("reference", String(64), ForeignKey("payments.reference"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("amount", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("line_ids", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", String(64), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("key_number", Integer, nullable=False),
    Column("done_at", UtcDateTime),
    Column("answer", Text),
    _version(),
    _one_of("state", RefundState, "state"),
    CheckConstraint("number > 0 AND key_number > 0", name="numbers"),
    CheckConstraint("amount > 0", name="amount"),
    CheckConstraint("reason <> '' AND asked_by <> ''", name="evidence"),
    CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
)

timeline = Table(
    "timeline",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("trace_id", String(100)),
    _one_of("kind", EntryKind, "kind"),
    CheckConstraint("times > 0", name="times"),
    Index("ix_timeline_reference", "reference", "id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("order_id", String(40), nullable=False),
    Column("share", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("claimed_by", String(64)),
    Column("delivered_at", UtcDateTime),
    Column("points_earned", Integer),
    Column("balance", Integer),
    Column("reason", Text),
    _version(),
    Column("check_in", Boolean, nullable=False, server_default=text("0")),
    Column("credits", Boolean, nullable=False, server_default=text("1")),
    Column("sent_at", UtcDateTime),
    Column("balance_before", Integer),
    ForeignKeyConstraint(["order_id", "share"], ["shares.order_id", "shares.number"]),
    UniqueConstraint("order_id", "share", "kind", "number"),
    _one_of("kind", MessageKind, "kind"),
    _one_of("state", MessageState, "state"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("state <> 'claimed' OR (claimed_at IS NOT NULL AND claimed_by IS NOT NULL)", name="claimed"),
    CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
    CheckConstraint("state <> 'parked' OR reason IS NOT NULL", name="parked"),
    Index("ix_outbox_due", "due_at", **_where("state = 'due'")),
    Index("ix_outbox_claimed", "claimed_at", **_where("state = 'claimed'")),
    Index("ix_outbox_parked", "created_at", **_where("state = 'parked'")),
)

put_away_messages = Table(
    "put_away_messages",
    metadata,
    Column("message_id", String(40), ForeignKey("outbox.id"), primary_key=True),
    Column("put_away_by", String(64), nullable=False),
    Column("put_away_at", UtcDateTime, nullable=False),
)


def _evidence() -> list[Column[Any]]:
    """What was said about one channel, in which words, when and where; kept alike when its guest is erased."""
    return [
        Column("channel", String(20), nullable=False),
        Column("given", Boolean, nullable=False),
        Column("text", Text, nullable=False),
        Column("language", String(10), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("device", String(64), nullable=False),
        Column("source", String(40), nullable=False),
    ]


consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("phone", String(15), nullable=False),
    *_evidence(),
    _one_of("channel", Channel, "channel"),
    CheckConstraint("text <> '' AND language <> '' AND device <> ''", name="evidence"),
    Index("ix_consents_phone", "phone", "at"),
)

consent_proofs = Table(
    "consent_proofs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", String(64), nullable=False),
    *_evidence(),
    Column("erased_at", UtcDateTime, nullable=False),
    _one_of("channel", Channel, "channel"),
    Index("ix_consent_proofs_person", "person"),
)

opt_ins_due = Table(
    "opt_ins_due",
    metadata,
    Column("phone", String(15), primary_key=True),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("channels", String(40), nullable=False, server_default=text("''")),
    Column("joined_on", String(40)),
    Column("taken_until", UtcDateTime),
    Column("reason", Text),
    Column("refused", Boolean, nullable=False, server_default=text("0")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("attempts >= 0", name="attempts"),
)

erasing = Table(
    "erasing",
    metadata,
    Column("id", Integer, primary_key=True),
    CheckConstraint("id = 1", name="one"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(20), nullable=False),
    Column("reference", String(64), nullable=False),
    Column("name", String(64), nullable=False),
    Column("psp_reference", String(255), nullable=False),
    Column("body", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("handled_at", UtcDateTime),
    Column("outcome", String(20)),
    UniqueConstraint("source", "reference", "name", "psp_reference"),
    _one_of("source", Source, "source"),
    _one_of("outcome", Outcome, "outcome"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(outcome IS NULL) = (handled_at IS NULL)", name="handled"),
    Index("ix_deliveries_due", "due_at", **_where("outcome IS NULL")),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("sealed", Text, nullable=False),
)

enrolments = Table(
    "enrolments",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("order_id", String(40), ForeignKey("orders.id"), nullable=False),
    Column("phone", String(15), nullable=False),
    Column("device", String(64), nullable=False),
    Column("binding_message", String(8), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("interval", Float, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("given_up", Boolean, nullable=False),
    Column("subject", String(255)),
    Column("fault", String(20)),
    Column("ended_at", UtcDateTime),
    _version(),
    Column("followed_by", String(64)),
    Column("followed_until", UtcDateTime),
    _one_of("state", EnrolmentState, "state"),
    _one_of("fault", Fault, "fault"),
    CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("(state IN ('approved', 'joined')) = (subject IS NOT NULL)", name="subject"),
    CheckConstraint("(state = 'mistrusted') = (fault IS NOT NULL)", name="mistrusted"),
    Index("ix_enrolments_order", "order_id", "started_at"),
    Index("uq_enrolments_asked", "order_id", "phone", unique=True, **_where("state = 'asked'")),
    Index("ix_enrolments_open", "started_at", **_where("state IN ('asked', 'approved')")),
)

app_accounts = Table(
    "app_accounts",
    metadata,
    Column("subject", String(255), primary_key=True),
    Column("phone", String(15), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Index("ix_app_accounts_phone", "phone"),
)

reward_holds = Table(
    "reward_holds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_id", String(40), ForeignKey("orders.id"), nullable=False),
    Column("customer_id", String(64), nullable=False),
    Column("name", String(255), nullable=False),
    Column("reward_id", String(255), nullable=False),
    Column("won", String(255)),
    Column("points", Integer, nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("known_hashes", Text, nullable=False),
    Column("balance", Integer),
    _version(),
    UniqueConstraint("customer_id", "name"),
    _one_of("state", HoldState, "state"),
    CheckConstraint("points >= 0", name="points"),
)

connections = Table(
    "connections",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("how", String(20)),
    Column("since", UtcDateTime),
    Column("merchant", Text),
    Column("reason", String(20)),
    Column("expires_at", UtcDateTime),
    Column("token_print", String(64)),
    Column("secret", String(255)),
    _version(),
    _one_of("state", ConnectionState, "state"),
    _one_of("how", How, "how"),
    _one_of("reason", Reason, "reason"),
    CheckConstraint("(state = 'needs_reconnect') = (reason IS NOT NULL)", name="needs_reconnect"),
    CheckConstraint("state = 'not_connected' OR (how IS NOT NULL AND token_print IS NOT NULL)", name="connected"),
)

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
)

store_mappings = Table(
    "store_mappings",
    metadata,
    Column("location", String(40), primary_key=True),
    Column("slug", String(255), nullable=False),
    Column("name", Text, nullable=False),
    Column("public_id", String(255)),
    Column("by_hand", Boolean, nullable=False),
    Column("mapped_at", UtcDateTime, nullable=False),
    CheckConstraint("slug <> ''", name="slug"),
)

store_lists = Table(
    "store_lists",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("stores", Text, nullable=False),
)

"""Payments, what is given back, and their story."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.payment import Attention, PaymentState
from app.domain.refund import RefundState
from app.domain.timeline import EntryKind
from app.storage.tables.columns import UtcDateTime, metadata, one_of, version_column, where_only

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
    version_column(),
    ForeignKeyConstraint(["order_id", "share"], ["shares.order_id", "shares.number"]),
    UniqueConstraint("order_id", "share", "attempt"),
    UniqueConstraint("key"),
    one_of("state", PaymentState, "state"),
    one_of("attention", Attention, "attention"),
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
        **where_only("state IN ('intended', 'requested', 'in_doubt')"),
    ),
    Index(
        "ix_payments_capture",
        "capture_due_at",
        **where_only("state = 'authorized' AND authorized > captured + cancelled"),
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
    version_column(),
    one_of("state", RefundState, "state"),
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
    Column("fact", String(40)),
    Column("text", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("trace_id", String(100)),
    one_of("kind", EntryKind, "kind"),
    CheckConstraint("times > 0", name="times"),
    Index("ix_timeline_reference", "reference", "id"),
)


comparisons = Table(
    "comparisons",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("compared", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("differences", Text, nullable=False),
    CheckConstraint("compared >= 0 AND unanswered >= 0", name="counts"),
)

"""What others are to be told, what was delivered to us, and the secrets for both."""

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
    text,
)

from app.domain.outbox import MessageKind, MessageState
from app.ports.webhooks import Outcome, Source
from app.storage.tables.columns import UtcDateTime, metadata, one_of, version_column, where_only

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
    version_column(),
    Column("check_in", Boolean, nullable=False, server_default=text("0")),
    Column("credits", Boolean, nullable=False, server_default=text("1")),
    Column("sent_at", UtcDateTime),
    Column("balance_before", Integer),
    ForeignKeyConstraint(["order_id", "share"], ["shares.order_id", "shares.number"]),
    UniqueConstraint("order_id", "share", "kind", "number"),
    one_of("kind", MessageKind, "kind"),
    one_of("state", MessageState, "state"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("state <> 'claimed' OR (claimed_at IS NOT NULL AND claimed_by IS NOT NULL)", name="claimed"),
    CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
    CheckConstraint("state <> 'parked' OR reason IS NOT NULL", name="parked"),
    Index("ix_outbox_due", "due_at", **where_only("state = 'due'")),
    Index("ix_outbox_claimed", "claimed_at", **where_only("state = 'claimed'")),
    Index("ix_outbox_parked", "created_at", **where_only("state = 'parked'")),
)


put_away_messages = Table(
    "put_away_messages",
    metadata,
    Column("message_id", String(40), ForeignKey("outbox.id"), primary_key=True),
    Column("put_away_by", String(64), nullable=False),
    Column("put_away_at", UtcDateTime, nullable=False),
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
    one_of("source", Source, "source"),
    one_of("outcome", Outcome, "outcome"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(outcome IS NULL) = (handled_at IS NULL)", name="handled"),
    Index("ix_deliveries_due", "due_at", **where_only("outcome IS NULL")),
)


secrets = Table(
    "secrets",
    metadata,
    Column("name", String(255), primary_key=True),
    Column("sealed", Text, nullable=False),
)

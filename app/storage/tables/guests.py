"""What guests said, how they joined, and what is owed to them."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from app.domain.customer import Channel
from app.domain.enrolment import EnrolmentState, Fault
from app.storage.tables.columns import UtcDateTime, metadata, one_of, version_column, where_only


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
    Column("address", String(254)),
    one_of("channel", Channel, "channel"),
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
    one_of("channel", Channel, "channel"),
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
    version_column(),
    Column("followed_by", String(64)),
    Column("followed_until", UtcDateTime),
    one_of("state", EnrolmentState, "state"),
    one_of("fault", Fault, "fault"),
    CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="ended"),
    CheckConstraint("(state IN ('approved', 'joined')) = (subject IS NOT NULL)", name="subject"),
    CheckConstraint("(state = 'mistrusted') = (fault IS NOT NULL)", name="mistrusted"),
    Index("ix_enrolments_order", "order_id", "started_at"),
    Index("uq_enrolments_asked", "order_id", "phone", unique=True, **where_only("state = 'asked'")),
    Index("ix_enrolments_open", "started_at", **where_only("state IN ('asked', 'approved')")),
)


app_accounts = Table(
    "app_accounts",
    metadata,
    Column("subject", String(255), primary_key=True),
    Column("phone", String(15), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Index("ix_app_accounts_phone", "phone"),
)

"""Rewards in orders, and the account and stores of the merchant at the programme."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.domain.connection import ConnectionState, How, Reason
from app.domain.reward import HoldState
from app.storage.tables.columns import UtcDateTime, metadata, one_of, version_column

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
    version_column(),
    UniqueConstraint("customer_id", "name"),
    one_of("state", HoldState, "state"),
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
    version_column(),
    one_of("state", ConnectionState, "state"),
    one_of("how", How, "how"),
    one_of("reason", Reason, "reason"),
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

"""Orders and how their bills are cut."""

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
)

from app.domain.order import OrderState
from app.domain.restaurant import MAIN
from app.domain.split import Cut, ShareState
from app.storage.tables.columns import (
    UtcDateTime,
    guest_checks,
    guest_columns,
    metadata,
    one_of,
    version_column,
    where_only,
)

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
    *guest_columns(),
    version_column(),
    one_of("state", OrderState, "state"),
    CheckConstraint("number > 0", name="number"),
    *guest_checks(),
    Index("ix_orders_current", "tablet", "opened_at", **where_only("state IN ('open', 'placed')")),
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
    *guest_columns(),
    Column("attempts", Integer, nullable=False),
    Column("paid_at", UtcDateTime),
    version_column(),
    one_of("state", ShareState, "state"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount >= 0", name="amount"),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name="paid_at"),
    *guest_checks(),
)


share_cuts = Table(
    "share_cuts",
    metadata,
    Column("order_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cut", String(10), nullable=False),
    Column("parts", Text, nullable=False),
    ForeignKeyConstraint(["order_id", "number"], ["shares.order_id", "shares.number"]),
    one_of("cut", Cut, "cut"),
)

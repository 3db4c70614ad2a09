"""The merchant's account at the loyalty programme, and which of its stores each location is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("orders", sa.Column("location", sa.String(length=40), nullable=False, server_default="main"))
    op.create_table(
        "connections",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=True),
        sa.Column("since", sa.DateTime(), nullable=True),
        sa.Column("merchant", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=True),
        sa.Column("token_print", sa.String(length=64), nullable=True),
        sa.Column("secret", sa.String(length=255), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('not_connected', 'connected', 'needs_reconnect')", name=op.f("ck_connections_state")
        ),
        sa.CheckConstraint("how IN ('oauth', 'pasted', 'static')", name=op.f("ck_connections_how")),
        sa.CheckConstraint("reason IN ('refused', 'expired', 'sealed')", name=op.f("ck_connections_reason")),
        sa.CheckConstraint(
            "(state = 'needs_reconnect') = (reason IS NOT NULL)", name=op.f("ck_connections_needs_reconnect")
        ),
        sa.CheckConstraint(
            "state = 'not_connected' OR (how IS NOT NULL AND token_print IS NOT NULL)",
            name=op.f("ck_connections_connected"),
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_connections")),
    )
    op.create_table(
        "oauth_states",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_oauth_states")),
    )
    op.create_table(
        "store_mappings",
        sa.Column("location", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=255), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("mapped_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("slug <> ''", name=op.f("ck_store_mappings_slug")),
        sa.PrimaryKeyConstraint("location", name=op.f("pk_store_mappings")),
    )
    op.create_table(
        "store_lists",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.Column("stores", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_lists")),
    )
    for change in _CHANGES[op.get_bind().dialect.name]:
        op.execute(change)


_GUARD = (
    "CREATE TRIGGER tr_outbox_body BEFORE UPDATE OF body ON outbox "
    "WHEN OLD.body <> '' AND NEW.body <> OLD.body "
    "AND (NEW.body <> '' OR (OLD.state = 'delivered' AND NOT EXISTS (SELECT 1 FROM erasing))) "
    "BEGIN SELECT RAISE(ABORT, 'the body of a message never changes'); END"
)
_CHANGES = {"sqlite": ("DROP TRIGGER tr_outbox_body", _GUARD)}

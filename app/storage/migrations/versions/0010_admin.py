"""Parked messages that a person took care of."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "put_away_messages",
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("put_away_by", sa.String(length=64), nullable=False),
        sa.Column("put_away_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_put_away_messages_outbox")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_put_away_messages")),
    )
    op.create_index("ix_outbox_parked", "outbox", ["created_at"], sqlite_where=sa.text("state = 'parked'"))

"""Check-ins among the messages: what must not be repeated blindly, and the balance that tells what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("check_in", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("outbox", sa.Column("credits", sa.Boolean(), server_default=sa.text("1"), nullable=False))
    op.add_column("outbox", sa.Column("sent_at", sa.DateTime(), nullable=True))
    op.add_column("outbox", sa.Column("balance_before", sa.Integer(), nullable=True))

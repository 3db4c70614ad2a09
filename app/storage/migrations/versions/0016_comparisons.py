"""What the last comparison with the payment provider's books found outlives a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "comparisons",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.CheckConstraint("compared >= 0 AND unanswered >= 0", name=op.f("ck_comparisons_counts")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_comparisons")),
    )

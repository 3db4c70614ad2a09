"""Who joined and the programme was not told of yet: on which order, who tells it now, and why it could not be told."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("opt_ins_due", sa.Column("joined_on", sa.String(length=40), nullable=True))
    op.add_column("opt_ins_due", sa.Column("taken_until", sa.DateTime(), nullable=True))
    op.add_column("opt_ins_due", sa.Column("reason", sa.Text(), nullable=True))
    op.add_column("opt_ins_due", sa.Column("refused", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("opt_ins_due", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False))

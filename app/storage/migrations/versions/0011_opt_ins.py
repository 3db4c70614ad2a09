"""Of answers about offers that the programme was not told yet: about which channels."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0007"


def upgrade() -> None:
    op.add_column(
        "opt_ins_due", sa.Column("channels", sa.String(length=40), server_default=sa.text("''"), nullable=False)
    )

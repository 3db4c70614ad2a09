"""Which of several hubs looks for the answer to a request to join, so that it is given out to one of them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("enrolments", sa.Column("followed_by", sa.String(length=64), nullable=True))
    op.add_column("enrolments", sa.Column("followed_until", sa.DateTime(), nullable=True))

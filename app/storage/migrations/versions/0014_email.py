"""Where offers may go: the e-mail address that a guest told together with a yes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("consents", sa.Column("address", sa.String(length=254), nullable=True))

"""The story of a payment is kept as kinds with values, so that it is told in the reader's language.

What stands there in words stays as it is and has no kind.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_REFUSED = {
    "sqlite": (
        "CREATE TRIGGER tr_timeline_fact BEFORE UPDATE OF fact ON timeline WHEN 1 "
        "BEGIN SELECT RAISE(ABORT, 'the timeline is never rewritten'); END"
    )
}


def upgrade() -> None:
    op.add_column("timeline", sa.Column("fact", sa.String(length=40), nullable=True))
    op.execute(_REFUSED[op.get_bind().dialect.name])

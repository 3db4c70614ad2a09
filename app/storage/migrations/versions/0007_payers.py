"""Bills with several payers: how each share was cut; orders at tables, and those that the staff look after."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "order_tables",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("table_name", sa.String(length=20), nullable=False),
        sa.Column("with_staff", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_tables_orders")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_tables")),
    )
    op.create_table(
        "share_cuts",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cut", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.CheckConstraint("cut IN ('whole', 'equal', 'lines', 'off')", name=op.f("ck_share_cuts_cut")),
        sa.ForeignKeyConstraint(
            ["order_id", "number"], ["shares.order_id", "shares.number"], name=op.f("fk_share_cuts_shares")
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_share_cuts")),
    )

"""Rewards on orders, and the holds that keep each from being used twice."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "order_rewards",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_rewards_orders")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_rewards")),
    )
    op.create_table(
        "reward_holds",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("customer_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("reward_id", sa.String(length=255), nullable=False),
        sa.Column("won", sa.String(length=255), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("known_hashes", sa.Text(), nullable=False),
        sa.Column("balance", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('locking', 'held', 'using', 'stuck')", name=op.f("ck_reward_holds_state")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_reward_holds_points")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_reward_holds_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_holds")),
        sa.UniqueConstraint("customer_id", "name", name=op.f("uq_reward_holds_customer_id_name")),
    )

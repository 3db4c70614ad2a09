"""What webhooks delivered, each event once, and sealed secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("psp_reference", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.CheckConstraint("outcome IN ('looked_up', 'unknown', 'given_up')", name=op.f("ck_deliveries_outcome")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts")),
        sa.CheckConstraint("(outcome IS NULL) = (handled_at IS NULL)", name=op.f("ck_deliveries_handled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "reference", "name", "psp_reference", name=op.f("uq_deliveries_reference_name_psp_reference")
        ),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at"],
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    for guard in _GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def _guard(name: str, event: str, refused_when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON deliveries WHEN {refused_when} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_TOLD = "UPDATE OF reference, name, psp_reference, body, received_at"
_GUARDS = {
    "sqlite": (
        _guard("tr_deliveries_told", _TOLD, "1", "what was delivered never changes"),
        _guard("tr_deliveries_final", "UPDATE", "OLD.outcome IS NOT NULL", "a handled delivery stays so"),
    ),
}

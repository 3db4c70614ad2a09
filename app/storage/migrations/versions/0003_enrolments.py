"""Requests to join in the guest's own app, and the accounts of the app."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "app_accounts",
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_app_accounts")),
    )
    op.create_index("ix_app_accounts_phone", "app_accounts", ["phone"])
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("binding_message", sa.String(length=8), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("interval", sa.Float(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("given_up", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=True),
        sa.Column("fault", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'joined', 'denied', 'expired', 'mistrusted', 'lost')",
            name=op.f("ck_enrolments_state"),
        ),
        sa.CheckConstraint(
            "fault IN ('audience', 'issuer', 'key', 'expired', 'nonce', 'algorithm', 'access_token', 'subject', "
            "'phone', 'malformed')",
            name=op.f("ck_enrolments_fault"),
        ),
        sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name=op.f("ck_enrolments_ended")),
        sa.CheckConstraint(
            "(state IN ('approved', 'joined')) = (subject IS NOT NULL)", name=op.f("ck_enrolments_subject")
        ),
        sa.CheckConstraint("(state = 'mistrusted') = (fault IS NOT NULL)", name=op.f("ck_enrolments_mistrusted")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_enrolments_orders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
    )
    op.create_index("ix_enrolments_order", "enrolments", ["order_id", "started_at"])
    asked, still_open = sa.text("state = 'asked'"), sa.text("state IN ('asked', 'approved')")
    op.create_index(
        "uq_enrolments_asked",
        "enrolments",
        ["order_id", "phone"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_index(
        "ix_enrolments_open", "enrolments", ["started_at"], sqlite_where=still_open, postgresql_where=still_open
    )
    for guard in _GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def _guard(name: str, event: str, refused_when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON enrolments WHEN {refused_when} "
        f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_LEGAL = (
    "OLD.state = NEW.state OR (OLD.state = 'asked' AND NEW.state <> 'joined') "
    "OR (OLD.state = 'approved' AND NEW.state = 'joined') OR (OLD.state = 'lost' AND NEW.state = 'approved')"
)
_GUARDS = {
    "sqlite": (
        _guard("tr_enrolments_move", "UPDATE OF state", f"NOT ({_LEGAL})", "a request to join does not move so"),
        _guard("tr_enrolments_kept", "DELETE", "1", "requests to join are kept: they are evidence"),
    ),
}

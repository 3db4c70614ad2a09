"""Erasing a guest on purpose, to which alone evidence gives way; proofs of consent; deliveries of several providers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "erasing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_erasing_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasing")),
    )
    op.create_table(
        "consent_proofs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_consent_proofs_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_proofs")),
    )
    op.create_index("ix_consent_proofs_person", "consent_proofs", ["person"])
    op.create_table(
        "opt_ins_due",
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_opt_ins_due_attempts")),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_opt_ins_due")),
    )
    _deliveries_of_several()
    for name in _REPLACED:
        op.execute(f"DROP TRIGGER {name}")
    for guard in _GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def _deliveries_of_several() -> None:
    """SQLite adds no constraint to a table: a new one takes its place, and its guards are made anew."""
    op.drop_index("ix_deliveries_due", "deliveries")
    op.rename_table("deliveries", "deliveries_before")
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("psp_reference", sa.String(length=255), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("handled_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.CheckConstraint("source IN ('vipps', 'pongo')", name=op.f("ck_deliveries_source")),
        sa.CheckConstraint("outcome IN ('looked_up', 'unknown', 'given_up')", name=op.f("ck_deliveries_outcome")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_deliveries_attempts")),
        sa.CheckConstraint("(outcome IS NULL) = (handled_at IS NULL)", name=op.f("ck_deliveries_handled")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "source",
            "reference",
            "name",
            "psp_reference",
            name=op.f("uq_deliveries_source_reference_name_psp_reference"),
        ),
    )
    op.execute(
        "INSERT INTO deliveries (id, source, reference, name, psp_reference, body, received_at, due_at, attempts,"
        " handled_at, outcome) SELECT id, 'vipps', reference, name, psp_reference, body, received_at, due_at, attempts,"
        " handled_at, outcome FROM deliveries_before"
    )
    op.drop_table("deliveries_before")
    still_open = sa.text("outcome IS NULL")
    op.create_index("ix_deliveries_due", "deliveries", ["due_at"], sqlite_where=still_open, postgresql_where=still_open)


_REPLACED = (
    "tr_payments_sent",
    "tr_outbox_body",
    "tr_refunds_asked",
    "tr_timeline_unchanged",
    "tr_timeline_kept",
    "tr_consents_kept",
    "tr_enrolments_kept",
)
_NOT_ERASING = "NOT EXISTS (SELECT 1 FROM erasing)"
"""The row is written and removed inside the one transaction that erases: nobody else ever sees it."""


def _guard(name: str, event: str, table: str, refused_when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {refused_when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_GUARDS = {
    "sqlite": (
        _guard(
            "tr_payments_sent",
            "UPDATE OF reference, order_id, share, attempt, amount, currency, flow, key",
            "payments",
            "1",
            "what was sent for a payment never changes",
        ),
        _guard(
            "tr_payments_body",
            "UPDATE OF body",
            "payments",
            f"{_NOT_ERASING} OR NEW.body <> ''",
            "what was sent for a payment never changes",
        ),
        _guard(
            "tr_outbox_body",
            "UPDATE OF body",
            "outbox",
            f"OLD.body <> '' AND NEW.body <> OLD.body AND ({_NOT_ERASING} OR NEW.body <> '')",
            "the body of a message never changes",
        ),
        _guard(
            "tr_refunds_asked",
            "UPDATE OF reference, number, amount, currency, line_ids, asked_by, asked_at",
            "refunds",
            "1",
            "what was asked for in a refund never changes",
        ),
        _guard(
            "tr_refunds_reason",
            "UPDATE OF reason",
            "refunds",
            _NOT_ERASING,
            "what was asked for in a refund never changes",
        ),
        _guard(
            "tr_timeline_unchanged",
            "UPDATE OF id, reference, at, kind, times, trace_id",
            "timeline",
            "1",
            "the timeline is never rewritten",
        ),
        _guard("tr_timeline_text", "UPDATE OF text", "timeline", _NOT_ERASING, "the timeline is never rewritten"),
        _guard("tr_timeline_kept", "DELETE", "timeline", _NOT_ERASING, "the timeline is kept"),
        _guard("tr_consents_kept", "DELETE", "consents", _NOT_ERASING, "consents are never removed"),
        _guard("tr_consent_proofs_unchanged", "UPDATE", "consent_proofs", "1", "consents are never changed"),
        _guard("tr_consent_proofs_kept", "DELETE", "consent_proofs", _NOT_ERASING, "consents are never removed"),
        _guard(
            "tr_enrolments_kept",
            "DELETE",
            "enrolments",
            f"{_NOT_ERASING} OR OLD.state IN ('asked', 'approved')",
            "requests to join are kept: they are evidence",
        ),
        _guard(
            "tr_deliveries_told",
            "UPDATE OF source, reference, name, psp_reference, body, received_at",
            "deliveries",
            "1",
            "what was delivered never changes",
        ),
        _guard(
            "tr_deliveries_final",
            "UPDATE",
            "deliveries",
            "OLD.outcome IS NOT NULL",
            "a handled delivery stays so",
        ),
    ),
}

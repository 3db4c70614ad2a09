"""The first tables: orders with lines, shares, payments with refunds and timeline, the outbox, consents."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOVES = {
    "intended": ("requested", "in_doubt", "authorized", "rejected", "aborted", "expired", "terminated"),
    "in_doubt": ("requested", "authorized", "rejected", "aborted", "expired", "terminated"),
    "requested": ("authorized", "rejected", "aborted", "expired", "terminated"),
}


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_consents_channel")),
        sa.CheckConstraint("text <> '' AND language <> '' AND device <> ''", name=op.f("ck_consents_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_phone", "consents", ["phone", "at"])
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_counters_value")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tablet", sa.String(length=64), nullable=False),
        sa.Column("serving", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("guest_phone", sa.String(length=15), nullable=True),
        sa.Column("guest_identified_by", sa.String(length=20), nullable=True),
        sa.Column("guest_asked", sa.Boolean(), nullable=True),
        sa.Column("guest_joined", sa.Boolean(), nullable=True),
        sa.Column("member_id", sa.String(length=64), nullable=True),
        sa.Column("member_phone", sa.String(length=15), nullable=True),
        sa.Column("member_name", sa.Text(), nullable=True),
        sa.Column("member_points", sa.Integer(), nullable=True),
        sa.Column("member_email_opt_in", sa.Boolean(), nullable=True),
        sa.Column("member_sms_opt_in", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "guest_identified_by IN ('vipps_qr', 'vipps_qr_offline', 'pongo_pass', 'phone')",
            name=op.f("ck_orders_identified_by"),
        ),
        sa.CheckConstraint("state IN ('open', 'placed', 'paid', 'abandoned')", name=op.f("ck_orders_state")),
        sa.CheckConstraint(
            "(guest_phone IS NULL) = (guest_identified_by IS NULL) AND (guest_phone IS NOT NULL OR member_id IS NULL)",
            name=op.f("ck_orders_guest"),
        ),
        sa.CheckConstraint("number > 0", name=op.f("ck_orders_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_current",
        "orders",
        ["tablet", "opened_at"],
        sqlite_where=sa.text("state IN ('open', 'placed')"),
        postgresql_where=sa.text("state IN ('open', 'placed')"),
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(length=255), nullable=False),
        sa.Column("sku", sa.String(length=255), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=255), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Integer(), nullable=False),
        sa.Column("vat_class", sa.String(length=20), nullable=False),
        sa.Column("modifiers", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=False),
        sa.CheckConstraint("minimum_age >= 0", name=op.f("ck_order_lines_minimum_age")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 99", name=op.f("ck_order_lines_quantity")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_order_lines_unit_price")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_orders")),
        sa.PrimaryKeyConstraint("order_id", "id", name=op.f("pk_order_lines")),
    )
    op.create_table(
        "shares",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("line_ids", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("guest_phone", sa.String(length=15), nullable=True),
        sa.Column("guest_identified_by", sa.String(length=20), nullable=True),
        sa.Column("guest_asked", sa.Boolean(), nullable=True),
        sa.Column("guest_joined", sa.Boolean(), nullable=True),
        sa.Column("member_id", sa.String(length=64), nullable=True),
        sa.Column("member_phone", sa.String(length=15), nullable=True),
        sa.Column("member_name", sa.Text(), nullable=True),
        sa.Column("member_points", sa.Integer(), nullable=True),
        sa.Column("member_email_opt_in", sa.Boolean(), nullable=True),
        sa.Column("member_sms_opt_in", sa.Boolean(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("paid_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'paid') = (paid_at IS NOT NULL)", name=op.f("ck_shares_paid_at")),
        sa.CheckConstraint(
            "guest_identified_by IN ('vipps_qr', 'vipps_qr_offline', 'pongo_pass', 'phone')",
            name=op.f("ck_shares_identified_by"),
        ),
        sa.CheckConstraint("state IN ('unpaid', 'reserved', 'paid')", name=op.f("ck_shares_state")),
        sa.CheckConstraint(
            "(guest_phone IS NULL) = (guest_identified_by IS NULL) AND (guest_phone IS NOT NULL OR member_id IS NULL)",
            name=op.f("ck_shares_guest"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_shares_amount")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_shares_attempts")),
        sa.CheckConstraint("number > 0", name=op.f("ck_shares_number")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_shares_orders")),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_shares")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("delivered_at", sa.DateTime(), nullable=True),
        sa.Column("points_earned", sa.Integer(), nullable=True),
        sa.Column("balance", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name=op.f("ck_outbox_delivered")),
        sa.CheckConstraint(
            "state <> 'claimed' OR (claimed_at IS NOT NULL AND claimed_by IS NOT NULL)", name=op.f("ck_outbox_claimed")
        ),
        sa.CheckConstraint("state <> 'parked' OR reason IS NOT NULL", name=op.f("ck_outbox_parked")),
        sa.CheckConstraint("kind IN ('order', 'refund', 'order_status')", name=op.f("ck_outbox_kind")),
        sa.CheckConstraint("state IN ('due', 'claimed', 'delivered', 'parked')", name=op.f("ck_outbox_state")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.ForeignKeyConstraint(
            ["order_id", "share"], ["shares.order_id", "shares.number"], name=op.f("fk_outbox_shares")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("order_id", "share", "kind", "number", name=op.f("uq_outbox_order_id_share_kind_number")),
    )
    op.create_index(
        "ix_outbox_claimed",
        "outbox",
        ["claimed_at"],
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_table(
        "payments",
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("flow", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("authorized", sa.Integer(), nullable=False),
        sa.Column("captured", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("refunded", sa.Integer(), nullable=False),
        sa.Column("psp_reference", sa.String(length=255), nullable=True),
        sa.Column("redirect_url", sa.Text(), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("capture_due_at", sa.DateTime(), nullable=True),
        sa.Column("capture_tries", sa.Integer(), nullable=False),
        sa.Column("capture_refusals", sa.Integer(), nullable=False),
        sa.Column("capture_number", sa.Integer(), nullable=False),
        sa.Column("capturing", sa.Integer(), nullable=True),
        sa.Column("release_asked", sa.Boolean(), nullable=False),
        sa.Column("cancel_number", sa.Integer(), nullable=False),
        sa.Column("guaranteed_until", sa.DateTime(), nullable=True),
        sa.Column("attention", sa.String(length=30), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("watched_by", sa.String(length=64), nullable=True),
        sa.Column("watched_until", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('intended', 'requested', 'in_doubt', 'authorized', "
            "'rejected', 'aborted', 'expired', 'terminated')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint(
            "CASE WHEN authorized > 0 THEN captured + cancelled <= authorized ELSE cancelled <= amount END",
            name=op.f("ck_payments_cancelled"),
        ),
        sa.CheckConstraint(
            "attention IN ('reservation_gone', 'capture_refused', 'release_refused', 'refund_refused', "
            "'money_after_end')",
            name=op.f("ck_payments_attention"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount")),
        sa.CheckConstraint(
            "capture_number > 0 AND cancel_number > 0 AND capture_refusals >= 0", name=op.f("ck_payments_numbers")
        ),
        sa.CheckConstraint("capturing > 0", name=op.f("ck_payments_capturing")),
        sa.CheckConstraint(
            "authorized >= 0 AND cancelled >= 0 AND refunded >= 0 AND capture_tries >= 0",
            name=op.f("ck_payments_not_negative"),
        ),
        sa.CheckConstraint("captured BETWEEN refunded AND authorized", name=op.f("ck_payments_captured")),
        sa.ForeignKeyConstraint(
            ["order_id", "share"], ["shares.order_id", "shares.number"], name=op.f("fk_payments_shares")
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_payments")),
        sa.UniqueConstraint("key", name=op.f("uq_payments_key")),
        sa.UniqueConstraint("order_id", "share", "attempt", name=op.f("uq_payments_order_id_share_attempt")),
    )
    op.create_index(
        "ix_payments_capture",
        "payments",
        ["capture_due_at"],
        sqlite_where=sa.text("state = 'authorized' AND authorized > captured + cancelled"),
        postgresql_where=sa.text("state = 'authorized' AND authorized > captured + cancelled"),
    )
    op.create_index("ix_payments_created", "payments", ["created_at"])
    op.create_index(
        "uq_payments_open",
        "payments",
        ["order_id", "share"],
        unique=True,
        sqlite_where=sa.text("state IN ('intended', 'requested', 'in_doubt')"),
        postgresql_where=sa.text("state IN ('intended', 'requested', 'in_doubt')"),
    )
    op.create_table(
        "refunds",
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("line_ids", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_refunds_done")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refunds_amount")),
        sa.CheckConstraint("number > 0 AND key_number > 0", name=op.f("ck_refunds_numbers")),
        sa.CheckConstraint("reason <> '' AND asked_by <> ''", name=op.f("ck_refunds_evidence")),
        sa.CheckConstraint("state IN ('asked', 'done', 'refused')", name=op.f("ck_refunds_state")),
        sa.ForeignKeyConstraint(["reference"], ["payments.reference"], name=op.f("fk_refunds_payments")),
        sa.PrimaryKeyConstraint("reference", "number", name=op.f("pk_refunds")),
    )
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.String(length=100), nullable=True),
        sa.CheckConstraint(
            "kind IN ('request', 'answer', 'webhook', 'state', 'decision', 'difference')",
            name=op.f("ck_timeline_kind"),
        ),
        sa.CheckConstraint("times > 0", name=op.f("ck_timeline_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline")),
    )
    op.create_index("ix_timeline_reference", "timeline", ["reference", "id"])

    op.execute("INSERT INTO counters (name, value) VALUES ('order_number', 0)")
    for guard in _GUARDS[op.get_bind().dialect.name]:
        op.execute(guard)


def _legal_move() -> str:
    moves = [f"(OLD.state = '{old}' AND NEW.state IN {new})" for old, new in _MOVES.items()]
    return " OR ".join(["OLD.state = NEW.state", *moves])


def _guard(name: str, event: str, table: str, refused_when: str, why: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {refused_when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )


_GUARDS = {
    "sqlite": (
        _guard(
            "tr_orders_final",
            "UPDATE OF state",
            "orders",
            "OLD.state IN ('paid', 'abandoned') AND NEW.state <> OLD.state",
            "a paid or abandoned order stays so",
        ),
        _guard(
            "tr_shares_final",
            "UPDATE OF state",
            "shares",
            "OLD.state = 'paid' AND NEW.state <> OLD.state",
            "a paid share stays paid",
        ),
        _guard(
            "tr_payments_move",
            "UPDATE OF state",
            "payments",
            f"NOT ({_legal_move()})",
            "a payment does not move so",
        ),
        _guard(
            "tr_payments_grow",
            "UPDATE OF authorized, captured, cancelled, refunded",
            "payments",
            "NEW.authorized < OLD.authorized OR NEW.captured < OLD.captured "
            "OR NEW.cancelled < OLD.cancelled OR NEW.refunded < OLD.refunded",
            "amounts of a payment never shrink",
        ),
        _guard(
            "tr_payments_sent",
            "UPDATE OF reference, order_id, share, attempt, amount, currency, flow, key, body",
            "payments",
            "1",
            "what was sent for a payment never changes",
        ),
        _guard("tr_payments_kept", "DELETE", "payments", "1", "payments are kept"),
        _guard(
            "tr_outbox_body",
            "UPDATE OF body",
            "outbox",
            "OLD.body <> '' AND NEW.body <> OLD.body",
            "the body of a message never changes",
        ),
        _guard(
            "tr_outbox_final",
            "UPDATE OF state",
            "outbox",
            "OLD.state = 'delivered' AND NEW.state <> OLD.state",
            "a delivered message stays so",
        ),
        _guard(
            "tr_refunds_covered",
            "INSERT",
            "refunds",
            "NEW.amount + (SELECT COALESCE(SUM(amount), 0) FROM refunds "
            "WHERE reference = NEW.reference AND state <> 'refused') "
            "> (SELECT captured FROM payments WHERE reference = NEW.reference)",
            "refunds never exceed what was captured",
        ),
        _guard(
            "tr_refunds_asked",
            "UPDATE OF reference, number, amount, currency, line_ids, reason, asked_by, asked_at",
            "refunds",
            "1",
            "what was asked for in a refund never changes",
        ),
        _guard(
            "tr_refunds_final",
            "UPDATE OF state",
            "refunds",
            "OLD.state <> 'asked' AND NEW.state <> OLD.state",
            "a refund that is done or refused stays so",
        ),
        _guard("tr_refunds_kept", "DELETE", "refunds", "1", "refunds are kept"),
        _guard("tr_timeline_unchanged", "UPDATE", "timeline", "1", "the timeline is never rewritten"),
        _guard("tr_timeline_kept", "DELETE", "timeline", "1", "the timeline is kept"),
        _guard("tr_consents_unchanged", "UPDATE", "consents", "1", "consents are never changed"),
        _guard("tr_consents_kept", "DELETE", "consents", "1", "consents are never removed"),
    ),
}

"""What the database refuses, whoever asks: illegal states, illegal moves, changed evidence."""

import asyncio
import itertools
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.enrolment import MOVES as ENROLMENT_MOVES
from app.domain.enrolment import EnrolmentState
from app.domain.errors import IllegalMove
from app.domain.order import OrderState
from app.domain.outbox import MessageState
from app.domain.payment import MOVES, PaymentState
from app.domain.split import ShareState
from app.storage.unit_of_work import SqlStorage
from support.samples import a_consent, a_message, a_payment, a_share, an_enrolment, an_order, nok


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one order, share, payment, message and consent."""
    path = tmp_path_factory.mktemp("prepared") / "taffel.db"

    async def prepare() -> None:
        storage = await SqlStorage.open(f"sqlite+aiosqlite:///{path}")
        async with storage.work() as work:
            await work.orders.add(an_order())
            await work.shares.add(a_share())
            await work.payments.add(a_payment())
            await work.outbox.add(a_message())
            await work.consents.add(a_consent())
            await work.enrolments.add(an_enrolment())
            await work.commit()
        await storage.close()

    asyncio.run(prepare())
    return path


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE orders SET state = 'eaten'",
        "UPDATE orders SET number = 0",
        "UPDATE orders SET guest_identified_by = 'face', guest_phone = '4712345678'",
        "UPDATE orders SET guest_phone = '4712345678'",
        "UPDATE orders SET member_id = 'cus_kari'",
        "UPDATE order_lines SET quantity = 0",
        "UPDATE order_lines SET quantity = 100",
        "UPDATE order_lines SET unit_price = -1",
        "UPDATE shares SET state = 'lost'",
        "UPDATE shares SET amount = -1",
        "UPDATE shares SET state = 'paid'",
        "UPDATE shares SET paid_at = '2026-11-21 18:00:00.000000'",
        "UPDATE payments SET state = 'captured'",
        "UPDATE payments SET authorized = -1",
        "UPDATE payments SET captured = 1",
        "UPDATE payments SET authorized = 100, captured = 101",
        "UPDATE payments SET authorized = 100, captured = 60, cancelled = 41",
        "UPDATE payments SET authorized = 100, captured = 60, refunded = 61",
        "UPDATE payments SET cancelled = amount + 1",
        "UPDATE payments SET capture_tries = -1",
        "UPDATE enrolments SET state = 'sent'",
        "UPDATE enrolments SET state = 'denied'",
        "UPDATE enrolments SET ended_at = '2026-11-21 18:00:00.000000'",
        "UPDATE enrolments SET subject = 'somebody'",
        "UPDATE enrolments SET state = 'approved', ended_at = '2026-11-21 18:00:00.000000'",
        "UPDATE enrolments SET state = 'mistrusted', ended_at = '2026-11-21 18:00:00.000000'",
        "UPDATE enrolments SET fault = 'mood'",
        "UPDATE enrolments SET order_id = 'another'",
        "DELETE FROM enrolments",
        "UPDATE outbox SET state = 'sent'",
        "UPDATE outbox SET state = 'claimed'",
        "UPDATE outbox SET state = 'delivered'",
        "UPDATE outbox SET delivered_at = '2026-11-21 18:00:00.000000'",
        "UPDATE outbox SET state = 'parked'",
        "UPDATE outbox SET attempts = -1",
        "UPDATE counters SET value = -1",
        "INSERT INTO consents SELECT 2, phone, 'post', given, text, language, at, device, source FROM consents",
        "INSERT INTO consents SELECT 2, phone, channel, given, '', language, at, device, source FROM consents",
        "UPDATE order_lines SET order_id = 'nothing'",
        "UPDATE shares SET order_id = 'nothing'",
        "DELETE FROM orders",
        "DELETE FROM shares",
    ],
)
def test_impossible_rows_are_refused(raw: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(change)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE consents SET given = 0", "never changed"),
        ("UPDATE consents SET text = 'Yes to everything'", "never changed"),
        ("DELETE FROM consents", "never removed"),
        ("DELETE FROM payments", "kept"),
        ("UPDATE payments SET body = '{}'", "was sent"),
        ("UPDATE payments SET key = 'another'", "was sent"),
        ("UPDATE payments SET amount = 1", "was sent"),
        ("UPDATE payments SET reference = 'taffel-another-1-1'", "was sent"),
    ],
)
def test_evidence_is_never_changed(raw: sqlite3.Connection, change: str, why: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=why):
        raw.execute(change)


@pytest.mark.parametrize(("old", "new"), list(itertools.product(PaymentState, PaymentState)))
def test_payment_moves_as_the_machine_says(raw: sqlite3.Connection, old: PaymentState, new: PaymentState) -> None:
    copied = "order_id, 1, 9, amount, currency, flow, 'k', body, created_at, expires_at"
    rest = "authorized, captured, cancelled, refunded, 0, 0, 0, 1, 0, 1, 1"
    raw.execute("UPDATE payments SET state = 'aborted'")
    raw.execute(
        "INSERT INTO payments (reference, order_id, share, attempt, amount, currency, flow, key, body, created_at,"
        " expires_at, state, authorized, captured, cancelled, refunded, cancel_asked, capture_tries,"
        " capture_refusals, capture_number, release_asked, cancel_number, version)"
        f" SELECT 'taffel-moving', {copied}, ?, {rest} FROM payments",
        (old,),
    )

    try:
        raw.execute("UPDATE payments SET state = ? WHERE reference = 'taffel-moving'", (new,))
        moved = True
    except sqlite3.IntegrityError:
        moved = False

    assert (new is old or new in MOVES[old]) == moved


@pytest.mark.parametrize("amount", ["authorized", "captured", "cancelled", "refunded"])
def test_amounts_of_a_payment_never_shrink(raw: sqlite3.Connection, amount: str) -> None:
    raw.execute(
        "UPDATE payments SET state = 'authorized', authorized = 100, captured = 50, cancelled = 20, refunded = 10"
    )

    with pytest.raises(sqlite3.IntegrityError, match="never shrink"):
        raw.execute(f"UPDATE payments SET {amount} = {amount} - 1")


@pytest.mark.parametrize(
    ("table", "prepare", "old", "states"),
    [
        ("orders", "UPDATE orders SET state = 'paid'", OrderState.PAID, OrderState),
        ("orders", "UPDATE orders SET state = 'abandoned'", OrderState.ABANDONED, OrderState),
        ("shares", "UPDATE shares SET state = 'paid', paid_at = '2026-11-21'", ShareState.PAID, ShareState),
        (
            "outbox",
            "UPDATE outbox SET state = 'delivered', delivered_at = '2026-11-21', claimed_at = '', claimed_by = ''",
            MessageState.DELIVERED,
            MessageState,
        ),
    ],
)
def test_what_is_over_stays_over(
    raw: sqlite3.Connection, table: str, prepare: str, old: str, states: type[OrderState]
) -> None:
    raw.execute(prepare)
    for new in states:
        if new != old:
            with pytest.raises(sqlite3.IntegrityError, match="stays"):
                raw.execute(f"UPDATE {table} SET state = ?", (new,))

    assert [(old,)] == raw.execute(f"SELECT state FROM {table}").fetchall()


def test_body_of_a_message_is_written_once(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE outbox SET body = '{}'")
    raw.execute("UPDATE outbox SET body = '{}'")

    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        raw.execute("UPDATE outbox SET body = '{\"more\": 1}'")


def test_second_open_payment_is_refused(raw: sqlite3.Connection) -> None:
    copied = "order_id, share, 2, amount, currency, flow, 'k', body, created_at, expires_at, state"
    columns = f"{copied}, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1"
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw.execute(
            "INSERT INTO payments (reference, order_id, share, attempt, amount, currency, flow, key, body, created_at,"
            " expires_at, state, authorized, captured, cancelled, refunded, cancel_asked, capture_tries,"
            " capture_refusals, capture_number, release_asked, cancel_number, version)"
            f" SELECT 'taffel-second', {columns} FROM payments"
        )


async def test_illegal_move_through_the_storage_is_an_error_and_not_a_no_op(sql: SqlStorage) -> None:
    async with sql.work() as work:
        await work.orders.add(an_order())
        await work.shares.add(a_share())
        payment = await work.payments.add(a_payment())
        authorized = replace(payment, state=PaymentState.AUTHORIZED, authorized=nok(18900))
        saved = await work.payments.save(authorized)
        with pytest.raises(IllegalMove, match="does not move so"):
            await work.payments.save(replace(saved, state=PaymentState.ABORTED))
        with pytest.raises(IllegalMove, match="CHECK constraint failed"):
            await work.payments.save(replace(saved, captured=nok(18901)))


async def test_refusals_hold_no_personal_data(sql: SqlStorage) -> None:
    async with sql.work() as work:
        with pytest.raises(IllegalMove) as refused:
            await work.consents.add(replace(a_consent(), device=""))

    assert "4712345678" not in f"{refused.value} {refused.value.__cause__}"


@pytest.mark.parametrize(
    ("index", "query"),
    [
        ("uq_payments_open", "SELECT * FROM payments WHERE state IN ('intended', 'requested', 'in_doubt')"),
        (
            "ix_payments_capture",
            """SELECT * FROM payments
            WHERE state = 'authorized' AND authorized > captured + cancelled AND capture_due_at < '2026'""",
        ),
        ("ix_outbox_due", "SELECT id FROM outbox WHERE state = 'due' AND due_at <= '2026' ORDER BY due_at LIMIT 1"),
        (
            "ix_orders_current",
            "SELECT id FROM orders WHERE tablet = 'a' AND state IN ('open', 'placed') ORDER BY opened_at DESC",
        ),
        ("ix_consents_phone", "SELECT * FROM consents WHERE phone = '4712345678' ORDER BY at, id"),
    ],
)
def test_frequent_questions_are_answered_from_an_index(raw: sqlite3.Connection, index: str, query: str) -> None:
    plan = " ".join(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {query}"))

    assert index in plan


@pytest.mark.parametrize(("before", "after"), list(itertools.product(EnrolmentState, repeat=2)))
def test_request_to_join_moves_only_as_the_domain_says(
    raw: sqlite3.Connection, before: EnrolmentState, after: EnrolmentState
) -> None:
    def move(state: EnrolmentState) -> None:
        raw.execute(
            "UPDATE enrolments SET state = ?, ended_at = ?, subject = ?, fault = ?",
            (
                state,
                None if state is EnrolmentState.ASKED else "2026-11-21 18:00:00.000000",
                "sub" if state.is_yes else None,
                "key" if state is EnrolmentState.MISTRUSTED else None,
            ),
        )

    for step in (EnrolmentState.APPROVED, before) if before is EnrolmentState.JOINED else (before,):
        move(step)
    legal = after is before or after in ENROLMENT_MOVES.get(before, frozenset())
    if legal:
        move(after)
    else:
        with pytest.raises(sqlite3.IntegrityError):
            move(after)

"""What the database itself refuses of refunds and of the timeline, whoever asks."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.payment import PaymentState
from app.storage.unit_of_work import SqlStorage
from support.samples import a_payment, a_share, an_order, nok

CAPTURED = 10_000


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one payment of which a part is captured."""
    path = tmp_path_factory.mktemp("refunds") / "taffel.db"

    async def prepare() -> None:
        storage = await SqlStorage.open(f"sqlite+aiosqlite:///{path}")
        async with storage.work() as work:
            await work.orders.add(an_order())
            await work.shares.add(a_share())
            await work.payments.add(replace(a_payment(state=PaymentState.AUTHORIZED), captured=nok(CAPTURED)))
            await work.commit()
        await storage.close()

    asyncio.run(prepare())
    return path


def asked(raw: sqlite3.Connection, number: int, amount: int) -> None:
    """One more refund of the payment."""
    raw.execute(
        "INSERT INTO refunds (reference, number, amount, currency, line_ids, reason, asked_by, asked_at, state,"
        " key_number, version) SELECT reference, ?, ?, 'NOK', '[]', 'cold', 'Anna', '2026-11-21 18:00:00.000000',"
        " 'asked', 1, 1 FROM payments",
        (number, amount),
    )


def test_refunds_add_up_to_what_was_captured_and_not_more(raw: sqlite3.Connection) -> None:
    asked(raw, 1, 6_000)
    with pytest.raises(sqlite3.IntegrityError, match="refunds never exceed what was captured"):
        asked(raw, 2, 4_001)
    asked(raw, 2, 4_000)

    with pytest.raises(sqlite3.IntegrityError, match="refunds never exceed what was captured"):
        asked(raw, 3, 1)


def test_a_refused_refund_takes_no_room(raw: sqlite3.Connection) -> None:
    asked(raw, 1, CAPTURED)
    raw.execute("UPDATE refunds SET state = 'refused'")
    asked(raw, 2, CAPTURED)

    assert raw.execute("SELECT COUNT(*) FROM refunds").fetchone() == (2,)


def test_the_same_number_cannot_be_asked_twice(raw: sqlite3.Connection) -> None:
    asked(raw, 1, 100)

    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        asked(raw, 1, 100)


@pytest.mark.parametrize(
    "change",
    [
        "amount = 1",
        "currency = 'EUR'",
        "reason = 'warm'",
        "asked_by = 'Bo'",
        "asked_at = '2026-11-22 18:00:00.000000'",
        "line_ids = '[1]'",
        "number = 2",
    ],
)
def test_what_was_asked_for_never_changes(raw: sqlite3.Connection, change: str) -> None:
    asked(raw, 1, 100)

    with pytest.raises(sqlite3.IntegrityError, match="what was asked for in a refund never changes"):
        raw.execute(f"UPDATE refunds SET {change}")


@pytest.mark.parametrize("end", ["state = 'refused'", "state = 'done', done_at = '2026-11-21 18:00:00.000000'"])
def test_a_refund_that_ended_does_not_come_back(raw: sqlite3.Connection, end: str) -> None:
    asked(raw, 1, 100)
    raw.execute(f"UPDATE refunds SET {end}")

    with pytest.raises(sqlite3.IntegrityError, match="a refund that is done or refused stays so"):
        raw.execute("UPDATE refunds SET state = 'asked', done_at = NULL")


@pytest.mark.parametrize("wrong", ["state = 'done'", "state = 'lost'", "done_at = '2026-11-21'", "key_number = 0"])
def test_a_refund_is_never_half_done(raw: sqlite3.Connection, wrong: str) -> None:
    asked(raw, 1, 100)

    with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
        raw.execute(f"UPDATE refunds SET {wrong}")


def test_refunds_are_kept(raw: sqlite3.Connection) -> None:
    asked(raw, 1, 100)

    with pytest.raises(sqlite3.IntegrityError, match="refunds are kept"):
        raw.execute("DELETE FROM refunds")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE timeline SET text = 'nothing happened'", "the timeline is never rewritten"),
        ("DELETE FROM timeline", "the timeline is kept"),
    ],
)
def test_the_timeline_is_never_rewritten(raw: sqlite3.Connection, change: str, why: str) -> None:
    raw.execute(
        "INSERT INTO timeline (reference, at, kind, text, times)"
        " SELECT reference, '2026-11-21 18:00:00.000000', 'decision', 'give it up', 1 FROM payments"
    )

    with pytest.raises(sqlite3.IntegrityError, match=why):
        raw.execute(change)

"""A guest is found everywhere, erased everywhere or nowhere, and forgotten in time; all others stay as they are."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.domain.customer import Channel, Untold
from app.domain.ids import IdempotencyKey, Reference
from app.domain.order import OrderState
from app.domain.outbox import MessageKind, MessageState
from app.domain.payment import Attention, PaymentState
from app.domain.privacy import Keeping, Need, Oldest, Person
from app.domain.refund import Refund
from app.ports.people import StillNeeded
from app.ports.storage import Work
from app.storage.database import Database
from app.storage.personal import PERSONAL, Kind
from app.storage.unit_of_work import SqlStorage
from support.clocks import START, FakeClock
from support.samples import a_consent, an_order, nok
from support.whole_evening import (
    KARI,
    KARIS,
    OLA,
    OLAS,
    a_hold,
    a_waiting_message,
    an_open_request,
    both_were_here,
    dump,
    guest,
    naming,
    order_of,
    reference_of,
    was_here,
)

PERSON = Person(phone=KARI, national="12345678", pseudonym="a" * 64)
LATER = START + timedelta(days=3)
KEEPING = Keeping()
SECOND = timedelta(seconds=1)
BLOCKING = {"reward_holds", "opt_ins_due"}
"""What stands there is not over: the person cannot be erased before it is gone."""


async def erased(storage: SqlStorage) -> dict[str, int]:
    return dict(await storage.people().erase(PERSON, FakeClock(LATER)))


async def changed(storage: SqlStorage, change: Callable[[Work], Awaitable[object]]) -> None:
    async with storage.work() as work:
        await change(work)
        await work.commit()


async def test_the_evening_fills_every_column_that_tells_of_a_person(sql: SqlStorage, path: Path) -> None:
    """What the next tests prove rests on this."""
    await both_were_here(sql)
    rows = dump(path)
    naming_kinds = {Kind.NAMES, Kind.WIRE, Kind.WRITTEN}
    empty = [
        f"{table}.{column}"
        for table, columns in PERSONAL.items()
        for column, kind in columns.items()
        if kind in naming_kinds and table not in BLOCKING | {"consent_proofs"}
        if not naming({table: [{column: row[column]} for row in rows[table]]}, KARIS)
    ]

    assert [] == empty


async def test_after_erasing_nothing_names_the_guest(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    await erased(sql)

    assert [] == naming(dump(path), KARIS)


async def test_erasing_leaves_everybody_else_as_they_were(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    before = naming(dump(path), OLAS)
    await erased(sql)

    assert before == naming(dump(path), OLAS)


async def test_amounts_stay_in_the_books(sql: SqlStorage) -> None:
    await both_were_here(sql)
    async with sql.reading() as reading:
        before = await reading.orders.get(order_of(KARI))
    await erased(sql)
    async with sql.reading() as reading:
        order = await reading.orders.get(order_of(KARI))
        payment = await reading.payments.get(Reference(reference_of(KARI)))
        (refund,) = await reading.refunds.of(Reference(reference_of(KARI)))
        (message,) = await reading.outbox.all_of(order_of(KARI))

    assert before is not None
    assert order is not None
    assert payment is not None
    assert (before.amount, before.vat()) == (order.amount, order.vat())
    assert (OrderState.PAID, None) == (order.state, order.guest)
    assert (nok(18900), "") == (payment.captured, payment.body)
    assert ("[erased] ([erased]) had cold soup", "Anna", nok(100)) == (refund.reason, refund.asked_by, refund.amount)
    assert (MessageState.DELIVERED, "", 18, None) == (
        message.state,
        message.body,
        message.points_earned,
        message.balance,
    )


async def test_consents_stay_as_proofs_under_the_pseudonym(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    before = [row for row in dump(path)["consents"] if row["phone"] == KARI]
    await erased(sql)
    rows = dump(path)

    evidence = ("channel", "given", "text", "language", "at", "device", "source")
    assert [[row[name] for name in evidence] for row in before] == [
        [row[name] for name in evidence] for row in rows["consent_proofs"]
    ]
    assert {PERSON.pseudonym} == {row["person"] for row in rows["consent_proofs"]}
    assert [] == [row for row in rows["consents"] if row["phone"] == KARI]


async def test_erasing_twice_changes_nothing_more(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    first = await erased(sql)
    once = dump(path)
    second = await erased(sql)

    assert (13, {}) == (len(first), second)
    assert once == dump(path)


async def test_an_older_copy_cannot_bring_the_guest_back(sql: SqlStorage) -> None:
    """Somebody who read the order before the erasure and saves after it is told to read again."""
    await both_were_here(sql)
    async with sql.reading() as reading:
        old = await reading.orders.get(order_of(KARI))
        (share,) = await reading.shares.of(order_of(KARI))
    await erased(sql)
    assert old is not None

    for save in (lambda work: work.orders.save(old), lambda work: work.shares.save(share)):
        with pytest.raises(Exception, match="saved by somebody else"):
            await changed(sql, save)


async def _asked_again(work: Work) -> None:
    payment = await work.payments.get(Reference(reference_of(KARI)))
    assert payment is not None
    again = replace(payment, reference=Reference("taffel-again-0001"), attempt=2, key=IdempotencyKey("another"))
    await work.payments.add(replace(again, authorized=nok(0), captured=nok(0), state=PaymentState.REQUESTED))


async def _reserved(work: Work) -> None:
    payment = await work.payments.get(Reference(reference_of(KARI)))
    assert payment is not None
    await work.payments.save(replace(payment, authorized=nok(20000)))


async def _in_question(work: Work) -> None:
    payment = await work.payments.get(Reference(reference_of(KARI)))
    assert payment is not None
    await work.payments.save(replace(payment, attention=Attention.CAPTURE_REFUSED))


async def _refund_asked(work: Work) -> None:
    await work.refunds.add(
        Refund(
            reference=Reference(reference_of(KARI)),
            number=2,
            amount=nok(100),
            reason="cold",
            asked_by="Anna",
            asked_at=START,
        )
    )


async def _message(work: Work) -> None:
    await work.outbox.add(replace(a_waiting_message(KARI), kind=MessageKind.REFUND))


async def _parked(work: Work) -> None:
    await work.outbox.add(replace(a_waiting_message(KARI, MessageState.PARKED), kind=MessageKind.REFUND))


async def _request(work: Work) -> None:
    await work.enrolments.add(an_open_request(KARI))


async def _held(work: Work) -> None:
    await work.holds.add(a_hold(KARI))


OPEN: dict[Need, Callable[[Work], Awaitable[None]]] = {
    Need.PAYMENT_OPEN: _asked_again,
    Need.MONEY_RESERVED: _reserved,
    Need.PAYMENT_IN_QUESTION: _in_question,
    Need.REFUND_UNDER_WAY: _refund_asked,
    Need.MESSAGE_WAITING: _message,
    Need.MESSAGE_PARKED: _parked,
    Need.REQUEST_OPEN: _request,
    Need.REWARD_HELD: _held,
}


@pytest.mark.parametrize("need", OPEN)
async def test_what_is_not_over_keeps_the_guest_and_nothing_is_half_erased(
    sql: SqlStorage, path: Path, need: Need
) -> None:
    await both_were_here(sql)
    await changed(sql, OPEN[need])
    before = dump(path)
    with pytest.raises(StillNeeded) as refused:
        await erased(sql)

    assert [need] == [needed.need for needed in refused.value.needs]
    assert before == dump(path)


@pytest.mark.parametrize("need", OPEN)
async def test_what_is_not_over_is_kept_at_night_however_old_it_is(sql: SqlStorage, path: Path, need: Need) -> None:
    await was_here(sql, KARI)
    await changed(sql, OPEN[need])
    before = dump(path)
    await sql.people().purge(KEEPING.before(START + timedelta(days=89)))
    fresh = KEEPING.before(START + timedelta(days=40000))
    young = KEEPING.before(START)
    await sql.people().purge(replace(young, guests=fresh.guests, unpaid_guests=fresh.unpaid_guests))
    kept = ("orders", "order_lines", "shares", "payments", "outbox", "order_rewards")

    assert {name: before[name] for name in kept} == {name: dump(path)[name] for name in kept}


async def test_an_answer_that_was_not_told_yet_keeps_the_guest(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    untold = Untold(phone=KARI, channels=frozenset({Channel.SMS}), due_at=START)
    await changed(sql, lambda work: work.consents.put_untold(untold))
    before = dump(path)
    with pytest.raises(StillNeeded) as refused:
        await erased(sql)

    assert ([Need.ANSWER_UNTOLD], before) == ([needed.need for needed in refused.value.needs], dump(path))


UNTOLD = Untold(phone=KARI, channels=frozenset({Channel.SMS}), due_at=START, attempts=3)


@pytest.mark.parametrize(
    "untold",
    [replace(UNTOLD, refused=True), replace(UNTOLD, joined_on=order_of(KARI))],
    ids=["refused again every day", "joined and not told: they do not want to become a member first"],
)
async def test_what_would_wait_for_ever_keeps_nobody(sql: SqlStorage, path: Path, untold: Untold) -> None:
    await both_were_here(sql)
    await changed(sql, lambda work: work.consents.put_untold(untold))
    await erased(sql)

    assert [] == dump(path)["opt_ins_due"]


async def test_what_is_being_told_at_this_moment_is_told_to_its_end_first(sql: SqlStorage) -> None:
    await both_were_here(sql)
    taken = replace(UNTOLD, joined_on=order_of(KARI), taken_until=START + timedelta(minutes=5))
    await changed(sql, lambda work: work.consents.put_untold(taken))
    with pytest.raises(StillNeeded) as refused:
        await erased(sql)

    assert [Need.ANSWER_UNTOLD] == [needed.need for needed in refused.value.needs]


async def test_export_holds_everything_of_the_guest_and_nothing_of_others(sql: SqlStorage) -> None:
    await both_were_here(sql)
    held = await sql.people().held(PERSON)
    told = json.dumps(held, ensure_ascii=False)

    assert {
        "orders": 1,
        "order_lines": 1,
        "order_rewards": 1,
        "shares": 1,
        "payments": 1,
        "refunds": 1,
        "timeline": 2,
        "outbox": 1,
        "consents": 2,
        "consent_proofs": 0,
        "opt_ins_due": 0,
        "enrolments": 1,
        "app_accounts": 1,
        "reward_holds": 0,
        "deliveries": 2,
    } == {table: len(rows) for table, rows in held.items()}
    assert "Kari Nordmann" in told
    assert [] == [mark for mark in OLAS if mark in told]


async def test_export_tells_no_secret_of_ours_and_nobody_of_the_staff(sql: SqlStorage) -> None:
    await both_were_here(sql)
    told = json.dumps(await sql.people().held(PERSON))

    assert [] == [secret for secret in ("nonce00001", "auth-order-one", "4MZ-CQ3", "Anna") if secret in told]


async def test_export_after_erasing_still_finds_the_proofs(sql: SqlStorage) -> None:
    await both_were_here(sql)
    await erased(sql)
    held = await sql.people().held(PERSON)

    assert {"consent_proofs": 2} == {table: len(rows) for table, rows in held.items() if rows}


async def test_a_guest_on_somebody_elses_order_sees_their_share_and_not_whose_order_it_is(sql: SqlStorage) -> None:
    await both_were_here(sql)

    async def joins_ola(work: Work) -> None:
        (share,) = await work.shares.of(order_of(KARI))
        (olas,) = await work.shares.of(order_of(OLA))
        await work.shares.add(replace(share, order_id=olas.order_id, number=2, line_ids=(), version=0))

    await changed(sql, joins_ola)
    held = await sql.people().held(PERSON)
    told = json.dumps(held, ensure_ascii=False)

    assert (2, 2, 1) == (len(held["orders"]), len(held["shares"]), len(held["order_lines"]))
    assert [] == [mark for mark in OLAS if mark in told]


# -- removed in time, to the second


def _only(**due: Any) -> Oldest:
    """Nothing is old enough but what is named."""
    return replace(Keeping().before(START - timedelta(days=40000)), **due)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("guests", "orders"),
        ("requests", "enrolments"),
        ("accounts", "app_accounts"),
        ("deliveries", "deliveries"),
        ("timelines", "timeline"),
    ],
)
async def test_what_is_old_goes_at_its_second_and_not_one_before(
    sql: SqlStorage, path: Path, kind: str, table: str
) -> None:
    await both_were_here(sql)
    before = dump(path)
    early = await sql.people().purge(_only(**{kind: START - SECOND}))
    still = dump(path)
    in_time = await sql.people().purge(_only(**{kind: START}))

    assert ({}, before) == (early, still)
    assert table in in_time
    assert before[table] != dump(path)[table]


async def test_after_their_time_orders_name_nobody_and_keep_their_amounts(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    await sql.people().purge(_only(guests=START))
    rows = dump(path)
    orders = {name: rows[name] for name in ("orders", "order_lines", "order_rewards", "shares", "payments")}

    assert [] == naming(orders, (*KARIS, *OLAS))
    assert [18900, 18900] == [row["captured"] for row in rows["payments"]]


async def test_a_night_that_finds_nothing_new_changes_nothing(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    oldest = Keeping().before(START + timedelta(days=4000))
    await sql.people().purge(oldest)
    once = dump(path)
    again = await sql.people().purge(oldest)

    assert ({}, once) == (again, dump(path))


@pytest.mark.parametrize(("state", "goes"), [(OrderState.OPEN, True), (OrderState.ABANDONED, True)])
async def test_guests_who_never_paid_go_sooner(sql: SqlStorage, path: Path, state: OrderState, *, goes: bool) -> None:
    await changed(sql, lambda work: work.orders.add(replace(an_order(guest=guest(KARI)), state=state)))
    early = await sql.people().purge(_only(unpaid_guests=START - SECOND))
    await sql.people().purge(_only(unpaid_guests=START))

    assert ({}, goes) == (early, not naming(dump(path), KARIS))


async def test_an_order_that_is_being_paid_is_left_alone(sql: SqlStorage, path: Path) -> None:
    await changed(sql, lambda work: work.orders.add(replace(an_order(guest=guest(KARI)), state=OrderState.PLACED)))
    before = dump(path)
    await sql.people().purge(_only(unpaid_guests=START, guests=START))

    assert before == dump(path)


async def test_what_is_left_of_connecting_an_account_goes_too(sql: SqlStorage, path: Path, url: str) -> None:
    database = Database(url)
    async with database.writing() as transaction:
        at = {"at": "2026-11-21 18:00:00.000000"}
        await transaction.change(text("INSERT INTO oauth_states VALUES ('digest', :at, :at, NULL)"), at)
        await transaction.commit()
    await database.close()
    early = await sql.people().purge(_only(sign_ins=START - SECOND))
    in_time = await sql.people().purge(_only(sign_ins=START))

    assert ({}, {"oauth_states": 1}, []) == (early, in_time, dump(path)["oauth_states"])


async def test_proofs_go_their_time_after_the_erasure(sql: SqlStorage, path: Path) -> None:
    await both_were_here(sql)
    await erased(sql)
    await sql.people().purge(_only(proofs=LATER - SECOND))
    still = len(dump(path)["consent_proofs"])
    await sql.people().purge(_only(proofs=LATER))

    assert (2, 0) == (still, len(dump(path)["consent_proofs"]))


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([True], [True]),
        ([False], []),
        ([True, True], [True]),
        ([True, False], []),
        ([False, True], [True]),
        ([True, False, True], [True]),
    ],
)
async def test_a_yes_that_counts_is_kept_for_ever_and_older_answers_are_not(
    sql: SqlStorage, path: Path, answers: list[bool], left: list[bool]
) -> None:
    async def given(work: Work) -> None:
        for day, answer in enumerate(answers):
            await work.consents.add(a_consent(Channel.SMS, given=answer, at=START + timedelta(days=day)))

    await changed(sql, given)
    await sql.people().purge(_only(consents=START + timedelta(days=9)))

    assert left == [bool(row["given"]) for row in dump(path)["consents"]]


async def test_a_young_no_keeps_counting_against_an_old_yes(sql: SqlStorage) -> None:
    async def given(work: Work) -> None:
        await work.consents.add(a_consent(Channel.SMS, given=True, at=START))
        await work.consents.add(a_consent(Channel.SMS, given=False, at=LATER))

    await changed(sql, given)
    await sql.people().purge(_only(consents=LATER - SECOND))
    async with sql.reading() as reading:
        latest = await reading.consents.latest(KARI)

    assert {Channel.SMS: False} == {channel: consent.given for channel, consent in latest.items()}


async def test_evidence_stays_protected_outside_of_an_erasure(sql: SqlStorage, url: str) -> None:
    await both_were_here(sql)
    await erased(sql)
    database = Database(url)
    for change in (
        "DELETE FROM consents",
        "DELETE FROM consent_proofs",
        "UPDATE consent_proofs SET given = 1",
        "DELETE FROM timeline",
        "UPDATE timeline SET text = ''",
        "UPDATE payments SET body = ''",
        "UPDATE outbox SET body = ''",
        "UPDATE refunds SET reason = 'another'",
        "DELETE FROM enrolments",
    ):
        with pytest.raises(Exception, match=r"kept|never|refuses"):
            async with database.writing() as transaction:
                await transaction.change(text(change))
    await database.close()

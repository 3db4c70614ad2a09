"""Persons across all tables: shown to themselves, erased, and removed when they are old."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, false, insert, or_, select, tuple_

from app.domain.order import OrderState
from app.domain.privacy import Oldest, Person
from app.ports.clock import Clock
from app.ports.people import Held, StillNeeded
from app.storage.database import Database, Transaction
from app.storage.needs import REQUEST_OPEN, busy_orders, needs_of, unsettled_payments
from app.storage.personal import PERSONAL, Kind, given_out
from app.storage.tables import (
    app_accounts,
    consent_proofs,
    consents,
    deliveries,
    enrolments,
    erasing,
    oauth_states,
    opt_ins_due,
    order_lines,
    order_rewards,
    orders,
    outbox,
    payments,
    refunds,
    reward_holds,
    shares,
    timeline,
)
from app.storage.traces import Traces, traces_of
from app.storage.wiping import Scope, redact, wipe

_EVIDENCE = [name for name, kind in PERSONAL["consents"].items() if kind is Kind.EVIDENCE]
_BEGIN = insert(erasing).values(id=1)
_END = delete(erasing)


class SqlPeople:
    """Implements :class:`app.ports.people.People`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(self, person: Person) -> Held:
        async with self._database.reading() as transaction:
            traces = await traces_of(transaction, person)
            return await _held(transaction, traces)

    async def erase(self, person: Person, clock: Clock) -> Mapping[str, int]:
        async with self._erasing() as transaction:
            traces = await traces_of(transaction, person)
            if needs := await needs_of(transaction, traces):
                raise StillNeeded(needs)
            changed = await _proofs_kept(transaction, person, clock.now())
            changed |= await wipe(transaction, _scope(traces))
            changed |= await redact(transaction, traces)
            for table, theirs in (
                (enrolments, traces.enrolments),
                (app_accounts, traces.app_accounts),
                (deliveries, traces.deliveries),
                (opt_ins_due, opt_ins_due.c.phone == person.phone),
            ):
                changed[table.name] = await transaction.change(delete(table).where(theirs))
            await _committed(transaction)
        return {name: count for name, count in changed.items() if count}

    async def purge(self, oldest: Oldest) -> Mapping[str, int]:
        async with self._erasing() as transaction:
            changed = await wipe(transaction, _whole_orders(_over_since(oldest)))
            for table, old in (
                (enrolments, and_(enrolments.c.ended_at <= oldest.requests, ~REQUEST_OPEN)),
                (app_accounts, app_accounts.c.linked_at <= oldest.accounts),
                (deliveries, deliveries.c.handled_at <= oldest.deliveries),
                (oauth_states, oauth_states.c.expires_at <= oldest.sign_ins),
                (consent_proofs, consent_proofs.c.erased_at <= oldest.proofs),
                (consents, consents.c.id.in_(await _superseded(transaction, oldest.consents))),
                (timeline, and_(timeline.c.at <= oldest.timelines, timeline.c.reference.not_in(unsettled_payments()))),
            ):
                changed[table.name] = await transaction.change(delete(table).where(old))
            await _committed(transaction)
        return {name: count for name, count in changed.items() if count}

    @asynccontextmanager
    async def _erasing(self) -> AsyncIterator[Transaction]:
        """A transaction in which evidence may go; its mark is gone again before anybody else could see it."""
        async with self._database.writing() as transaction:
            await transaction.change(_BEGIN)
            yield transaction


async def _committed(transaction: Transaction) -> None:
    await transaction.change(_END)
    await transaction.commit()


def _scope(traces: Traces) -> Scope:
    return Scope(
        orders=traces.orders,
        order_lines=order_lines.c.order_id.in_(sorted(traces.order_ids)),
        order_rewards=order_rewards.c.order_id.in_(sorted(traces.reward_order_ids)),
        shares=traces.shares,
        payments=traces.payments,
        outbox=traces.outbox,
    )


def _over_since(oldest: Oldest) -> Select[tuple[str]]:
    """Orders that are over and old enough to lose their guests."""
    paid = select(shares.c.order_id).where(shares.c.paid_at.is_not(None))
    without_money = and_(orders.c.opened_at <= oldest.unpaid_guests, orders.c.id.not_in(paid))
    with_money = orders.c.opened_at <= oldest.guests
    return select(orders.c.id).where(
        or_(with_money, without_money),
        orders.c.state != OrderState.PLACED.value,
        orders.c.id.not_in(busy_orders()),
    )


def _whole_orders(order_ids: Select[tuple[str]]) -> Scope:
    return Scope(
        orders=orders.c.id.in_(order_ids),
        order_lines=order_lines.c.order_id.in_(order_ids),
        order_rewards=order_rewards.c.order_id.in_(order_ids),
        shares=shares.c.order_id.in_(order_ids),
        payments=payments.c.order_id.in_(order_ids),
        outbox=outbox.c.order_id.in_(order_ids),
    )


async def _proofs_kept(transaction: Transaction, person: Person, at: datetime) -> dict[str, int]:
    """Consents become proofs under the pseudonym; the number goes."""
    theirs = consents.c.phone == person.phone
    rows = await transaction.rows(select(consents).where(theirs).order_by(consents.c.id))
    if rows:
        proofs = [{name: getattr(row, name) for name in _EVIDENCE} for row in rows]
        kept = [{**proof, "person": person.pseudonym, "erased_at": at} for proof in proofs]
        await transaction.change(insert(consent_proofs), kept)
    return {"consents": await transaction.change(delete(consents).where(theirs))}


async def _superseded(transaction: Transaction, oldest: datetime) -> list[int]:
    """Old answers that prove nothing any more: every no, and every yes that a newer answer followed.

    What remains for a number and a channel still ends with the same answer: a no goes only together with all before it.
    """
    asked = select(consents.c.phone).where(consents.c.at <= oldest)
    answers = select(consents).where(consents.c.phone.in_(asked)).order_by(consents.c.at, consents.c.id)
    rows = await transaction.rows(answers)
    newest = {(row.phone, row.channel): row for row in rows}
    over = [row.id for row in rows if not (newest[row.phone, row.channel] is row and row.given)]
    old = {row.id for row in rows if row.at <= oldest}
    return [each for each in over if each in old]


# -- what a person may see


async def _held(transaction: Transaction, traces: Traces) -> Held:
    phone, order_ids = traces.person.phone, _touched_orders(traces)
    own_lines = _own_lines(await transaction.rows(select(shares).where(traces.shares)))
    found: dict[Table, ColumnElement[bool]] = {
        orders: orders.c.id.in_(order_ids),
        order_lines: or_(order_lines.c.order_id.in_(sorted(traces.order_ids)), own_lines),
        order_rewards: order_rewards.c.order_id.in_(sorted(traces.reward_order_ids)),
        shares: traces.shares,
        payments: traces.payments,
        refunds: traces.refunds,
        timeline: traces.timeline,
        outbox: traces.outbox,
        consents: consents.c.phone == phone,
        consent_proofs: consent_proofs.c.person == traces.person.pseudonym,
        opt_ins_due: opt_ins_due.c.phone == phone,
        enrolments: traces.enrolments,
        app_accounts: traces.app_accounts,
        reward_holds: traces.holds,
        deliveries: or_(traces.deliveries, deliveries.c.reference.in_(sorted(traces.references))),
    }
    held = {}
    for table, theirs in found.items():
        rows = await transaction.rows(select(*(table.c[name] for name in given_out(table))).where(theirs))
        held[table.name] = tuple(_plain(row, _hidden(table, row, traces)) for row in rows)
    return held


def _touched_orders(traces: Traces) -> list[str]:
    return sorted(traces.order_ids | traces.reward_order_ids | {order_id for order_id, _ in traces.share_keys})


def _own_lines(rows: Iterable[Any]) -> ColumnElement[bool]:
    """The lines that their shares name; what others at the table had is others'."""
    keys = [(row.order_id, line_id) for row in rows for line_id in json.loads(row.line_ids)]
    return tuple_(order_lines.c.order_id, order_lines.c.id).in_(keys) if keys else false()


def _hidden(table: Table, row: Any, traces: Traces) -> frozenset[str]:
    """On an order that is somebody else's, who that is stays out."""
    if table is orders and row.id not in traces.order_ids:
        return frozenset(PERSONAL[table.name])
    return frozenset()


def _plain(row: Any, hidden: frozenset[str]) -> Mapping[str, object]:
    fields = row._asdict()
    return {name: _value(name, value) for name, value in fields.items() if name not in hidden and value is not None}


def _value(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if name in {"body", "taken", "line_ids", "known_hashes", "modifiers"} and isinstance(value, str) and value:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value

"""Where a person left traces: by number, and by every id that leads from it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, false, func, or_, select, tuple_

from app.domain.privacy import Person
from app.storage.database import Transaction
from app.storage.tables import (
    app_accounts,
    consents,
    deliveries,
    enrolments,
    order_rewards,
    orders,
    outbox,
    payments,
    refunds,
    reward_holds,
    shares,
    timeline,
)

INITIALS = 2
"""Letters; so short a part of a name names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """The ids that name a person, and conditions for the rows that tell of them."""

    person: Person
    customer_ids: frozenset[str]
    subjects: frozenset[str]
    names: frozenset[str]
    mails: frozenset[str]
    order_ids: frozenset[str]
    """Orders that they were the guest of."""
    reward_order_ids: frozenset[str]
    share_keys: frozenset[tuple[str, int]]
    references: frozenset[str]
    """Their payments."""
    message_ids: frozenset[str]

    @property
    def orders(self) -> ColumnElement[bool]:
        return orders.c.id.in_(sorted(self.order_ids))

    @property
    def shares(self) -> ColumnElement[bool]:
        return tuple_(shares.c.order_id, shares.c.number).in_(sorted(self.share_keys))

    @property
    def payments(self) -> ColumnElement[bool]:
        return payments.c.reference.in_(sorted(self.references))

    @property
    def outbox(self) -> ColumnElement[bool]:
        return outbox.c.id.in_(sorted(self.message_ids))

    @property
    def enrolments(self) -> ColumnElement[bool]:
        return or_(enrolments.c.phone == self.person.phone, enrolments.c.subject.in_(sorted(self.subjects)))

    @property
    def app_accounts(self) -> ColumnElement[bool]:
        return or_(app_accounts.c.phone == self.person.phone, app_accounts.c.subject.in_(sorted(self.subjects)))

    @property
    def holds(self) -> ColumnElement[bool]:
        return reward_holds.c.customer_id.in_(sorted(self.customer_ids))

    @property
    def deliveries(self) -> ColumnElement[bool]:
        return or_(deliveries.c.reference.in_(sorted(self.customer_ids)), self.mentioned(deliveries.c.body))

    @property
    def refunds(self) -> ColumnElement[bool]:
        written = or_(self.mentioned(refunds.c.reason), self.mentioned(refunds.c.answer))
        return or_(refunds.c.reference.in_(sorted(self.references)), written)

    @property
    def timeline(self) -> ColumnElement[bool]:
        return or_(timeline.c.reference.in_(sorted(self.references)), self.mentioned(timeline.c.text))

    def mentioned(self, column: Column[Any]) -> ColumnElement[bool]:
        """Whether a text holds the number or one of the ids."""
        return _holds(column, (self.person.phone, *sorted(self.customer_ids | self.subjects)))

    def redacted(self, text: str) -> str:
        """A text without the number, the names, the addresses and the ids."""
        return self.person.redacted(text, (*self.names, *self.mails, *self.customer_ids, *self.subjects))


async def traces_of(transaction: Transaction, person: Person) -> Traces:
    """Follow a number to everything that it leads to."""
    phone = str(person.phone)
    rows = await _guest_rows(
        transaction, lambda table: or_(table.c.guest_phone == phone, table.c.member_phone == phone)
    )
    customer_ids = frozenset(row.member_id for _, row in rows if row.member_id)
    rows += await _guest_rows(transaction, lambda table: table.c.member_id.in_(sorted(customer_ids)))
    share_keys = frozenset((row.order_id, row.number) for table, row in rows if table is shares)
    subjects = await _subjects(transaction, phone)
    ids = (phone, *sorted(customer_ids | subjects))
    rewards = await transaction.rows(select(order_rewards).where(_holds(order_rewards.c.taken, sorted(customer_ids))))
    return Traces(
        person=person,
        customer_ids=customer_ids,
        subjects=subjects,
        names=frozenset(_names(row.member_name for _, row in rows if row.member_name)),
        mails=await _mails(transaction, phone),
        order_ids=frozenset(row.id for table, row in rows if table is orders),
        reward_order_ids=frozenset(
            row.order_id for row in rewards if json.loads(row.taken)["customer_id"] in customer_ids
        ),
        share_keys=share_keys,
        references=await _ids(transaction, payments.c.reference, _of_shares(payments, share_keys), ids),
        message_ids=await _ids(transaction, outbox.c.id, _of_shares(outbox, share_keys), ids),
    )


async def _guest_rows(transaction: Transaction, condition: Any) -> list[tuple[Any, Row[Any]]]:
    found: list[tuple[Any, Row[Any]]] = []
    for table in (orders, shares):
        found += [(table, row) for row in await transaction.rows(select(table).where(condition(table)))]
    return found


async def _mails(transaction: Transaction, phone: str) -> frozenset[str]:
    """Where offers went."""
    told = await transaction.rows(select(consents.c.address).where(consents.c.phone == phone))
    return frozenset(row.address for row in told if row.address)


async def _subjects(transaction: Transaction, phone: str) -> frozenset[str]:
    known = await transaction.rows(select(app_accounts.c.subject).where(app_accounts.c.phone == phone))
    said = await transaction.rows(select(enrolments.c.subject).where(enrolments.c.phone == phone))
    return frozenset(row.subject for row in (*known, *said) if row.subject)


async def _ids(
    transaction: Transaction, column: Column[Any], theirs: ColumnElement[bool], ids: Iterable[str]
) -> frozenset[str]:
    body = column.table.c.body
    rows = await transaction.rows(select(column).where(or_(theirs, _holds(body, ids))))
    return frozenset(row[0] for row in rows)


def _of_shares(table: Any, share_keys: frozenset[tuple[str, int]]) -> ColumnElement[bool]:
    return tuple_(table.c.order_id, table.c.share).in_(sorted(share_keys))


def _holds(column: Column[Any], words: Iterable[str]) -> ColumnElement[bool]:
    return or_(false(), *(func.instr(column, word) > 0 for word in words))


def _names(full: Iterable[str]) -> Iterable[str]:
    """A whole name, and its parts that are more than initials."""
    for name in full:
        yield name
        yield from (part for part in name.split() if len(part) > INITIALS)

"""Requests to join in the guest's own app, and the accounts of the app."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, or_, select, text, update

from app.domain.customer import PhoneNumber
from app.domain.enrolment import Enrolment, EnrolmentId, EnrolmentState, Fault
from app.domain.ids import OrderId, TabletId
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import app_accounts, enrolments

_BY_ID = select(enrolments).where(enrolments.c.id == bindparam("asked_id"))
_OF_ORDER = (
    select(enrolments)
    .where(enrolments.c.order_id == bindparam("of_order"))
    .order_by(enrolments.c.started_at, enrolments.c.id)
)
# Written as text, word for word as in the partial index: only then does the database use it.
_OPEN = (
    select(enrolments).where(text("state IN ('asked', 'approved')")).order_by(enrolments.c.started_at, enrolments.c.id)
)
_ADD = insert(enrolments)
_SAVE = update(enrolments).where(
    enrolments.c.id == bindparam("asked_id"), enrolments.c.version == bindparam("read_version")
)
_CLAIM_FOLLOW = (
    update(enrolments)
    .where(
        enrolments.c.id == bindparam("asked_id"),
        or_(
            enrolments.c.followed_by.is_(None),
            enrolments.c.followed_by == bindparam("worker"),
            enrolments.c.followed_until <= bindparam("now"),
        ),
    )
    .values(followed_by=bindparam("worker"), followed_until=bindparam("until"))
)
_FREE_FOLLOWS = (
    update(enrolments).where(enrolments.c.followed_by.is_not(None)).values(followed_by=None, followed_until=None)
)
_UNLINK = delete(app_accounts).where(app_accounts.c.subject == bindparam("of_subject"))
_LINK = insert(app_accounts)
_PHONE_OF = select(app_accounts.c.phone).where(app_accounts.c.subject == bindparam("of_subject"))


class SqlEnrolments:
    """What was asked is written once; a save touches only what became of it."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, enrolment: Enrolment) -> Enrolment:
        stored = replace(enrolment, version=1)
        await self._transaction.change(_ADD, {**_fixed_columns(stored), **_columns(stored)})
        return stored

    async def get(self, enrolment_id: EnrolmentId) -> Enrolment | None:
        rows = await self._transaction.rows(_BY_ID, {"asked_id": enrolment_id})
        return _enrolment(rows[0]) if rows else None

    async def of(self, order_id: OrderId) -> tuple[Enrolment, ...]:
        rows = await self._transaction.rows(_OF_ORDER, {"of_order": order_id})
        return tuple(_enrolment(row) for row in rows)

    async def save(self, enrolment: Enrolment) -> Enrolment:
        stored = replace(enrolment, version=enrolment.version + 1)
        keys = {"asked_id": enrolment.id, "read_version": enrolment.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the request to join was saved by somebody else first"
            raise StaleWrite(msg)
        return stored

    async def open(self) -> tuple[Enrolment, ...]:
        return tuple(_enrolment(row) for row in await self._transaction.rows(_OPEN))

    async def claim_follow(self, enrolment_id: EnrolmentId, worker: str, now: datetime, until: datetime) -> bool:
        claim = {"asked_id": enrolment_id, "worker": worker, "now": now, "until": until}
        return await self._transaction.change(_CLAIM_FOLLOW, claim) == 1

    async def free_follows(self) -> int:
        return await self._transaction.change(_FREE_FOLLOWS)

    async def link(self, subject: str, phone: PhoneNumber, at: datetime) -> None:
        await self._transaction.change(_UNLINK, {"of_subject": subject})
        await self._transaction.change(_LINK, {"subject": subject, "phone": str(phone), "linked_at": at})

    async def phone_of(self, subject: str) -> PhoneNumber | None:
        rows = await self._transaction.rows(_PHONE_OF, {"of_subject": subject})
        return PhoneNumber(rows[0].phone) if rows else None


def _fixed_columns(enrolment: Enrolment) -> dict[str, object]:
    return {
        "id": enrolment.id,
        "order_id": enrolment.order_id,
        "phone": str(enrolment.phone),
        "device": enrolment.device,
        "binding_message": enrolment.binding_message,
        "nonce": enrolment.nonce,
        "interval": enrolment.interval,
        "started_at": enrolment.started_at,
        "expires_at": enrolment.expires_at,
    }


def _columns(enrolment: Enrolment) -> dict[str, object]:
    return {
        "state": enrolment.state.value,
        "given_up": enrolment.given_up,
        "subject": enrolment.subject,
        "fault": enrolment.fault.value if enrolment.fault else None,
        "ended_at": enrolment.ended_at,
        "version": enrolment.version,
    }


def _enrolment(row: Row[Any]) -> Enrolment:
    return Enrolment(
        id=EnrolmentId(row.id),
        order_id=OrderId(row.order_id),
        phone=PhoneNumber(row.phone),
        device=TabletId(row.device),
        binding_message=row.binding_message,
        nonce=row.nonce,
        interval=row.interval,
        started_at=row.started_at,
        expires_at=row.expires_at,
        state=EnrolmentState(row.state),
        given_up=row.given_up,
        subject=row.subject,
        fault=None if row.fault is None else Fault(row.fault),
        ended_at=row.ended_at,
        version=row.version,
    )

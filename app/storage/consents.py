"""Consent with its evidence."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, select, update

from app.domain.customer import Channel, Consent, PhoneNumber, Untold
from app.domain.ids import OrderId
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import consents, opt_ins_due

_ADD = insert(consents)
_OF_PHONE = select(consents).where(consents.c.phone == bindparam("of_phone")).order_by(consents.c.at, consents.c.id)
_UNTOLD = select(opt_ins_due).order_by(opt_ins_due.c.due_at, opt_ins_due.c.phone)
_UNTOLD_OF = select(opt_ins_due).where(opt_ins_due.c.phone == bindparam("of_phone"))
_ADD_UNTOLD = insert(opt_ins_due)
_AS_READ = and_(opt_ins_due.c.phone == bindparam("of_phone"), opt_ins_due.c.version == bindparam("read_version"))
_SAVE_UNTOLD = update(opt_ins_due).where(_AS_READ)
_TOLD = delete(opt_ins_due).where(_AS_READ)

_CHANGED = "what is to be told was changed by somebody else first"


class SqlConsents:
    """Rows are added; triggers refuse everything else."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, consent: Consent) -> None:
        await self._transaction.change(_ADD, _columns(consent))

    async def latest(self, phone: PhoneNumber) -> dict[Channel, Consent]:
        rows = await self._transaction.rows(_OF_PHONE, {"of_phone": str(phone)})
        return {consent.channel: consent for consent in map(_consent, rows)}

    async def untold(self) -> tuple[Untold, ...]:
        return tuple(_untold(row) for row in await self._transaction.rows(_UNTOLD))

    async def untold_of(self, phone: PhoneNumber) -> Untold | None:
        rows = await self._transaction.rows(_UNTOLD_OF, {"of_phone": str(phone)})
        return _untold(rows[0]) if rows else None

    async def put_untold(self, untold: Untold) -> Untold:
        stored = replace(untold, version=untold.version + 1)
        if not untold.version:
            await self._transaction.change(_ADD_UNTOLD, {"phone": str(untold.phone), **_untold_columns(stored)})
        elif not await self._transaction.change(_SAVE_UNTOLD, {**_as_read(untold), **_untold_columns(stored)}):
            raise StaleWrite(_CHANGED)
        return stored

    async def told(self, untold: Untold) -> None:
        if not await self._transaction.change(_TOLD, _as_read(untold)):
            raise StaleWrite(_CHANGED)


def _as_read(untold: Untold) -> dict[str, object]:
    return {"of_phone": str(untold.phone), "read_version": untold.version}


def _untold_columns(untold: Untold) -> dict[str, object]:
    return {
        "due_at": untold.due_at,
        "attempts": untold.attempts,
        "channels": ",".join(sorted(untold.channels)),
        "joined_on": untold.joined_on,
        "taken_until": untold.taken_until,
        "reason": untold.reason,
        "refused": untold.refused,
        "version": untold.version,
    }


def _untold(row: Row[Any]) -> Untold:
    return Untold(
        phone=PhoneNumber(row.phone),
        channels=frozenset(Channel(each) for each in row.channels.split(",") if each),
        due_at=row.due_at,
        attempts=row.attempts,
        joined_on=None if row.joined_on is None else OrderId(row.joined_on),
        taken_until=row.taken_until,
        reason=row.reason,
        refused=row.refused,
        version=row.version,
    )


def _columns(consent: Consent) -> dict[str, object]:
    return {
        "phone": str(consent.phone),
        "channel": consent.channel.value,
        "given": consent.given,
        "text": consent.text,
        "language": consent.language,
        "at": consent.at,
        "device": consent.device,
        "source": consent.source,
    }


def _consent(row: Row[Any]) -> Consent:
    return Consent(
        phone=PhoneNumber(row.phone),
        channel=Channel(row.channel),
        given=row.given,
        text=row.text,
        language=row.language,
        at=row.at,
        device=row.device,
        source=row.source,
    )

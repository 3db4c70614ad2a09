"""Consent with its evidence."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select

from app.domain.customer import Channel, Consent, PhoneNumber, Untold
from app.storage.database import Transaction
from app.storage.tables import consents, opt_ins_due

_ADD = insert(consents)
_OF_PHONE = select(consents).where(consents.c.phone == bindparam("of_phone")).order_by(consents.c.at, consents.c.id)
_UNTOLD = select(opt_ins_due).order_by(opt_ins_due.c.due_at, opt_ins_due.c.phone)
_ADD_UNTOLD = insert(opt_ins_due)
_REMOVE_UNTOLD = delete(opt_ins_due).where(opt_ins_due.c.phone == bindparam("of_phone"))
_TOLD = _REMOVE_UNTOLD.where(
    opt_ins_due.c.due_at == bindparam("was_due_at"),
    opt_ins_due.c.attempts == bindparam("had_attempts"),
    opt_ins_due.c.channels == bindparam("had_channels"),
)


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
        return tuple(
            Untold(
                phone=PhoneNumber(row.phone),
                channels=frozenset(Channel(each) for each in row.channels.split(",") if each),
                due_at=row.due_at,
                attempts=row.attempts,
            )
            for row in await self._transaction.rows(_UNTOLD)
        )

    async def put_untold(self, untold: Untold) -> None:
        await self._transaction.change(_REMOVE_UNTOLD, {"of_phone": str(untold.phone)})
        await self._transaction.change(
            _ADD_UNTOLD,
            {
                "phone": str(untold.phone),
                "due_at": untold.due_at,
                "attempts": untold.attempts,
                "channels": _listed(untold),
            },
        )

    async def told(self, untold: Untold) -> bool:
        was = {"of_phone": str(untold.phone), "was_due_at": untold.due_at, "had_attempts": untold.attempts}
        return await self._transaction.change(_TOLD, {**was, "had_channels": _listed(untold)}) == 1


def _listed(untold: Untold) -> str:
    return ",".join(sorted(untold.channels))


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

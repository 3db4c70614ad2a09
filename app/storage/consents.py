"""Consent with its evidence."""

from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from app.domain.customer import Channel, Consent, PhoneNumber
from app.storage.database import Transaction
from app.storage.tables import consents

_ADD = insert(consents)
_OF_PHONE = select(consents).where(consents.c.phone == bindparam("of_phone")).order_by(consents.c.at, consents.c.id)


class SqlConsents:
    """Rows are added; triggers refuse everything else."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, consent: Consent) -> None:
        await self._transaction.change(_ADD, _columns(consent))

    async def latest(self, phone: PhoneNumber) -> dict[Channel, Consent]:
        rows = await self._transaction.rows(_OF_PHONE, {"of_phone": str(phone)})
        return {consent.channel: consent for consent in map(_consent, rows)}


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

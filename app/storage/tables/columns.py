"""What columns and checks of several tables have in common."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

from app.domain.customer import IdentifiedBy

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time: stored in UTC, read back aware. A naive time is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a point in time needs its time zone"
            raise ValueError(msg)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def one_of(column: str, values: Iterable[StrEnum], name: str) -> CheckConstraint:
    """The column holds one of these words; an empty one passes."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def where_only(condition: str) -> dict[str, Any]:
    """The rows that a partial index holds, for every engine that has such indexes."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


def version_column() -> Column[int]:
    """Counts the changes of a row, so that of two writers who read the same one the later is refused."""
    return Column("version", Integer, nullable=False)


def guest_columns() -> list[Column[object]]:
    """Who it belongs to, as far as known; all empty without a guest."""
    return [
        Column("guest_phone", String(15)),
        Column("guest_identified_by", String(20)),
        Column("guest_asked", Boolean),
        Column("guest_joined", Boolean),
        Column("member_id", String(64)),
        Column("member_phone", String(15)),
        Column("member_name", Text),
        Column("member_points", Integer),
        Column("member_email_opt_in", Boolean),
        Column("member_sms_opt_in", Boolean),
    ]


def guest_checks() -> list[CheckConstraint]:
    """A guest is there whole or not at all."""
    return [
        one_of("guest_identified_by", IdentifiedBy, "identified_by"),
        CheckConstraint(
            "(guest_phone IS NULL) = (guest_identified_by IS NULL) AND (guest_phone IS NOT NULL OR member_id IS NULL)",
            name="guest",
        ),
    ]

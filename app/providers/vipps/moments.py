"""How Vipps tells moments: ISO 8601, with an offset or in UTC without one."""

from datetime import UTC, datetime


def in_utc(told: datetime) -> datetime:
    """The moment with UTC as its time zone."""
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)


def moment_or_nothing(told: object) -> datetime | None:
    """The moment that a text tells, in UTC; ``None`` for whatever else stands there."""
    try:
        return in_utc(datetime.fromisoformat(told)) if isinstance(told, str) else None
    except (ValueError, OverflowError):
        return None

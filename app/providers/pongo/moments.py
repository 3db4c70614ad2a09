"""How Hey Pongo writes a moment: ISO 8601 with an offset with a colon, no fraction, no ``Z``."""

from datetime import datetime, tzinfo


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment with time zone, as read in ``zone``, such as ``2026-05-01T12:30:00+02:00``."""
    return at.astimezone(zone).isoformat(timespec="seconds")

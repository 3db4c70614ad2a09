"""The guest of an order or a share, as columns."""

from typing import Any

from sqlalchemy import Column, Row, Table

from app.domain.customer import Guest, IdentifiedBy, Member, PhoneNumber


def guest_columns(guest: Guest | None) -> dict[str, object]:
    """What to store; everything empty without a guest."""
    member = guest.member if guest else None
    return {
        "guest_phone": str(guest.phone) if guest else None,
        "guest_identified_by": guest.identified_by.value if guest else None,
        "guest_asked": guest.asked if guest else None,
        "guest_joined": guest.joined if guest else None,
        "member_id": member.customer_id if member else None,
        "member_phone": str(member.phone) if member else None,
        "member_name": member.name if member else None,
        "member_points": member.points if member else None,
        "member_email_opt_in": member.email_opt_in if member else None,
        "member_sms_opt_in": member.sms_opt_in if member else None,
    }


def guest_columns_of(table: Table) -> list[Column[Any]]:
    """What :func:`guest_of` reads."""
    return [table.columns[name] for name in guest_columns(None)]


def guest_of(row: Row[Any]) -> Guest | None:
    """Who was stored, or ``None``."""
    if row.guest_phone is None:
        return None
    return Guest(
        phone=PhoneNumber(row.guest_phone),
        identified_by=IdentifiedBy(row.guest_identified_by),
        member=_member_of(row),
        asked=row.guest_asked,
        joined=row.guest_joined,
    )


def _member_of(row: Row[Any]) -> Member | None:
    if row.member_id is None:
        return None
    return Member(
        customer_id=row.member_id,
        phone=PhoneNumber(row.member_phone),
        name=row.member_name,
        points=row.member_points,
        email_opt_in=row.member_email_opt_in,
        sms_opt_in=row.member_sms_opt_in,
    )

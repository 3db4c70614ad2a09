"""Of every column of every table: does it tell of a person, and how? Export and erasure go by this list."""

from collections.abc import Mapping
from enum import StrEnum, auto
from typing import Final

from sqlalchemy import Table


class Kind(StrEnum):
    """How a column tells of a guest."""

    NAMES = auto()
    """A number, an id or a name by which one person can be found."""
    TELLS = auto()
    """Something about the person whom the row names."""
    WIRE = auto()
    """The very text that was sent or received; it names the person."""
    WRITTEN = auto()
    """Free text into which somebody may have written a person."""
    EVIDENCE = auto()
    """Part of the proof of a consent."""
    SECRET = auto()
    """Belongs to a person, but is ours: never given out."""
    STAFF = auto()
    """Tells of somebody who works here, for the books."""


_GUEST: Final = {
    "guest_phone": Kind.NAMES,
    "guest_identified_by": Kind.TELLS,
    "guest_asked": Kind.TELLS,
    "guest_joined": Kind.TELLS,
    "member_id": Kind.NAMES,
    "member_phone": Kind.NAMES,
    "member_name": Kind.NAMES,
    "member_points": Kind.TELLS,
    "member_email_opt_in": Kind.TELLS,
    "member_sms_opt_in": Kind.TELLS,
}
_CONSENT: Final = dict.fromkeys(("channel", "given", "text", "language", "at", "device", "source"), Kind.EVIDENCE)

PERSONAL: Final[Mapping[str, Mapping[str, Kind]]] = {
    "orders": _GUEST,
    "order_lines": {"note": Kind.WRITTEN},
    "order_rewards": {"taken": Kind.NAMES},
    "shares": _GUEST,
    "payments": {"body": Kind.WIRE, "redirect_url": Kind.WIRE},
    "refunds": {"reason": Kind.WRITTEN, "answer": Kind.WRITTEN, "asked_by": Kind.STAFF},
    "timeline": {"text": Kind.WRITTEN},
    "put_away_messages": {"put_away_by": Kind.STAFF},
    "outbox": {"body": Kind.WIRE, "reason": Kind.WRITTEN, "balance": Kind.TELLS, "balance_before": Kind.TELLS},
    "consents": {"phone": Kind.NAMES, **_CONSENT, "address": Kind.NAMES},
    "consent_proofs": {"person": Kind.NAMES, **_CONSENT, "erased_at": Kind.EVIDENCE},
    "opt_ins_due": {"phone": Kind.NAMES, "reason": Kind.WRITTEN},
    "deliveries": {"reference": Kind.NAMES, "body": Kind.WIRE},
    "enrolments": {
        "id": Kind.SECRET,
        "phone": Kind.NAMES,
        "device": Kind.TELLS,
        "binding_message": Kind.SECRET,
        "nonce": Kind.SECRET,
        "subject": Kind.NAMES,
    },
    "app_accounts": {"subject": Kind.NAMES, "phone": Kind.NAMES, "linked_at": Kind.TELLS},
    "reward_holds": {
        "customer_id": Kind.NAMES,
        "won": Kind.TELLS,
        "known_hashes": Kind.TELLS,
        "balance": Kind.TELLS,
    },
}
"""Columns that tell of persons. A delivery's reference is a customer's id where the programme delivers."""

NOT_PERSONAL: Final[Mapping[str, frozenset[str]]] = {
    "counters": frozenset({"name", "value"}),
    "orders": frozenset(
        {"id", "number", "tablet", "serving", "country", "currency", "opened_at", "state", "location", "version"}
    ),
    "order_lines": frozenset(
        {"order_id", "id", "position", "product_id", "sku", "name", "category", "quantity", "unit_price", "vat_class"}
        | {"modifiers", "minimum_age"}
    ),
    "order_rewards": frozenset({"order_id"}),
    "order_tables": frozenset({"order_id", "table_name", "with_staff"}),
    "shares": frozenset(
        {"order_id", "number", "amount", "currency", "line_ids", "state", "attempts", "paid_at", "version"}
    ),
    "share_cuts": frozenset({"order_id", "number", "cut", "parts"}),
    "payments": frozenset(
        {"reference", "order_id", "share", "attempt", "amount", "currency", "flow", "key", "created_at", "expires_at"}
        | {"state", "authorized", "captured", "cancelled", "refunded", "psp_reference", "ending", "cancel_asked"}
        | {"capture_due_at", "capture_tries", "capture_refusals", "capture_number", "capturing", "release_asked"}
        | {"cancel_number", "guaranteed_until", "attention", "settled_at", "watched_by", "watched_until", "version"}
    ),
    "refunds": frozenset(
        {"reference", "number", "amount", "currency", "line_ids", "asked_at", "state", "key_number", "done_at"}
        | {"version"}
    ),
    "timeline": frozenset({"id", "reference", "at", "kind", "fact", "times", "trace_id"}),
    "outbox": frozenset(
        {"id", "kind", "order_id", "share", "number", "due_at", "created_at", "state", "attempts", "claimed_at"}
        | {"claimed_by", "delivered_at", "points_earned", "check_in", "credits", "sent_at", "version"}
    ),
    "put_away_messages": frozenset({"message_id", "put_away_at"}),
    "consents": frozenset({"id"}),
    "consent_proofs": frozenset({"id"}),
    "opt_ins_due": frozenset({"due_at", "attempts", "channels", "joined_on", "taken_until", "refused", "version"}),
    "erasing": frozenset({"id"}),
    "deliveries": frozenset(
        {"id", "source", "name", "psp_reference", "received_at", "due_at", "attempts", "handled_at", "outcome"}
    ),
    "secrets": frozenset({"name", "sealed"}),
    "enrolments": frozenset(
        {"order_id", "interval", "started_at", "expires_at", "state", "given_up", "fault", "ended_at", "version"}
        | {"followed_by", "followed_until"}
    ),
    "app_accounts": frozenset[str](),
    "reward_holds": frozenset(
        {"id", "order_id", "name", "reward_id", "points", "taken_at", "state", "moved_at", "version"}
    ),
    "connections": frozenset(
        {"name", "state", "how", "since", "merchant", "reason", "expires_at", "token_print", "secret", "version"}
    ),
    "oauth_states": frozenset({"digest", "begun_at", "expires_at", "used_at"}),
    "store_mappings": frozenset({"location", "slug", "name", "public_id", "by_hand", "mapped_at"}),
    "comparisons": frozenset({"name", "at", "compared", "unanswered", "differences"}),
    "store_lists": frozenset({"name", "looked_at", "stores"}),
}
"""Columns that tell of nobody: what was ordered and paid, when, and how the work went."""


def blank(table: Table, *kinds: Kind) -> dict[str, str | None]:
    """The columns of these kinds with nothing in them, as the table allows it."""
    told = PERSONAL[table.name]
    return {name: None if table.c[name].nullable else "" for name, kind in told.items() if kind in kinds}


def given_out(table: Table) -> list[str]:
    """The columns that a person may see of their own records."""
    told = PERSONAL[table.name]
    return [column.name for column in table.columns if told.get(column.name) not in {Kind.SECRET, Kind.STAFF}]

"""The promises of money and posts, checked from outside: the hub's database file beside what the simulators hold."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Row = dict[str, Any]
ShareKey = tuple[str, int]

UNSETTLED = """
    SELECT (SELECT COUNT(*) FROM outbox WHERE state IN ('due', 'claimed'))
         + (SELECT COUNT(*) FROM refunds WHERE state = 'asked')
         + (SELECT COUNT(*) FROM payments WHERE state = 'authorized' AND attention IS NULL
                AND (capturing IS NOT NULL OR authorized > captured + cancelled))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Both sides at one moment; nothing runs that could change them."""

    payments: list[Row]
    shares: list[Row]
    outbox: list[Row]
    refunds: list[Row]
    unsettled: int
    delivered: int
    vipps: dict[str, Row]
    pongo: list[Row]

    @property
    def waiting(self) -> list[Row]:
        """Open payments that Vipps never heard of: left alone until no request under way could be approved any more."""
        return [
            row
            for row in self.payments
            if row["state"] in {"intended", "in_doubt"} and row["reference"] not in self.vipps
        ]

    @property
    def open(self) -> list[Row]:
        """Payments whose end is not known, though Vipps knows them."""
        ends = {"intended", "in_doubt", "requested"}
        return [row for row in self.payments if row["state"] in ends and row["reference"] in self.vipps]

    @property
    def at_rest(self) -> bool:
        """Whether everything came to its end, but for what can only be waited for."""
        return not self.unsettled and not self.open and all(row["cancel_asked"] for row in self.waiting)


def seen(file: Path, vipps: list[Row], pongo: list[Row]) -> Seen:
    """Read the database beside whoever writes it."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as connection:
        connection.row_factory = sqlite3.Row
        payments, shares, outbox, refunds = (
            [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            for table in ("payments", "shares", "outbox", "refunds")
        )
        (unsettled,) = connection.execute(UNSETTLED).fetchone()
        (delivered,) = connection.execute("SELECT COUNT(*) FROM deliveries WHERE source = 'vipps'").fetchone()
    return Seen(
        payments=payments,
        shares=shares,
        outbox=outbox,
        refunds=refunds,
        unsettled=unsettled,
        delivered=delivered,
        vipps={row["reference"]: row for row in vipps},
        pongo=pongo,
    )


def open_at(file: Path, tablets: int) -> frozenset[str]:
    """The open payments of the first so many tablets."""
    names = [f"tablet-{number}" for number in range(tablets)]
    asked = f"""
        SELECT payments.reference FROM payments JOIN orders ON orders.id = payments.order_id
        WHERE payments.state IN ('intended', 'in_doubt', 'requested')
          AND orders.tablet IN ({", ".join("?" * len(names))})
    """
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20)) as connection:
        return frozenset(reference for (reference,) in connection.execute(asked, names))


def broken_ever(now: Seen) -> list[str]:
    """What is wrong at any moment, also right after a kill."""
    return [*_intended_first(now), *_amounts(now), *_one_live_request(now), *_paid_once(now), *_posted_once(now)]


def broken_in_the_end(now: Seen) -> list[str]:
    """What is wrong once everything had its time."""
    return [*broken_ever(now), *_both_agree(now), *_money_is_on_the_bill(now), *_all_is_posted(now), *_refunds(now)]


def _intended_first(now: Seen) -> Iterator[str]:
    ours = {row["reference"] for row in now.payments}
    for reference in sorted(now.vipps.keys() - ours):
        yield f"{reference}: Vipps was asked for what was never committed"


def _amounts(now: Seen) -> Iterator[str]:
    for reference, row in now.vipps.items():
        authorized, captured, cancelled, refunded = _four(row)
        if authorized and captured + cancelled > authorized:
            yield f"{reference}: captured and cancelled more than was authorized"
        if refunded > captured:
            yield f"{reference}: refunded more than was captured"


def _one_live_request(now: Seen) -> Iterator[str]:
    """Nobody could approve a second one: a waiting request is as good as money."""
    live = Counter(_share_of(row) for row in now.payments if _state_at_vipps(now, row) in {"CREATED", "AUTHORIZED"})
    for key, count in live.items():
        if count > 1:
            yield f"{key}: {count} requests are alive together"


def _paid_once(now: Seen) -> Iterator[str]:
    for key, references in _authorized(now).items():
        if len(references) > 1:
            yield f"{key}: paid by {references}"


def _posted_once(now: Seen) -> Iterator[str]:
    paid = {_posted_id(key) for key in _paid(now)}
    for order, times in Counter(row["order_id"] for row in now.pongo).items():
        if times > 1:
            yield f"{order}: posted {times} times"
        if order not in paid:
            yield f"{order}: posted without being paid"


def _both_agree(now: Seen) -> Iterator[str]:
    for row in now.payments:
        theirs = now.vipps.get(row["reference"])
        if theirs is None:
            continue
        state = "authorized" if theirs["state"] == "AUTHORIZED" else theirs["state"].lower()
        ours = (row["authorized"], row["captured"], row["cancelled"], row["refunded"])
        if state != row["state"]:
            yield f"{row['reference']}: {row['state']} here, {state} at Vipps"
        elif state == "authorized" and ours != _four(theirs):
            yield f"{row['reference']}: {ours} here, {_four(theirs)} at Vipps"
        if row["attention"]:
            yield f"{row['reference']}: {row['attention']}, though nothing was refused"


def _money_is_on_the_bill(now: Seen) -> Iterator[str]:
    paid = _paid(now)
    for key, references in _authorized(now).items():
        if key not in paid:
            yield f"{key}: {references} holds money, the share is not paid"
    for key in sorted(paid - _authorized(now).keys()):
        yield f"{key}: paid by nobody"


def _all_is_posted(now: Seen) -> Iterator[str]:
    posted = {row["order_id"] for row in now.pongo}
    for key in sorted(_paid(now)):
        if _posted_id(key) not in posted:
            yield f"{key}: paid and not posted"
    for row in now.outbox:
        if row["state"] != "delivered":
            yield f"{row['kind']} of {row['order_id']}-{row['share']} is {row['state']}: {row['reason']}"


def _refunds(now: Seen) -> Iterator[str]:
    done: dict[str, int] = defaultdict(int)
    for row in now.refunds:
        if row["state"] == "done":
            done[row["reference"]] += row["amount"]
    for reference, row in now.vipps.items():
        if _four(row)[3] != done[reference]:
            yield f"{reference}: refunds of {done[reference]} done, Vipps gave {_four(row)[3]}"


def _authorized(now: Seen) -> dict[ShareKey, list[str]]:
    found: dict[ShareKey, list[str]] = defaultdict(list)
    for row in now.payments:
        if _state_at_vipps(now, row) == "AUTHORIZED":
            found[_share_of(row)].append(row["reference"])
    return found


def _paid(now: Seen) -> set[ShareKey]:
    return {(row["order_id"], row["number"]) for row in now.shares if row["state"] == "paid"}


def _state_at_vipps(now: Seen, row: Row) -> str | None:
    return now.vipps[row["reference"]]["state"] if row["reference"] in now.vipps else None


def _share_of(row: Row) -> ShareKey:
    return row["order_id"], row["share"]


def _posted_id(key: ShareKey) -> str:
    return f"{key[0]}-{key[1]}"


def _four(row: Row) -> tuple[int, int, int, int]:
    aggregate = row["aggregate"]
    names = ("authorizedAmount", "capturedAmount", "cancelledAmount", "refundedAmount")
    authorized, captured, cancelled, refunded = (aggregate[name]["value"] for name in names)
    return authorized, captured, cancelled, refunded

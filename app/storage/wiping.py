"""Takes persons out of what must stay: orders, payments and messages keep their amounts and lose their guest."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, or_, select, update

from app.storage.database import Transaction
from app.storage.personal import Kind, blank
from app.storage.tables import order_lines, order_rewards, orders, outbox, payments, refunds, shares, timeline
from app.storage.traces import Traces


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which rows lose their guest; each is a condition on the table of its name."""

    orders: ColumnElement[bool]
    order_lines: ColumnElement[bool]
    order_rewards: ColumnElement[bool]
    shares: ColumnElement[bool]
    payments: ColumnElement[bool]
    outbox: ColumnElement[bool]


async def wipe(transaction: Transaction, scope: Scope) -> dict[str, int]:
    """How many rows of which table lost somebody. Versions grow, so that nobody writes an older copy over it."""
    return {
        "orders": await _blanked(transaction, orders, scope.orders, Kind.NAMES, Kind.TELLS),
        "order_lines": await _blanked(transaction, order_lines, scope.order_lines, Kind.WRITTEN),
        "order_rewards": await _rewards(transaction, scope.order_rewards),
        "shares": await _blanked(transaction, shares, scope.shares, Kind.NAMES, Kind.TELLS),
        "payments": await _blanked(transaction, payments, scope.payments, Kind.WIRE),
        "outbox": await _blanked(transaction, outbox, scope.outbox, Kind.WIRE, Kind.TELLS),
    }


async def redact(transaction: Transaction, traces: Traces) -> dict[str, int]:
    """Take the person out of the free texts that stay."""
    return {
        "refunds": await _rewritten(transaction, refunds, ("reference", "number"), traces.refunds, traces.redacted),
        "timeline": await _rewritten(transaction, timeline, ("id",), traces.timeline, traces.redacted),
        "messages": await _rewritten(transaction, outbox, ("id",), traces.outbox, traces.redacted),
    }


async def _blanked(transaction: Transaction, table: Table, scope: ColumnElement[bool], *kinds: Kind) -> int:
    nothing = blank(table, *kinds)
    left = or_(*(_is_something(table.c[name], value) for name, value in nothing.items()))
    values: dict[str, Any] = dict(nothing)
    if "version" in table.c:
        values["version"] = table.c.version + 1
    return await transaction.change(update(table).where(scope, left).values(values))


def _is_something(column: Any, nothing: str | None) -> ColumnElement[bool]:
    there: ColumnElement[bool] = column.is_not(None) if nothing is None else column != nothing
    return there


async def _rewards(transaction: Transaction, scope: ColumnElement[bool]) -> int:
    """The reward stays, because the bill was made with it; whose it was goes."""
    changed = []
    for row in await transaction.rows(select(order_rewards).where(scope)):
        taken = json.loads(row.taken)
        if taken["customer_id"] or taken["won"]:
            without = json.dumps({**taken, "customer_id": "", "won": None}, ensure_ascii=False)
            changed.append({"of_order": row.order_id, "without": without})
    if changed:
        of_order = order_rewards.c.order_id == bindparam("of_order")
        await transaction.change(update(order_rewards).where(of_order).values(taken=bindparam("without")), changed)
    return len(changed)


async def _rewritten(
    transaction: Transaction,
    table: Table,
    keys: tuple[str, ...],
    scope: ColumnElement[bool],
    redacted: Callable[[str], str],
) -> int:
    written = list(blank(table, Kind.WRITTEN))
    count = 0
    for row in await transaction.rows(select(table).where(scope)):
        before = {name: getattr(row, name) for name in written if getattr(row, name)}
        after = {name: redacted(text) for name, text in before.items()}
        if after != before:
            mine = [table.c[key] == getattr(row, key) for key in keys]
            count += await transaction.change(update(table).where(*mine).values(after))
    return count

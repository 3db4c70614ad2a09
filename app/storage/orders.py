"""Orders with their lines and guest."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, insert, literal, or_, select, text, union_all, update

from app.domain.catalog import Modifier
from app.domain.customer import Guest
from app.domain.ids import LineId, LocationId, OrderId, ProductId, TabletId
from app.domain.money import Currency, Money
from app.domain.order import Order, OrderLine, OrderState
from app.domain.reward import TakenReward
from app.domain.split import ShareState
from app.domain.vat import Country, Serving, VatClass
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.guests import guest_columns, guest_columns_of, guest_of
from app.storage.tables import counters, order_lines, order_rewards, order_tables, orders, shares
from app.storage.taken_rewards import taken_of, taken_text

HIGHEST_NUMBER = 999

_LINE_COLUMNS = [column.label(f"line_{column.name}") for column in order_lines.columns]
_WITH_LINES = (
    select(*orders.columns, order_rewards.c.taken, order_tables.c.table_name, order_tables.c.with_staff, *_LINE_COLUMNS)
    .join_from(orders, order_lines, order_lines.c.order_id == orders.c.id, isouter=True)
    .join(order_rewards, order_rewards.c.order_id == orders.c.id, isouter=True)
    .join(order_tables, order_tables.c.order_id == orders.c.id, isouter=True)
)
_BY_ID = _WITH_LINES.where(orders.c.id == bindparam("order_id")).order_by(order_lines.c.position)
_CURRENT_ID = (
    select(orders.c.id)
    .join(order_tables, order_tables.c.order_id == orders.c.id, isouter=True)
    .where(
        orders.c.tablet == bindparam("tablet"),
        text("state IN ('open', 'placed')"),
        or_(order_tables.c.with_staff.is_(None), order_tables.c.with_staff.is_(False)),
    )
    .order_by(orders.c.opened_at.desc())
    .limit(1)
    .scalar_subquery()
)
_UNPAID = _WITH_LINES.where(text("state IN ('open', 'placed')")).order_by(
    orders.c.opened_at.desc(), orders.c.id, order_lines.c.position
)
_CURRENT = _WITH_LINES.where(orders.c.id == _CURRENT_ID).order_by(order_lines.c.position)
_NUMBERS = select(orders.c.id, orders.c.number).where(orders.c.id.in_(bindparam("asked", expanding=True)))
_NUMBERED = (
    select(orders.c.id)
    .where(orders.c.number == bindparam("wanted"))
    .order_by(orders.c.opened_at.desc())
    .limit(bindparam("most"))
)
_AT_TABLES = (
    text("orders.state IN ('open', 'placed')"),
    or_(shares.c.state.is_(None), shares.c.state != ShareState.PAID.value),
)
_FIRST_PAYERS = (
    select(orders.c.id, orders.c.opened_at, literal(1).label("share"), *guest_columns_of(orders))
    .join(shares, and_(shares.c.order_id == orders.c.id, shares.c.number == 1), isouter=True)
    .where(*_AT_TABLES, orders.c.guest_phone.is_not(None))
)
_OTHER_PAYERS = (
    select(orders.c.id, orders.c.opened_at, shares.c.number.label("share"), *guest_columns_of(shares))
    .join(shares, and_(shares.c.order_id == orders.c.id, shares.c.number > 1))
    .where(*_AT_TABLES, shares.c.guest_phone.is_not(None))
)
_PEOPLE = union_all(_FIRST_PAYERS, _OTHER_PAYERS).order_by("opened_at", "id", "share")
_ADD = insert(orders)
_SAVE = update(orders).where(orders.c.id == bindparam("order_id"), orders.c.version == bindparam("read_version"))
_ADD_LINES = insert(order_lines)
_REMOVE_LINES = delete(order_lines).where(order_lines.c.order_id == bindparam("of_order"))
_ADD_REWARD = insert(order_rewards)
_REMOVE_REWARD = delete(order_rewards).where(order_rewards.c.order_id == bindparam("of_order"))
_ADD_TABLE = insert(order_tables)
_REMOVE_TABLE = delete(order_tables).where(order_tables.c.order_id == bindparam("of_order"))
_NEXT_NUMBER = (
    update(counters)
    .where(counters.c.name == "order_number")
    .values(value=counters.c.value % HIGHEST_NUMBER + 1)
    .returning(counters.c.value)
)


_NO_TABLE = ("", False)


class SqlOrders:
    """Lines, reward and table are written again only when they differ from what this transaction read or wrote."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._stored_lines: dict[OrderId, tuple[OrderLine, ...]] = {}
        self._stored_rewards: dict[OrderId, TakenReward | None] = {}
        self._stored_tables: dict[OrderId, tuple[str, bool]] = {}

    async def add(self, order: Order) -> Order:
        stored = replace(order, version=1)
        await self._transaction.change(_ADD, {"id": stored.id, **_columns(stored)})
        await self._add_lines(stored)
        await self._add_reward(stored)
        await self._save_table(stored)
        return stored

    async def get(self, order_id: OrderId) -> Order | None:
        return self._read(await self._transaction.rows(_BY_ID, {"order_id": order_id}))

    async def save(self, order: Order) -> Order:
        stored = replace(order, version=order.version + 1)
        keys = {"order_id": order.id, "read_version": order.version}
        if not await self._transaction.change(_SAVE, {**keys, **_columns(stored)}):
            msg = "the order was saved by somebody else first"
            raise StaleWrite(msg)
        if self._stored_lines.get(order.id) != order.lines:
            await self._transaction.change(_REMOVE_LINES, {"of_order": order.id})
            await self._add_lines(stored)
        if order.id not in self._stored_rewards or self._stored_rewards[order.id] != order.reward:
            await self._transaction.change(_REMOVE_REWARD, {"of_order": order.id})
            await self._add_reward(stored)
        await self._save_table(stored)
        return stored

    async def next_number(self) -> int:
        (row,) = await self._transaction.rows(_NEXT_NUMBER)
        return int(row.value)

    async def current(self, tablet: TabletId) -> Order | None:
        return self._read(await self._transaction.rows(_CURRENT, {"tablet": tablet}))

    async def unpaid(self) -> tuple[Order, ...]:
        rows = await self._transaction.rows(_UNPAID)
        grouped = [list(same) for _, same in groupby(rows, key=lambda row: row.id)]
        found = (self._read(same) for same in grouped)
        return tuple(order for order in found if order is not None and order.lines)

    async def numbers(self, order_ids: Collection[OrderId]) -> dict[OrderId, int]:
        rows = await self._transaction.rows(_NUMBERS, {"asked": list(order_ids)})
        return {OrderId(row.id): row.number for row in rows}

    async def numbered(self, number: int, limit: int) -> tuple[OrderId, ...]:
        rows = await self._transaction.rows(_NUMBERED, {"wanted": number, "most": limit})
        return tuple(OrderId(row.id) for row in rows)

    async def people(self) -> tuple[tuple[OrderId, Guest], ...]:
        found = ((OrderId(row.id), guest_of(row)) for row in await self._transaction.rows(_PEOPLE))
        return tuple((order_id, guest) for order_id, guest in found if guest is not None)

    async def _add_lines(self, order: Order) -> None:
        if order.lines:
            lines = [_line_columns(order.id, position, line) for position, line in enumerate(order.lines)]
            await self._transaction.change(_ADD_LINES, lines)
        self._stored_lines[order.id] = order.lines

    async def _add_reward(self, order: Order) -> None:
        if order.reward is not None:
            taken = {"order_id": order.id, "taken": taken_text(order.reward)}
            await self._transaction.change(_ADD_REWARD, taken)
        self._stored_rewards[order.id] = order.reward

    async def _save_table(self, order: Order) -> None:
        table = (order.table, order.with_staff)
        before = self._stored_tables.get(order.id, _NO_TABLE)
        if table == before:
            return
        if before != _NO_TABLE:
            await self._transaction.change(_REMOVE_TABLE, {"of_order": order.id})
        if table != _NO_TABLE:
            row = {"order_id": order.id, "table_name": order.table, "with_staff": order.with_staff}
            await self._transaction.change(_ADD_TABLE, row)
        self._stored_tables[order.id] = table

    def _read(self, rows: Sequence[Row[Any]]) -> Order | None:
        if not rows:
            return None
        order = _order(rows)
        self._stored_lines[order.id] = order.lines
        self._stored_rewards[order.id] = order.reward
        self._stored_tables[order.id] = (order.table, order.with_staff)
        return order


def _columns(order: Order) -> dict[str, object]:
    return {
        "number": order.number,
        "tablet": order.tablet,
        "serving": order.serving.value,
        "country": order.country.value,
        "currency": order.currency.value,
        "opened_at": order.opened_at,
        "location": order.location,
        "state": order.state.value,
        **guest_columns(order.guest),
        "version": order.version,
    }


def _line_columns(order_id: OrderId, position: int, line: OrderLine) -> dict[str, object]:
    return {
        "order_id": order_id,
        "id": line.id,
        "position": position,
        "product_id": line.product_id,
        "sku": line.sku,
        "name": json.dumps(dict(line.name), ensure_ascii=False),
        "category": line.category,
        "quantity": line.quantity,
        "unit_price": line.unit_price.minor,
        "vat_class": line.vat_class.value,
        "modifiers": json.dumps([_modifier_fields(modifier) for modifier in line.modifiers], ensure_ascii=False),
        "note": line.note,
        "minimum_age": line.minimum_age,
    }


def _modifier_fields(modifier: Modifier) -> dict[str, object]:
    return {"id": modifier.id, "name": dict(modifier.name), "price": modifier.price.minor}


def _order(rows: Sequence[Row[Any]]) -> Order:
    first = rows[0]
    currency = Currency(first.currency)
    return Order(
        id=OrderId(first.id),
        number=first.number,
        tablet=TabletId(first.tablet),
        serving=Serving(first.serving),
        country=Country(first.country),
        currency=currency,
        opened_at=first.opened_at,
        lines=tuple(_line(row, currency) for row in rows if row.line_id is not None),
        state=OrderState(first.state),
        guest=guest_of(first),
        reward=taken_of(first.taken),
        table=first.table_name or "",
        with_staff=bool(first.with_staff),
        location=LocationId(first.location),
        version=first.version,
    )


def _line(row: Row[Any], currency: Currency) -> OrderLine:
    return OrderLine(
        id=LineId(row.line_id),
        product_id=ProductId(row.line_product_id),
        sku=row.line_sku,
        name=json.loads(row.line_name),
        category=row.line_category,
        quantity=row.line_quantity,
        unit_price=Money(row.line_unit_price, currency),
        vat_class=VatClass(row.line_vat_class),
        modifiers=tuple(_modifier(fields, currency) for fields in json.loads(row.line_modifiers)),
        note=row.line_note,
        minimum_age=row.line_minimum_age,
    )


def _modifier(fields: dict[str, Any], currency: Currency) -> Modifier:
    return Modifier(id=fields["id"], name=fields["name"], price=Money(fields["price"], currency))

"""Rewards kept for orders."""

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from app.domain.ids import OrderId
from app.domain.reward import Hold, HoldId, HoldState, RewardId
from app.ports.errors import StaleWrite
from app.storage.database import Transaction
from app.storage.tables import reward_holds

_ALL = select(reward_holds).order_by(reward_holds.c.taken_at, reward_holds.c.id)
_OF_CUSTOMER = _ALL.where(reward_holds.c.customer_id == bindparam("of_customer"))
_ADD = insert(reward_holds)
_THIS = (reward_holds.c.id == bindparam("of_id"), reward_holds.c.version == bindparam("read_version"))
_SAVE = update(reward_holds).where(*_THIS)
_REMOVE = delete(reward_holds).where(*_THIS)


class SqlHolds:
    """Holds by customer, and all that are open."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, hold: Hold) -> Hold:
        stored = replace(hold, version=1)
        await self._transaction.change(_ADD, {**_fixed_columns(stored), **_columns(stored)})
        return stored

    async def save(self, hold: Hold) -> Hold:
        stored = replace(hold, version=hold.version + 1)
        if not await self._transaction.change(_SAVE, {**_key(hold), **_columns(stored)}):
            raise _stale()
        return stored

    async def remove(self, hold: Hold) -> None:
        if not await self._transaction.change(_REMOVE, _key(hold)):
            raise _stale()

    async def of(self, customer_id: str) -> tuple[Hold, ...]:
        return tuple(_hold(row) for row in await self._transaction.rows(_OF_CUSTOMER, {"of_customer": customer_id}))

    async def all(self) -> tuple[Hold, ...]:
        return tuple(_hold(row) for row in await self._transaction.rows(_ALL))


def _stale() -> StaleWrite:
    return StaleWrite("the hold was saved by somebody else first")


def _key(hold: Hold) -> dict[str, object]:
    return {"of_id": hold.id, "read_version": hold.version}


def _fixed_columns(hold: Hold) -> dict[str, object]:
    return {
        "id": hold.id,
        "order_id": hold.order_id,
        "customer_id": hold.customer_id,
        "name": hold.name,
        "reward_id": hold.reward_id,
        "won": hold.won,
        "points": hold.points,
        "taken_at": hold.taken_at,
    }


def _columns(hold: Hold) -> dict[str, object]:
    return {
        "state": hold.state.value,
        "moved_at": hold.moved_at,
        "known_hashes": json.dumps(hold.known_hashes),
        "balance": hold.balance,
        "version": hold.version,
    }


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        id=HoldId(row.id),
        order_id=OrderId(row.order_id),
        customer_id=row.customer_id,
        name=row.name,
        reward_id=RewardId(row.reward_id),
        won=row.won,
        points=row.points,
        taken_at=row.taken_at,
        state=HoldState(row.state),
        moved_at=row.moved_at,
        known_hashes=tuple(json.loads(row.known_hashes)),
        balance=row.balance,
        version=row.version,
    )

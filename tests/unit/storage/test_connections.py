"""The account, its visits and its stores: the database and the fake of the service tests give the same answers."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.connection import Connection, ConnectionRecord, ConnectionState, How, OAuthState, Reason
from app.domain.ids import LocationId
from app.domain.loyalty import Store
from app.domain.outbox import MessageState
from app.domain.store_mapping import MappedStore, Stores
from app.ports.errors import StaleWrite
from app.ports.storage import Storage
from app.storage.unit_of_work import SqlStorage
from support.fakes import START
from support.samples import a_message, a_share, an_order

CONNECTED = ConnectionRecord(
    connection=Connection(
        state=ConnectionState.CONNECTED,
        how=How.OAUTH,
        since=START,
        merchant="Fjord & Furu",
        expires_at=START + timedelta(days=365),
    ),
    token_print="print",
    secret="pongo/token/print",
)
VISIT = OAuthState(digest="digest", begun_at=START, expires_at=START + timedelta(minutes=30))


async def saved(storage: Storage, record: ConnectionRecord) -> ConnectionRecord:
    async with storage.work() as work:
        stored = await work.connections.save(record)
        await work.commit()
    return stored


async def test_a_connection_comes_back_as_it_was_stored(storage: Storage) -> None:
    stored = await saved(storage, CONNECTED)
    async with storage.reading() as reading:
        read = await reading.connections.get()

    assert (1, stored) == (stored.version, read)


async def test_a_new_database_has_no_connection(storage: Storage) -> None:
    async with storage.reading() as reading:
        read = await reading.connections.get()

    assert read is None


async def test_of_two_who_change_it_one_is_late(storage: Storage) -> None:
    stored = await saved(storage, CONNECTED)
    await saved(storage, stored)
    for late in (stored, CONNECTED):
        with pytest.raises(StaleWrite):
            await saved(storage, late)


async def test_a_visit_is_used_once(storage: Storage) -> None:
    async with storage.work() as work:
        await work.connections.begin(VISIT)
        await work.commit()
    used = []
    for minutes in (1, 2):
        async with storage.work() as work:
            used.append(await work.connections.use("digest", START + timedelta(minutes=minutes)))
            await work.commit()

    assert VISIT == used[0]
    assert used[1] is not None
    assert START + timedelta(minutes=1) == used[1].used_at


async def test_a_visit_that_nobody_began_is_unknown(storage: Storage) -> None:
    async with storage.work() as work:
        used = await work.connections.use("forged", START)

    assert used is None


async def test_a_visit_is_forgotten_a_day_after_its_end(sql: SqlStorage) -> None:
    day_later = VISIT.expires_at + timedelta(days=1)
    found = []
    for at in (day_later, day_later + timedelta(seconds=1)):
        async with sql.work() as work:
            await work.connections.begin(VISIT)
            await work.connections.begin(OAuthState(digest="new", begun_at=at, expires_at=at))
            found.append(await work.connections.use("digest", at) is not None)

    assert [True, False] == found


async def test_stores_come_back_as_they_were_stored(storage: Storage) -> None:
    place = LocationId("harbour")
    mapped = MappedStore(location=place, slug="oslo", name="Øst", public_id="sto_1", by_hand=True, mapped_at=START)
    listed = (Store(slug="oslo", name="Øst", public_id="sto_1", city="Oslo"), Store(slug="paris", name="Paris"))
    async with storage.work() as work:
        await work.store_map.put(
            MappedStore(location=place, slug="old", name="Old", public_id=None, by_hand=False, mapped_at=START)
        )
        await work.store_map.put(mapped)
        await work.store_map.put_list((), START)
        await work.store_map.put_list(listed, START)
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.store_map.read()

    assert Stores(mapped={place: mapped}, preset={}, listed=listed, looked_at=START) == read


async def test_a_location_can_lose_its_store(storage: Storage) -> None:
    place = LocationId("harbour")
    async with storage.work() as work:
        await work.store_map.put(
            MappedStore(location=place, slug="a", name="A", public_id=None, by_hand=True, mapped_at=START)
        )
        await work.store_map.remove(place)
        read = await work.store_map.read()

    assert {} == read.mapped


async def test_an_order_keeps_its_location(storage: Storage) -> None:
    order = replace(an_order(), location=LocationId("harbour"))
    async with storage.work() as work:
        await work.orders.add(order)
        await work.commit()
    async with storage.reading() as reading:
        read = await reading.orders.get(order.id)

    assert read is not None
    assert "harbour" == read.location


async def test_what_was_tried_is_hurried_and_what_was_not_keeps_its_time(storage: Storage) -> None:
    later = START + timedelta(minutes=10)
    async with storage.work() as work:
        await work.orders.add(an_order())
        await work.shares.add(a_share())
        message = await work.outbox.add(a_message())
        await work.commit()
    async with storage.work() as work:
        untried = (await work.outbox.hurry(START - timedelta(seconds=1)), await work.outbox.waiting())
        claimed = await work.outbox.claim("hub", START)
        assert claimed is not None
        await work.outbox.save(claimed.postponed(later, "NotConnected: no"))
        await work.commit()
    async with storage.work() as work:
        hurried = await work.outbox.hurry(START)
        waiting = await work.outbox.waiting()
        await work.commit()

    assert ((0, ()), 1) == (untried, hurried)
    assert [(message.id, START, MessageState.DUE, "NotConnected: no")] == [
        (one.id, one.due_at, one.state, one.reason) for one in waiting
    ]


async def test_the_database_refuses_a_connection_without_a_token_and_a_trouble_without_a_reason(
    sql: SqlStorage, path: Path
) -> None:
    await saved(sql, CONNECTED)
    connection = sqlite3.connect(path)
    for change in (
        "UPDATE connections SET token_print = NULL",
        "UPDATE connections SET state = 'needs_reconnect'",
        f"UPDATE connections SET reason = '{Reason.REFUSED}'",
        "UPDATE connections SET state = 'maybe'",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(change)
    connection.close()


async def test_the_body_of_a_waiting_message_can_be_taken_back_whole_and_that_of_a_delivered_one_cannot(
    sql: SqlStorage, path: Path
) -> None:
    async with sql.work() as work:
        await work.orders.add(an_order())
        await work.shares.add(a_share())
        await work.outbox.add(a_message())
        await work.commit()
    connection = await asyncio.to_thread(sqlite3.connect, path, check_same_thread=False)
    connection.execute("UPDATE outbox SET body = '{\"store\": 1}'")
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        connection.execute("UPDATE outbox SET body = '{\"store\": 2}'")
    connection.execute("UPDATE outbox SET body = ''")
    connection.execute("UPDATE outbox SET body = '{\"store\": 2}'")
    connection.execute("UPDATE outbox SET state = 'delivered', delivered_at = due_at")
    with pytest.raises(sqlite3.IntegrityError, match="never changes"):
        connection.execute("UPDATE outbox SET body = ''")
    connection.close()

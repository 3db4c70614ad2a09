"""Durable payments a second beside a bare loop of two SQLite commits: `python tests/benchmarks/durable_payments.py`.

A payment is everything from *pay* to *recorded as authorized, with its outbox message*, on a database file that writes
through to the disk; the providers answer at once. The bare loop is the least that any such design must do: one commit
before asking, one after the answer.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from app.bootstrap.house import House  # noqa: E402
from app.domain.ids import OrderId  # noqa: E402
from app.domain.outbox import MessageState  # noqa: E402
from app.domain.payment import Payment, PaymentState  # noqa: E402
from app.logs import configure_logging  # noqa: E402
from app.storage.unit_of_work import SqlStorage  # noqa: E402
from support.house import KARIS_CODE, Visit, World  # noqa: E402

SIDE_BY_SIDE = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    options = parser.parse_args()
    configure_logging("ERROR")
    numbers = measured(payments=60 if options.quick else 300)
    tell(numbers)
    if options.json:
        options.json.write_text(json.dumps(numbers, indent=1))


def measured(payments: int) -> dict[str, float]:
    """Payments a second: bare, one after the other, and several tablets at once."""
    with tempfile.TemporaryDirectory() as folder:
        bare = payments / bare_loop(Path(folder) / "bare.db", payments)
        one = payments / asyncio.run(house_loop(Path(folder) / "one.db", payments, side_by_side=1))
        many = payments / asyncio.run(house_loop(Path(folder) / "many.db", payments, side_by_side=SIDE_BY_SIDE))
    return {
        "payments": payments,
        "bare_per_second": round(bare, 1),
        "one_by_one_per_second": round(one, 1),
        "side_by_side": SIDE_BY_SIDE,
        "side_by_side_per_second": round(many, 1),
        "ratio_one_by_one": round(one / bare, 3),
        "ratio_side_by_side": round(many / bare, 3),
    }


def tell(numbers: dict[str, float]) -> None:
    """The table."""
    rows = (
        ("bare loop of two commits", numbers["bare_per_second"], 1.0),
        ("one payment after the other", numbers["one_by_one_per_second"], numbers["ratio_one_by_one"]),
        (f"{SIDE_BY_SIDE} tablets at once", numbers["side_by_side_per_second"], numbers["ratio_side_by_side"]),
    )
    print(f"{'durable payments':<30}{'a second':>10}{'of bare':>10}")
    for name, rate, ratio in rows:
        print(f"{name:<30}{rate:>10.1f}{ratio:>10.2f}")


def bare_loop(file: Path, payments: int) -> float:
    """Seconds for two commits each: the intent, then the answer with its outbox row."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE payments (reference TEXT PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL);"
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY, reference TEXT NOT NULL, state TEXT NOT NULL);"
    )
    body = "x" * 800
    begun = time.perf_counter()
    for number in range(payments):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO payments VALUES (?, ?, 'intended')", (f"reference-{number}", body))
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE payments SET state = 'authorized' WHERE reference = ?", (f"reference-{number}",))
        connection.execute("INSERT INTO outbox (reference, state) VALUES (?, 'due')", (f"reference-{number}",))
        connection.execute("COMMIT")
    spent = time.perf_counter() - begun
    connection.close()
    return spent


async def house_loop(file: Path, payments: int, *, side_by_side: int) -> float:
    """Seconds for as many payments through the real services and the real storage."""
    world = World()
    storage = await SqlStorage.open(f"sqlite+aiosqlite:///{file}")
    house = world.house(storage=storage)
    orders = [await full_order(world, house) for _ in range(payments)]
    begun = time.perf_counter()
    await at_most(side_by_side, [partial(paid, world, house, order_id) for order_id in orders])
    spent = time.perf_counter() - begun
    await check(storage, orders)
    await house.background.close()
    await storage.close()
    return spent


async def full_order(world: World, house: House) -> OrderId:
    """An order of a member that only needs to be paid."""
    visit = Visit(world, house)
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    return visit.order_id


async def paid(world: World, house: House, order_id: OrderId) -> None:
    """From the tap on *pay* to the payment recorded as authorized."""
    moved = asyncio.Event()
    forget = house.services.changes.subscribe(order_id, moved.set)
    payment = await house.services.paying.start(order_id)
    while (await newest(house, order_id)).state is PaymentState.INTENDED:
        await moved.wait()
        moved.clear()
    forget()
    world.payments.approve(payment.reference)
    await house.watching.look(payment.reference)


async def newest(house: House, order_id: OrderId) -> Payment:
    view = await house.services.showing.order(order_id)
    assert view.payment is not None
    return view.payment


async def check(storage: SqlStorage, orders: list[OrderId]) -> None:
    """What was measured is what was meant: all paid, each with one message that waits."""
    async with storage.reading() as reading:
        for order_id in orders:
            states = [each.state for each in await reading.payments.of(order_id)]
            messages = [each.state for each in await reading.outbox.all_of(order_id)]
            assert states == [PaymentState.AUTHORIZED], states
            assert messages == [MessageState.DUE], messages


async def at_most(number: int, works: list[Callable[[], Awaitable[None]]]) -> None:
    """So many at once."""
    places = asyncio.Semaphore(number)

    async def one(work: Callable[[], Awaitable[None]]) -> None:
        async with places:
            await work()

    await asyncio.gather(*(one(work) for work in works))


if __name__ == "__main__":
    main()

"""Measure how fast the hub answers deliveries: `python tests/benchmarks/webhooks.py --help`.

The real route, verification, database (on disk, every commit synced) and the look-up that follows each delivery run in
one process, deliveries come over loopback HTTP. Five a second are far more than a full restaurant has: there p95 must
stay below 50 ms. Then as fast as they are answered, to see where it ends. Beside both stands the least that any such
endpoint must do on this machine at this moment: a bare route that commits the same bytes.
"""

import argparse
import asyncio
import contextlib
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import httpx  # noqa: E402  the path is set first
import structlog  # noqa: E402
from fastapi import FastAPI, Request, Response  # noqa: E402

from app.bootstrap.house import House, compose  # noqa: E402
from app.bootstrap.outside import Outside  # noqa: E402
from app.devices.clock import SystemClock  # noqa: E402
from app.domain.ids import ProductId, TabletId  # noqa: E402
from app.domain.vat import Serving  # noqa: E402
from app.menu_file import read_menu  # noqa: E402
from app.ports.webhooks import Source  # noqa: E402
from app.settings import WEBHOOKS_PATH  # noqa: E402
from app.simulators.serve import running  # noqa: E402
from app.storage.unit_of_work import SqlStorage  # noqa: E402
from app.web.webhooks import add_webhooks  # noqa: E402
from support.accounts import FakeAccounts, settings_token  # noqa: E402
from support.fakes import FakeChance, FakeEnrolmentInApp, FakeIdentityProvider, FakeLoyaltyProgram, FakePaymentProvider  # noqa: E402
from support.house import DEMO_MENU  # noqa: E402
from support.webhooks import SECRET, event, public_address, signed_headers  # noqa: E402

LIMIT_MS = 50.0
PAYMENTS = 10
WARM_UP = 30
"""Deliveries that do not count: a hub runs for days, its first second says nothing."""


async def measure(count: int, per_second: float | None) -> list[float]:
    """Milliseconds until the answer, for each of ``count`` deliveries; ``None`` sends the next one on each answer."""
    with tempfile.TemporaryDirectory() as folder:
        storage = await SqlStorage.open(f"sqlite+aiosqlite:///{folder}/taffel.db")
        try:
            async with served(storage) as (url, references), client(url) as http:
                return (await delivered(http, references, WARM_UP + count, per_second))[WARM_UP:]
        finally:
            await storage.close()


async def measure_bare(count: int, per_second: float | None) -> list[float]:
    """The same for a route that stores the bytes in a table without a rule, and looks nothing up."""
    with tempfile.TemporaryDirectory() as folder:
        file = sqlite3.connect(f"{folder}/bare.db", isolation_level=None, check_same_thread=False)
        file.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE told (body BLOB);")
        api = FastAPI()

        @api.post(WEBHOOKS_PATH)
        async def take(request: Request) -> Response:
            body = await request.body()
            await asyncio.to_thread(file.execute, "INSERT INTO told VALUES (?)", (body,))
            return Response(status_code=200)

        async with running(api) as url, client(url) as http:
            taken = await delivered(http, ["bare"], WARM_UP + count, per_second)
        file.close()
        return taken[WARM_UP:]


@contextlib.asynccontextmanager
async def served(storage: SqlStorage) -> AsyncIterator[tuple[str, list[str]]]:
    """The hub's address, and payments that wait for their guests."""
    restaurant, catalog = read_menu(DEMO_MENU)
    public = public_address()
    await public.secrets.put("webhook/webhook-0", SECRET)
    house = compose(
        Outside(
            storage=storage,
            payments=FakePaymentProvider(),
            identity=FakeIdentityProvider(),
            enrolment=FakeEnrolmentInApp(),
            loyalty=FakeLoyaltyProgram(),
            clock=SystemClock(),
            chance=FakeChance(),
            catalog=catalog,
            restaurant=restaurant,
            accounts=FakeAccounts(),
            tokens=settings_token(storage, SystemClock()),
            public=public,
        )
    )
    assert house.listening is not None
    api = FastAPI()
    add_webhooks(api, WEBHOOKS_PATH, partial(house.listening.receive, Source.VIPPS))
    async with house.running(), running(api) as url:
        yield url, [await asked(house, number) for number in range(PAYMENTS)]


async def asked(house: House, number: int) -> str:
    """The reference of a payment that waits for its guest."""
    services = house.services
    order = await services.ordering.begin(TabletId(f"tablet-{number}"), Serving.EAT_HERE)
    await services.ordering.add(order.id, ProductId("fish_soup"))
    await services.paying.start(order.id)
    payment = (await services.showing.order(order.id)).payment
    assert payment is not None
    return str(payment.reference)


async def delivered(
    http: httpx.AsyncClient, references: list[str], count: int, per_second: float | None
) -> list[float]:
    """Deliver, and take the times."""
    taken: list[float] = []

    async def deliver(number: int) -> None:
        body = event(references[number % len(references)], number=number)
        headers = signed_headers(body)
        started = time.perf_counter()
        answer = await http.post(WEBHOOKS_PATH, content=body, headers=headers)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code

    async with asyncio.TaskGroup() as under_way:
        for number in range(count):
            if per_second is None:
                await deliver(number)
                continue
            under_way.create_task(deliver(number))
            await asyncio.sleep(1 / per_second)
    return taken


def client(url: str) -> httpx.AsyncClient:
    """As patient as Vipps: ten seconds."""
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=10)


def percentile(values: list[float], share: float) -> float:
    """The value that ``share`` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def numbers(load: str, taken: list[float], bare: list[float]) -> Mapping[str, object]:
    """Milliseconds of the hub and of the bare route, and how many times as long the hub takes."""
    p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
    bare_p50, bare_p95 = percentile(bare, 0.5), percentile(bare, 0.95)
    print(f"{load:15}  {len(taken):10}  {p50:6.1f}  {p95:6.1f}  {max(taken):6.1f}", end="")
    print(f"  {bare_p50:11.1f}  {bare_p95:11.1f}  {p50 / bare_p50:9.1f}  {p95 / bare_p95:9.1f}")
    return {
        "deliveries": len(taken),
        "p50_ms": round(p50, 1),
        "p95_ms": round(p95, 1),
        "max_ms": round(max(taken), 1),
        "bare_p50_ms": round(bare_p50, 1),
        "bare_p95_ms": round(bare_p95, 1),
        "ratio_p50": round(p50 / bare_p50, 2),
        "ratio_p95": round(p95 / bare_p95, 2),
    }


def main() -> int:
    """Print a line for each load; 1 when p95 is above the limit at the first of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, help="deliveries for each load")
    parser.add_argument("--per-second", type=float, default=5.0, help="deliveries a second")
    parser.add_argument("--json", type=Path, help="write the numbers here")
    parser.add_argument("--quick", action="store_true", help="fewer deliveries")
    options = parser.parse_args()
    count = options.count or (40 if options.quick else 200)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    print("load             deliveries  p50 ms  p95 ms  max ms  bare p50 ms  bare p95 ms  ratio p50  ratio p95")
    found: dict[str, Mapping[str, object]] = {}
    over = False
    for name, load, per_second in (
        ("usual", f"{options.per_second:g} a second", options.per_second),
        ("back_to_back", "back to back", None),
    ):
        bare, taken = asyncio.run(measure_bare(count, per_second)), asyncio.run(measure(count, per_second))
        found[name] = numbers(load, taken, bare)
        over = over or (name == "usual" and percentile(taken, 0.95) > LIMIT_MS)
    if options.json:
        options.json.write_text(json.dumps({"limit_ms": LIMIT_MS, **found}, indent=1))
    return int(over)


if __name__ == "__main__":
    sys.exit(main())

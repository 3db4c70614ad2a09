"""Two hubs on one database: what one of them stored to be asked is never called dead by the other."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from app.domain.payment import Ending, PaymentState
from app.ports.errors import Refused, Unreachable
from app.ports.storage import Reading, Work
from support.fakes import FakePaymentProvider, MemoryStorage, settle
from support.house import KARIS_CODE, Visit, World


class Interrupted:
    """A database in which something else happens just before the next look."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self._storage.work() as work:
            yield work

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        async with self._storage.reading() as reading:
            yield reading


async def test_a_hub_without_a_connection_does_not_call_the_next_try_of_another_hub_dead() -> None:
    """The guest taps again at the other hub the moment the first try failed: one live request, and it is ours."""
    world, offline = World(), FakePaymentProvider()
    storage = Interrupted(world.storage)
    first = Visit(world, world.house(storage=storage, payments=offline, worker="hub-a"))
    second = Visit(world, world.house(worker="hub-b"))
    await first.orders_soup()
    await first.shows(KARIS_CODE)
    second.order_id = first.order_id
    offline.trouble("request", Unreachable("no connection"), times=2)

    async def taps_at_the_other() -> None:
        await second.house.services.paying.start(second.order_id)

    payment = await first.house.services.paying.start(first.order_id)
    storage.meanwhile = taps_at_the_other
    await settle()
    if storage.meanwhile is not None:
        await taps_at_the_other()
    await settle()
    after = await second.payment()

    assert [payment.reference] == [call[1] for call in offline.calls if call[0] == "request"]
    assert (2, PaymentState.REQUESTED) == (after.attempt, after.state)
    for house in (first.house, second.house):
        await house.background.close()


async def test_the_qr_in_place_of_a_refused_push_is_sent_as_new_by_nobody_but_who_stored_it() -> None:
    world = World()
    nobody = Refused("customer not found", code="7010", status=400, ending=Ending.NOT_A_USER)
    world.payments.trouble("request", nobody)
    visit, other = Visit(world, world.house(worker="hub-a")), world.house(worker="hub-b")
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    await visit.pays()
    refused = next(iter(world.storage.tables.payments.values()))

    assert (Ending.NOT_A_USER, None) == (refused.ending, await other.recording.to_ask_instead(refused))
    assert (2, PaymentState.REQUESTED) == ((await visit.payment()).attempt, (await visit.payment()).state)
    for house in (visit.house, other):
        await house.background.close()

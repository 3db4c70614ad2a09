"""What the provider took and nobody here could note, and what reaches it when nobody waits for it any more."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.domain.facts import Fix, StateDiffers
from app.domain.ids import IdempotencyKey, Reference
from app.domain.payment import Attention, Ending, PaymentFlow, PaymentReport, PaymentState
from app.ports.errors import StorageUnavailable
from app.ports.payment_provider import PaymentRequested
from app.ports.storage import Reading, Work
from app.ports.webhooks import Source
from support.clocks import until
from support.fakes import FakePaymentProvider, MemoryStorage, settle
from support.house import KARIS_CODE, Visit, World
from support.promises import broken_at_rest
from support.webhooks import arrival, event, public_address


class FullDisk:
    """A database whose commits fail while the disk is full."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage
        self.full = False

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work]:
        async with self._storage.work() as work:
            if self.full:
                raise StorageUnavailable("the disk is full")
            yield work

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        async with self._storage.reading() as reading:
            yield reading


class FillsTheDisk(FakePaymentProvider):
    """The disk is full by the time the first answer to a request arrives."""

    disk: FullDisk | None = None

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        requested = await super().request(reference, key, body)
        if self.disk is not None:
            self.disk.full = True
        self.disk = None
        return requested


class Frozen(FakePaymentProvider):
    """A program that stands still (SIGSTOP) just before its request leaves, and goes on when :attr:`awake` is set."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._outside = world.payments
        self.awake = False

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        await until(lambda: self.awake)
        return await self._outside.request(reference, key, body)

    async def cancel(self, reference: Reference, key: IdempotencyKey, *, only_if_unapproved: bool) -> PaymentReport:
        return await self._outside.cancel(reference, key, only_if_unapproved=only_if_unapproved)

    async def look_up(self, reference: Reference) -> PaymentReport:
        return await self._outside.look_up(reference)


async def test_a_one_time_qr_whose_answer_could_not_be_stored_is_drawn_once_there_is_room_again() -> None:
    """The provider took the request, the disk was full at the commit after it: the code is asked for once more."""
    world = World()
    world.payments = provider = FillsTheDisk()
    provider.disk = disk = FullDisk(world.storage)
    visit = Visit(world, world.house(storage=disk))
    async with visit.house.running():
        await visit.orders_soup()
        await visit.house.services.paying.start(visit.order_id, PaymentFlow.QR)
        await world.clock.advance(30)
        full = await visit.payment()
        disk.full = False
        await world.clock.advance(30)
        drawn = await visit.payment()
        await visit.approves()
        await world.clock.advance(1200)

    assert (PaymentState.INTENDED, None) == (full.state, full.redirect_url)
    assert (PaymentState.REQUESTED, f"https://qr.example.test/{drawn.reference}") == (drawn.state, drawn.redirect_url)
    assert {("request", drawn.key)} == {each for each in provider.keys if each[0] == "request"}
    assert [] == broken_at_rest(world.storage.tables, provider.reports, world.loyalty.orders)


async def test_a_hub_that_dies_between_the_answer_and_its_commit_still_draws_the_code() -> None:
    world = World()
    world.payments = provider = FillsTheDisk()
    provider.disk = disk = FullDisk(world.storage)
    visit = Visit(world, world.house(storage=disk))
    await visit.orders_soup()
    await visit.house.services.paying.start(visit.order_id, PaymentFlow.QR)
    await settle()
    await visit.house.background.close()
    visit.house = world.house()
    async with visit.house.running():
        await world.clock.advance(3)
        drawn = await visit.payment()

    assert f"https://qr.example.test/{drawn.reference}" == drawn.redirect_url


async def given_up_meanwhile(world: World, frozen: Frozen) -> tuple[Visit, Visit]:
    """The guest paid at a hub that stood still, gave up at another one, and that one called the request unpaid."""
    still = Visit(world, world.house(payments=frozen, worker="hub-a"))
    await still.orders_soup()
    await still.shows(KARIS_CODE)
    payment = await still.house.services.paying.start(still.order_id)
    await settle(5)
    other = Visit(world, world.house(worker="hub-b"), still.order_id)
    await other.house.services.paying.cancel(payment.reference)
    for _ in range(100):
        await other.house.watching.look(payment.reference)
        await world.clock.advance(10)
    return still, other


async def test_a_request_that_leaves_a_frozen_hub_too_late_is_taken_back_at_once() -> None:
    """Past its lease, past the payment's end: the share is free, and somebody may be paying it by a new request."""
    world = World()
    frozen = Frozen(world)
    still, other = await given_up_meanwhile(world, frozen)
    ended = await other.payment()
    again = await other.pays()
    frozen.awake = True
    await settle(200)
    alive = [reference for reference, report in world.payments.reports.items() if report.state.is_open]

    assert (PaymentState.EXPIRED, Ending.NEVER_REACHED) == (ended.state, ended.ending)
    assert PaymentState.TERMINATED is world.payments.reports[ended.reference].state
    assert [again.reference] == alive
    for house in (still.house, other.house):
        await house.background.close()


class ApprovedAtOnce(FakePaymentProvider):
    """The guest's thumb is on the button before the answer is back."""

    async def request(self, reference: Reference, key: IdempotencyKey, body: str) -> PaymentRequested:
        requested = await super().request(reference, key, body)
        self.approve(reference)
        return requested


async def test_a_guest_who_approves_a_request_that_came_too_late_is_told_to_the_staff() -> None:
    world = World()
    world.payments = ApprovedAtOnce()
    frozen = Frozen(world)
    still, other = await given_up_meanwhile(world, frozen)
    frozen.awake = True
    await settle(200)
    ended = await other.payment()

    assert (PaymentState.EXPIRED, Attention.MONEY_AFTER_END) == (ended.state, ended.attention)
    for house in (still.house, other.house):
        await house.background.close()


async def declined_here_and_open_there(visit: Visit) -> Reference:
    """However it came about: over with us, waiting for the guest at the provider."""
    payments = visit.world.payments
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    payment = await visit.pays()
    open_there = payments.reports[payment.reference]
    payments.decline(payment.reference)
    await visit.world.clock.advance(6)
    payments.reports[payment.reference] = open_there
    return payment.reference


async def test_the_comparison_ends_there_what_is_over_here() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        reference = await declined_here_and_open_there(visit)
        (difference,) = (await visit.house.services.reconciling.reconcile()).differences
        agreed = await visit.house.services.reconciling.reconcile()

    open_there = StateDiffers(ours=PaymentState.ABORTED, theirs=PaymentState.REQUESTED, fix=Fix.CANCELLED_THERE)
    assert (open_there, True) == (difference.what, difference.mended)
    assert PaymentState.TERMINATED is world.payments.reports[reference].state
    assert () == agreed.differences


async def test_what_cannot_be_ended_there_now_is_to_be_tried_again() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await declined_here_and_open_there(visit)
        world.payments.trouble("cancel", StorageUnavailable("no answer"))
        (difference,) = (await visit.house.services.reconciling.reconcile()).differences

    assert not difference.mended
    assert Fix.CANCEL_AGAIN is difference.what.fix


async def test_news_of_a_payment_that_is_over_here_ends_it_there() -> None:
    world = World()
    world.public = public_address()
    visit = Visit(world, world.house())
    async with visit.house.running():
        reference = await declined_here_and_open_there(visit)
        assert visit.house.listening is not None
        await visit.house.listening.receive(Source.VIPPS, arrival(event(reference, name="CREATED")))
        await world.clock.advance(5)

    assert PaymentState.TERMINATED is world.payments.reports[reference].state


async def test_a_clock_that_is_set_back_across_a_restart_loses_and_doubles_nothing() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        await visit.pays()
        await world.clock.advance(6)
    world.clock.set_back(3600)
    visit.house = world.house()
    async with visit.house.running():
        paid = await visit.approves()
        await world.clock.advance(2 * 3600)

    assert (paid.amount, 1) == (world.payments.reports[paid.reference].captured, len(world.loyalty.orders))
    assert [] == broken_at_rest(world.storage.tables, world.payments.reports, world.loyalty.orders)

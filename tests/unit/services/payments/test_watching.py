"""How often a payment is looked at: first after five seconds, then every two, slower when the provider asks for it."""

from datetime import datetime

from app.domain.ids import Reference
from app.domain.payment import PaymentFlow, PaymentReport, PaymentState
from app.ports.errors import Conflict, RateLimited, Unreachable
from app.services.payments.watching import LONGEST_WAIT, SLOWEST
from support.fakes import FakeClock, FakePaymentProvider
from support.house import KARIS_CODE, Visit, World


class Looked(FakePaymentProvider):
    """Remembers when it was looked at."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self.looks: list[datetime] = []
        self._clock = clock

    async def look_up(self, reference: Reference) -> PaymentReport:
        self.looks.append(self._clock.now())
        return await super().look_up(reference)

    def pauses(self, since: datetime) -> list[float]:
        """Seconds between two looks."""
        before = [since, *self.looks]
        return [(look - earlier).total_seconds() for earlier, look in zip(before, self.looks, strict=False)]


async def pauses(flow: PaymentFlow, seconds: float, trouble: tuple[RateLimited | Unreachable, ...] = ()) -> list[float]:
    """How long it took from look to look while the guest thinks."""
    world = World()
    world.payments = provider = Looked(world.clock)
    visit = Visit(world, world.house())
    await visit.orders_soup()
    await visit.shows(KARIS_CODE)
    for error in trouble:
        provider.trouble("look_up", error)
    begun = world.clock.now()
    await visit.house.services.paying.start(visit.order_id, flow)
    await world.clock.advance(seconds)
    await visit.house.background.close()
    return provider.pauses(begun)


async def test_a_push_is_looked_at_after_five_seconds_and_then_every_two() -> None:
    assert await pauses(PaymentFlow.PUSH_MESSAGE, 13) == [5, 2, 2, 2, 2]


async def test_a_one_time_qr_is_looked_at_every_second() -> None:
    assert await pauses(PaymentFlow.QR, 8) == [5, 1, 1, 1]


async def test_after_a_429_the_wait_is_kept_and_looks_stay_slower() -> None:
    limited = (RateLimited("slowly", 9.0),)

    assert await pauses(PaymentFlow.PUSH_MESSAGE, 26, limited) == [5, 9, 4, 4, 4]


async def test_every_429_doubles_the_pace_up_to_a_limit() -> None:
    limited = tuple(RateLimited("slowly", None) for _ in range(5))

    found = await pauses(PaymentFlow.PUSH_MESSAGE, 70, limited)

    assert found[:6] == [5, 5, 5, 5, 5, 5]
    assert set(found[6:]) == {2 * SLOWEST}


async def test_other_trouble_slows_down_one_look_only() -> None:
    trouble = (Unreachable("no connection"),)

    assert await pauses(PaymentFlow.PUSH_MESSAGE, 14, trouble) == [5, 5, 2, 2]


async def test_no_429_keeps_anybody_from_a_waiting_guest_for_longer_than_a_minute() -> None:
    limited = (RateLimited("tomorrow", 3600.0),)

    assert [5, LONGEST_WAIT, 4] == (await pauses(PaymentFlow.PUSH_MESSAGE, 70, limited))[:3]


async def test_a_clock_that_is_set_back_holds_no_cancel_back() -> None:
    world = World()
    visit = Visit(world, world.house())
    async with visit.house.running():
        await visit.orders_soup()
        await visit.shows(KARIS_CODE)
        payment = await visit.pays()
        world.payments.trouble("cancel", Conflict("approving", code="6250", status=409))
        await visit.house.services.paying.cancel(payment.reference)
        world.clock.set_back(3600)
        await world.clock.advance(20)

        assert (await visit.payment()).state is PaymentState.TERMINATED

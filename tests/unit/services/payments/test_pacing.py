"""Vipps' limits of calls a minute are kept by us, for each payment alone."""

from collections.abc import Awaitable, Callable

import pytest

from app.domain.ids import IdempotencyKey, OrderId, Reference, payment_reference
from app.ports.errors import PortError, RateLimited, Unreachable
from app.services.payments.pacing import CHANGES_A_MINUTE, LOOKS_A_MINUTE, TIDY_ABOVE, PacedPayments
from support.fakes import FakeClock, FakePaymentProvider
from support.samples import nok

REFERENCE = payment_reference(OrderId("order00001"), 1, 1)
OTHER = payment_reference(OrderId("order00002"), 1, 1)
KEY = IdempotencyKey("key-1")
CHANGES: dict[str, Callable[[PacedPayments, Reference], Awaitable[object]]] = {
    "request": lambda paced, reference: paced.request(reference, KEY, "{}"),
    "cancel": lambda paced, reference: paced.cancel(reference, KEY, only_if_unapproved=True),
    "capture": lambda paced, reference: paced.capture(reference, KEY, nok(100)),
    "refund": lambda paced, reference: paced.refund(reference, KEY, nok(100)),
}
LOOKS: dict[str, Callable[[PacedPayments, Reference], Awaitable[object]]] = {
    "look_up": lambda paced, reference: paced.look_up(reference),
    "events": lambda paced, reference: paced.events(reference),
}
CALLS = {**CHANGES, **LOOKS}


class Pace:
    """A paced provider that answers nothing but counts what arrives."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.provider = FakePaymentProvider()
        self.provider.down(Unreachable("answers nobody"), *CALLS)
        self.paced = PacedPayments(self.provider, self.clock)

    async def call(self, name: str, reference: Reference = REFERENCE) -> PortError:
        """Call once; what came of it."""
        with pytest.raises(PortError) as caught:
            await CALLS[name](self.paced, reference)
        return caught.value

    async def call_often(self, name: str, times: int, reference: Reference = REFERENCE) -> list[bool]:
        """Call so often; which calls we held back."""
        return [isinstance(await self.call(name, reference), RateLimited) for _ in range(times)]


@pytest.fixture
def pace() -> Pace:
    return Pace()


@pytest.mark.parametrize("name", CHANGES)
async def test_the_sixth_change_in_a_minute_is_not_sent(pace: Pace, name: str) -> None:
    held_back = await pace.call_often(name, CHANGES_A_MINUTE + 1)

    assert held_back == [False] * CHANGES_A_MINUTE + [True]
    assert pace.provider.count(name) == CHANGES_A_MINUTE


async def test_changes_of_different_kinds_do_not_count_together(pace: Pace) -> None:
    held_back = [held for name in CHANGES for held in await pace.call_often(name, CHANGES_A_MINUTE)]

    assert not any(held_back)


async def test_look_ups_and_logs_count_together(pace: Pace) -> None:
    await pace.call_often("look_up", LOOKS_A_MINUTE - 1)

    assert await pace.call_often("events", 2) == [False, True]


async def test_another_payment_has_limits_of_its_own(pace: Pace) -> None:
    await pace.call_often("capture", CHANGES_A_MINUTE)

    assert await pace.call_often("capture", 1, OTHER) == [False]


async def test_the_wait_ends_when_the_oldest_call_is_a_minute_old(pace: Pace) -> None:
    await pace.call_often("cancel", 1)
    await pace.clock.advance(20)
    await pace.call_often("cancel", CHANGES_A_MINUTE - 1)
    limited = await pace.call("cancel")
    assert isinstance(limited, RateLimited)
    await pace.clock.advance(40)

    assert limited.retry_after == 40.0
    assert await pace.call_often("cancel", 2) == [False, True]


async def test_payments_that_rest_are_forgotten(pace: Pace) -> None:
    """Else a hub that runs for a year would remember every payment of the year."""
    for number in range(TIDY_ABOVE + 2):
        await pace.call("look_up", payment_reference(OrderId(f"order{number:05}"), 1, 1))
    await pace.clock.advance(60)
    await pace.call("look_up")

    assert len(pace.paced._sent) == 1


async def test_a_clock_that_is_set_back_ends_no_payments_calls() -> None:
    pace = Pace()
    for _ in range(CHANGES_A_MINUTE):
        await pace.call("capture")
    pace.clock.set_back(3600)

    assert type(await pace.call("capture")) is Unreachable
